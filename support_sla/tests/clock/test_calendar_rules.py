# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can be entered in a calendar: hours, breaks, weeks, time off."""

from datetime import UTC, datetime, timedelta

from odoo.tests import TransactionCase, new_test_user, tagged

from .clock_common import HOUR, CalendarMixin

WEEKDAYS = [(day, 8, 18) for day in range(5)]
ALL_DAY = [(day, 0, 24) for day in range(7)]
LUNCH = {"day_period": "lunch"}


@tagged("post_install", "-at_install")
class TestCalendarHours(CalendarMixin, TransactionCase):
    def check_open(self, calendar, *cases):
        for text, expected in cases:
            self.assertIs(calendar._support_is_open(self.local(text)), expected, text)

    def test_opening_is_open_closing_is_not(self):
        calendar = self.make_calendar(WEEKDAYS)

        self.check_open(
            calendar,
            ("2026-03-06 07:59:59", False),
            ("2026-03-06 08:00:00", True),
            ("2026-03-06 17:59:59", True),
            ("2026-03-06 18:00:00", False),
            ("2026-03-07 12:00:00", False),
        )

    def test_next_opening(self):
        calendar = self.make_calendar(WEEKDAYS)

        for text, expected in [
            ("2026-03-06 12:00", "2026-03-06 12:00"),
            ("2026-03-06 18:00", "2026-03-09 08:00"),
            ("2026-03-07 12:00", "2026-03-09 08:00"),
        ]:
            opening = calendar._support_next_opening(self.local(text))
            self.assertEqual(opening, self.local(expected))

    def test_lunch_is_a_break(self):
        calendar = self.make_calendar([(0, 8, 12), (0, 12, 13, LUNCH), (0, 13, 17)])

        due = calendar._support_plan(self.local("2026-03-09 11:00"), 2 * HOUR)

        self.assertEqual(due, self.local("2026-03-09 14:00"))
        self.check_open(calendar, ("2026-03-09 12:30", False))

    def test_several_periods_a_day(self):
        calendar = self.make_calendar([(0, 6, 8), (0, 10, 12), (0, 20, 24)])
        monday = self.local("2026-03-09 00:00")

        periods = calendar._support_periods(monday, monday + timedelta(days=7))

        self.assertEqual(
            periods,
            [
                (self.local("2026-03-09 06:00"), self.local("2026-03-09 08:00")),
                (self.local("2026-03-09 10:00"), self.local("2026-03-09 12:00")),
                (self.local("2026-03-09 20:00"), self.local("2026-03-10 00:00")),
            ],
        )

    def test_half_hours_and_minutes(self):
        calendar = self.make_calendar([(0, 8 + 50 / 60, 9 + 10 / 60)])
        monday = self.local("2026-03-09 00:00")

        self.assertEqual(
            calendar._support_plan(monday, 20 * 60), self.local("2026-03-09 09:10")
        )

    def test_two_weeks(self):
        calendar = self.make_calendar(
            [(0, 8, 12, {"week_type": "0"}), (0, 14, 18, {"week_type": "1"})],
            two_weeks_calendar=True,
        )
        week_type = self.env["resource.calendar.attendance"].get_week_type
        first, second = "2026-03-09", "2026-03-16"
        if week_type(datetime(2026, 3, 9).date()):
            first, second = second, "2026-03-23"

        self.check_open(
            calendar,
            (f"{first} 09:00", True),
            (f"{first} 15:00", False),
            (f"{second} 09:00", False),
            (f"{second} 15:00", True),
        )

    def test_sections_are_no_hours(self):
        section = {"display_type": "line_section", "week_type": "0", "sequence": 0}
        calendar = self.make_calendar([(0, 0, 0, section)], two_weeks_calendar=True)

        self.assertFalse(calendar._support_has_hours())

    def test_flexible_hours_are_around_noon_from_monday_on(self):
        calendar = self.make_calendar(
            WEEKDAYS, schedule_type="flexible", hours_per_day=8
        )
        calendar.full_time_required_hours = 36

        self.check_open(
            calendar,
            ("2026-03-09 07:59", False),
            ("2026-03-09 08:00", True),
            ("2026-03-13 13:59", True),  # 4 hours left on Friday
            ("2026-03-13 14:00", False),
            ("2026-03-14 12:00", False),
        )

    def test_whole_days_have_no_seam_and_no_end(self):
        calendar = self.make_calendar(ALL_DAY)
        start = self.local("2026-03-06 17:00")

        for hours in (7, 24, 7 + 24, 1000, 50000):
            due = calendar._support_plan(start, hours * HOUR)
            self.assertEqual(due, start + timedelta(hours=hours))

    def test_last_midnight_of_the_week_is_a_closing(self):
        calendar = self.make_calendar([(day, 0, 24) for day in range(5)])

        due = calendar._support_plan(self.local("2026-03-09 00:00"), 120 * HOUR)

        self.assertEqual(due, self.local("2026-03-14 00:00"))

    def test_years_ahead(self):
        calendar = self.make_calendar(WEEKDAYS)
        start = self.local("2026-03-09 08:00")

        due = calendar._support_plan(start, 15 * 52 * 50 * HOUR)

        self.assertEqual(due, self.local("2041-02-15 18:00"))

    def test_whole_seconds(self):
        calendar = self.make_calendar(WEEKDAYS)
        start = self.local("2026-03-09 08:00") + timedelta(microseconds=999999)

        self.assertEqual(
            calendar._support_plan(start, 0.1 * HOUR), self.local("2026-03-09 08:06")
        )
        elapsed = calendar._support_elapsed(start, self.local("2026-03-09 09:00"))
        self.assertIsInstance(elapsed, int)
        self.assertEqual(elapsed, HOUR)

    def test_aware_moments_are_understood(self):
        calendar = self.make_calendar(WEEKDAYS)
        aware = datetime(2026, 3, 9, 14, tzinfo=UTC)

        due = calendar._support_plan(aware, HOUR)

        self.assertEqual(due, datetime(2026, 3, 9, 15))

    def test_archived_calendar_still_works(self):
        calendar = self.make_calendar(WEEKDAYS, active=False)

        due = calendar._support_plan(self.local("2026-03-09 08:00"), HOUR)

        self.assertEqual(due, self.local("2026-03-09 09:00"))

    def test_no_hours_no_deadline(self):
        calendar = self.make_calendar([])
        moment = self.local("2026-03-09 08:00")

        for empty in (calendar, self.env["resource.calendar"]):
            self.assertIs(empty._support_plan(moment, HOUR), False)
            self.assertIs(empty._support_plan(moment, 0), False)
            self.assertIs(empty._support_due(moment, 2, "working_days"), False)
            self.assertEqual(empty._support_elapsed(moment, moment), 0)
            self.assertEqual(empty._support_periods(moment, moment), [])
            self.assertFalse(empty._support_is_open(moment))
            self.assertFalse(empty._support_next_opening(moment))
            self.assertFalse(empty._support_has_hours())

    def test_no_start_no_deadline(self):
        calendar = self.make_calendar(WEEKDAYS)
        moment = self.local("2026-03-09 08:00")

        self.assertIs(calendar._support_plan(False, HOUR), False)
        self.assertIs(calendar._support_due(False, 1), False)
        self.assertEqual(calendar._support_elapsed(False, moment), 0)
        self.assertEqual(calendar._support_elapsed(moment, False), 0)

    def test_whoever_asks_gets_the_same(self):
        calendar = self.make_calendar(WEEKDAYS)
        portal = new_test_user(self.env, "clock-portal", "base.group_portal")

        due = calendar.with_user(portal)._support_plan(
            self.local("2026-03-09 08:00"), HOUR
        )

        self.assertEqual(due, self.local("2026-03-09 09:00"))

    def test_units(self):
        calendar = self.make_calendar(WEEKDAYS)
        friday = self.local("2026-03-06 17:00")
        pause = [(self.local("2026-03-07 00:00"), self.local("2026-03-09 09:00"))]

        for unit, amount, pauses, expected in [
            ("working_hours", 1.5, (), "2026-03-09 08:30"),
            ("working_hours", 1.5, pause, "2026-03-09 09:30"),
            ("working_days", 1, (), "2026-03-09 17:00"),
            ("working_days", 1, pause, "2026-03-09 18:00"),
            ("elapsed_hours", 24, (), "2026-03-07 17:00"),
            ("elapsed_hours", 24, pause, "2026-03-10 02:00"),
        ]:
            due = calendar._support_due(friday, amount, unit, pauses)
            self.assertEqual(due, self.local(expected), (unit, pauses))

    def test_used_in_the_unit(self):
        calendar = self.make_calendar(WEEKDAYS)
        friday, monday = self.local("2026-03-06 17:00"), self.local("2026-03-09 09:00")

        for unit, expected in [
            ("working_hours", 2),
            ("working_days", 2),
            ("elapsed_hours", 64),
        ]:
            used = calendar._support_used(friday, monday, unit)
            self.assertEqual(used, expected * HOUR)

    def test_elapsed_hours_need_no_calendar(self):
        due = self.env["resource.calendar"]._support_due(
            datetime(2026, 3, 6, 23), 2, "elapsed_hours"
        )

        self.assertEqual(due, datetime(2026, 3, 7, 1))


