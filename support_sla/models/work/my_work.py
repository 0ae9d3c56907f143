# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.promise import my_work

#: Of those in a rank who comes first: who waits longest, what was due longest ago.
SINCE = "CASE WHEN %s IS NOT NULL AND %s %% %s = %s THEN %s ELSE %s END"
ACTION = "support_sla.helpdesk_ticket_action_my_work"


class SupportMyWorkMixin(models.AbstractModel):
    """An agent's day: his tickets in the order to take them, one after the other."""

    _name = "support.my.work.mixin"
    _description = "Support: the order of an agent's work"

    support_work_rank = fields.Integer(
        string="Order of my work",
        compute="_compute_support_work_rank",
        aggregator=None,
        groups="base.group_user",
        help="Late first, then due soon, unanswered, on track and waiting; what nobody "
        "has yet stands below.",
    )

    @api.depends(
        "support_urgency", "support_unanswered_since", "support_paused_at", "user_id"
    )
    def _compute_support_work_rank(self):
        for ticket in self:
            ticket.support_work_rank = my_work.rank(
                ticket.support_urgency,
                bool(ticket.support_unanswered_since),
                bool(ticket.support_paused_at),
                bool(ticket.user_id),
            )

    def _support_work_order_sql(self, alias, direction, query):
        """The rank, and within it who waits longest, as terms of an ORDER BY."""
        self._check_field_access(self._fields["support_work_rank"], "read")
        names = ("support_urgency", "support_unanswered_since", "support_paused_at")
        urgency, since, paused_at, user, due_at = (
            self._field_to_sql(alias, name, query)
            for name in (*names, "user_id", "support_next_due_at")
        )
        rank = my_work.rank_sql(urgency, since, paused_at, user)
        waits = (rank, my_work.NOBODYS, my_work.UNANSWERED)
        moment = SQL(SINCE, since, *waits, since, due_at)
        query._order_groupby += [rank, moment]
        return SQL("%s %s, %s %s", rank, direction, moment, direction)

    @api.model
    def _support_my_work_domain(self):
        """What is open and the user's own, or nobody's in one of his teams."""
        user = self.env.user
        teams = ["|", ("team_id.user_ids", "in", user.ids)]
        teams += [("team_id.user_id", "=", user.id)]
        nobodys = ["&", ("user_id", "=", False), *teams]
        return [("closed", "=", False), "|", ("user_id", "=", user.id), *nobodys]

    def action_support_next(self):
        """Open the first ticket of my work that was not opened on this round.

        The round is kept in the context of the action, ``support_seen``; it begins with
        no ticket, and after its last one the list is shown.
        """
        seen = [*(self.env.context.get("support_seen") or ()), *self.ids]
        unseen = [("id", "not in", seen)]
        found = self.search(
            self._support_my_work_domain() + unseen, order="support_work_rank", limit=1
        )
        if not found:
            return self.env["ir.actions.act_window"]._for_xml_id(ACTION)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My work"),
            "res_model": self._name,
            "res_id": found.id,
            "views": [(False, "form")],
            "context": {"support_seen": seen},
        }

    def action_support_wait(self):
        """Put it where the team waits for its customer."""
        self.ensure_one()
        stage = self.team_id._support_waiting_stage_in(self.company_id)
        if not stage:
            raise UserError(self.env._("The team has no stage that waits."))
        self.stage_id = stage
