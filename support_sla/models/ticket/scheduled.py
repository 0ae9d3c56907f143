# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

    def _message_created_hook(self, message):
        """Sent later, it is what its author says all the same; Odoo posts it as a
        machine's notification."""
        result = super()._message_created_hook(message)
        if message.model == "helpdesk.ticket":
            message.sudo().message_type = "comment"
            ticket = self.env[message.model].browse(message.res_id)
            ticket._support_hear(message, message.date)
        return result
