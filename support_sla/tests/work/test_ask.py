# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Nothing is mailed to a customer with a click that did not show it first."""

import re
from datetime import timedelta
from html import unescape

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import MONDAY
from .asking_common import AskingCase

SENDING = {
    "action_request_confirmation",
    "action_support_ask_missing",
    "action_support_answer_channel",
}


@tagged("post_install", "-at_install")
class TestAsk(AskingCase):
    def _wizard(self, kind="solved", user=None, **vals):
        return (
            self.env["support.ticket.ask"]
            .with_user(user or self.agent_own)
            .with_context(default_ticket_id=self.ticket.id, default_kind=kind)
            .create(vals)
        )

    def _question(self):
        return self.env["mail.mail"].search(
            [("res_id", "=", self.ticket.id), ("model", "=", "helpdesk.ticket")],
            order="id desc",
            limit=1,
        )

    # What it shows

    def test_it_shows_recipient_language_text_and_stage(self):
        wizard = self._wizard()

        self.assertEqual(wizard.recipient, "Anna <anna@acme.test>")
        self.assertIn("Español", wizard.lang)
        self.assertEqual(wizard.stage_id, self.stage_awaiting)
        self.assertIn("Creemos que su solicitud", wizard.text)
        self.assertIn(self.ticket.number, wizard.text)

    def test_each_text_is_there_before_it_is_sent(self):
        self.ticket.channel_id = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_phone"
        )
        for kind, part, stage in (
            ("missing", "Una imagen del error", self.stage_awaiting),
            ("channel", "no forma parte de su nivel", self.ticket.stage_id),
            ("test", "Por favor, pruebe", self.stage_awaiting),
        ):
            with self.subTest(kind=kind):
                wizard = self._wizard(kind)
                self.assertIn(part, wizard.text)
                self.assertEqual(wizard.stage_id, stage)

    def test_the_preview_is_worth_nothing_to_who_reads_it(self):
        self.ticket.action_request_confirmation()

        self.assertNotIn("token=", self._wizard().text)

    def test_the_form_opens(self):
        with Form(
            self.env["support.ticket.ask"]
            .with_user(self.agent_own)
            .with_context(default_ticket_id=self.ticket.id)
        ) as form:
            self.assertTrue(form.text)
            form.words = "<p>Done.</p>"

    # What goes out

    def test_the_question_alone_is_no_answer(self):
        self._wizard("missing").action_apply()

        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)
        self.assertFalse(self.ticket.support_first_response_at)
        self.assertEqual(self.ticket.support_intake_asked_at, MONDAY)

    def test_own_words_answer_and_come_after_the_greeting(self):
        self._wizard("missing", words="<p>I have looked at it.</p>").action_apply()

        body = self._last().body
        order = [body.index(w) for w in ("Anna", "looked at it", "Una imagen")]
        self.assertEqual(order, sorted(order))
        self._assert_waits_and_is_answered(self.ticket)

    def test_whether_it_is_solved_with_own_words(self):
        wizard = self._wizard(words="<p>I replaced the <b>cable</b>.</p>")
        wizard.text = wizard.text.replace("Creemos", "Pensamos")
        wizard.action_apply()

        mail = self._question()
        self.assertIn("I replaced the <b>cable</b>.", mail.body_html)
        self.assertIn("Pensamos que su solicitud", mail.body_html)
        links = re.findall(r'href="([^"]*/confirm[^"]*)"', mail.body_html)
        answers = [self.ticket._support_confirm_url(word) for word in ("yes", "no")]
        self.assertEqual([unescape(link) for link in links], answers)
        self.assertEqual(self.ticket.support_asked_at, MONDAY)
        self._assert_waits_and_is_answered(self.ticket)

    def test_a_text_without_a_link_has_the_buttons(self):
        self._wizard(text="<p>Hola</p>", words="<p>x</p>").action_apply()

        self.assertIn(self.ticket._support_confirm_url(), self._question().body_html)

    def test_to_test_always_answers(self):
        self._wizard("test", words="<p>Print a page</p>").action_apply()

        self._assert_waits_and_is_answered(self.ticket)

    def test_the_channel_is_no_answer_and_moves_nothing(self):
        self.ticket.channel_id = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_phone"
        )
        self.ticket._support_store({"support_first_response_at": False})
        stage = self.ticket.stage_id

        self._wizard("channel").action_apply()

        self.assertFalse(self.ticket.support_first_response_at)
        self.assertEqual(self.ticket.stage_id, stage)
        self.assertTrue(self.ticket.support_channel_answered)

    def test_asking_again_begins_the_silence_anew(self):
        self._wizard("missing").action_apply()
        first = self.ticket.support_close_at
        with self.at(MONDAY + timedelta(days=2)):
            self._wizard("test", words="<p>Try</p>").action_apply()

            self.assertEqual(self.ticket.support_close_at, first + timedelta(days=2))

    # The trace

    def test_the_question_leaves_its_text_when_the_mail_is_gone(self):
        self._wizard(words="<p>I replaced the cable.</p>").action_apply()
        mail = self._question()
        note = mail.mail_message_id
        self.assertTrue(mail.auto_delete)

        mail.unlink()  # as Odoo does when it is sent

        self.assertTrue(note.exists())
        self.assertIn("I replaced the cable.", note.body)
        self.assertIn("Creemos que su solicitud", note.body)
        self.assertNotIn("token=", note.body)
        self.assertEqual(note.author_id, self.agent_own.partner_id)
        self.assertEqual(
            self.ticket._support_message_kinds(note)[note.id] in ("note", "automatic"),
            True,
        )

    def test_so_it_does_where_a_program_asks(self):
        self.ticket.with_user(self.agent_own).action_request_confirmation()

        self.assertIn("Creemos", self._question().mail_message_id.body)
        self.assertFalse(self.ticket.support_first_response_at)

    # What it refuses

    def test_nobody_is_asked_whether_it_is_solved_before_somebody_has_answered(self):
        with self.assertRaises(UserError):
            self._wizard().action_apply()
        self._reply(self.ticket)

        self._wizard().action_apply()

        self.assertTrue(self.ticket.support_asked_at)

    def test_others_tickets_and_closed_ones(self):
        theirs = self._make_ticket(self.gina, team_id=self.other_team.id)
        with self.assertRaises(AccessError):
            self._wizard(ticket_id=theirs.id, words="<p>x</p>").action_apply()
        wizard = self._wizard(words="<p>x</p>")
        self.ticket.stage_id = self.stage_done
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_an_empty_text_is_not_sent(self):
        with self.assertRaises(UserError):
            self._wizard("missing", text="<p><br></p>").action_apply()

    # No other way

    def test_no_button_sends_what_it_has_not_shown(self):
        views = self.env["ir.ui.view"].search([("model", "=", "helpdesk.ticket")])
        for view in views:
            buttons = etree.fromstring(view.arch).iter("button")
            names = {button.get("name") for button in buttons}
            self.assertFalse(names & SENDING, view.name)
