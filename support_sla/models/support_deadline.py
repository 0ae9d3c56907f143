# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools import verdict as verdicts
from .support_level_target import METRICS


class SupportDeadline(models.Model):
    """The hand-over: one row per ticket, metric and round (SPEC 6).

    A row keeps the promise it was given (calendar, unit, aim, commitment) beside the
    facts, so that it can be planned again without asking anybody. All moments are
    naive UTC. What depends on *now* (late, due soon) is answered on reading.
    """

    _name = "support.deadline"
    _description = "Support Deadline"
    _inherit = ["support.alert.mixin"]
    _order = "due_at, id"
    _rec_name = "metric"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    metric = fields.Selection(METRICS, required=True)
    round = fields.Integer(default=1, required=True)

    level_id = fields.Many2one("support.level", ondelete="restrict")
    calendar_id = fields.Many2one("resource.calendar", ondelete="set null")
    unit = fields.Char(help="Unit of the promise, as on the level's target.")
    aim = fields.Float(help="How much of the unit we want to take.")
    commitment = fields.Float(help="How much of the unit we promised to take.")

    started_at = fields.Datetime(required=True)
    aim_at = fields.Datetime(string="Aim at", help="By when we want to have done it.")
    due_at = fields.Datetime(
        string="Due at", help="By when we promised. Late means strictly later."
    )
    stopped_at = fields.Datetime()
    verdict = fields.Selection(
        verdicts.VERDICTS, required=True, default=verdicts.RUNNING
    )
    working_seconds = fields.Integer(
        string="Time used",
        help="Seconds of the kind the unit counts, from start to stop without pauses.",
    )

    _round_unique = models.UniqueIndex(
        "(ticket_id, metric, round)",
        "A ticket has one deadline per metric and round.",
    )
    _open_calendar_idx = models.Index(
        "(calendar_id) WHERE verdict IN ('running', 'paused')"
    )

    @api.model
    def _plan_fields(self):
        """What planning, stopping and summing up read of a row."""
        return [
            "ticket_id",
            "metric",
            "round",
            "company_id",
            "level_id",
            "calendar_id",
            "unit",
            "aim",
            "commitment",
            "started_at",
            "aim_at",
            "due_at",
            "stopped_at",
            "verdict",
            "alerted_at",
        ]

    def action_explain(self):
        """Open the dialog that says why the dates fall where they do."""
        self.ensure_one()
        explain = self.env["support.deadline.explain"].create({"deadline_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Explain this deadline"),
            "res_model": explain._name,
            "res_id": explain.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_open(self):
        return self.filtered(lambda d: d.verdict in verdicts.OPEN_VERDICTS)

    def _get_clock(self):
        """Return the calendar as the row's own company keeps it: its holidays."""
        self.ensure_one()
        return self.calendar_id.with_company(self.company_id)

    def _plan(self, pauses):
        """Put aim and due where the row's promise falls now.

        :param pauses: ``{ticket: [(from, to)]}``, ended pauses only: time in a pause
            that still runs is added when it ends.
        """
        for deadline in self:
            calendar, holes = deadline._get_clock(), pauses[deadline.ticket_id]
            for mark, amount in (
                ("aim_at", deadline.aim),
                ("due_at", deadline.commitment),
            ):
                deadline[mark] = calendar._support_due(
                    deadline.started_at, amount, deadline.unit, holes
                )
            deadline.next_alert_at = deadline._get_next_alert(
                deadline._get_own_alert_moments(holes)
            )

    def _stop(self, moment, pauses):
        """Close open rows at a moment: from now on they never move again."""
        for deadline in self:
            deadline.write(
                {
                    "stopped_at": moment,
                    "working_seconds": deadline._get_clock()._support_used(
                        deadline.started_at,
                        moment,
                        deadline.unit,
                        pauses[deadline.ticket_id],
                    ),
                    "verdict": verdicts.stopped_verdict(deadline.due_at, moment),
                }
            )

    def _cancel(self, moment):
        """What is no longer promised is cancelled, not forgotten."""
        if self:
            self.write({"verdict": verdicts.CANCELLED, "stopped_at": moment})
