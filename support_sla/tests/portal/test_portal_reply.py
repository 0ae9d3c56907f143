# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..deadline.test_ticket_deadline import DeadlineCase


@tagged("post_install", "-at_install")
class TestPortalReply(HttpCase, DeadlineCase):
    """A customer's and an agent's word through the page's own message box.

    The moments are real ones: the page is served outside of a frozen clock.
    """

    def setUp(self):
        super().setUp()
        self.ticket = self._make_ticket(self.anna, stage_id=self.stage_progress.id)
        self._reply(self.ticket)
        self.ticket.stage_id = self.stage_awaiting
        self.env.flush_all()

    def _say(self, **access):
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "helpdesk.ticket",
                "thread_id": self.ticket.id,
                "post_data": {
                    "body": "It burns again.",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            }
            | access,
        )

    def _assert_customer_spoke(self):
        self.env.invalidate_all()
        message = self.ticket.message_ids.filtered(lambda m: "burns" in (m.body or ""))
        self.assertEqual(message.author_id, self.anna)
        row = self._row(self.ticket, "next_response")
        self.assertEqual(row.verdict, "running")
        self.assertEqual(row.started_at, self.ticket.support_unanswered_since)
        self.assertEqual(self.ticket.stage_id, self.stage_progress, "back to the team")

    def test_the_customer_logged_in(self):
        self.authenticate(self.portal_anna.login, self.portal_anna.login)
        self._say()

        self._assert_customer_spoke()

    def test_the_customer_by_token(self):
        self._say(token=self.ticket._portal_ensure_token())

        self._assert_customer_spoke()

    def test_the_customer_by_the_link_of_a_mail(self):
        self._say(pid=self.anna.id, hash=self.ticket._sign_token(self.anna.id))

        self._assert_customer_spoke()

    def test_an_agent_answers_there_too(self):
        self.agent.password = "support-agent"
        self.ticket.stage_id = self.stage_progress
        self._customer_says(self.ticket)
        row = self._row(self.ticket, "next_response")
        self.assertEqual(row.verdict, "running")
        self.env.flush_all()
        self.authenticate("support-agent", "support-agent")
        self._say()

        self.env.invalidate_all()
        self.assertEqual(row.verdict, "met")

    def test_a_wrong_token_says_nothing(self):
        before = self.ticket.message_ids
        self.ticket._portal_ensure_token()
        self.env.flush_all()

        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "NotFound"),
        ):
            self._say(token="wrong")

        self.env.invalidate_all()
        self.assertEqual(self.ticket.message_ids, before)
        self.assertFalse(self._row(self.ticket, "next_response"))

    def _post(self, **given):
        words = {"body": "It burns again.", "message_type": "comment"}
        words["subtype_xmlid"] = "mail.mt_comment"
        params = {"model": "helpdesk.ticket", "method": "message_post"}
        params |= {"args": [self.ticket.ids], "kwargs": words | given}
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def test_over_the_wire_a_customer_speaks_for_himself_to_us(self):
        self.authenticate(self.portal_anna.login, self.portal_anna.login)
        mails = self.env["mail.mail"].search([])

        self._post(
            outgoing_email_to="anybody@nowhere.test",
            email_from="boss@provider.test",
            reply_to="elsewhere@nowhere.test",
            support_mail_kind="canned",
        )

        self._assert_customer_spoke()
        message = self.ticket.message_ids.sorted("id")[-1:]
        self.assertEqual(message.email_from, self.anna.email_formatted)
        self.assertNotIn("nowhere.test", message.reply_to or "")
        mailed = self.env["mail.mail"].search([]) - mails
        self.assertNotIn("nowhere.test", str(mailed.mapped("email_to")))

    def test_over_the_wire_who_only_follows_says_nothing(self):
        gina = self._make_portal_user(self.gina)
        self.ticket.message_subscribe(self.gina.ids)
        self.env.flush_all()
        self.authenticate(gina.login, gina.login)

        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "AccessError"),
        ):
            self._post()
