# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import SQL, Query


class SupportPageMixin(models.AbstractModel):
    """One page of a list among all that is open, and the count beside it: both are
    found in one index, and of the tickets only those of the page are read.
    """

    _name = "support.page.mixin"
    _description = "Support: a page of a list"

    # In the order of what is due; besides, what lists are sorted by and rules ask for.
    _support_open_idx = models.Index(
        "(support_next_due_at, id) INCLUDE (stage_id, company_id, team_id, user_id,"
        " partner_id, support_clock_state, support_due_soon_at)"
        " WHERE support_closed_at IS NULL AND active IS TRUE"
    )

    def _support_of_page(self, query):
        """Return a query of the same tickets in the same order, which reads no other
        ticket's columns: a sort carries all of them along, of each that it sorts."""
        if not query.limit:
            return query
        page = Query(self.env, self._table, self._table_sql)
        found = SQL("(SELECT * FROM unnest(ARRAY(%s)) WITH ORDINALITY)", query.select())
        alias = page.join(self._table, "id", found, "unnest", "page")
        page.order = SQL.identifier(alias, "ordinality")
        return page
