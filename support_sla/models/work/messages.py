# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.life.events import AgentAsked
from ...tools.mail.html import after_greeting
from ..conversation.gateway import CANNED

AGENTS = "helpdesk_mgmt.group_helpdesk_user_own"
SOLVED, MISSING, CHANNEL, TEST = "solved", "missing", "channel", "test"
#: what the customer is asked or told with a ready-made text
ASKS = [
    (SOLVED, "Is it solved?"),
    (MISSING, "What is missing"),
    (CHANNEL, "The channel"),
    (TEST, "Please test"),
]
TEMPLATES = {
    MISSING: "support_sla.message_intake",
    CHANNEL: "support_sla.message_channel",
    TEST: "support_sla.message_test",
}


class SupportRequestMixin(models.AbstractModel):
    """What an agent tells or asks the customer with a ready-made text.

    Each is the agent's public message, in the customer's language. It is an answer only
    where the agent wrote something in their own words.
    """

    _name = "support.request.mixin"
    _description = "Support: ready-made messages to the customer"

    support_channel_answered = fields.Boolean(
        string="Told about the channel",
        readonly=True,
        copy=False,
        help="The customer knows that the channel is not part of the level.",
        prefetch="support_rare",
    )

    def _support_check_may_tell(self):
        self.ensure_one()
        self.check_access("write")
        if self.closed:
            raise UserError(self.env._("The ticket is closed already."))
        if not self._support_address():
            raise UserError(
                self.env._("There is nobody to write to: no contact, no address.")
            )

    def _support_in_customer_lang(self):
        """Return the ticket as its customer reads it."""
        partners = self.partner_id | self.company_id.partner_id
        lang = next((p.lang for p in partners.sudo() if p.lang), self.env.lang)
        return self.with_context(lang=lang)

    def _support_tell_customer(self, body, own_words=False):
        """Post a public message of the acting agent's; return it.

        :param body: safe HTML
        :param own_words: it is an answer: the agent wrote of it more than a click
        """
        self._support_check_may_tell()
        return self.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
            outgoing_email_to=not self.partner_id and self.partner_email,
            support_mail_kind=not own_words and CANNED,
            email_layout_xmlid="support_sla.mail_layout",
        )

    # What is asked, and how it is sent

    def _support_recipient_words(self):
        """Return to whom it goes, as people read it."""
        name = self.support_customer_name or ""
        address = self._support_address() or ""
        return f"{name} <{address}>" if name and address else name or address

    def _support_lang_words(self):
        code = self._support_in_customer_lang().env.lang
        return dict(self.env["res.lang"].get_installed()).get(code, code)

    def _support_stage_after(self, kind):
        """Return the stage in which the ticket is once it was asked."""
        waits = kind != CHANNEL and not self._support_awaits_customer()
        return (waits and self._support_waiting_stage()) or self.stage_id

    def _support_ask_text(self, kind):
        """Return the ready-made text (safe HTML), in the customer's language."""
        if kind == SOLVED:
            return self._support_question_preview()
        ticket = self._support_in_customer_lang()
        values = {"name": self.support_customer_name or ""}
        if kind == MISSING:
            values["missing"] = ticket._support_missing()
        elif kind == CHANNEL:
            values["lines"] = ticket._support_channel_lines()
        return self.env["support.notice"]._render_letter(
            TEMPLATES[kind], values, ticket.env.lang
        )

    def _support_send_ask(self, kind, now, text=None, words=None, address=None):
        """Ask or tell the customer, as the acting agent.

        :param text: safe HTML in the place of the ready-made text
        :param words: the agent's own, safe HTML: with them it is an answer
        :param address: of the test environment
        """
        self._support_check_may_tell()
        if kind == SOLVED:
            self._support_ask_confirmation(now, text, words)
            return
        body = self._support_ask_text(kind) if text is None else text
        body = after_greeting(body, words, self._support_address_line(address))
        self._support_tell_customer(body, own_words=words or kind == TEST)
        if kind == MISSING:
            self._support_store({"support_intake_asked_at": now})
        if kind == CHANNEL:
            self._support_store({"support_channel_answered": True})
        else:
            self._support_happens(AgentAsked(now))
            self._support_wait_for_customer()

    def _support_address_line(self, address):
        """Say in the customer's language where to test; nothing for no address."""
        if not address:
            return None
        is_link = address.lower().startswith(("http://", "https://"))
        return self.env["support.notice"]._render_letter(
            "support_sla.message_address",
            {"address": address, "is_link": is_link},
            self._support_in_customer_lang().env.lang,
        )

    # A channel that is not part of the level

    def _support_is_channel_outside(self):
        """Whether there is a level, and it lacks the channel that the customer used."""
        self.ensure_one()
        return bool(self.support_level_id) and not self.support_channel_included

    def _support_channel_lines(self):
        """Say politely, in the context's language, which channel to use next time."""
        self.ensure_one()
        ticket = self.sudo()
        if not ticket._support_is_channel_outside():
            return []
        taken = self.env._(
            "“%s” is not part of your support level. We have taken your request all "
            "the same.",
            ticket.channel_id.name,
        )
        return [taken, ticket._support_channel_advice()]

    def _support_channel_advice(self):
        channels = self.support_level_id.channel_ids
        kinds = channels.mapped("support_kind")
        address = self.team_id.alias_email or self.company_id.email
        page = f"{self.get_base_url()}/new/ticket"
        if address and "email" in kinds and "web" in kinds:
            return self.env._(
                "Next time please write to %(address)s or use our form: %(page)s",
                address=address,
                page=page,
            )
        if address and "email" in kinds:
            return self.env._("Next time please write to %s.", address)
        if "web" in kinds:
            return self.env._("Next time please use our form: %s", page)
        return self.env._(
            "Next time please reach us by: %s.", ", ".join(channels.mapped("name"))
        )

    def action_support_answer_channel(self):
        """Tell the customer, once, that the channel is not part of the level.

        Who writes is told by the acknowledgement: this is for those who call or come.
        """
        self.check_access("write")
        for ticket in self:
            lines = ticket._support_in_customer_lang()._support_channel_lines()
            if not lines:
                raise UserError(
                    self.env._("The channel is part of the customer's level.")
                )
            if not ticket.support_channel_answered:
                ticket._support_send_ask(CHANNEL, fields.Datetime.now())
        return True

    def _support_channel_told(self):
        """The acknowledgement says which channel to use next time."""
        if self._support_is_channel_outside():
            self._support_store({"support_channel_answered": True})

    # Testing

    def action_support_ask_test(self):
        """Ask for instructions to test, then send them."""
        self._support_check_may_tell()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_ticket_ask_action"
        )
        return action | {
            "name": self.env._("Ask the customer to test"),
            "context": {"default_ticket_id": self.id, "default_kind": TEST},
        }

    def _support_test_url(self):
        """Return the address of the customer's test environment, or an empty text.

        That of the newest running implementation in the ticket's company.
        """
        self.ensure_one()
        ticket = self.sudo()
        if not ticket.support_customer_id:
            return ""
        implementation = (
            self.env["support.implementation"]
            .sudo()
            .search(
                [
                    ("company_id", "=", ticket.company_id.id),
                    ("partner_id", "=", ticket.support_customer_id.id),
                    ("state", "=", "running"),
                    ("test_url", "!=", False),
                ],
                limit=1,
            )
        )
        return implementation.test_url or ""
