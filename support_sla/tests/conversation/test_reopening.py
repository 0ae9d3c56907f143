# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import http
from odoo.tests import HttpCase, tagged

from ..common import MONDAY
from ..silence.closing_common import ClosingCase


class TestCustomerMessages(ClosingCase):
    """What a customer's words do to a ticket that waits or is closed."""

    def _say(self, ticket, text, day, partner=None, **values):
        with self.at(MONDAY + timedelta(days=day)):
            ticket.message_post(
                body=text,
                author_id=(partner or self.anna).id,
                subtype_xmlid="mail.mt_comment",
                **{"message_type": "email"} | values,
            )

    def _make_closed(self, **vals):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, **vals)
            ticket.stage_id = self.stage_done
        return ticket

    def test_an_answer_goes_back_to_the_team_and_ends_the_silence(self):
        for values in ({"message_type": "email"}, {"message_type": "comment"}):
            with self.subTest(values=values):
                ticket = self._make_waiting()
                self._say(ticket, "Here is the picture", 3, **values)
                self.assertEqual(ticket.stage_id, self.stage_progress)
                self.assertFalse(ticket.support_silent_since)

    def test_machines_are_not_reminded_and_not_closed_unheard(self):
        ticket = self._make_waiting(support_no_auto_answer=True)
        for day in (5, 8, 11):
            self._run(day)
        self.assertFalse(self._mails(ticket))
        self.assertFalse(ticket.closed)
        self.assertTrue(ticket.support_silence_problem)

    def test_the_silence_counts_anew_when_we_ask_again(self):
        ticket = self._make_waiting()
        self._run(8)
        self._say(ticket, "Here is the picture", 9)
        with self.at(MONDAY + timedelta(days=20)):
            ticket.stage_id = self.stage_awaiting
        self.assertEqual(ticket.support_silent_since, MONDAY + timedelta(days=20))
        self.assertFalse(ticket.support_reminders_sent)

    def test_a_reply_in_time_reopens(self):
        ticket = self._make_closed()
        self._say(ticket, "It burns again", 15)
        self.assertFalse(ticket.closed)
        self.assertFalse(ticket.support_outcome)
        self.assertFalse(ticket.support_follow_up_ids)

    def test_the_days_are_a_setting(self):
        self.company.support_reopen_days = 3
        ticket = self._make_closed()
        self._say(ticket, "It burns again", 4)
        self.assertTrue(ticket.closed)
        self.assertTrue(ticket.support_follow_up_ids)

    def test_a_late_reply_opens_a_linked_ticket_that_counts_anew(self):
        ticket = self._make_closed()
        self._say(ticket, "It burns again", 15.1)
        self.assertTrue(ticket.closed)
        follow_up = ticket.support_follow_up_ids
        self.assertIn("burns again", follow_up.description)
        self.assertEqual(follow_up.partner_id, self.anna)
        self.assertEqual(follow_up.support_since, MONDAY + timedelta(days=15.1))

    def test_bare_thanks_reopens_nothing_and_is_kept(self):
        for day in (1, 30):
            for text in ("Thank you very much!", "Muchas gracias"):
                with self.subTest(text=text, day=day):
                    ticket = self._make_closed()
                    self._say(ticket, text, day)
                    self.assertTrue(ticket.closed)
                    self.assertFalse(ticket.support_follow_up_ids)
                    self.assertIn(text, ticket.message_ids[0].body)

    def test_thanks_but_reopens(self):
        ticket = self._make_closed()
        self._say(ticket, "Thanks, but it fails again", 1)
        self.assertFalse(ticket.closed)

    def test_the_next_response_clock_runs_after_reopening(self):
        ticket = self._make_closed()
        with self.at(MONDAY):
            ticket.with_user(self.agent).message_post(
                body="Done", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        self._say(ticket, "It burns again", 2)
        self.assertEqual(ticket.support_unanswered_since, MONDAY + timedelta(days=2))


@tagged("post_install", "-at_install")
class TestReopenRoute(ClosingCase, HttpCase):
    """The button on the ticket page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna_user = cls._make_portal_user(cls.anna)
        cls.gina_user = cls._make_portal_user(cls.gina)
        cls.ticket = cls._make_ticket(cls.anna)
        cls.ticket.stage_id = cls.stage_done

    def _reopen(self, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        response = self.url_open(
            f"/my/ticket/{self.ticket.id}/reopen", data=data, allow_redirects=False
        )
        self.env.invalidate_all()
        return response

    def test_the_customer(self):
        self.authenticate(self.anna_user.login, self.anna_user.login)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertIn(f"/my/ticket/{self.ticket.id}/reopen", page)
        self._reopen(message="Thanks <b>")
        self.assertFalse(self.ticket.closed)
        said = self.ticket.message_ids.filtered(lambda m: "Thanks" in m.body)
        self.assertEqual(said.author_id, self.anna)
        self.assertIn("&lt;b&gt;", said.body)
        count = len(self.ticket.message_ids)
        self._reopen(message="Twice")
        self.assertEqual(len(self.ticket.message_ids), count)

    def test_too_late_a_ticket_follows(self):
        before = self.ticket.support_closed_at - timedelta(days=16)
        self.ticket._support_store({"support_closed_at": before})
        self.env.flush_all()
        self.authenticate(self.anna_user.login, self.anna_user.login)
        response = self._reopen(message="It burns again")
        follow_up = self.ticket.support_follow_up_ids
        self.assertTrue(self.ticket.closed)
        path, _, said = response.headers["Location"].partition("?")
        self.assertTrue(path.endswith(f"/my/ticket/{follow_up.id}"))
        self.assertEqual(said, "said=followed")

    def test_by_token(self):
        token = self.ticket._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        self._reopen(access_token=token)
        self.assertFalse(self.ticket.closed)

    def test_nobody_else(self):
        self.ticket.message_subscribe(self.gina.ids)
        self.env.flush_all()
        for user in (None, self.gina_user, self.agent):
            self.authenticate(user and user.login, user and user.login)
            for token in ("", "x", "ñ"):
                self._reopen(access_token=token, message="Let me in")
                self.assertTrue(self.ticket.closed)

    def test_not_by_get(self):
        self.authenticate(self.anna_user.login, self.anna_user.login)
        for method in ("GET", "HEAD"):
            self.url_open(f"/my/ticket/{self.ticket.id}/reopen", method=method)
        self.env.invalidate_all()
        self.assertTrue(self.ticket.closed)
