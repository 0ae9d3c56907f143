# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.life.rows import CLOSED, Pause
from ..promise.helpdesk_ticket_stage import WAITING_FOR


class SupportPause(models.Model):
    """A hole in a ticket's calendar: it waited for somebody, or it was closed.

    Moments are naive UTC; an empty end means that it still lasts.
    """

    _name = "support.pause"
    _description = "Support Pause"
    _order = "started_at, id"
    _rec_name = "stage_id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id",
        store=True,
        precompute=True,
        required=True,
    )
    stage_id = fields.Many2one("helpdesk.ticket.stage", ondelete="set null")
    waiting_for = fields.Selection(
        WAITING_FOR + [(CLOSED, "Nobody, it was closed")], required=True
    )
    started_at = fields.Datetime(string="From", required=True)
    stopped_at = fields.Datetime(string="To")
    working_seconds = fields.Integer(
        string="Working time",
        help="Working seconds of the level's calendar that passed meanwhile.",
    )

    inherited = fields.Boolean(
        string="Older than Support SLA",
        help="The ticket had waited already when Support SLA was installed: this "
        "begins with the installation.",
    )

    _one_open_per_ticket = models.UniqueIndex(
        "(ticket_id) WHERE stopped_at IS NULL", "A ticket waits once at a time."
    )

    def _as_pause(self):
        """Return one record as a value."""
        self.ensure_one()
        return Pause(
            self.started_at,
            self.waiting_for,
            self.stage_id.id or None,
            self.stopped_at or None,
            self.working_seconds,
            self.inherited,
        )
