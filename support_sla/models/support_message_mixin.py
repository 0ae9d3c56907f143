# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

SPOKEN_TYPES = ("comment", "email")


class SupportMessageMixin(models.AbstractModel):
    """Whose turn it is after a message, whatever way it came (SPEC 6)."""

    _name = "support.message.mixin"
    _description = "Support: messages of a ticket"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        speaker = self._support_speaker(message)
        if speaker == "agent":
            self._support_on_agent_message(fields.Datetime.now())
        elif speaker == "customer":
            self._support_on_customer_message(fields.Datetime.now())
        return result

    def _support_speaker(self, message):
        """Return ``agent`` or ``customer`` when a person spoke publicly, else None."""
        message = message.sudo()
        known = self.env["ir.model.data"]._xmlid_to_res_id
        subtype = message.subtype_id
        public = subtype.id == known("mail.mt_comment") or (
            subtype and not subtype.internal
        )
        if message.message_type not in SPOKEN_TYPES or message.is_internal:
            return None
        author = message.author_id
        if not public or author.id == known("base.partner_root"):
            return None
        if author == self.env.user.partner_id:
            return "agent" if self.env.user._is_internal() else "customer"
        # A partner is shared unless it is an internal user's.
        return "customer" if not author or author.partner_share else "agent"
