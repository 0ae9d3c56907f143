# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase
from ..portal.test_route_safety import RouteCase

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


class AskingCase(DeadlineCase):
    """What an agent asks and tells with one click, and how it arrives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.anna.lang = "es_419"
        cls.env["ir.module.module"].search(
            [("name", "=", "support_sla")]
        )._update_translations(["es_419"])

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(MONDAY))
        self.ticket = self._make_ticket(self.anna, user_id=self.agent_own.id)

    def _as_agent(self, ticket=None):
        return (ticket or self.ticket).with_user(self.agent_own)

    def _last(self, ticket=None):
        """The newest message of a person: a move of the stage says nothing."""
        messages = (ticket or self.ticket).message_ids
        return messages.filtered(lambda m: m.message_type == "comment")[:1]

    def _assert_told(self, message, user=None):
        self.assertEqual(message.author_id, (user or self.agent_own).partner_id)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertIn(self.anna, message.notified_partner_ids)

    def _assert_waits_unanswered(self, ticket):
        self.assertEqual(ticket.stage_id, self.stage_awaiting)
        self.assertFalse(ticket.support_first_response_at)
        self.assertEqual(self._row(ticket, "first_response").verdict, "paused")

    def _assert_waits_and_is_answered(self, ticket):
        self.assertEqual(ticket.stage_id, self.stage_awaiting)
        self.assertEqual(ticket.support_first_response_at, MONDAY)
        self.assertEqual(self._row(ticket, "first_response").verdict, "met")
        self.assertEqual(self._row(ticket, "resolution").verdict, "paused")


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
class TestAskToTest(AskingCase):
    """The customer tests in his own environment, with instructions."""

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
