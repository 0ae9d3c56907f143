# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.promise.metrics import METRICS


class SupportLevelTrial(models.TransientModel):
    """ "Test a date": the deadlines a ticket would get at a moment, before a level goes
    live, asked of the very methods that give them. Nothing is created."""

    _name = "support.level.trial"
    _description = "Test a Date"
    _inherit = ["support.explanation"]

    level_id = fields.Many2one("support.level", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    moment = fields.Datetime(
        string="Opened at", required=True, default=lambda self: fields.Datetime.now()
    )
    priority = fields.Selection(
        lambda self: self.env["helpdesk.ticket"]._fields["priority"].selection,
        default="1",
    )
    channel_id = fields.Many2one("helpdesk.ticket.channel")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("level_id", "company_id", "moment", "priority", "channel_id")
    def _compute_result(self):
        for trial in self:
            trial.result = trial.moment and trial.env["ir.qweb"]._render(
                "support_sla.level_trial", trial._prepare_result()
            )

    def _prepare_result(self):
        self.ensure_one()
        level = self.level_id.sudo()
        calendar = level.calendar_id.with_company(self.company_id)
        ticket = self._get_ticket()
        zone = calendar.tz or "UTC"
        return {
            "zone": zone,
            "opened": self._get_moment(self.moment, zone),
            "hours": self._get_hours(calendar, zone),
            "channel_missing": self.channel_id and not ticket.support_channel_included,
            "rows": [
                row
                for metric in METRICS
                if (row := self._prepare_row(ticket, metric, calendar, zone))
            ],
        }

    def _get_ticket(self):
        """Return a ticket that exists in memory only."""
        return (
            self.env["helpdesk.ticket"]
            .sudo()
            .new(
                {
                    "company_id": self.company_id.id,
                    "support_level_id": self.level_id.id,
                    "priority": self.priority,
                    "channel_id": self.channel_id.id,
                }
            )
        )

    def _get_hours(self, calendar, zone):
        if calendar._support_is_open(self.moment):
            return self.env._("Open at that moment")
        opening = calendar._support_next_opening(self.moment)
        if not opening:
            return self.env._("Never open")
        return self.env._(
            "Closed at that moment, reopens %(moment)s",
            moment=self._get_moment(opening, zone),
        )

    def _prepare_row(self, ticket, metric, calendar, zone):
        row = ticket._support_promised(metric, self.moment)
        if not row:
            return None
        labels = dict(
            self.level_id.target_ids._fields["metric"]._description_selection(self.env)
        )
        promise = self.level_id.sudo()._get_promise(metric, self.priority)
        lines = self._get_lines(
            calendar,
            promise.unit,
            self.moment,
            [
                (self.moment, self.env._("It counts from here")),
                (row.aim_at, self.env._("Aim: %g reached", promise.aim)),
                (
                    row.due_at,
                    self.env._("Commitment: %g reached", promise.commitment),
                ),
            ],
            (),
        )
        return {
            "metric": labels[metric],
            "promise": self._get_promise(promise),
            "aim": self._get_moment(row.aim_at, zone),
            "due": self._get_moment(row.due_at, zone),
            "details": self._render_lines(calendar, lines),
        }
