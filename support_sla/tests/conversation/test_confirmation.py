# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import urlsplit

from lxml import html as lxml_html

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import MONDAY
from ..silence.closing_common import ClosingCase


class ConfirmationCase(ClosingCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna_user = cls._make_portal_user(cls.anna)
        cls.gina_user = cls._make_portal_user(cls.gina)
        cls.ticket = cls._make_ticket(cls.anna)
        cls.ticket.stage_id = cls.stage_progress

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _ask(self):
        """An agent asks; return the path of the link in the mail."""
        before = self._mails(self.ticket)
        self.ticket.with_user(self.agent).action_request_confirmation()
        self.env.flush_all()
        return self._link(self._mails(self.ticket) - before)

    def _link(self, mail):
        """Return the path of the question's link in a mail."""
        link = re.search(r'href="([^"]*/confirm\?token=\w+)', mail.body_html)[1]
        parts = urlsplit(link)
        return f"{parts.path}?{parts.query}"

    def _post(self, path, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        response = self.url_open(path, data=data)
        self.ticket.invalidate_recordset()
        return response


@tagged("post_install", "-at_install")
class TestConfirmation(ConfirmationCase):
    """Is it solved? Asked by mail, answered on a page (specification 8)."""

    def test_asking_waits_for_the_customer_and_is_no_answer(self):
        path = self._ask()

        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)
        self.assertTrue(self.ticket.support_asked_at)
        self.assertFalse(self.ticket.support_first_response_at)
        self.assertTrue(self.ticket.support_closes_on)
        mail = self._mails(self.ticket)
        self.assertEqual(mail.recipient_ids, self.anna)
        # the history shows that we asked, not the customer's link
        self.assertNotIn("token", mail.mail_message_id.body)
        self.assertTrue(path.startswith(f"/my/ticket/{self.ticket.id}/confirm?token="))

    def test_yes(self):
        path = self._ask()
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn('name="answer"', page.text)
        self.assertFalse(self.ticket.closed)

        page = self._post(path, answer="yes", message="Works <b>now</b>")

        self.assertIn("Thank you", page.text)
        self.assertEqual(page.text.count("a reply takes it up again"), 1)
        self.assertTrue(self.ticket.closed)
        self.assertEqual(self.ticket.support_outcome, "confirmed")
        bodies = " ".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("Works &lt;b&gt;now", bodies)

    def test_no_returns_it_with_the_customers_text(self):
        path = self._ask()
        page = self._post(path, answer="no", message="It still burns.")

        self.assertIn("We will go on", page.text)
        self.assertFalse(self.ticket.closed)
        self.assertFalse(self.ticket.support_asked_at)
        self.assertEqual(self.ticket.stage_id, self.stage_progress)
        message = self.ticket.message_ids.filtered(lambda m: "burns" in m.body)
        self.assertEqual(message.author_id, self.anna)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))

    def test_no_without_a_word(self):
        self._post(self._ask(), answer="no")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_a_scanner_that_opens_the_link_changes_nothing(self):
        path = self._ask()
        for _ in range(2):
            self.url_open(f"{path}&answer=yes")
            self.url_open(f"{path}&answer=no", method="HEAD")
        self.ticket.invalidate_recordset()
        self.assertTrue(self.ticket.support_asked_at)
        self.assertFalse(self.ticket.closed)

    def test_the_button_of_the_mail_chooses_and_answers_nothing(self):
        path = self._ask()
        for answer, focused, said in (
            ("yes", "//button[@value='yes']", "One more click"),
            ("no", "//textarea", "Tell us what is missing"),
            ("maybe", None, "Anything you want to tell us"),
        ):
            with self.subTest(answer=answer):
                page = self.url_open(f"{path}&answer={answer}")
                tree = lxml_html.document_fromstring(page.text)
                focus = tree.xpath("//form[@id='support_confirm']//*[@autofocus]")
                self.assertEqual(focus, focused and tree.xpath(focused) or [])
                self.assertIn(said, page.text)
                self.ticket.invalidate_recordset()
                self.assertTrue(self.ticket.support_asked_at)
                self.assertFalse(self.ticket.closed)

    def _remind(self):
        """The job reminds; return the path of the button of the mail."""
        with self.at(MONDAY):
            self.ticket.stage_id = self.stage_awaiting
            self.env.flush_all()
        before = self._mails(self.ticket)
        self._run(5)
        mail = self._mails(self.ticket) - before
        link = re.search(r'href="[^"]*?(/my/[^"]*/confirm\?token=\w+)', mail.body_html)
        return link[1]

    def test_who_is_reminded_can_say_that_it_is_solved(self):
        path = self._remind()
        self.assertFalse(self.ticket.support_asked_at, "nobody asked that")
        self.assertIn("Is it solved?", self.url_open(path).text)
        self.ticket.invalidate_recordset()
        self.assertFalse(self.ticket.closed)

        self._post(path, answer="yes")

        self.assertEqual(self.ticket.support_outcome, "confirmed")
        self.assertIn("You told us on", self.url_open(path).text)

    def test_the_page_of_a_ticket_asks_what_its_link_asks(self):
        """One rule: where the link of the mail takes Yes or No, the page does."""
        page = f"/my/ticket/{self.ticket.id}"
        asked = "support_asked_message"
        self.authenticate(self.anna_user.login, self.anna_user.login)
        self.assertNotIn(asked, self.url_open(page).text)

        path = self._remind()
        self.authenticate(self.anna_user.login, self.anna_user.login)
        said = self.url_open(page).text
        self.assertIn(asked, said)
        self.assertIn("We reminded you of what we asked.", said)
        self._post(path, answer="no", message="The blue one.")

        self.assertNotIn(asked, self.url_open(page).text)

    def test_the_link_of_a_reminder_ends_with_the_wait(self):
        path = self._remind()
        self.ticket.stage_id = self.stage_progress
        self.env.flush_all()

        self.assertEqual(self._post(path, answer="yes").status_code, 404)
        self.assertFalse(self.ticket.closed)

    @mute_logger("odoo.http")
    def test_without_the_csrf_token_nothing_happens(self):
        path = self._ask()
        response = self.url_open(path, data={"answer": "yes"})
        self.assertEqual(response.status_code, 400)
        self.ticket.invalidate_recordset()
        self.assertFalse(self.ticket.closed)

    def test_a_double_click_counts_once(self):
        path = self._ask()
        self._post(path, answer="no", message="Once")
        count = len(self.ticket.message_ids)
        page = self._post(path, answer="no", message="Twice")
        self.assertIn("that it is not solved yet", page.text)
        page = self._post(path, answer="yes")
        self.assertIn("that it is not solved yet", page.text)
        self.assertEqual(len(self.ticket.message_ids), count)
        self.assertFalse(self.ticket.closed)

    def test_asking_again_makes_the_old_link_worthless(self):
        with self.at("2026-03-02 15:00"):
            old = self._ask()
        with self.at("2026-03-03 15:00"):
            new = self._ask()
        self._post(old, answer="yes")
        self.assertFalse(self.ticket.closed)
        self._post(new, answer="yes")
        self.assertTrue(self.ticket.closed)

    def test_forged_and_borrowed_links(self):
        path = self._ask()
        other = self._make_ticket(self.gina)
        other.action_request_confirmation()
        self.env.flush_all()
        token = path.split("token=")[1]
        for forged in (
            f"/my/ticket/{other.id}/confirm?token={token}",
            f"/my/ticket/{self.ticket.id}/confirm?token={token[:-1]}",
            f"/my/ticket/{self.ticket.id}/confirm?token=ñ",
            f"/my/ticket/{self.ticket.id}/confirm",
            f"/my/ticket/{10**12}/confirm?token={token}",
        ):
            with self.subTest(forged=forged):
                page = self._post(forged, answer="yes")
                self.assertEqual(page.status_code, 404)
                self.assertIn("does not work any more", page.text)
                other.invalidate_recordset()
                self.assertFalse(self.ticket.closed or other.closed)

    def test_another_customer_logged_in(self):
        self._ask()
        self.ticket.message_subscribe(self.gina.ids)
        self.authenticate(self.gina_user.login, self.gina_user.login)
        self._post(f"/my/ticket/{self.ticket.id}/confirm", answer="yes")
        self.assertFalse(self.ticket.closed)

    def test_the_customer_logged_in_needs_no_link(self):
        self._ask()
        self.authenticate(self.anna_user.login, self.anna_user.login)
        page = self.url_open(f"/my/ticket/{self.ticket.id}")
        self.assertIn(f"/my/ticket/{self.ticket.id}/confirm", page.text)
        self._post(f"/my/ticket/{self.ticket.id}/confirm", answer="yes")
        self.assertEqual(self.ticket.support_outcome, "confirmed")

    def test_by_the_link_of_the_ticket_itself(self):
        self._ask()
        token = self.ticket._portal_ensure_token()
        self.env.flush_all()
        path = f"/my/ticket/{self.ticket.id}/confirm"
        self._post(path, answer="yes", access_token=token)
        self.assertEqual(self.ticket.support_outcome, "confirmed")

    def test_moving_on_ends_the_question(self):
        path = self._ask()
        self.ticket.stage_id = self.stage_progress
        self.env.flush_all()
        self._post(path, answer="yes")
        self.assertFalse(self.ticket.closed)

    def test_a_page_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.anna.lang = "es_ES"
        self.env.ref("support_sla.portal_confirm").with_context(
            lang="es_ES"
        ).arch_db = (
            self.env.ref("support_sla.portal_confirm")
            .with_context(lang="es_ES")
            .arch_db.replace("Yes, it is solved", "Sí, resuelto")
        )
        page = self.url_open(self._ask())
        self.assertIn("Sí, resuelto", page.text)

    def test_who_may_ask(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.anna_user).action_request_confirmation()
        self.ticket.stage_id = self.stage_done
        with self.assertRaises(UserError):
            self.ticket.action_request_confirmation()
        with self.assertRaises(UserError):
            self._make_ticket().action_request_confirmation()