@tagged("post_install", "-at_install")
class TestCalendarDaylightSaving(CalendarMixin, TransactionCase):
    """New York: forward on 2026-03-08 at 2:00, back on 2026-11-01 at 2:00."""

    tz = "America/New_York"

    def check_day(self, hours, day, expected):
        calendar = self.make_calendar(hours)
        start = self.local(f"{day} 00:00")
        stop = start + timedelta(days=3)
        elapsed = calendar._support_elapsed(start, stop)
        self.assertEqual(elapsed, expected * HOUR)
        due = calendar._support_plan(start, expected * HOUR)
        self.assertEqual(calendar._support_elapsed(start, due), expected * HOUR)

    def test_a_day_of_23_or_25_hours(self):
        sunday = [(6, 0, 24)]

        self.check_day(sunday, "2026-03-08", 23)
        self.check_day(sunday, "2026-11-01", 25)
        self.check_day(sunday, "2026-11-08", 24)

    def test_a_night_shift_that_day(self):
        night = [(6, 0, 6)]

        self.check_day(night, "2026-03-08", 5)
        self.check_day(night, "2026-11-01", 7)

    def test_hours_by_day_stay_on_the_wall(self):
        calendar = self.make_calendar([(day, 8, 18) for day in range(7)])
        saturday = self.local("2026-03-07 17:00")

        due = calendar._support_plan(saturday, 2 * HOUR)

        self.assertEqual(due, self.local("2026-03-08 09:00"))
        self.assertEqual(due - saturday, timedelta(hours=15))

    def test_an_hour_that_the_wall_skips_is_not_worked(self):
        self.check_day([(6, 2, 3)], "2026-03-08", 0)

    def test_an_hour_that_comes_twice_is_worked_twice(self):
        self.check_day([(6, 1, 2)], "2026-11-01", 2)

    def test_a_pause_across_the_change(self):
        calendar = self.make_calendar([(6, 0, 24)])
        start = self.local("2026-11-01 00:00")
        pause = (start, self.local("2026-11-01 06:00"))  # 7 hours

        due = calendar._support_plan(start, 2 * HOUR, [pause])

        self.assertEqual(due, self.local("2026-11-01 08:00"))
        self.assertEqual(calendar._support_elapsed(*pause), 7 * HOUR)
