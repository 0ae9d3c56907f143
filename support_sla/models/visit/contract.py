# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.promise import period


class SupportContract(models.Model):
    """The visits of a contract, and when there may be any."""

    _inherit = "support.contract"

    visit_ids = fields.One2many("support.visit", "contract_id", string="Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")
    visit_days_per_week = fields.Integer(related="level_id.visit_days_per_week")

    def _compute_visit_count(self):
        counts = dict(
            self.env["support.visit"]._read_group(
                [("contract_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.visit_count = counts.get(contract, 0)

    def action_view_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_visit_action"
        )
        return action | {
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_contract_id": self.id},
        }

    def action_plan_visits(self):
        """Open the planner, from today to its end or that of the implementation."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        ends = [self.date_end] if self.date_end else []
        if self.level_id.visit_scope == "implementation":
            ends += filter(None, self._get_implementations().mapped("date_end"))
        return self.env["support.visit.plan"]._open_planner(
            self, max(self.date_start, today), min(ends, default=False)
        )

    def _get_implementations(self):
        """Return the implementations of this contract's customer and company."""
        self.ensure_one()
        return (
            self.env["support.implementation"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "!=", "cancelled"),
                ]
            )
        )

    def _get_visit_spans(self):
        """Return the groups of spans in which a visit lies (``visits.Diary``)."""
        self.ensure_one()
        if self.phase != "confirmed":
            return ((),)
        groups = [((self.starts_at, self.ends_at or None),)]
        if self.level_id.visit_scope == "implementation":
            tz = self._get_tz()
            groups.append(
                tuple(
                    (
                        period.day_start(project.date_start, tz),
                        project.date_end
                        and period.day_start(project.date_end + period.DAY, tz)
                        or None,
                    )
                    for project in self._get_implementations()
                )
            )
        return tuple(groups)
