# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .helpdesk_ticket_stage import WAITING_FOR


class SupportPause(models.Model):
    """A hole in a ticket's calendar: it waited for somebody, or it was closed (SPEC 6).

    Moments are naive UTC; an empty end means that it still lasts.
    """

    _name = "support.pause"
    _description = "Support Pause"
    _order = "started_at, id"
    _rec_name = "stage_id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    stage_id = fields.Many2one("helpdesk.ticket.stage", ondelete="set null")
    waiting_for = fields.Selection(
        WAITING_FOR + [("closed", "Nobody, it was closed")], required=True
    )
    started_at = fields.Datetime(string="From", required=True)
    stopped_at = fields.Datetime(string="To")
    working_seconds = fields.Integer(
        string="Working time",
        help="Working seconds of the level's calendar that passed meanwhile.",
    )

    _one_open_per_ticket = models.UniqueIndex(
        "(ticket_id) WHERE stopped_at IS NULL", "A ticket waits once at a time."
    )

    def _end(self, moment):
        """End pauses and write down the working time they took."""
        calendars = self.env["resource.calendar"].sudo()
        for pause in self:
            level = pause.ticket_id.support_level_id
            calendar = calendars.with_company(pause.ticket_id.company_id).browse(
                level and level._get_calendar_id()
            )
            pause.write(
                {
                    "stopped_at": moment,
                    "working_seconds": calendar._support_elapsed(
                        pause.started_at, moment
                    ),
                }
            )
        if self:
            # Before a next one begins: only one may be open.
            self.flush_recordset(["stopped_at"])
