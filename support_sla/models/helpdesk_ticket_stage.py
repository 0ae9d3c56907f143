# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

WAITING_FOR = [("customer", "The customer"), ("third_party", "A third party")]


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    support_waiting_for = fields.Selection(
        WAITING_FOR,
        string="Waits for",
        help="While a ticket is in this stage all its clocks pause.",
    )
    support_not_counted = fields.Boolean(
        string="Not counted in the quota",
        help="A ticket in this stage (rejected, cancelled) uses nothing of its "
        "contract's quota.",
    )

    def write(self, vals):
        """Tickets standing in a stage feel at once that its meaning changed."""
        if not {"support_waiting_for", "closed"} & vals.keys():
            return super().write(vals)
        tickets = (
            self.env["helpdesk.ticket"].sudo().search([("stage_id", "in", self.ids)])
        )
        before = tickets._support_stage_meanings()
        result = super().write(vals)
        tickets._support_stage_moved(before, fields.Datetime.now())
        return result
