# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SupportContractOverlapMixin(models.AbstractModel):
    """Contracts that come to a customer with other people, and meet others there."""

    _name = "support.contract.overlap.mixin"
    _description = "Support: contracts that meet"

    overlaps = fields.Boolean(
        compute="_compute_overlaps",
        search="_search_overlaps",
        help="Another confirmed contract gives the same level on some of these days.",
    )

    @api.depends(
        "phase", "partner_id", "company_id", "level_id", "date_start", "date_end"
    )
    def _compute_overlaps(self):
        overlapping = self._get_overlapping()
        for contract in self:
            contract.overlaps = contract._origin in overlapping

    @api.model
    def _search_overlaps(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._find_overlapping_ids())

    def _get_overlapping(self):
        """Return those of these contracts that overlap with another one."""
        if not self.ids:
            return self.browse()
        contracts = self.sudo().with_context(active_test=False)
        return contracts.search(
            Domain("id", "in", self.ids)
            & Domain("id", "in", self._find_overlapping_ids())
        )

    @api.model
    def _find_overlapping_ids(self):
        """Return the ids of contracts of one customer, company and level that share
        days."""
        self.env["support.contract"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT DISTINCT mine.id
              FROM support_contract mine
              JOIN support_contract other
                ON other.partner_id = mine.partner_id
               AND other.company_id = mine.company_id
               AND other.level_id = mine.level_id
               AND other.id <> mine.id
               AND other.phase = 'confirmed'
               AND daterange(other.date_start, other.date_end, '[]')
                   && daterange(mine.date_start, mine.date_end, '[]')
             WHERE mine.phase = 'confirmed'
                """
            )
        )
        return [contract_id for (contract_id,) in rows]

    def _list_overlaps(self):
        """Give the account manager a task for each of these contracts that overlaps."""
        for contract in self._get_overlapping():
            others = ", ".join(contract._find_overlap().mapped("name"))
            contract._tell_manager(
                lambda told, others=others: told.env._(
                    "Overlaps with %s since two customers became one: cancel one of "
                    "them, or change its days",
                    others,
                )
            )

    def _prepare_own_people(self):
        """Return what keeps a contract to whom it covers now, at another customer."""
        self.ensure_one()
        if self.named_only or self.contact_ids:
            return {}
        people = self.env["res.partner"].search(
            [("id", "child_of", self.partner_id.id)]
        )
        return {"contact_ids": [(6, 0, people.ids)]}

    def _follow_customer(self, people):
        """Its customer became a part of another one: it covers whom it covered."""
        self.ensure_one()
        if people:
            self.write(people)
        self._message_log(
            body=self.env._(
                "The customer belongs to %(customer)s now, and so does this contract. "
                "It covers the same people as before.",
                customer=self.partner_id.display_name,
            )
        )
