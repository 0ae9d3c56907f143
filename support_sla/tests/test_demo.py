# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .demo_common import DemoCase

# Ten in the morning in Guatemala, some days after a holiday.
WEDNESDAY = datetime(2027, 5, 12, 16, 0)
ROLES = {
    "marta": "helpdesk_mgmt.group_helpdesk_user_own",
    "pablo": "helpdesk_mgmt.group_helpdesk_user_team",
    "elena": "helpdesk_mgmt.group_helpdesk_user",
    "ricardo": "helpdesk_mgmt.group_helpdesk_manager",
    "lucia": "base.group_portal",
    "diego": "base.group_portal",
}


@tagged("post_install", "-at_install")
class TestDemo(DemoCase):
    """What a newcomer meets: the demo data load, and show every state there is.

    The one test that looks at demo data; it loads its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(WEDNESDAY))
        tickets = cls.env["helpdesk.ticket"].with_context(active_test=False)
        cls.theirs = tickets.search([])
        cls.began = cls.env["support.demo"]._begin_ending()
        cls.load(*cls.get_files())
        cls.env.flush_all()
        cls.now = WEDNESDAY
        cls.tickets = tickets.search([]) - cls.theirs

    def test_there_is_a_person_for_each_role(self):
        for login, group in ROLES.items():
            with self.subTest(login=login):
                user = self.env["res.users"].search([("login", "=", login)])
                self.assertTrue(user.has_group(group))
                self.assertTrue(user.function, "what this person sees")
                self.assertTrue(
                    user.with_user(user)._check_credentials(
                        {"login": login, "password": login, "type": "password"},
                        {"interactive": True},
                    )
                )

    def test_there_is_a_customer_in_each_situation(self):
        states = self.env["support.contract"].search([]).mapped("state")
        self.assertEqual(set(states), {"draft", "upcoming", "active", "expired"})
        self.assertEqual(self._ref("implementation_cafe").state, "finished")
        self.assertEqual(self._ref("implementation_clinic").state, "running")

    def test_there_is_a_ticket_in_each_situation(self):
        self.assertGreater(len(self.tickets), 120)
        self.assertEqual(
            set(self.tickets.mapped("support_entitlement_reason")),
            {"contract", "expired", "none"},
        )
        self.assertEqual(
            set(self.tickets.stage_id.mapped("name")),
            {"New", "In Progress", "Awaiting", "Done", "Cancelled"},
        )
        self.assertEqual(
            set(self.tickets.mapped("support_outcome")),
            {"confirmed", "silent", "agent", "customer", False},
        )
        channels = self.tickets.channel_id.mapped("support_kind")
        self.assertEqual(set(channels), {"web", "email", "phone", "chat"})
        for level in self.env["support.level"].search([]):
            customers = self.tickets.filtered(
                lambda t, w=level: t.support_level_id == w
            )
            self.assertGreater(len(customers), 9, level.name)
        self.assertTrue(self.tickets.filtered("support_quotation_open"))

    def test_the_desk_is_as_promised(self):
        numbers = self.count_board("ricardo")
        self.assertEqual(
            [numbers[name] for name in ("late", "due_soon", "over_quota")], [2, 3, 2]
        )

    def test_each_row_says_what_was(self):
        """Ninety days, whose hours, ledger, silence and messages agree."""
        self.assertEqual([*self.env["support.check"]._support_check(self.now)], [])
        oldest, newest = (f(self.tickets.mapped("create_date")) for f in (min, max))
        self.assertAlmostEqual((self.now - oldest).days, 89, delta=2)
        self.assertLessEqual(newest, self.now)
        for ticket in self.tickets:
            with self.subTest(ticket.name):
                self.check_ticket(ticket)

    def check_ticket(self, ticket):
        self.assertEqual(ticket.create_date, ticket.support_since)
        self.assertEqual(ticket.closed_date, ticket.support_closed_at)
        dates = ticket.message_ids.sorted("id").mapped("date")
        self.assertEqual(dates, sorted(dates), "as it was said")
        self.assertGreaterEqual(dates[0], ticket.create_date)
        for deadline in ticket.support_deadline_ids:
            hours = deadline.working_seconds / 3600
            if deadline.verdict == "met":
                self.assertLessEqual(deadline.stopped_at, deadline.due_at)
                self.assertLess(hours, 48)
            elif deadline.verdict == "missed":
                self.assertGreater(deadline.stopped_at, deadline.due_at)
                self.assertLess(hours, 60)
        entries = self.env["support.quota.entry"].search(
            [("ticket_id", "=", ticket.id)]
        )
        for entry in entries.filtered(lambda e: e.kind == "consumption"):
            self.assertEqual(entry.create_date, ticket.support_since)
        for entry in entries:
            self.assertLessEqual(entry.period_start, ticket.create_date.date())
            self.assertLess(
                ticket.create_date.date() - entry.period_start, timedelta(days=32)
            )

    def test_reports_show_hours_that_people_believe(self):
        report = self.env["support.sla.report"].search([])
        self.assertEqual(
            {r.result for r in report}, {"kept", "broken", "open", "cancelled"}
        )
        for level, rows in report.grouped("level_id").items():
            judged = rows.filtered(lambda r: r.result in ("kept", "broken"))
            kept = len(judged.filtered(lambda r: r.result == "kept"))
            self.assertGreater(kept / len(judged), 0.8, level.name)
            hours = max(judged.mapped("hours_used"))
            self.assertLess(hours, 2 * max(level.target_ids.mapped("commitment")))

    def test_it_is_played_once(self):
        before = len(self.tickets)
        self.load("demo/tickets_demo.xml")
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        self.assertEqual(len(tickets.search([]) - self.theirs), before)

    def test_holidays_are_entered_for_a_year_to_come(self):
        holidays = self.env["resource.calendar.leaves"].search(
            [("calendar_id", "=", False), ("date_from", ">", self.now)]
        )
        year = holidays.filtered(lambda h: h.date_from < self.now + timedelta(days=366))
        self.assertEqual(len(year), 7)

    def test_customers_write_to_an_address_of_the_team(self):
        team = self._ref("team_desk")
        self.assertEqual(team.alias_email, "support@cumbre.example.com")
        self.assertEqual(team.user_id, self._ref("user_pablo"))
        self.assertEqual(
            self._ref("user_pablo").action_id.id, self._ref("support_board_action").id
        )

    def test_there_is_a_visit_in_each_situation(self):
        visits = self.env["support.visit"].search([])
        self.assertLessEqual(
            {("done", "none"), ("planned", "asked"), ("planned", "confirmed")},
            {(visit.state, visit.confirmation) for visit in visits},
        )
        self.assertTrue(self._ref("visit_to_sign")._awaits_signature())
        lucia = self._ref("user_lucia")
        seen = self.env["support.visit"].with_user(lucia).search([])
        self.assertEqual(seen, self._ref("visit_to_sign") | self._ref("visit_asked"))
        self.assertGreater(len(self._ref("visit_plan_clinic").visit_ids), 4)

    def test_a_customer_who_reads_spanish_is_answered_in_spanish(self):
        ticket = self._ref("ticket_returns")
        said = ticket.message_ids.mapped("body")
        self.assertTrue([body for body in said if "una respuesta suya" in body])
        self.assertIn("Buenos días, Diego", "".join(said))

    def test_what_is_named_in_two_languages_is_spanish_to_who_reads_spanish(self):
        models = [
            "helpdesk.ticket.category",
            "helpdesk.ticket.channel",
            "helpdesk.ticket.team",
            "mail.activity.type",
            "support.level",
            "support.service",
            "support.terms",
        ]
        ours = self.env["ir.model.data"].search(
            [("module", "=", "support_sla"), ("model", "in", models)]
        )
        self.assertEqual({*ours.mapped("model")}, {*models})
        for row in ours:
            record = self.env[row.model].browse(row.res_id)
            english = record.with_context(lang="en_US").name
            spanish = record.with_context(lang="es_419").name
            self.assertNotEqual(spanish, english if english != "Chat" else "", row.name)

    def test_nobody_is_written_to(self):
        queue = self.env["mail.mail"].search(
            [("id", ">", self.began["mail.mail"]), ("state", "=", "outgoing")]
        )
        self.assertFalse(queue.mapped("subject"))
        ours = [("res_id", "in", self.tickets.ids), ("model", "=", "helpdesk.ticket")]
        messages = self.env["mail.message"].search(ours)
        states = messages.notification_ids.mapped("notification_status")
        self.assertNotIn("ready", states)
        people = messages.notification_ids.res_partner_id
        for address in filter(None, people.mapped("email")):
            self.assertRegex(address, r"example\.com$")
