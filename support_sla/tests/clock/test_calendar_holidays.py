# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Time off as holes: own and public holidays, companies, ends, pauses."""

from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged

from .clock_common import HOUR, CalendarMixin


@tagged("post_install", "-at_install")
class TestCalendarHolidays(CalendarMixin, TransactionCase):
    """Monday to Friday 8 to 18; Friday 2026-03-06 at 17:00 plus two hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = [(day, 8, 18) for day in range(5)]
        cls.calendar = cls.make_calendar(cls.hours)
        cls.other_calendar = cls.make_calendar(cls.hours)
        cls.other_company = cls.env["res.company"].create({"name": "Other"})

    def check(self, expected, calendar=None):
        calendar = self.calendar if calendar is None else calendar
        due = calendar._support_plan(self.local("2026-03-06 17:00"), 2 * HOUR)
        self.assertEqual(due, self.local(expected))

    def add_holiday(self, start, stop, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": self.local(start),
                "date_to": self.local(stop),
                **values,
            }
        )

    def test_holiday_of_the_calendar(self):
        self.add_holiday("2026-03-09 00:00", "2026-03-10 00:00")

        self.check("2026-03-10 09:00")
        self.check("2026-03-09 09:00", self.other_calendar)

    def test_public_holiday_is_one_of_every_calendar(self):
        self.add_holiday("2026-03-09 00:00", "2026-03-10 00:00", calendar_id=False)

        self.check("2026-03-10 09:00")
        self.check("2026-03-10 09:00", self.other_calendar)

    def test_public_holiday_of_another_company_is_none(self):
        holiday = self.add_holiday("2026-03-09 00:00", "2026-03-10 00:00")
        holiday.calendar_id = False
        holiday.company_id = self.other_company

        self.check("2026-03-09 09:00")

    def test_calendar_of_no_company_keeps_those_of_the_company_that_asks(self):
        self.calendar.company_id = False
        self.add_holiday("2026-03-09 00:00", "2026-03-10 00:00", calendar_id=False)

        self.check("2026-03-10 09:00")
        self.check("2026-03-09 09:00", self.calendar.with_company(self.other_company))

    def test_own_holiday_of_a_calendar_of_no_company_holds_for_all(self):
        self.calendar.company_id = False
        self.add_holiday("2026-03-09 00:00", "2026-03-10 00:00")

        self.check("2026-03-10 09:00", self.calendar.with_company(self.other_company))

    def test_partial_holiday(self):
        self.add_holiday("2026-03-09 08:30", "2026-03-09 12:00")

        self.check("2026-03-09 12:30")

    def test_holidays_that_overlap(self):
        self.add_holiday("2026-03-09 00:00", "2026-03-09 12:00")
        self.add_holiday("2026-03-09 10:00", "2026-03-09 14:00", calendar_id=False)

        self.check("2026-03-09 15:00")

    def test_absence_of_a_person_is_no_holiday(self):
        resource = self.env["resource.resource"].create(
            {"name": "Ana", "calendar_id": self.calendar.id}
        )
        self.add_holiday(
            "2026-03-09 00:00", "2026-03-10 00:00", resource_id=resource.id
        )

        self.check("2026-03-09 09:00")

    def test_time_off_that_counts_as_work_is_no_holiday(self):
        self.add_holiday("2026-03-09 00:00", "2026-03-10 00:00", time_type="other")

        self.check("2026-03-09 09:00")

    def test_last_minute_of_the_day_means_midnight(self):
        calendar = self.calendar = self.make_calendar(
            [(day, 0, 24) for day in range(7)]
        )
        for stop in ("2026-03-09 23:59:00", "2026-03-09 23:59:59"):
            holiday = self.add_holiday("2026-03-09 00:00", stop)

            opening = calendar._support_next_opening(self.local("2026-03-09 12:00"))

            self.assertEqual(opening, self.local("2026-03-10 00:00"))
            holiday.unlink()

    def test_end_with_microseconds(self):
        calendar = self.make_calendar([(day, 0, 24) for day in range(7)])
        stop = self.local("2026-03-09 23:59:59") + timedelta(microseconds=999999)
        holiday = self.add_holiday("2026-03-09 00:00", "2026-03-09 01:00")
        holiday.calendar_id = calendar
        holiday.date_to = stop

        opening = calendar._support_next_opening(self.local("2026-03-09 12:00"))

        self.assertEqual(opening, self.local("2026-03-10 00:00"))

    def test_holidays_for_ever_give_no_deadline(self):
        holiday = self.add_holiday("2026-03-09 00:00", "2026-03-10 00:00")
        holiday.date_to = datetime(9999, 12, 30)
        friday = self.local("2026-03-06 17:00")

        self.assertEqual(
            self.calendar._support_plan(friday, HOUR), self.local("2026-03-06 18:00")
        )
        self.assertIs(self.calendar._support_plan(friday, 2 * HOUR), False)
        self.assertTrue(self.calendar._support_has_hours())


@tagged("post_install", "-at_install")
class TestCalendarPauses(CalendarMixin, TransactionCase):
    """Pauses are pairs of naive UTC datetimes, in any order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.make_calendar([(day, 8, 18) for day in range(5)])
        cls.friday = cls.local("2026-03-06 17:00")

    def pause(self, start, stop):
        return self.local(start), stop and self.local(stop)

    def check(self, pauses, expected):
        due = self.calendar._support_plan(self.friday, 2 * HOUR, pauses)
        self.assertEqual(due, self.local(expected))
        elapsed = self.calendar._support_elapsed(self.friday, due, pauses)
        self.assertEqual(elapsed, 2 * HOUR)

    def test_across_a_weekend(self):
        self.check(
            [self.pause("2026-03-06 17:30", "2026-03-09 10:00")], "2026-03-09 11:30"
        )

    def test_within_the_weekend_moves_nothing(self):
        self.check(
            [self.pause("2026-03-06 18:00", "2026-03-09 08:00")], "2026-03-09 09:00"
        )

    def test_across_a_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": self.local("2026-03-09 00:00"),
                "date_to": self.local("2026-03-09 23:59:59"),
            }
        )

        self.check(
            [self.pause("2026-03-06 17:30", "2026-03-10 09:00")], "2026-03-10 10:30"
        )

    def test_any_order_overlap_and_empty_ones(self):
        pauses = [
            self.pause("2026-03-09 08:15", "2026-03-09 09:00"),
            self.pause("2026-03-06 17:30", "2026-03-06 17:30"),
            self.pause("2026-03-09 08:00", "2026-03-09 08:30"),
            self.pause("2026-03-01 08:00", "2026-03-02 09:00"),
        ]

        self.check(pauses, "2026-03-09 10:00")

    def test_one_that_has_not_ended(self):
        for begin, expected in [
            ("2026-03-06 17:30", False),
            ("2026-03-09 08:59:59", False),
            ("2026-03-09 09:00", "2026-03-09 09:00"),  # it was due by then
        ]:
            pauses = [self.pause(begin, False)]
            due = self.calendar._support_plan(self.friday, 2 * HOUR, pauses)
            self.assertEqual(due, expected and self.local(expected))

    def test_elapsed_stops_where_a_pause_has_not_ended(self):
        pauses = [self.pause("2026-03-06 17:30", None)]

        elapsed = self.calendar._support_elapsed(
            self.friday, self.local("2026-05-01 00:00"), pauses
        )

        self.assertEqual(elapsed, HOUR / 2)
