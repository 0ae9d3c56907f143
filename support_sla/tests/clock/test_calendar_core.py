# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's own planner beside ours: the same where it is right, and for each difference
a test that shows both answers."""

from datetime import UTC, datetime, timedelta

from odoo.tests import TransactionCase, tagged

from ..hypothesis_or_skip import examples, given, st
from .clock_common import HOUR, CalendarMixin
from .clock_strategies import ZONES

QUARTER = timedelta(minutes=15)


@st.composite
def plain_weeks(draw):
    """Disjoint attendances at quarters of an hour, whose floats are exact, between 4:00
    and 22:00, when no wall is put forward or back."""
    two_weeks = draw(st.booleans())
    lines = []
    for week in ("0", "1") if two_weeks else (False,):
        for day in draw(st.sets(st.integers(0, 6), min_size=1)):
            count = 2 * draw(st.integers(1, 3))
            marks = draw(
                st.lists(
                    st.integers(16, 88), min_size=count, max_size=count, unique=True
                )
            )
            marks.sort()
            for since, until in zip(marks[::2], marks[1::2], strict=True):
                period = draw(st.sampled_from(["morning", "morning", "lunch"]))
                values = {"week_type": week, "day_period": period}
                lines.append((day, since / 4, until / 4, values))
    return lines, two_weeks


class CoreMixin(CalendarMixin):
    def core_plan(self, calendar, start, hours):
        return calendar.plan_hours(hours, start, compute_leaves=True)

    def core_elapsed(self, calendar, start, stop):
        hours = calendar.get_work_hours_count(start, stop, compute_leaves=True)
        return hours * HOUR

    def add_holiday(self, calendar, start, stop, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": start,
                "date_to": stop,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestSameAsCore(CoreMixin, TransactionCase):
    @examples(40)
    @given(st.data())
    def test_plan_and_elapsed_on_random_calendars(self, data):
        tz = data.draw(st.sampled_from(sorted(ZONES)))
        around = datetime.fromisoformat(data.draw(st.sampled_from(ZONES[tz])))
        quarters = st.integers(-4 * 24 * 4, 6 * 24 * 4).map(lambda n: n * QUARTER)
        hours, two_weeks = data.draw(plain_weeks())
        calendar = self._calendar(tz, hours, two_weeks)
        for own in data.draw(st.lists(st.booleans(), max_size=3)):
            begin = around + data.draw(quarters)
            length = data.draw(st.integers(1, 200)) * QUARTER
            self.add_holiday(
                calendar if own else self.env["resource.calendar"],
                begin,
                begin + length,
            )

        for _question in range(4):
            start = around + data.draw(quarters)
            amount = data.draw(st.integers(0, 80)) / 4  # core gives up in four years
            self.assertEqual(
                calendar._support_plan(start, amount * HOUR),
                self.core_plan(calendar, start, amount),
            )
            stop = start + abs(data.draw(quarters))
            self.assertAlmostEqual(
                calendar._support_elapsed(start, stop),
                self.core_elapsed(calendar, start, stop),
                3,
            )

    def _calendar(self, tz, hours, two_weeks):
        """One calendar, rewritten: hypothesis asks often within one test."""
        self.env["resource.calendar"].search([("name", "=", "Random")]).unlink()
        self.env["resource.calendar.leaves"].search([("name", "=", "Holiday")]).unlink()
        calendar = self.make_calendar(
            [], name="Random", tz=tz, two_weeks_calendar=two_weeks
        )
        self.env["resource.calendar.attendance"].create(
            [
                {
                    "name": "Random",
                    "calendar_id": calendar.id,
                    "dayofweek": str(day),
                    "hour_from": since,
                    "hour_to": until,
                    **values,
                }
                for day, since, until, values in hours
            ]
        )
        return calendar

    def test_flexible_hours_asked_from_monday_morning(self):
        calendar = self.make_calendar([], schedule_type="flexible", hours_per_day=8)
        calendar.full_time_required_hours = 36
        monday = self.local("2026-03-09 00:00")

        for hours in (1, 8, 9, 33, 36):
            self.assertEqual(
                calendar._support_plan(monday, hours * HOUR),
                self.core_plan(calendar, monday, hours),
            )

    def test_no_hours(self):
        calendar = self.make_calendar([])
        monday = self.local("2026-03-09 00:00")

        self.assertIs(self.core_plan(calendar, monday, 1), False)
        self.assertIs(calendar._support_plan(monday, HOUR), False)

    def test_working_days_from_an_opening(self):
        calendar = self.make_calendar([(day, 8, 18) for day in range(5)])
        for start in ("2026-03-06 08:00", "2026-03-06 20:00", "2026-03-08 12:00"):
            for days in (1, 2, 7):
                start_at = self.local(start)
                self.assertEqual(
                    calendar._support_due(start_at, days, "working_days"),
                    calendar.plan_days(days, start_at, compute_leaves=True),
                )


@tagged("post_install", "-at_install")
class TestBetterThanCore(CoreMixin, TransactionCase):
    """Each difference, with core's answer and ours."""

    def check_plan(self, calendar, start, hours, core, ours):
        self.assertEqual(self.core_plan(calendar, start, hours), core)
        self.assertEqual(calendar._support_plan(start, hours * HOUR), ours)

    def test_whole_days_lose_no_microsecond(self):
        calendar = self.make_calendar([(day, 0, 24) for day in range(7)])
        monday = self.local("2026-03-09 00:00")
        hours = 5 * 24 + 1

        self.check_plan(
            calendar,
            monday,
            hours,
            core=monday + timedelta(hours=hours, microseconds=5),
            ours=monday + timedelta(hours=hours),
        )

    def test_whole_days_lose_no_weekend_at_a_closing(self):
        calendar = self.make_calendar([(day, 0, 24) for day in range(5)])
        monday = self.local("2026-03-09 00:00")

        self.check_plan(
            calendar,
            monday,
            5 * 24,
            core=self.local("2026-03-16 00:00") + timedelta(microseconds=5),
            ours=self.local("2026-03-14 00:00"),
        )

    def test_float_hours_lose_no_night_at_a_closing(self):
        """Three times 2 h 40 min is 8 h, but not as floats."""
        hours = [(day, 8, 10 + 40 / 60) for day in range(3)]
        calendar = self.make_calendar([*hours, (4, 8, 18)])
        monday = self.local("2026-03-09 00:00")

        self.check_plan(
            calendar,
            monday,
            8,
            core=self.local("2026-03-13 08:00"),
            ours=self.local("2026-03-11 10:40"),
        )

    def test_holiday_to_the_last_minute_lasts_to_midnight(self):
        calendar = self.make_calendar([(day, 0, 24) for day in range(7)])
        monday = self.local("2026-03-09 00:00")
        self.add_holiday(calendar, monday, self.local("2026-03-09 23:59"))

        self.check_plan(
            calendar,
            monday,
            1 / 120,
            core=self.local("2026-03-09 23:59:30"),
            ours=self.local("2026-03-10 00:00:30"),
        )

    def test_horizon_of_five_years(self):
        calendar = self.make_calendar([(0, 8, 9)])
        monday = self.local("2026-03-09 08:00")

        self.check_plan(
            calendar,
            monday,
            5 * 52,
            core=False,
            ours=monday + timedelta(weeks=5 * 52 - 1, hours=1),
        )

    def test_opening_in_the_hour_that_comes_twice(self):
        """On 2026-11-01 New York's wall shows 1:00 to 2:00 twice; core opens at the
        second 1:00."""
        tz = "America/New_York"
        calendar = self.make_calendar([(6, 1, 8)], tz=tz)
        midnight = self.local("2026-11-01 00:00", tz)

        self.check_plan(
            calendar,
            midnight,
            1,
            core=midnight + timedelta(hours=3),
            ours=midnight + timedelta(hours=2),
        )

    def test_midnight_that_comes_twice(self):
        """On 2025-10-26 the wall of the Azores goes back from 1:00 to 0:00; open day
        and night, core is closed for that hour."""
        tz = "Atlantic/Azores"
        calendar = self.make_calendar([(day, 0, 24) for day in range(7)], tz=tz)
        start = self.local("2025-10-25 12:00", tz)
        stop = start + timedelta(days=2)

        self.assertAlmostEqual(self.core_elapsed(calendar, start, stop), 47 * HOUR, 3)
        self.assertEqual(calendar._support_elapsed(start, stop), 48 * HOUR)

    def test_closing_that_the_wall_skips(self):
        """On 2026-03-08 New York's wall goes from 2:00 to 3:00: at 3:00 it is later
        than a closing at 2:30; core stays open until 3:30."""
        tz = "America/New_York"
        calendar = self.make_calendar([(6, 0, 2.5)], tz=tz)
        start = self.local("2026-03-08 00:00", tz)
        stop = start + timedelta(days=1)

        self.assertEqual(self.core_elapsed(calendar, start, stop), 2.5 * HOUR)
        self.assertEqual(calendar._support_elapsed(start, stop), 2 * HOUR)

    def test_break_inside_hours(self):
        calendar = self.make_calendar([(0, 8, 17)])
        self.env["resource.calendar.attendance"].create(
            {
                "name": "Lunch",
                "calendar_id": calendar.id,
                "dayofweek": "0",
                "hour_from": 12,
                "hour_to": 13,
                "day_period": "lunch",
            }
        )

        self.check_plan(
            calendar,
            self.local("2026-03-09 11:00"),
            2,
            core=self.local("2026-03-09 13:00"),
            ours=self.local("2026-03-09 14:00"),
        )

    def test_holidays_of_other_companies(self):
        """A job that runs as superuser sees every company's holidays in core."""
        calendar = self.make_calendar([(day, 8, 18) for day in range(5)])
        other_company = self.env["res.company"].create({"name": "Other"})
        other_company.partner_id.tz = self.env.company.partner_id.tz = calendar.tz
        monday = self.local("2026-03-09 00:00")
        holiday = self.add_holiday(calendar, monday, monday + timedelta(days=1))
        holiday.calendar_id = False
        holiday.company_id = other_company

        self.check_plan(
            calendar,
            self.local("2026-03-06 17:00"),
            2,
            core=self.local("2026-03-10 09:00"),
            ours=self.local("2026-03-09 09:00"),
        )

    def test_flexible_hours_are_hours_not_an_allowance(self):
        """Core grants the daily amount from whatever moment one asks, so eight
        questions of one hour differ from one of eight."""
        calendar = self.make_calendar([], schedule_type="flexible", hours_per_day=8)
        calendar.full_time_required_hours = 40
        afternoon = self.local("2026-03-09 15:00")

        self.check_plan(
            calendar,
            afternoon,
            8,
            core=self.local("2026-03-09 23:00"),
            ours=self.local("2026-03-10 15:00"),
        )

    def test_working_days_are_whole(self):
        """Core counts what is left of today as a day, and ends a day at its lunch."""
        calendar = self.make_calendar(
            [(day, *hours) for day in range(5) for hours in ((8, 12), (13, 18))]
        )
        friday = self.local("2026-03-06 17:00").replace(tzinfo=UTC)

        core = [calendar.plan_days(n, friday).replace(tzinfo=None) for n in (1, 2)]
        ours = [calendar._support_due(friday, n, "working_days") for n in (1, 2)]

        expected = ("2026-03-06 18:00", "2026-03-09 12:00")
        self.assertEqual(core, [self.local(text) for text in expected])
        expected = ("2026-03-09 17:00", "2026-03-10 17:00")
        self.assertEqual(ours, [self.local(text) for text in expected])
