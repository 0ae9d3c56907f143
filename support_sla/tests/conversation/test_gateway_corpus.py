# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every raw mail through the real gateway, with its stated effect."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gateway_common import GatewayCase
from .mails import index

#: effects with which somebody is written to
TOLD = ("ticket+ack", "reply", "thanks", "agent", "stranger")
COUNTED = {"reply": "customer", "thanks": "customer", "agent": "agent"}


@tagged("post_install", "-at_install")
class TestGatewayCorpus(GatewayCase):
    """None raises, none is lost, none loops."""

    def given(self, mail):
        if mail.ticket.startswith("closed"):
            self.ticket.stage_id = self.stage_done
            days = 40 if mail.ticket == "closed_long" else 3
            closed_at = fields.Datetime.now() - timedelta(days=days)
            self.ticket._support_store({"support_closed_at": closed_at})
        if mail.effect == "duplicate":
            self.receive_named("reply_gmail")
        self.env.cr.precommit.run()

    def run_effect(self, effect):
        """Check every mail of the index that has this effect."""
        mails = [mail for mail in index.MAILS if mail.effect == effect]
        self.assertTrue(mails)
        for mail in mails:
            with self.subTest(mail=mail.name), self.undone():
                self.given(mail)
                stage = self.ticket.stage_id
                before = self.mails_of(self.ticket)
                outbox = self.env["mail.mail"].search([])

                new = self.receive_named(mail.name)

                messages = self.mails_of(self.ticket) - before
                letters = self.env["mail.mail"].search([]) - outbox
                self.check(mail, new, messages, stage)
                if effect not in TOLD:
                    self.assertFalse(letters, "nobody is written to")

    def check(self, mail, new, messages, stage):
        opens = mail.effect in ("ticket", "ticket+ack", "raw")
        if mail.ticket == "closed_long":
            opens = True
        self.assertEqual(len(new), 1 if opens else 0)
        if mail.effect in ("duplicate", "ignored"):
            self.assertFalse(messages)
        if mail.effect in COUNTED and mail.ticket != "closed_long":
            kinds = self.ticket._support_message_kinds(messages)
            self.assertEqual([kinds[m.id] for m in messages], [COUNTED[mail.effect]])
        if mail.effect in ("note", "bounce", "stranger"):
            kinds = self.ticket._support_message_kinds(messages)
            self.assertEqual(len(messages), 1)
            self.assertIn(kinds[messages.id], ("automatic", "note"))
            self.assertTrue(messages.subtype_id.internal)
            told = self.team.user_ids.partner_id
            expected = told if mail.effect == "stranger" else told.browse()
            self.assertEqual(messages.notified_partner_ids, expected)
        reopens = mail.effect == "reply" and mail.ticket == "closed"
        stays_closed = mail.ticket.startswith("closed") and not reopens
        self.assertEqual(self.ticket.closed, stays_closed)
        if not reopens:
            self.assertEqual(self.ticket.stage_id, stage)
        if opens:
            self.check_new(mail, new)

    def check_new(self, mail, ticket):
        self.assertEqual(ticket.team_id, self.team)
        channel = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        self.assertEqual(ticket.channel_id, channel)
        self.assertFalse(ticket.user_id)
        self.assertTrue(ticket.name.strip())
        self.assertLess(len(ticket.name), 300)
        self.assertNotIn("\n", ticket.name)
        if mail.effect != "raw":
            machine = mail.effect == "ticket"
            self.assertEqual(ticket.support_no_auto_answer, machine)
            self.assertEqual(ticket.support_notice_due, not machine and "received")
        if mail.effect == "raw":
            kept = ticket.attachment_ids.filtered(lambda a: a.name.endswith(".eml"))
            self.assertEqual(kept.raw, index.read(mail.name))

    def test_new_tickets_with_acknowledgement(self):
        self.run_effect("ticket+ack")

    def test_new_tickets_without_acknowledgement(self):
        self.run_effect("ticket")

    def test_refused_by_the_parser(self):
        with mute_logger(
            "odoo.addons.support_sla.models.ticket.mail_thread",
            # says that it corrects content types
            "odoo.addons.mail.models.mail_thread",
        ):
            self.run_effect("raw")

    def test_replies(self):
        self.run_effect("reply")

    def test_replies_of_agents(self):
        self.run_effect("agent")

    def test_thanks(self):
        self.run_effect("thanks")

    def test_notes(self):
        self.run_effect("note")

    def test_strangers(self):
        self.run_effect("stranger")

    def test_bounces(self):
        self.run_effect("bounce")

    def test_duplicates(self):
        self.run_effect("duplicate")

    def test_ignored(self):
        self.run_effect("ignored")

    def test_every_effect_is_checked(self):
        checked = {"ticket+ack", "ticket", "raw", "reply", "agent", "thanks", "note"}
        checked.add("stranger")
        checked |= {"bounce", "duplicate", "ignored"}

        self.assertEqual({mail.effect for mail in index.MAILS}, checked)
