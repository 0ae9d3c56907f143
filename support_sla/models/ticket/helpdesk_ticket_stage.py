# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..promise.helpdesk_ticket_stage import MEANING_FIELDS


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    def write(self, vals):
        """Tickets standing in a stage feel at once that its meaning changed. While this
        addon is being installed those from before know nothing of it yet."""
        result = super().write(vals)
        if MEANING_FIELDS & vals.keys():
            tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
            tickets = tickets.search(
                [("stage_id", "in", self.ids), ("support_since", "!=", False)]
            )
            tickets._support_meaning_changed(fields.Datetime.now())
        return result
