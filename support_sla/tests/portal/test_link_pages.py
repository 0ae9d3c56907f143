# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Pages opened by a link: who acts there, in which language, and what is said."""

import re

from odoo.tests import tagged

from ..conversation.test_confirmation import ConfirmationCase
from .test_route_safety import RouteCase

SPANISH = {"Accept-Language": "es-419,es;q=0.9"}
ENGLISH = {"Accept-Language": "en-US,en;q=0.9"}


@tagged("post_install", "-at_install")
class TestWhoActs(ConfirmationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bert_user = cls._make_portal_user(cls.bert)

    def _authors(self):
        return self.ticket.message_ids.author_id

    def test_under_another_customers_log_in_the_link_acts_as_the_contact(self):
        path = self._ask()
        self.authenticate(self.gina_user.login, self.gina_user.login)

        self._post(path, answer="no", message="It still burns.")

        message = self.ticket.message_ids.filtered(lambda m: "burns" in m.body)
        self.assertEqual(message.author_id, self.anna)
        self.assertNotIn(self.gina, self._authors())
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_a_colleague_logged_in_acts_as_himself(self):
        path = self._ask()
        self.authenticate(self.bert_user.login, self.bert_user.login)

        self._post(path, answer="no", message="It still burns.")

        message = self.ticket.message_ids.filtered(lambda m: "burns" in m.body)
        self.assertEqual(message.author_id, self.bert)

    def test_one_of_us_looks_and_does_not_act(self):
        path = self._ask()
        self.authenticate(self.agent.login, self.agent.login)

        page = self.url_open(path)
        self.assertIn("you may look", page.text)
        self.assertNotIn('name="answer"', page.text)
        self._post(path, answer="yes")

        self.assertFalse(self.ticket.closed)
        self.assertTrue(self.ticket.support_asked_at)

    def test_one_of_us_reopens_nothing_by_the_customers_link(self):
        self.ticket.stage_id = self.stage_done
        token = self.ticket._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(self.agent.login, self.agent.login)

        self._post(f"/my/ticket/{self.ticket.id}/reopen", access_token=token)

        self.assertTrue(self.ticket.closed)

    def test_the_public_user_signs_nothing(self):
        public = self.env.ref("base.public_user").partner_id
        for answer in ("no", "yes"):
            self._post(self._ask(), answer=answer, message="As I said")
            self.env.cr.precommit.run()
        token = self.ticket._portal_ensure_token()
        self.env.flush_all()
        self._post(f"/my/ticket/{self.ticket.id}/reopen", access_token=token)

        self.assertFalse(self.ticket.closed)
        self.assertNotIn(public, self._authors())

    def test_nor_where_the_customer_has_no_contact(self):
        self.ticket = self._make_ticket(
            partner_email="new@nowhere.test", stage_id=self.stage_progress.id
        )

        self._post(self._ask(), answer="no", message="No.")

        self.assertNotIn("Public", " ".join(self._authors().mapped("name")))

    # A second visit

    def test_a_second_visit_says_what_was_answered(self):
        for answer, words in (("no", "is not solved yet"), ("yes", "it is solved.")):
            with self.subTest(answer=answer):
                path = self._ask()
                self._post(path, answer=answer)

                page = self.url_open(path)

                self.assertEqual(page.status_code, 200)
                self.assertIn(words, page.text)
                self.assertNotIn('name="answer"', page.text)

    def test_it_is_said_in_the_customers_time_which_is_named(self):
        self.anna.tz = "America/Guatemala"
        path = self._ask()
        self._post(path, answer="no")
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET support_told_at = '2026-03-03 15:00:00'"
            " WHERE id = %s",
            [self.ticket.id],
        )
        self.env.invalidate_all()

        page = self.url_open(path)

        self.assertRegex(page.text, r"Tuesday, March 3, 2026, 9:00.AM \(Guatemala\)")

    def test_the_link_of_a_question_before_says_nothing(self):
        with self.at("2026-03-02 15:00"):
            old = self._ask()
        with self.at("2026-03-03 15:00"):
            self._ask()

        self.assertEqual(self.url_open(old).status_code, 404)

    # The language

    def _spanish(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.env["ir.module.module"].search(
            [("name", "=", "support_sla")]
        )._update_translations(["es_419"])
        self.anna.lang = "es_419"

    def test_the_cookie_that_odoo_sets_is_no_choice(self):
        self._spanish()
        path = self._ask()

        page = self.url_open(path, headers=ENGLISH)
        self.assertIn("¿Está resuelto?", page.text)
        self.assertFalse(self.opener.cookies.get("frontend_lang"))
        self.url_open("/support/terms", headers=ENGLISH)
        self.assertEqual(self.opener.cookies.get("frontend_lang"), "en_US")
        page = self.url_open(path, headers=ENGLISH)
        self.assertIn("¿Está resuelto?", page.text)
        self.opener.headers.update(ENGLISH)
        page = self._post(path, answer="no")

        self.assertEqual(re.search(r'<html[^>]*lang="([^"]*)"', page.text)[1], "es-419")
        self.assertIn("Seguiremos", page.text)

    def test_neither_is_that_of_a_spanish_browser(self):
        self._spanish()
        self.anna.lang = "en_US"
        path = self._ask()
        self.url_open(path, headers=SPANISH)

        page = self.url_open(path, headers=SPANISH)

        self.assertIn("Is it solved?", page.text)

    def test_another_language_than_the_browsers_is_one(self):
        self._spanish()
        self.anna.lang = "en_US"
        path = self._ask()
        self.opener.cookies.set("frontend_lang", "es_419")

        page = self.url_open(path, headers=ENGLISH)

        self.assertIn("¿Está resuelto?", page.text)


@tagged("post_install", "-at_install")
class TestFormAfterBack(RouteCase):
    """The same form with other words is another request."""

    def test_after_back(self):
        self._login(self.anna_user)
        page = self.url_open("/new/ticket")
        number = re.search(r'name="support_form" value="([^"]*)"', page.text)[1]
        before = self.env["helpdesk.ticket"].search([])

        for subject in ("The till", "The till", "The printer"):
            self._send(
                "/submitted/ticket",
                subject=subject,
                description="It burns",
                team=self.team.id,
                category=self.category.id,
                support_form=number,
            )

        new = self.env["helpdesk.ticket"].search([]) - before
        self.assertEqual(sorted(new.mapped("name")), ["The printer", "The till"])
