# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager, suppress

from odoo.tests import new_test_user

from ..common import SupportCase
from .mails import index


def raw_mail(
    number, sender="ana@customer.example.org", extra="", to="support@example.com"
):
    return (
        f"From: {sender}\nTo: {to}\nSubject: Mail {number}\n"
        f"Message-ID: <mail-{number}@customer.example.org>\n{extra}\nText {number}.\n"
    )


class _Undo(Exception):
    """Leaves a savepoint."""


class GatewayCase(SupportCase):
    """A team with an address, a ticket with a conversation, and mails that come in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "example.com"})
        cls.env.company.alias_domain_id = domain
        cls.env.ref("helpdesk_mgmt.mail_alias_lead_info_helpdesk").unlink()
        cls.team.alias_id.write({"alias_name": "support", "alias_domain_id": domain.id})
        cls.customer = cls._make_customer("Customer", email="info@customer.example.org")
        cls.ana = cls._make_contact(
            cls.customer, "Ana Prado", email="ana@customer.example.org"
        )
        cls.luis = cls._make_contact(
            cls.customer, "Luis Mora", email="luis@customer.example.org"
        )
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Stranger", "email": "stranger@elsewhere.example.net"}
        )
        cls.mail_agent = new_test_user(
            cls.env,
            "mail-agent",
            "helpdesk_mgmt.group_helpdesk_user",
            email="agent@example.com",
            name="Agent",
        )
        cls.team.user_ids |= cls.mail_agent
        cls.ticket = cls._make_ticket(
            cls.ana,
            partner_email="ana@customer.example.org",
            stage_id=cls.stage_progress.id,
        )
        cls.answer = cls.ticket.with_user(cls.mail_agent).message_post(
            body="We have corrected the report.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            message_id=f"<{index.PLACEHOLDER.decode()}>",
        )

    @contextmanager
    def undone(self):
        """Whatever happens inside is undone afterwards."""
        self.env.flush_all()
        try:
            with suppress(_Undo), self.env.cr.savepoint(flush=False):
                yield
                raise _Undo
        finally:
            self.env.invalidate_all()
            self.env.cr.precommit.clear()

    def receive(self, raw, model="helpdesk.ticket"):
        """Give a raw mail to the gateway as fetchmail does; return the new tickets."""
        if isinstance(raw, str):
            raw = raw.encode()
        mark = self.env["helpdesk.ticket"]._support_loop_mark().encode()
        raw = raw.replace(index.OWN_MARK.encode(), mark)
        before = self.env["helpdesk.ticket"].search([])
        self.env["mail.thread"].message_process(model, raw)
        self.env.flush_all()
        return self.env["helpdesk.ticket"].search([]) - before

    def receive_named(self, name):
        return self.receive(index.read(name))

    def mails_of(self, ticket):
        return self.env["mail.message"].search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "=", ticket.id),
                ("message_type", "=", "email"),
            ]
        )
