# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables of visits: days, weeks, slots; no database, no clock."""

from datetime import date, datetime, timedelta

from odoo.tests.common import BaseCase

from ...tools.promise import period, visits
from ..hypothesis_or_skip import examples, given, st

GUATEMALA, AUCKLAND, UTC = "America/Guatemala", "Pacific/Auckland", "UTC"
ZONES = st.sampled_from([GUATEMALA, AUCKLAND, UTC, "America/Havana", "Asia/Kolkata"])
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def day(text):
    return date.fromisoformat(text)


def days(*texts):
    return {day(text) for text in texts}


class TestDays(BaseCase):
    def test_the_days_that_a_visit_touches(self):
        for start, stop, tz, touched in [
            ("2026-03-02 15:00", "2026-03-02 18:00", GUATEMALA, ["2026-03-02"]),
            # late in Guatemala is the next day in UTC
            ("2026-03-03 03:00", "2026-03-03 05:00", GUATEMALA, ["2026-03-02"]),
            ("2026-03-03 05:30", "2026-03-03 06:00", GUATEMALA, ["2026-03-02"]),
            ("2026-03-03 06:00", "2026-03-03 07:00", GUATEMALA, ["2026-03-03"]),
            # a morning in Auckland is the day before in UTC (UTC+13 in summer)
            ("2026-01-04 20:00", "2026-01-04 23:00", AUCKLAND, ["2026-01-05"]),
            ("2026-07-04 21:00", "2026-07-04 23:00", AUCKLAND, ["2026-07-05"]),
            # over midnight it takes two days; one that ends at midnight one
            (
                "2026-03-03 04:00",
                "2026-03-03 07:00",
                GUATEMALA,
                ["2026-03-02", "2026-03-03"],
            ),
            ("2026-03-03 04:00", "2026-03-03 06:00", GUATEMALA, ["2026-03-02"]),
        ]:
            with self.subTest(start=start, tz=tz):
                found = visits.local_days(
                    datetime.fromisoformat(start), datetime.fromisoformat(stop), tz
                )
                self.assertEqual([*map(str, found)], touched)

    def test_the_weeks_of_a_turn_of_the_year(self):
        for text, name, monday in [
            ("2020-12-27", "2020-W52", "2020-12-21"),
            ("2020-12-28", "2020-W53", "2020-12-28"),
            ("2021-01-03", "2020-W53", "2020-12-28"),
            ("2021-01-04", "2021-W01", "2021-01-04"),
            ("2025-12-28", "2025-W52", "2025-12-22"),
            ("2025-12-29", "2026-W01", "2025-12-29"),
            ("2026-01-04", "2026-W01", "2025-12-29"),
            ("2026-12-28", "2026-W53", "2026-12-28"),
            ("2027-01-03", "2026-W53", "2026-12-28"),
        ]:
            with self.subTest(text):
                self.assertEqual(visits.week_name(day(text)), name)
                self.assertEqual(visits.week_of(day(text)), day(monday))

    def test_a_week_with_too_many_days(self):
        for found, allowance, weeks in [
            (days("2026-03-02", "2026-03-04"), 2, []),
            (days("2026-03-02", "2026-03-04", "2026-03-08"), 2, ["2026-03-02"]),
            # Sunday and Monday are two weeks; so are weeks 53 and 1
            (days("2026-03-08", "2026-03-09", "2026-03-10"), 2, []),
            (days("2021-01-02", "2021-01-03", "2021-01-04", "2021-01-05"), 2, []),
            (days("2020-12-31", "2021-01-01", "2021-01-03"), 2, ["2020-12-28"]),
            (days("2026-03-02"), 0, ["2026-03-02"]),
            (set(), 0, []),
        ]:
            with self.subTest(found=found):
                over = visits.overbooked(found, allowance)
                self.assertEqual([*map(str, sorted(over))], weeks)

    def test_late_is_less_than_the_hours_that_elapse(self):
        start = datetime(2026, 3, 9, 15)
        for left, late in [
            (timedelta(hours=24), False),
            (timedelta(hours=24, seconds=1), False),
            (timedelta(hours=23, minutes=59, seconds=59), True),
            (timedelta(0), True),
            (timedelta(hours=-1), True),
        ]:
            with self.subTest(left=left):
                self.assertEqual(visits.cancelled_late(start, start - left, 24), late)

    @examples(200)
    @given(DAYS, ZONES, st.integers(0, 86399), st.integers(1, 3 * 86400))
    def test_each_moment_of_a_visit_is_on_one_of_its_days(self, day, tz, at, length):
        start = period.wall_moment(day, at, tz)
        stop = start + timedelta(seconds=length)

        touched = visits.local_days(start, stop, tz)

        for moment in (start, start + (stop - start) / 2, stop - timedelta(seconds=1)):
            self.assertIn(period.local_day(moment, tz), touched)
        self.assertEqual(len(touched), (touched[-1] - touched[0]).days + 1)
        first, after = visits.weeks_bounds(touched, tz)
        self.assertTrue(first <= start and stop <= after)


