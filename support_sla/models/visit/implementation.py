# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.fields import Domain


class SupportImplementation(models.Model):
    """The visits while an implementation runs."""

    _inherit = "support.implementation"

    visit_count = fields.Integer(compute="_compute_visit_count")

    def _compute_visit_count(self):
        visits = self.env["support.visit"]
        for implementation in self:
            # a few on a list at most: each has days of its own
            implementation.visit_count = visits.search_count(
                implementation._visit_domain() & Domain("state", "!=", "cancelled")
            )

    def _visit_domain(self):
        """The visits of its customer and company on its days."""
        self.ensure_one()
        domain = (
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("day", ">=", self.date_start)
        )
        return domain & Domain("day", "<=", self.date_end) if self.date_end else domain

    def _running_on(self, day):
        """Return those of these that run on a local day."""
        return self.filtered(
            lambda i: i.date_start <= day and (not i.date_end or day <= i.date_end)
        )

    def action_view_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_visit_action"
        )
        return action | {
            "domain": list(self._visit_domain()),
            "context": {"default_contract_id": self._visit_contract().id},
        }

    def _visit_contract(self):
        """Return the contract in force whose visits go with this implementation."""
        self.ensure_one()
        contracts = self.env["support.contract"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("phase", "=", "confirmed"),
                ("level_id.visit_days_per_week", ">", 0),
            ]
        )
        current = contracts.filtered(lambda c: c.state in ("active", "upcoming"))
        return (current or contracts)[:1]

    def action_plan_visits(self):
        """Open the planner, from today or its start to its end."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self.env["support.visit.plan"]._open_planner(
            self._visit_contract(), max(self.date_start, today), self.date_end
        )
