# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .support_level_target import METRICS


class SupportDeadline(models.Model):
    """The hand-over: one row per ticket, metric and round; it decides nothing.

    All moments are naive UTC. What depends on *now* (late, due soon) is answered on
    reading from these facts (SPEC 6).
    """

    _name = "support.deadline"
    _description = "Support Deadline"
    _order = "due_at, id"
    _rec_name = "metric"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    level_id = fields.Many2one("support.level", ondelete="restrict")
    metric = fields.Selection(METRICS, required=True)
    round = fields.Integer(default=1, required=True)

    started_at = fields.Datetime(required=True)
    aim_at = fields.Datetime(help="By when we want to have done it.")
    due_at = fields.Datetime(help="By when we promised. Late means strictly later.")
    stopped_at = fields.Datetime()
    verdict = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Paused"),
            ("met", "Met"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="running",
    )
    working_seconds = fields.Integer(
        string="Working time used", help="Working seconds from start to stop."
    )

    _round_unique = models.UniqueIndex(
        "(ticket_id, metric, round)",
        "A ticket has one deadline per metric and round.",
    )
