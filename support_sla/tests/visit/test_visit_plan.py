# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .visit_common import VisitCase

HOLIDAYS = [
    ("Holy Thursday", "2026-04-02"),
    ("Good Friday", "2026-04-03"),
    ("Labour Day", "2026-05-01"),
    ("Army Day", "2026-06-30"),
]


@tagged("post_install", "-at_install")
class TestVisitPlan(VisitCase):
    """Four months with Easter, holidays and an absence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": name,
                    "date_from": cls._moment(day, 0),
                    "date_to": cls._moment(day, 24),
                    "calendar_id": cls.calendar_alldays.id,
                }
                for name, day in HOLIDAYS
            ]
        )
        cls.tech._support_ensure_resources()
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holidays by the sea",
                "resource_id": cls.tech._support_resources().id,
                "date_from": cls._moment("2026-05-11", 0),
                "date_to": cls._moment("2026-05-13", 0),
            }
        )

    def _make_plan(self, **vals):
        values = {
            "contract_id": self.contract.id,
            "user_id": self.tech.id,
            "first_day": "2026-03-01",
            "last_day": "2026-06-30",
            "tuesday": True,
            "thursday": True,
            "hour_from": 9,
            "hour_to": 12.5,
        }
        return self.env["support.visit.plan"].create(values | vals)

    def _days(self, plan):
        return sorted(str(visit.day) for visit in plan.visit_ids)

    def test_four_months(self):
        with self.at("2026-02-20 12:00:00"):
            plan = self._make_plan().with_user(self.agent)
            self.assertEqual(plan.add_count, 32)
            plan.action_plan()

            # every Tuesday and Thursday but Easter, Army Day, and Tuesday at the sea
            self.assertEqual(len(plan.visit_ids), 32)
            days = self._days(plan)
            for left_out in ("2026-04-02", "2026-05-12", "2026-06-30"):
                self.assertNotIn(left_out, days)
                self.assertIn(left_out[:7], {day[:7] for day in days})
            for words in (
                "Holiday: Holy Thursday",
                "Holiday: Army Day",
                "Tech-Marta is away: Holidays by the sea",
                "Added: 32",
                "Left out: 3",
            ):
                self.assertIn(words, plan.outcome)
            # one note to the technician, none for each visit
            notes = plan.message_ids.filtered("partner_ids")
            self.assertEqual(notes.partner_ids, self.tech.partner_id)
            self.assertFalse(plan.visit_ids.message_ids.filtered("partner_ids"))
            hours = {(v.start_at.time(), v.stop_at.time()) for v in plan.visit_ids}
            self.assertEqual([*map(str, [*hours][0])], ["15:00:00", "18:30:00"])

            # each reader reads it in his own language
            self.env["res.lang"]._activate_lang("es_419")
            spanish = plan.with_context(lang="es_419").outcome
            self.assertIn("jueves, 2 de abril de 2026", spanish)
            self.assertIn("Thursday, April 2, 2026", plan.outcome)

            # the second time nothing
            plan.action_plan()
            self.assertEqual(len(plan.visit_ids), 32)
            self.assertIn("Has a visit already", plan.outcome)
            again = self._make_plan()
            self.assertEqual(again.add_count, 0)

    def test_what_is_missing_is_added(self):
        with self.at("2026-02-20 12:00:00"):
            plan = self._make_plan(last_day="2026-03-31")
            plan.action_plan()
            moved, cancelled, refused, *_rest = plan.visit_ids.sorted("start_at")
            # moved by hand, cancelled by us, cancelled by the customer
            moved.write(
                {
                    "start_at": self._moment("2026-03-06", 9),
                    "stop_at": self._moment("2026-03-06", 12),
                }
            )
            cancelled.action_cancel()
            refused.action_cancel_for_customer()
            plan.last_day = "2026-04-07"

            plan.action_plan()

            self.assertIn("Has a visit already", plan.outcome)
            self.assertIn("The customer cancelled this day", plan.outcome)
            added = plan.visit_ids.filtered(lambda v: v.state == "planned")
            days = [*map(str, added.sorted("start_at").mapped("day"))]
            self.assertEqual(days[:2], ["2026-03-05", "2026-03-06"])
            self.assertEqual(days[-1], "2026-04-07")
            self.assertNotIn("2026-03-03", days)
            self.assertNotIn(str(refused.day), days)

    def test_taken_back_without_touching_what_was_done(self):
        with self.at("2026-02-20 12:00:00"):
            plan = self._make_plan(last_day="2026-03-31").with_user(self.agent)
            plan.action_plan()
            done, missed, cancelled, *_rest = plan.visit_ids.sorted("start_at")
            cancelled.action_cancel()
        with self.at("2026-03-06 12:00:00"):
            done.write({"report": "<p>Trained two people</p>"})
            done.action_done()

            plan.action_take_back()

            self.assertEqual(plan.visit_ids, done | missed | cancelled)
            self.assertEqual(
                (done.state, missed.state, plan.state),
                ("done", "planned", "taken_back"),
            )
            # and it can be planned again, with the day that we had cancelled
            plan.action_plan()
            self.assertEqual(len(plan.visit_ids), 10)
            self.assertEqual(plan.state, "planned")

    def test_no_more_days_than_the_week_has_whoever_planned_them(self):
        self._make_visit("2026-03-02")
        self._make_visit("2026-03-04", user=self.other_tech)
        with self.at("2026-02-20 12:00:00"):
            plan = self._make_plan(
                last_day="2026-03-15", monday=True, thursday=False, friday=True
            )
            plan.action_plan()
        self.assertEqual(self._days(plan), ["2026-03-09", "2026-03-10"])
        self.assertIn("The week has its days: Monday, March 2, 2026", plan.outcome)

    def test_a_technician_is_at_one_place(self):
        self._make_contract(self.globex, self.accompaniment, "2026-01-01")
        self.env["support.implementation"].create(
            {"partner_id": self.globex.id, "date_start": "2026-01-01"}
        )
        globex = self.globex.support_contract_ids
        self._make_visit("2026-03-03", hours=(11, 14), contract=globex)
        with self.at("2026-02-20 12:00:00"):
            plan = self._make_plan(last_day="2026-03-08")
            plan.action_plan()
        self.assertEqual(self._days(plan), ["2026-03-05"])
        self.assertIn("Tech-Marta is at Globex", plan.outcome)

        # whose customer it is, another company is not told
        globex.company_id = self.other_company
        plan = self._make_plan(last_day="2026-03-08").with_user(self.agent)
        with self.at("2026-02-20 12:00:00"):
            self.assertIn("Tech-Marta is elsewhere", plan.preview)

    def test_nothing_after_the_implementation(self):
        self.project.date_end = "2026-03-11"
        with self.at("2026-02-20 12:00:00"):
            plan = self._make_plan(
                first_day="2026-03-09", last_day="2026-03-20", wednesday=True
            )
            plan.action_plan()
        self.assertEqual(self._days(plan), ["2026-03-10", "2026-03-11"])
        self.assertIn("Outside the contract or the implementation", plan.outcome)

    def test_the_preview_follows_the_form(self):
        with self.at("2026-02-20 12:00:00"):
            action = self.project.with_user(self.agent).action_plan_visits()
            plans = self.env["support.visit.plan"].with_context(**action["context"])
            form = Form(plans.with_user(self.agent))
            form.user_id = self.tech
            self.assertEqual(form.contract_id, self.contract)
            self.assertEqual(str(form.first_day), "2026-02-20")
            self.assertEqual(str(form.last_day), "2026-06-30")
            self.assertFalse(form.add_count)
            form.monday = True
            self.assertEqual(form.add_count, 18)
            form.last_day = "2026-03-02"
            self.assertEqual(form.add_count, 2)
            self.assertIn("Will be added", form.preview)
            self.assertFalse(self.env["support.visit"].search([]))

    def test_what_cannot_be_planned(self):
        for values, words in (
            ({"tuesday": False, "thursday": False}, "day of the week"),
            ({"last_day": "2026-02-01"}, "last day"),
            ({"last_day": "2027-06-01"}, "a year at most"),
        ):
            with self.subTest(values=values), self.assertRefused(words):
                self._make_plan(**values)
        plan = self._make_plan(last_day="2026-03-31")
        with self.at("2026-02-20 12:00:00"):
            plan.action_plan()
        with self.assertRefused("Take the plan back", UserError):
            plan.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            plan.with_user(self._make_portal_user(self.anna)).action_take_back()
