# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .visit_common import PIXEL, VisitCase


@tagged("post_install", "-at_install")
class TestVisit(VisitCase):
    """How many days a week, on which days, and who may make an exception."""

    def test_the_third_day_of_a_week_is_refused_by_its_name(self):
        self._make_visit("2026-03-02")
        self._make_visit("2026-03-04")

        with self.assertRaises(ValidationError) as refused:
            self._make_visit("2026-03-08")

        words = str(refused.exception)
        for part in ("2026-W10", "Acme", "2 days", "March 2, 2026", "March 4, 2026"):
            self.assertIn(part, words)
        self.assertNotIn("March 8", words)
        self._make_visit("2026-03-09")

    def test_two_technicians_on_one_day_are_one_day(self):
        self._make_visit("2026-03-02")
        self._make_visit("2026-03-02", user=self.other_tech)
        self._make_visit("2026-03-02", hours=(14, 16))

        self._make_visit("2026-03-03")

        with self.assertRaises(ValidationError):
            self._make_visit("2026-03-04")

    def test_days_are_those_of_the_contracts_zone(self):
        """Sunday evening in Guatemala is Monday in UTC; in Auckland it is the other
        way round."""
        sunday = self._make_visit("2026-03-08", hours=(20, 22))
        self.assertEqual(sunday.start_at.weekday(), 0)
        self.assertEqual((str(sunday.day), sunday.week), ("2026-03-08", "2026-W10"))
        self._make_visit("2026-03-09")
        self._make_visit("2026-03-10")

        calendar = self.calendar_alldays.copy({"tz": "Pacific/Auckland"})
        level = self.accompaniment.copy({"calendar_id": calendar.id})
        contract = self._make_contract(self.acme, level, "2026-01-01")
        monday = self._make_visit("2026-03-09", contract=contract)
        self.assertEqual(monday.start_at.weekday(), 6)
        self.assertEqual(monday.week, "2026-W11")

    def test_weeks_over_the_turn_of_the_year(self):
        self.project.date_end = "2027-12-31"
        for text in ("2026-12-31", "2027-01-02"):
            self._make_visit(text)
        with self.assertRefused("2026-W53"):
            self._make_visit("2027-01-03")
        self._make_visit("2027-01-04")

    def test_a_move_within_the_day_is_none_a_move_beyond_the_week_is_refused(self):
        self._make_visit("2026-03-02")
        self._make_visit("2026-03-04")
        visit = self._make_visit("2026-03-10")

        visit.start_at += timedelta(hours=2)
        with self.assertRefused("2026-W10"):
            visit.write(
                {
                    "start_at": self._moment("2026-03-06", 9),
                    "stop_at": self._moment("2026-03-06", 12),
                }
            )

    def test_what_was_let_in_stays_when_the_level_has_fewer_days(self):
        first = self._make_visit("2026-03-02")
        self._make_visit("2026-03-04")
        self.accompaniment.visit_days_per_week = 1

        first.write({"stop_at": first.stop_at + timedelta(hours=1)})
        first.write({"report": "<p>All done</p>", "state": "done"})

        with self.assertRaises(ValidationError):
            self._make_visit("2026-03-06")

    def test_many_at_once_are_all_counted(self):
        values = self._make_visit("2026-03-02").copy_data()[0]
        starts = [self._moment(f"2026-03-{day:02}", 9) for day in (9, 10, 11)]
        many = [
            values | {"start_at": at, "stop_at": at + timedelta(hours=1)}
            for at in starts
        ]
        with self.assertRefused("2026-W11"):
            self.env["support.visit"].create(many)
        self.assertEqual(len(self.env["support.visit"].create(many[:2])), 2)

    # ------------------------------------------------------------- cancelled

    def test_cancelled_by_us_the_day_is_free(self):
        visit = self._make_visit("2026-03-02")
        self._make_visit("2026-03-04")

        with self.at("2026-03-02 14:00:00"):
            visit.action_cancel()
        self.assertEqual((visit.cancelled_by, visit.counted), ("us", False))

        self._make_visit("2026-03-05")
        with self.assertRaises(ValidationError):
            visit.action_plan_again()

    def test_cancelled_by_the_customer_in_time_or_late(self):
        # it begins on Monday 2026-03-02 at 15:00 UTC
        for moment, hours, late in [
            ("2026-03-01 15:00:00", 24, False),
            ("2026-03-01 15:00:01", 24, True),
            ("2026-03-02 12:00:00", 24, True),
            ("2026-03-02 12:00:00", 2, False),
            ("2026-03-02 12:00:00", 0, False),
        ]:
            with self.subTest(moment=moment, hours=hours), self.at(moment):
                self.company.support_visit_cancel_hours = hours
                visit = self._make_visit("2026-03-02")
                visit.action_cancel_for_customer()
                self.assertEqual(visit.cancelled_by, "customer")
                self.assertEqual((visit.cancelled_late, visit.counted), (late, late))
                visit.sudo().counted = False

    def test_a_late_cancellation_counts_and_stays_late(self):
        late = self._make_visit("2026-03-02")
        self._make_visit("2026-03-04")
        with self.at("2026-03-02 12:00:00"):
            late.action_cancel_for_customer()
        self.company.support_visit_cancel_hours = 1
        late.invalidate_recordset()

        self.assertTrue(late.counted)
        with self.assertRaises(ValidationError):
            self._make_visit("2026-03-05")

    def test_a_state_written_from_outside_says_who_and_when(self):
        visit = self._make_visit("2026-03-02")
        with self.at("2026-03-01 12:00:00"):
            visit.state = "cancelled"
            self.assertEqual(str(visit.cancelled_at), "2026-03-01 12:00:00")
        self.assertEqual(visit.cancelled_by, "us")

        visit.state = "planned"
        self.assertFalse(visit.cancelled_by or visit.cancelled_at)

    # -------------------------------------------------- contract and implementation

    def test_only_while_an_implementation_runs(self):
        self.project.date_end = "2026-03-11"  # a Wednesday
        self._make_visit("2026-03-10")
        self._make_visit("2026-03-11")
        with self.assertRefused("March 12, 2026"):
            self._make_visit("2026-03-12")
        with self.assertRefused("only during an implementation"):
            self._make_visit("2026-03-16")

    def test_another_customers_or_companys_implementation_is_none(self):
        contract = self._make_contract(self.globex, self.accompaniment, "2026-01-01")
        with self.assertRefused("Globex"):
            self._make_visit("2026-03-02", contract=contract)
        self.project.company_id = self.other_company
        with self.assertRaises(ValidationError):
            self._make_visit("2026-03-02")

    def test_a_level_whose_visits_go_with_the_contract(self):
        self.project.action_cancel()
        with self.assertRaises(ValidationError):
            self._make_visit("2026-03-02")
        self.accompaniment.visit_scope = "contract"
        self._make_visit("2026-03-02")

    def test_not_outside_the_contract_also_by_exception(self):
        self.contract.date_end = "2026-03-03"
        draft = self._make_contract(
            self.acme, self.preferential, "2026-01-01", confirm=False
        )
        for values in (
            {"day": "2026-03-04"},
            {"day": "2025-12-31"},
            {"day": "2026-03-02", "contract": draft},
        ):
            with (
                self.subTest(values=values),
                self.assertRefused("outside the contract"),
            ):
                self._make_visit(**values, exception_reason="A favour")
        self._make_visit("2026-03-03")

    def test_a_level_without_visits(self):
        contract = self._make_contract(self.acme, self.monthly, "2026-01-01")
        self.monthly.visit_scope = "contract"
        with self.assertRefused("has no visits"):
            self._make_visit("2026-03-02", contract=contract)

    # --------------------------------------------------------- the exception

    def test_a_manager_makes_an_exception_and_its_reason_stays(self):
        self._make_visit("2026-03-02")
        self._make_visit("2026-03-04")
        values = self._make_visit("2026-03-09").copy_data()[0] | {
            "start_at": self._moment("2026-03-06", 9),
            "stop_at": self._moment("2026-03-06", 12),
            "exception_reason": "They go live on Saturday",
        }
        visits = self.env["support.visit"]

        with self.assertRaises(AccessError):
            visits.with_user(self.agent).create(values)
        with self.assertRaises(ValidationError):
            visits.with_user(self.manager).create(values | {"exception_reason": "  "})
        visit = visits.with_user(self.manager).create(values)

        self.assertEqual(visit.exception_reason, "They go live on Saturday")
        with self.assertRaises(AccessError):
            visit.with_user(self.agent).exception_reason = "Because I can"
        with self.assertRaises(ValidationError):
            visit.with_user(self.agent).exception_reason = False
        visit.with_user(self.agent).start_at += timedelta(hours=1)

    def test_an_exception_takes_no_day_of_the_allowance(self):
        self._make_visit("2026-03-02", exception_reason="They go live")
        self._make_visit("2026-03-03")
        self._make_visit("2026-03-04")
        with self.assertRaises(ValidationError):
            self._make_visit("2026-03-05")

    # ------------------------------------------------------------------- the report

    def test_done_asks_for_a_report(self):
        visit = self._make_visit("2026-03-02").with_user(self.tech)
        for report in (False, "<p><br></p>"):
            visit.report = report
            with self.assertRefused("report"):
                visit.action_done()

        visit.write({"report": "<p>Installed the till.</p>", "people": "Anna"})
        visit.left_at = visit.stop_at + timedelta(minutes=30)
        visit.arrived_at = visit.start_at
        visit.action_done()

        self.assertEqual((visit.state, visit.hours), ("done", 3.5))

    def test_a_signed_report_stays_as_it_was_signed(self):
        visit = self._make_visit("2026-03-02", report="<p>All done</p>")
        self.assertFalse(visit._sign("Anna", PIXEL, visit.stop_at))
        visit.action_done()
        self.assertFalse(visit._sign("  ", PIXEL, visit.stop_at))
        self.assertTrue(visit._sign("Anna", PIXEL, visit.stop_at))
        self.assertFalse(visit._sign("Bert", PIXEL, visit.stop_at))

        self.assertEqual(visit.signed_by, "Anna")
        for values in ({"report": "<p>More</p>"}, {"state": "planned"}):
            with self.assertRefused("Anna has signed", UserError):
                visit.write(values)

    # ---------------------------------------------------------------- the rest

    def test_a_move_is_a_new_version_of_the_same_entry(self):
        visit = self._make_visit("2026-03-02")
        uid = visit.uid
        visit.start_at += timedelta(minutes=30)
        self.assertEqual((visit.uid, visit.sequence), (uid, 1))
        visit.report = "<p>Not in the calendar</p>"
        self.assertEqual(visit.sequence, 1)
        visit.action_cancel()
        self.assertEqual((visit.uid, visit.sequence), (uid, 2))
        later = {"start_at": "2026-04-01 15:00:00", "stop_at": "2026-04-01 16:00:00"}
        copied = visit.copy(later)
        self.assertNotEqual(copied.uid, uid)
        self.assertEqual((copied.state, copied.sequence), ("planned", 0))

    def test_a_technician_learns_that_others_moved_or_cancelled_a_visit(self):
        visit = self._make_visit("2026-03-02")
        before = visit.message_ids
        visit.with_user(self.tech).start_at += timedelta(minutes=15)
        self.assertFalse((visit.message_ids - before).notified_partner_ids)

        visit.with_user(self.agent).start_at += timedelta(minutes=15)
        visit.with_user(self.agent).action_cancel()

        notes = (visit.message_ids - before).filtered("notified_partner_ids")
        self.assertEqual(notes.notified_partner_ids, self.tech.partner_id)
        self.assertTrue(all(note.subtype_id.internal for note in notes))
        cancelled, moved = notes.mapped("body")
        self.assertIn("cancelled", cancelled)
        self.assertIn("moved: Monday, March 2, 2026, 9:30", moved)

    def test_an_hour_is_given_where_only_the_beginning_is(self):
        visit = self.env["support.visit"].create(
            {"contract_id": self.contract.id, "start_at": "2026-03-02 15:00:00"}
        )
        self.assertEqual(str(visit.stop_at), "2026-03-02 18:00:00")

    def test_only_a_plan_of_which_nobody_knows_is_deleted(self):
        visit = self._make_visit("2026-03-02", report="<p>Done</p>")
        with self.assertRaises(AccessError):
            visit.with_user(self.agent).unlink()
        visit.action_done()
        with self.assertRaises(UserError):
            visit.with_user(self.manager).unlink()
        self._make_visit("2026-03-03").with_user(self.manager).unlink()

    def test_a_technician_gets_a_resource_on_first_use(self):
        resources = self.env["resource.resource"]
        mine = [("user_id", "=", self.tech.id)]
        self.assertFalse(resources.search(mine))
        for day in ("2026-03-02", "2026-03-03"):
            self._make_visit(day)
        resource = resources.search(mine)
        self.assertEqual(len(resource), 1)
        self.assertEqual(resource.company_id, self.company)

    def test_unusual_days_are_those_of_the_level(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holy Thursday",
                "calendar_id": self.calendar_alldays.id,
                "date_from": "2026-04-02 06:00:00",
                "date_to": "2026-04-03 06:00:00",
            }
        )
        visits = self.env["support.visit"].with_user(self.tech)

        days = visits.get_unusual_days("2026-04-01", "2026-04-05")
        self.assertEqual([day for day, off in days.items() if off], ["2026-04-02"])

        self.accompaniment.calendar_id = self.calendar
        visits = visits.with_context(default_contract_id=self.contract.id)
        days = visits.get_unusual_days("2026-04-04", "2026-04-06")
        self.assertEqual([*days.values()], [True, True, False])

    def test_the_buttons_count_and_open_the_visits(self):
        self._make_visit("2026-03-02")
        self._make_visit("2026-03-03").action_cancel()
        for record in (self.contract, self.project):
            record = record.with_user(self.agent)
            self.assertEqual(record.visit_count, 1)
            found = self.env["support.visit"].search(
                record.action_view_visits()["domain"]
            )
            self.assertEqual(len(found), 2)
        partner = self.anna.with_user(self.agent)
        self.assertEqual(partner.support_visit_count, 1)
