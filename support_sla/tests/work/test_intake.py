# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

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

    def _line(self):
        self.env.invalidate_all()
        return self._as_agent().support_intake_line

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
        self.assertEqual(
            fault.support_intake_line,
            "Still missing: the images, the steps, the user",
        )
        question.support_intake_steps = "Open it, close it"
        self.assertTrue(question.support_intake_wanted)
        self.assertEqual(question.support_intake_line, "Told: steps")

    def test_whose_kind_nobody_has_said_is_asked_for_nothing(self):
        self.ticket.category_id = False

        self.assertFalse(self._missing())
        self.assertFalse(self._as_agent().support_intake_wanted)
        self.assertFalse(self._line())
        with self.assertRaises(UserError):
            self._as_agent().action_support_ask_missing()

    def test_one_line_says_what_is_missing_and_then_what_was_told(self):
        self._attach()
        self.ticket.support_intake_user = "Bert"
        self.assertEqual(self._line(), "Still missing: a second image, the steps")
        self.ticket.support_intake_enough = True
        self.assertEqual(self._line(), "Told: user, 1 file")
        self.ticket.write(
            {"support_intake_enough": False, "support_intake_steps": "Open it"}
        )
        second = self._attach()
        self.assertEqual(self._line(), "All told: steps, user, 2 files")
        self.assertIn(second, self._as_agent().support_intake_file_ids)
        second.unlink()
        self.ticket.stage_id = self.stage_done
        self.assertEqual(self._line(), "Told: steps, user, 1 file")
        said = self._as_agent().with_context(lang="es_419").support_intake_line
        self.assertEqual(said, "Nos dijeron: pasos, usuario, 1 archivo")

    def test_what_nobody_told_before_it_was_closed_is_not_asked_after(self):
        self.ticket.stage_id = self.stage_done

        self.assertFalse(self._as_agent().support_intake_wanted)
        self.assertFalse(self._line())

    def test_the_line_stands_below_the_strip_and_opens_to_what_was_told(self):
        view = self._as_agent().get_view(view_type="form")["arch"]
        page = etree.fromstring(view)

        [line] = page.xpath("//div[@name='support_intake']")
        before = line.xpath("preceding-sibling::div[@name='support_strip']")
        self.assertTrue(before)
        self.assertTrue(
            line.xpath("details/summary/field[@name='support_intake_line']")
        )
        inside = {f.get("name") for f in line.xpath("details//group//field")}
        self.assertLessEqual({"support_intake_steps", "support_intake_user"}, inside)
        self.assertEqual(len(page.xpath("//field[@name='support_intake_steps']")), 1)

    def test_customers_read_no_line(self):
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.portal_anna).read(["support_intake_line"])

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
        ticket = self._make_fault(partner_email="new@nowhere.test")

        self._as_agent(ticket).action_support_ask_missing()

        mail = self._last(ticket).sudo().mail_ids
        self.assertIn("new@nowhere.test", "".join(mail.mapped("email_to")))

    def test_nobody_is_asked_where_nobody_is(self):
        nobody, closed = self._make_fault(), self._make_fault(self.anna)
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
