# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import MONDAY
from ..portal.test_route_safety import RouteCase
from .asking_common import AskingCase

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@tagged("post_install", "-at_install")
class TestIntake(AskingCase):
    """What the terms recommend a request to bring along (specification 9)."""

    def _attach(self, size=20000, ticket=None, **vals):
        return self.env["ir.attachment"].create(
            {
                "name": "screen.png",
                "raw": PNG.ljust(size, b"\0"),
                "res_model": "helpdesk.ticket",
                "res_id": (ticket or self.ticket).id,
            }
            | vals
        )

    def _missing(self):
        self.env.invalidate_all()
        return (self._as_agent().support_intake_missing or "").splitlines()

    def test_only_some_kinds_of_request_ask_for_steps(self):
        kinds = self.env["helpdesk.ticket.category"].create(
            [
                {"name": "Question"},
                {"name": "It does not work", "support_asks_steps": True},
            ]
        )
        question, fault = self._make_ticket(self.anna), self._make_ticket(self.anna)
        question.category_id, fault.category_id = kinds

        self.assertFalse(question.support_intake_wanted)
        self.assertTrue(fault.support_intake_wanted)
        self.assertTrue(self.ticket.support_intake_wanted)  # nobody has said its kind
        question.support_intake_steps = "Open it, close it"
        self.assertTrue(question.support_intake_wanted)

    def test_everything_is_missing_at_first(self):
        self.assertEqual(len(self._missing()), 4)

    def test_each_thing_that_comes_is_missing_no_more(self):
        self._attach()
        self.assertEqual(len(self._missing()), 3)
        self.assertIn("A second image", self._missing()[0])
        self._attach()
        self.assertEqual(len(self._missing()), 2)
        self.ticket.support_intake_steps = "Open it"
        self.assertEqual(self._missing(), ["The user to whom it happens"])
        self.ticket.support_intake_user = "  "
        self.assertEqual(len(self._missing()), 1)
        self.ticket.support_intake_user = "Bert"
        self.assertFalse(self._missing())

    def test_a_question_needs_nothing_of_it(self):
        for name, lines in (("question", 0), ("problem", 4)):
            category = self.env.ref(f"support_sla.kind_{name}")
            self.ticket.category_id = category
            self.assertEqual(len(self._missing()), lines)

    def test_what_is_no_screen_does_not_count(self):
        other = self._make_ticket(self.bert)
        self._attach(size=900)  # a logo in a signature
        self._attach(name="log.txt", raw=b"text " * 5000)
        self._attach(ticket=other)
        note = self._attach()
        self._as_agent().message_post(
            body="For us", subtype_xmlid="mail.mt_note", attachment_ids=note.ids
        )

        self.assertEqual(len(self._missing()), 4)

    def test_an_image_in_the_customers_reply_counts(self):
        self._customer_says(
            self.ticket, attachments=[("screen.png", PNG.ljust(20000, b"\0"))]
        )

        self.assertEqual(len(self._missing()), 3)

    def test_the_agent_says_that_it_is_enough(self):
        with Form(self._as_agent()) as form:
            self.assertIn("The steps", form.support_intake_missing)
            form.support_intake_enough = True
            self.assertFalse(form.support_intake_missing)

        with self.assertRaises(UserError):
            self._as_agent().action_support_ask_missing()

    def test_one_click_asks_for_exactly_what_is_missing(self):
        self.ticket.support_intake_steps = "Open it"
        self._attach()
        self._attach()

        self._as_agent().action_support_ask_missing()

        message = self._last()
        self._assert_told(message)
        self.assertIn("El usuario al que le sucede", message.body)
        self.assertNotIn("pasos", message.body)
        self.assertNotIn("imagen", message.body)
        self._assert_waits_unanswered(self.ticket)

    def test_in_the_customers_language(self):
        self._as_agent().action_support_ask_missing()

        self.assertIn("Basta con responder a este mensaje.", self._last().body)
        self.assertIn("Una imagen del error", self._last().body)

    def test_the_answer_brings_the_ticket_back(self):
        self._as_agent().action_support_ask_missing()

        self._customer_says(self.ticket)

        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_nobody_is_asked_twice_before_he_has_answered(self):
        self._as_agent().action_support_ask_missing()
        with self.assertRaises(UserError):
            self._as_agent().action_support_ask_missing()
        self.assertEqual(self.ticket.support_intake_asked_at, MONDAY)

        self._customer_says(self.ticket)

        self.assertFalse(self.ticket.support_intake_asked_at)
        self._as_agent().action_support_ask_missing()

    def test_names_are_text(self):
        self.anna.name = "<script>alert(1)</script>"

        self._as_agent().action_support_ask_missing()

        self.assertNotIn("<script", self._last().body)
        self.assertIn("&lt;script&gt;", self._last().body)

    def test_a_customer_without_a_contact_is_asked_by_his_address(self):
        ticket = self._make_ticket(
            partner_email="new@nowhere.test", user_id=self.agent_own.id
        )

        self._as_agent(ticket).action_support_ask_missing()

        mail = self._last(ticket).sudo().mail_ids
        self.assertIn("new@nowhere.test", "".join(mail.mapped("email_to")))

    def test_nobody_is_asked_where_nobody_is(self):
        nobody = self._make_ticket(user_id=self.agent_own.id)
        closed = self._make_ticket(self.anna, user_id=self.agent_own.id)
        closed.stage_id = self.stage_done
        for ticket in (nobody, closed):
            with self.subTest(ticket=ticket), self.assertRaises(UserError):
                self._as_agent(ticket).action_support_ask_missing()

    def test_customers_and_other_teams_ask_nothing(self):
        theirs = self._make_ticket(self.gina, team_id=self.other_team.id)
        for ticket in (
            self.ticket.with_user(self.portal_anna),
            theirs.with_user(self.agent_own),
        ):
            for action in (
                "action_support_ask_missing",
                "action_support_ask_test",
                "action_support_answer_channel",
            ):
                with self.subTest(action=action), self.assertRaises(AccessError):
                    getattr(ticket, action)()


@tagged("post_install", "-at_install")
class TestIntakeForm(RouteCase):
    """The portal's form says: one request per ticket, and takes what helps."""

    def test_the_form_asks_and_the_ticket_knows(self):
        self._login(self.anna_user)
        page = self.url_open("/new/ticket").text
        self.assertIn("One request per ticket", page)
        self.assertIn('name="support_intake_steps"', page)

        self._send(
            "/submitted/ticket",
            subject="Intake",
            description="It burns",
            category=self.category.id,
            team=self.team.id,
            support_intake_steps="Open it\n<b>Look</b>",
            support_intake_user="Bert\x00",
        )

        ticket = self._find("Intake")
        self.assertEqual(ticket.support_intake_steps, "Open it\n<b>Look</b>")
        self.assertEqual(ticket.support_intake_user, "Bert")

    def test_what_was_typed_comes_back(self):
        self._login(self.anna_user)

        page = self._send(
            "/submitted/ticket", subject="", support_intake_steps="<i>Open it</i>"
        )

        self.assertEqual(page.status_code, 422)
        self.assertIn("&lt;i&gt;Open it&lt;/i&gt;", page.text)
