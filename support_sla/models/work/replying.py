# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup, escape

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..conversation.gateway import ASKING
from .messages import AGENTS

#: what an agent's reply does besides, in the same act
WAIT, ASK = "wait", "ask"
COMMENT = "mail.mt_comment"


class SupportReplyingMixin(models.AbstractModel):
    """An agent's reply after which the ticket waits for its customer.

    The reply is the agent's answer as any other. One that asks as well carries the
    question and, in the customer's own mail, the buttons: one mail, not two.
    """

    _name = "support.replying.mixin"
    _description = "Support: replies that wait"

    def _support_reply_values(self, then, given):
        """Return what is posted of a reply that waits; refuse what cannot.

        :param then: ``WAIT`` or ``ASK``
        :param given: the arguments of ``message_post``
        """
        ticket = self.sudo(False)
        if not self.env.user.has_group(AGENTS):
            raise AccessError(self.env._("Only an agent can wait for the customer."))
        ticket._support_check_may_tell()
        public = given.get("subtype_xmlid") == COMMENT and not given.get("is_internal")
        if then not in (WAIT, ASK) or not public:
            raise UserError(
                self.env._("Only what is sent to the customer can wait for an answer.")
            )
        if not ticket._support_waiting_stage():
            raise UserError(self.env._("The team has no stage that waits."))
        return given if then == WAIT else given | self._support_asking_values(given)

    def _support_asking_values(self, given):
        """The customer gets it, whoever else does."""
        values = {
            "body": escape(given.get("body") or "") + self._support_question_body(),
            "email_layout_xmlid": "support_sla.mail_layout",
            "partner_ids": [*(given.get("partner_ids") or ()), *self.partner_id.ids],
            "support_mail_kind": ASKING,
        }
        named = self.env["res.partner"].sudo().browse(values["partner_ids"])
        if self._support_address() not in named.mapped("email_normalized"):
            values["outgoing_email_to"] = self.partner_email
        return values

    def _support_question_body(self):
        return Markup("<p>%s</p>") % self._support_question_line()

    def _support_question_line(self):
        """Return what a reply that asks says last, in the customer's language."""
        spoken = self._support_in_customer_lang()
        return spoken.env._("Is your request solved now? Please tell us.")
