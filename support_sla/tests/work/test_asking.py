# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .asking_common import AskingCase


@tagged("post_install", "-at_install")
class TestAskToTest(AskingCase):
    """The customer tests in their own environment, as told (specification 9)."""

    def _implement(self, customer, url, **vals):
        return self.env["support.implementation"].create(
            {"partner_id": customer.id, "test_url": url, "date_start": "2026-01-01"}
            | vals
        )

    def _wizard(self, user=None, ticket=None, **vals):
        ticket = (ticket or self.ticket).with_user(user or self.agent_own)
        action = ticket.action_support_ask_test()
        wizard = ticket.env[action["res_model"]].with_context(**action["context"])
        return wizard.create({"words": "<p>Print a page</p>"} | vals)

    def test_the_address_is_that_of_the_running_implementation(self):
        self._implement(self.globex, "https://globex.test")
        self._implement(
            self.acme, "https://elsewhere.test", company_id=self.other_company.id
        )
        self.assertFalse(self._wizard().test_url)
        self._implement(self.acme, "https://over.test", state="finished")
        self._implement(self.acme, "https://old.test", date_start="2025-01-01")
        self.assertEqual(self._wizard().test_url, "https://old.test")
        self._implement(self.acme, "https://acme.test")

        self.assertEqual(self._wizard().test_url, "https://acme.test")

    def test_instructions_and_address_go_out_and_the_ticket_waits(self):
        self._implement(self.acme, "https://acme.test")
        self._wizard().action_apply()

        message = self._last()
        self._assert_told(message)
        self.assertIn("Print a page", message.body)
        self.assertIn('href="https://acme.test"', message.body)
        self.assertIn("Su entorno de pruebas:", message.body)
        self._assert_waits_and_is_answered(self.ticket)

    def test_the_agent_may_write_another_address_or_none(self):
        self._wizard(test_url="the blue machine").action_apply()
        self.assertIn("the blue machine", self._last().body)
        self.assertNotIn("href", self._last().body)
        self._wizard(test_url=False).action_apply()
        self.assertNotIn("entorno de pruebas", self._last().body)

    def test_nothing_dangerous_goes_out(self):
        self._wizard(
            words="<p onclick='alert(1)'>Look</p><script>alert(2)</script>",
            test_url="javascript:alert(3)",
        ).action_apply()

        body = self._last().body
        self.assertIn("Look", body)
        for bad in ("onclick", "<script", "href"):
            self.assertNotIn(bad, body)

    def test_empty_instructions_are_refused(self):
        with self.assertRaises(UserError):
            self._wizard(words="<p><br/></p>").action_apply()

    def test_nobody_learns_an_address_by_a_ticket_that_is_not_his(self):
        self._implement(self.globex, "https://globex.test")
        theirs = self._make_ticket(self.gina, team_id=self.other_team.id)

        wizards = self.env["support.ticket.ask"].with_user(self.agent_own)
        vals = {"ticket_id": theirs.id, "kind": "test", "words": "<p>x</p>"}
        wizard = wizards.create(vals)

        self.assertFalse(wizard.test_url)
        self.assertFalse(wizard.text or wizard.recipient or wizard.stage_id)
        with self.assertRaises(AccessError):
            wizard.action_apply()
        with self.assertRaises(AccessError):
            wizards.with_user(self.portal_anna).create(vals)


@tagged("post_install", "-at_install")
class TestChannelGrace(AskingCase):
    """A channel outside the level: accepted, flagged, answered politely."""

    def setUp(self):
        super().setUp()
        self.phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        self.email = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        self.company.email = "help@provider.test"
        self.ticket.channel_id = self.phone

    def test_who_calls_is_told_once_where_to_write(self):
        self.assertFalse(self.ticket.support_channel_included)

        self._as_agent().action_support_answer_channel()
        self._as_agent().action_support_answer_channel()

        self._assert_told(self._last())
        self.assertIn("no forma parte de su nivel", self._last().body)
        self.assertIn("help@provider.test", self._last().body)
        self.assertIn("/new/ticket", self._last().body)
        told = self.ticket.message_ids.filtered(
            lambda m: "help@provider.test" in (m.body or "")
        )
        self.assertEqual(len(told), 1)
        self.assertTrue(self.ticket.support_channel_answered)
        self.assertEqual(self.ticket.stage_id, self.stage_new)

    def test_the_advice_names_what_the_level_has(self):
        lines = self.ticket._support_channel_lines
        web = self.monthly.channel_ids - self.email
        self.monthly.channel_ids = self.email
        self.assertTrue(lines()[1].endswith("write to help@provider.test."))
        self.monthly.channel_ids = web
        self.assertIn("our form", lines()[1])
        self.monthly.channel_ids = self.env.ref("support_sla.channel_chat")
        self.assertIn("Chat", lines()[1])

    def test_nothing_is_said_where_nothing_is_outside(self):
        self.ticket.channel_id = self.email
        none = self._make_ticket(self.gina, channel_id=self.phone.id)

        self.assertFalse(self.ticket._support_channel_lines())
        self.assertFalse(none._support_channel_lines())
        with self.assertRaises(UserError):
            self._as_agent().action_support_answer_channel()

    def test_who_writes_is_told_by_the_acknowledgement(self):
        self.monthly.channel_ids -= self.email
        ticket = self._make_ticket(self.anna, channel_id=self.email.id)
        self.assertEqual(ticket.support_notice_due, "received")

        ticket._support_send_notice()

        mail = self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket.id)]
        )
        self.assertIn("/new/ticket", mail.body_html)
        self.assertTrue(ticket.support_channel_answered)
