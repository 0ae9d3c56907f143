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
        if (
            message.message_type not in SPOKEN_TYPES
            or message.is_internal
            or not message.subtype_id
            or message.subtype_id.internal
        ):
            return None
        author = message.author_id
        if author == self.env.ref("base.partner_root"):
            return None
        users = author.with_context(active_test=False).user_ids
        return "agent" if any(user._is_internal() for user in users) else "customer"
