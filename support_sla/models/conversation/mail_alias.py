# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import models

_logger = logging.getLogger(__name__)


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """No customer is told that their mail was refused when we keep it."""
        if set_invalid and self.alias_model_id.sudo().model == "helpdesk.ticket":
            _logger.warning("No ticket for the mail %s", message_dict["message_id"])
            return
        super()._alias_bounce_incoming_email(
            message, message_dict, set_invalid=set_invalid
        )
