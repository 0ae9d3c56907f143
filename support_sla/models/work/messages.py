# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class SupportRequestMixin(models.AbstractModel):
    """What an agent tells or asks the customer with one click (SPEC 9).

    Each is the agent's own public message, in the customer's language: it answers the
    ticket as any other would.
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
        lang = self.partner_id.sudo().lang or self.env.lang
        return self.with_context(lang=lang)

    def _support_tell_customer(self, template, values):
        """Post a public message of the acting agent's, rendered from a QWeb template.

        :param values: what the template prints: safe HTML, or text to be escaped
        """
        self._support_check_may_tell()
        ticket = self._support_in_customer_lang()
        values = {"name": self.support_customer_name or ""} | values
        return self.message_post(
            body=self.env["support.notice"]._render_letter(
                template, values, ticket.env.lang
            ),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.partner_id.ids,
            outgoing_email_to=not self.partner_id and self.partner_email,
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
                ticket._support_tell_customer(
                    "support_sla.message_channel", {"lines": lines}
                )
                ticket._support_store({"support_channel_answered": True})
        return True

    def _support_channel_told(self):
        """The acknowledgement says which channel to use next time."""
        if self._support_is_channel_outside():
            self._support_store({"support_channel_answered": True})

    # Testing

    def action_support_ask_test(self):
        """Ask for instructions to test, then send them."""
        self._support_check_may_tell()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the customer to test"),
            "res_model": "support.ticket.test",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
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

    def _support_ask_test(self, instructions, address):
        """Send instructions (safe HTML) and an address, then wait for the customer."""
        is_link = (address or "").lower().startswith(("http://", "https://"))
        self._support_tell_customer(
            "support_sla.message_test",
            {"instructions": instructions, "address": address, "is_link": is_link},
        )
        self._support_wait_for_customer()
