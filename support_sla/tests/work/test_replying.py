# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An agent's reply that waits for the customer, or asks as well, in one act."""

import re
from html import unescape

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException

from ..common import MONDAY
from .asking_common import AskingCase

WORDS = Markup("<p>I replaced the cable.</p>")
COMMENT = "mail.mt_comment"


class ReplyingCase(AskingCase):
    def _reply_and(self, then, user=None, ticket=None, **given):
        values = {"body": WORDS, "message_type": "comment", "subtype_xmlid": COMMENT}
        ticket = (ticket or self.ticket).with_user(user or self.agent_own)
        return ticket.message_post(support_then=then, **values | given)

    def _mails(self, message):
        """Return ``{address: the links that answer}`` of the mails of a message."""
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        return [
            (
                sorted([*mail.recipient_ids.mapped("email"), mail.email_to or ""])[-1],
                [
                    unescape(link)
                    for link in re.findall(
                        r'href="([^"]*/confirm[^"]*)"', mail.body_html
                    )
                ],
            )
            for mail in mails
        ]

    def _answers(self, ticket=None):
        ticket = ticket or self.ticket
        return [ticket._support_confirm_url(word) for word in ("yes", "no")]


@tagged("post_install", "-at_install")
class TestReplying(ReplyingCase):
    def test_it_answers_and_waits(self):
        files = self.env["ir.attachment"].with_user(self.agent_own)
        file = files.create(
            {"name": "cable.png", "raw": b"x", "res_model": "mail.compose.message"}
        )
        message = self._reply_and(
            "wait", attachment_ids=file.ids, partner_ids=self.bert.ids
        )

        self._assert_waits_and_is_answered(self.ticket)
        self.assertFalse(self.ticket.support_asked_at)
        self.assertEqual(message.author_id, self.agent_own.partner_id)
        self.assertEqual(message.body, WORDS)
        self.assertEqual(message.attachment_ids, file)
        self.assertIn(self.bert, message.notified_partner_ids)

    def test_who_waits_already_goes_on_waiting(self):
        self._reply_and("wait")
        with self.at(MONDAY.replace(hour=18)):
            self._reply_and("wait")

            self.assertEqual(self.ticket.stage_id, self.stage_awaiting)
            self.assertEqual(self.ticket.support_first_response_at, MONDAY)

    def test_it_asks_in_the_same_mail(self):
        message = self._reply_and("ask")

        self._assert_waits_and_is_answered(self.ticket)
        self.assertEqual(self.ticket.support_asked_at, MONDAY)
        self.assertEqual(self._mails(message), [("anna@acme.test", self._answers())])
        self.assertIn("replaced the cable", message.body)
        self.assertIn("¿Está resuelta", message.body)
        self.assertNotIn("token=", message.body)

    def test_only_the_customers_own_copy_can_answer(self):
        self.ticket.message_subscribe(self.agent.partner_id.ids)
        outsider = self.env["res.partner"].create(
            {"name": "Otto", "email": "otto@elsewhere.test"}
        )
        message = self._reply_and("ask", partner_ids=(outsider | self.bert).ids)

        links = dict(self._mails(message))
        self.assertEqual(links.pop("anna@acme.test"), self._answers())
        self.assertGreaterEqual(len(links), 2)
        self.assertFalse(any(links.values()), links)

    def test_who_is_no_contact_is_asked_by_address(self):
        ticket = self._make_ticket(
            partner_email="nina@nowhere.test",
            partner_name="Nina",
            user_id=self.agent_own.id,
        )
        message = self._reply_and("ask", ticket=ticket)

        self.assertEqual(
            self._mails(message), [("nina@nowhere.test", self._answers(ticket))]
        )
        self.assertTrue(ticket.support_asked_at)

    def test_the_customers_yes_closes(self):
        self._reply_and("ask")
        self.assertTrue(self.ticket._support_answer(True, "", self.anna))

        self.assertTrue(self.ticket.closed)
        self.assertEqual(self.ticket.support_outcome, "confirmed")

    # What it refuses, as one: nothing is posted

    def _assert_refused(self, error, then, **given):
        before = self._last()
        with self.assertRaises(error), self.env.cr.savepoint():
            self._reply_and(then, **given)
        self.assertEqual(self._last(), before)
        self.assertFalse(self.ticket.support_first_response_at)

    def test_a_note_waits_for_nobody(self):
        for then in ("wait", "ask"):
            self._assert_refused(UserError, then, subtype_xmlid="mail.mt_note")
        self._assert_refused(UserError, "close")

    def test_who_is_no_agent_or_not_its_agent(self):
        clerk = self.env["res.users"].create({"name": "Clerk", "login": "clerk"})
        portal = self._make_portal_user(self.bert)
        for user in (clerk, portal):
            self._assert_refused(AccessError, "wait", user=user)
        theirs = self._make_ticket(self.gina, team_id=self.other_team.id)
        self._assert_refused(AccessError, "ask", ticket=theirs)

    def test_a_closed_ticket(self):
        self.ticket.stage_id = self.stage_done
        self._assert_refused(UserError, "ask")

    def test_where_no_stage_waits_it_is_not_offered(self):
        ticket = self._as_agent()
        offered = ticket.support_header["replies"]
        self.assertEqual([each["then"] for each in offered], ["wait", "ask"])
        self.assertIn("¿Está resuelta", offered[1]["title"])

        self.env["helpdesk.ticket.stage"].search([]).support_waiting_for = False
        ticket.invalidate_recordset(["support_header"])

        self.assertFalse(ticket.support_header["replies"])
        self._assert_refused(UserError, "wait")

    def test_it_is_offered_to_who_may_write_to_the_customer(self):
        self.assertFalse(self.ticket.with_user(self.manager).closed)
        self.ticket.stage_id = self.stage_done
        self.assertFalse(self._as_agent().support_header["replies"])
        nobodys = self._make_ticket(user_id=self.agent_own.id)
        self.assertFalse(self._as_agent(nobodys).support_header["replies"])


@tagged("post_install", "-at_install")
class TestReplyingByHttp(ReplyingCase, HttpCase):
    """The same through the composer's own door, which posts as superuser."""

    def _post(self, login, then, **given):
        self.authenticate(login, login)
        values = {"body": WORDS, "message_type": "comment", "subtype_xmlid": COMMENT}
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "helpdesk.ticket",
                "thread_id": self.ticket.id,
                "post_data": values | {"support_then": then} | given,
            },
        )

    def test_an_agents_and_a_customers(self):
        portal = self._make_portal_user(self.bert)
        before = self.ticket.message_ids
        with self.assertRaises(JsonRpcException):
            self._post(portal.login, "ask")
        self.assertEqual(self.ticket.message_ids, before)
        self.assertFalse(self.ticket.support_asked_at)

        self._post(self.agent_own.login, "ask", partner_ids=self.anna.ids)

        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)
        self.assertTrue(self.ticket.support_asked_at)
        self.assertEqual(self._last().author_id, self.agent_own.partner_id)
