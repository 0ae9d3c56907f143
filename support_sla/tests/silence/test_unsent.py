# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Nobody is closed unreminded, and a broken template stops nothing."""

from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MONDAY
from .closing_common import CLOSED, REMINDER, ClosingCase

NOTICE = "odoo.addons.support_sla.models.notice.broken_template"
#: fails for this customer, not for others
BROKEN = "<p t-out=\"1 / (object.partner_id.name != 'Anna')\"/>"


@tagged("post_install", "-at_install")
class TestUnsent(ClosingCase):
    def setUp(self):
        super().setUp()
        self.ticket = self._make_waiting()

    def _fail(self, mails, state="exception"):
        mails.write({"state": state, "failure_reason": "No route to host"})

    def test_who_was_never_reminded_is_not_closed(self):
        self._run(5)
        self._run(8)
        self._fail(self._mails(self.ticket))

        self._run(10)

        self.assertFalse(self.ticket.closed)
        self.assertEqual(self._subjects(self.ticket), [REMINDER] * 3)
        self.assertEqual(self.ticket.support_reminders_sent, 1)

    def test_reminded_at_last_it_closes_the_promised_time_later(self):
        self._run(5)
        self._run(8)
        self._fail(self._mails(self.ticket))
        for day in (10, 11, 12):
            self._run(day)
        self.assertFalse(self.ticket.closed)

        self._run(13)

        self.assertEqual(self.ticket.support_outcome, "silent")
        self.assertEqual(self._subjects(self.ticket), [REMINDER] * 4 + [CLOSED])
        self.assertEqual(
            self._mails(self.ticket).mapped("state"),
            ["cancel", "cancel", "outgoing", "outgoing", "outgoing"],
        )

    def test_one_of_two_that_failed_is_sent_again(self):
        self._run(5)
        first = self._mails(self.ticket)
        first.state = "sent"
        self._run(8)
        self._fail(self._mails(self.ticket) - first, "cancel")

        self._run(10)

        self.assertFalse(self.ticket.closed)
        self.assertEqual(self.ticket.support_reminders_sent, 2)
        self._run(12)
        self.assertTrue(self.ticket.closed)

    def test_a_server_that_stays_down_closes_nobody(self):
        for day in range(5, 25):
            self._run(day)
            self._fail(self._mails(self.ticket).filtered(lambda m: m.state != "cancel"))

        self.assertFalse(self.ticket.closed)

    def test_the_form_says_why_nothing_closes(self):
        self._run(5)
        self._fail(self._mails(self.ticket))
        with self.at(MONDAY + timedelta(days=6)):
            self.ticket._support_take_back_unsent()

        said = self.ticket.support_silence_words
        self.assertTrue(said.startswith("The reminder could not be sent: "), said)
        self.assertIn("No route to host", said)

    def test_what_failed_in_an_earlier_silence_is_forgotten(self):
        self._run(5)
        self._fail(self._mails(self.ticket))
        with self.at(MONDAY + timedelta(days=6)):
            self.ticket.message_post(
                body="One moment",
                author_id=self.anna.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            self.ticket.stage_id = self.stage_awaiting
            self.env.flush_all()

        self._run(11)

        self.assertEqual(self.ticket.support_reminders_sent, 1)

    def test_another_ticket_is_not_held_up(self):
        other = self._make_waiting(self.gina)
        for day in (5, 8):
            self._run(day)
        self._fail(self._mails(self.ticket))

        self._run(10)

        self.assertTrue(other.closed)


@tagged("post_install", "-at_install")
class TestBrokenTemplate(ClosingCase):
    def setUp(self):
        super().setUp()
        self.ticket = self._make_waiting()
        self.other = self._make_waiting(self.gina)

    def _break(self, xmlid, **vals):
        template = self.env.ref(f"support_sla.{xmlid}")
        for name, value in ({"body_html": BROKEN} | vals).items():
            self._set(template, name, value)
        self.env.invalidate_all()
        return template

    def _set(self, template, name, value):
        """As an admin may: Odoo's own check looks at one sample only."""
        self.patch(type(template), "_check_can_be_rendered", lambda *args, **kw: None)
        template.sudo()[name] = value
        self.env.flush_all()

    def _tasks(self):
        return self.env["mail.activity"].search([("summary", "ilike", "fails")])

    def test_reminders_and_closing_go_on_in_our_own_words(self):
        template = self._break("mail_template_silence_reminder")
        self._break("mail_template_silence_closed")

        with mute_logger(NOTICE, "odoo.addons.mail.models.mail_render_mixin"):
            for day in (5, 8, 10):
                self._run(day)

        for ticket in (self.ticket, self.other):
            self.assertTrue(ticket.closed)
            self.assertEqual(
                self._subjects(ticket), [REMINDER, REMINDER, CLOSED], ticket.number
            )
        mail = self._mails(self.ticket)[0]
        self.assertIn("Without a reply, this request closes on", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.anna)
        self.assertEqual(len(self._tasks()), 2, "one for each template")
        self.assertIn(template.name, " ".join(self._tasks().mapped("summary")))
        self.assertFalse(self.ticket.support_silence_problem)

    def test_a_language_that_fails_stops_nothing_either(self):
        self._break(
            "mail_template_silence_reminder",
            body_html="<p>Hello</p>",
            lang="{{ 1 / 0 }}",
        )

        with mute_logger(NOTICE, "odoo.addons.mail.models.mail_render_mixin"):
            self._run(5)

        self.assertEqual(self._subjects(self.ticket), [REMINDER])
        self.assertEqual(len(self._tasks()), 1)

    def test_an_acknowledgement_is_sent_all_the_same(self):
        self._break("mail_template_ticket_received")
        email = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        ticket = self._make_ticket(self.anna, channel_id=email.id)

        with mute_logger(NOTICE, "odoo.addons.mail.models.mail_render_mixin"):
            ticket._support_send_notice()

        self.assertEqual(len(self._mails(ticket)), 1)
        self.assertIn(ticket.number, self._mails(ticket).subject)
        self.assertFalse(ticket.message_ids.filtered(lambda m: "Traceback" in m.body))

    def test_the_question_is_asked_all_the_same(self):
        self._break("mail_template_confirmation")
        self.ticket._support_store({"support_first_response_at": MONDAY})

        with mute_logger(NOTICE, "odoo.addons.mail.models.mail_render_mixin"):
            self.ticket.action_request_confirmation()

        self.assertIn(
            self.ticket._support_confirm_url(), self._mails(self.ticket).body_html
        )

    def test_the_account_manager_keeps_his_task(self):
        """The customer's mail fails, the manager's task stays."""
        self._break("mail_template_contract_expiry", body_html='<p t-out="1 / 0"/>')
        self.company.support_expiry_tell_customer = True
        contract = self._make_contract(
            self.acme,
            self.preferential,
            "2026-01-01",
            "2026-03-20",
            user_id=self.manager.id,
        )

        with (
            self.at(MONDAY),
            mute_logger(NOTICE, "odoo.addons.mail.models.mail_render_mixin"),
        ):
            contract._warn_expiry(MONDAY)

        self.assertEqual(contract.activity_ids.user_id, self.manager)
        letters = self.env["mail.mail"].search([("res_id", "=", contract.id)])
        self.assertTrue(letters.filtered(lambda m: m.model == "support.contract"))