class TestPlan(BaseCase):
    """What a plan adds, and what it leaves out and why."""

    LEVEL_HOURS = (8, 18)

    def _diary(self, first, last, **known):
        opened = []
        each = day(first)
        while each <= day(last):
            opened.append(
                tuple(
                    period.wall_moment(each, hour * 3600, GUATEMALA)
                    for hour in self.LEVEL_HOURS
                )
            )
            each += timedelta(days=1)
        values = {
            "now": datetime(2026, 1, 1),
            "tz": GUATEMALA,
            "allowance": 2,
            "spans": (((datetime(2000, 1, 1), None),),),
            "open_periods": tuple(opened),
        }
        return visits.Diary(**values | known)

    def _plan(self, first, last, weekdays=(0, 2), hours=(9, 12), **known):
        slots = visits.weekly_slots(
            day(first),
            day(last),
            weekdays,
            hours[0] * 3600,
            hours[1] * 3600,
            GUATEMALA,
        )
        return visits.plan(slots, self._diary(first, last, **known))

    def _stretch(self, text, name, hours=(0, 24)):
        return (
            *(period.wall_moment(day(text), h * 3600, GUATEMALA) for h in hours),
            name,
        )

    def test_why_a_day_is_left_out(self):
        closed = ((*self._stretch("2026-03-02", "")[:2],),)
        for known, kind, why in [
            ({}, visits.FREE, None),
            ({"now": datetime(2026, 3, 2, 15)}, visits.PAST, None),
            ({"spans": ((),)}, visits.OUTSIDE, None),
            (
                {"spans": (((datetime(2026, 3, 2, 16), None),),)},
                visits.OUTSIDE,
                None,
            ),
            (
                {"spans": (((datetime(2026, 1, 1), datetime(2026, 3, 2, 17)),),)},
                visits.OUTSIDE,
                None,
            ),
            ({"there": days("2026-03-02")}, visits.THERE, None),
            ({"declined": days("2026-03-02")}, visits.DECLINED, None),
            (
                {"holidays": (self._stretch("2026-03-02", "Founders' day"),)},
                visits.HOLIDAY,
                "Founders' day",
            ),
            (
                {"holidays": (self._stretch("2026-03-02", "", hours=(11, 13)),)},
                visits.HOLIDAY,
                "",
            ),
            ({"open_periods": ()}, visits.CLOSED, None),
            (
                {"absences": (self._stretch("2026-03-02", "Ill"),)},
                visits.ABSENT,
                "Ill",
            ),
            (
                {"busy": (self._stretch("2026-03-02", "Globex", hours=(8, 10)),)},
                visits.BUSY,
                "Globex",
            ),
            # an absence that ends when the visit begins is none
            (
                {"absences": (self._stretch("2026-03-02", "Ill", hours=(8, 9)),)},
                visits.FREE,
                None,
            ),
            (
                {"used": days("2026-03-05", "2026-03-07")},
                visits.FULL,
                (day("2026-03-05"), day("2026-03-07")),
            ),
            # another technician is there that day: it is one day
            ({"used": days("2026-03-02", "2026-03-07")}, visits.FREE, None),
            # what counts in other weeks is theirs
            ({"used": days("2026-03-01", "2026-03-09")}, visits.FREE, None),
            ({"allowance": 0}, visits.FULL, ()),
            ({"open_periods": closed}, visits.FREE, None),
        ]:
            with self.subTest(known=known):
                [answer] = self._plan("2026-03-02", "2026-03-02", **known)
                self.assertEqual((answer.kind, answer.why), (kind, why))

    def test_hours_outside_those_of_the_level(self):
        for hours, kind in [
            ((8, 18), visits.FREE),
            ((7, 10), visits.CLOSED),
            ((16, 19), visits.CLOSED),
            ((18, 19), visits.CLOSED),
        ]:
            with self.subTest(hours=hours):
                [answer] = self._plan("2026-03-02", "2026-03-02", hours=hours)
                self.assertEqual(answer.kind, kind)

    def test_a_plan_takes_no_more_days_than_a_week_has(self):
        answers = self._plan("2026-03-02", "2026-03-15", weekdays=(0, 2, 4))

        kinds = [(str(answer.slot.day), answer.kind) for answer in answers]
        self.assertEqual(
            kinds,
            [
                ("2026-03-02", visits.FREE),
                ("2026-03-04", visits.FREE),
                ("2026-03-06", visits.FULL),
                ("2026-03-09", visits.FREE),
                ("2026-03-11", visits.FREE),
                ("2026-03-13", visits.FULL),
            ],
        )

    def test_an_implementation_that_ends_on_a_wednesday(self):
        """Its last week has its full allowance, on its days only."""
        after = period.day_start(day("2026-03-12"), GUATEMALA)
        answers = self._plan(
            "2026-03-09",
            "2026-03-15",
            weekdays=(1, 2, 3),
            spans=(((datetime(2026, 1, 1), after),),),
        )

        kinds = [answer.kind for answer in answers]
        self.assertEqual(kinds, [visits.FREE, visits.FREE, visits.OUTSIDE])

    @examples(100)
    @given(
        st.sets(st.integers(0, 6), min_size=1),
        st.integers(0, 7),
        st.sets(st.dates(date(2026, 2, 2), date(2026, 5, 31)), max_size=20),
    )
    def test_whatever_is_asked_no_week_is_overbooked(self, weekdays, allowance, used):
        full = visits.overbooked(used, allowance)
        used = frozenset(d for d in used if visits.week_of(d) not in full)
        answers = self._plan(
            "2026-02-02", "2026-05-31", weekdays, allowance=allowance, used=used
        )
        added = {a.slot.day for a in answers if a.kind == visits.FREE}

        self.assertFalse(visits.overbooked(used | added, allowance))
        # and what was left out would have been too much
        for answer in answers:
            if answer.kind == visits.FULL:
                days = used | added | {answer.slot.day}
                self.assertTrue(visits.overbooked(days, allowance))
        again = self._plan(
            "2026-02-02",
            "2026-05-31",
            weekdays,
            allowance=allowance,
            used=used | added,
            there=frozenset(added),
        )
        self.assertNotIn(visits.FREE, [answer.kind for answer in again])

    def test_slots_that_fit_into_the_opening_hours(self):
        opened = (tuple(self._stretch("2026-03-02", "", hours=(8, 12))[:2]),)
        slots = visits.open_slots(
            opened, timedelta(hours=3), timedelta(hours=1), GUATEMALA
        )
        self.assertEqual([slot.start.hour for slot in slots], [14, 15])
