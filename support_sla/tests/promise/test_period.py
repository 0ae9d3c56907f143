# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables of periods: no database, no clock (specification 1, 2, 4)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytz

from odoo.tests.common import BaseCase

from ...tools.promise import period as per
from ..hypothesis_or_skip import examples, given, st

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PERIODS = st.sampled_from(per.PERIODS)
ANCHORS = st.none() | DAYS
ZONES = st.sampled_from(
    [
        "UTC",
        "America/Guatemala",
        "America/Havana",
        "America/Santiago",
        "America/Asuncion",
        "America/Nuuk",
        "Africa/Cairo",
        "Asia/Beirut",
        "Asia/Kolkata",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Pacific/Chatham",
    ]
)
MODERN = st.dates(date(2020, 1, 1), date(2036, 12, 31))


def holds_for(*strategies):
    """A hypothesis test with the same examples in every run."""
    return lambda test: examples(100)(given(*strategies)(test))


def d(text):
    return date.fromisoformat(text)


def dt(text):
    return datetime.fromisoformat(text)


class TestSpans(BaseCase):
    """Contracts: included periods, renewals, states, overlaps."""

    def test_included_window_after_an_implementation(self):
        for end, months, first, last in [
            ("2026-01-31", 6, "2026-02-01", "2026-07-31"),
            ("2026-08-31", 6, "2026-09-01", "2027-02-28"),
            ("2027-08-31", 6, "2027-09-01", "2028-02-29"),
            ("2026-08-15", 6, "2026-08-16", "2027-02-15"),
            ("2026-08-30", 6, "2026-08-31", "2027-02-27"),
            ("2026-12-31", 1, "2027-01-01", "2027-01-31"),
            ("2028-02-28", 12, "2028-02-29", "2029-02-27"),
            ("2028-02-29", 12, "2028-03-01", "2029-02-28"),
        ]:
            with self.subTest(end=end, months=months):
                self.assertEqual(
                    per.included_window(d(end), months), (d(first), d(last))
                )

    def test_included_window_refuses_no_months(self):
        for months in (0, -6):
            with self.assertRaises(ValueError):
                per.included_window(d("2026-01-31"), months)

    def test_whole_months(self):
        for first, last, months in [
            ("2026-02-01", "2026-07-31", 6),
            ("2026-08-16", "2027-02-15", 6),
            ("2026-01-31", "2026-02-27", 1),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-03-30", 2),
            ("2028-02-29", "2029-02-27", 12),
            ("2028-02-29", "2029-02-28", 12),
            ("2026-01-01", "2026-01-30", None),
            ("2026-01-01", "2026-02-01", None),
            ("2026-01-01", "2026-01-01", None),
            ("2026-02-28", "2026-03-30", None),
        ]:
            with self.subTest(first=first, last=last):
                self.assertEqual(per.whole_months(d(first), d(last)), months)

    def test_renewal_window(self):
        for first, last, new_first, new_last in [
            ("2026-02-01", "2026-07-31", "2026-08-01", "2027-01-31"),
            ("2026-09-01", "2027-02-28", "2027-03-01", "2027-08-31"),
            ("2026-01-31", "2026-02-28", "2026-03-01", "2026-03-31"),
            ("2028-02-29", "2029-02-28", "2029-03-01", "2030-02-28"),
            ("2026-01-01", "2026-01-10", "2026-01-11", "2026-01-20"),
            ("2026-03-05", "2026-03-05", "2026-03-06", "2026-03-06"),
        ]:
            with self.subTest(first=first, last=last):
                self.assertEqual(
                    per.renewal_window(d(first), d(last)), (d(new_first), d(new_last))
                )

    def test_an_open_ended_contract_is_not_renewed(self):
        with self.assertRaises(ValueError):
            per.renewal_window(d("2026-01-01"), None)

    @holds_for(DAYS, st.integers(1, 60))
    def test_an_included_window_is_its_number_of_months(self, end, months):
        first, last = per.included_window(end, months)

        self.assertEqual(first, end + per.DAY)
        self.assertEqual(per.whole_months(first, last), months)

    @holds_for(DAYS, st.integers(0, 1500))
    def test_a_renewal_begins_where_the_contract_ends(self, first, days):
        last = first + timedelta(days)

        renewed = per.renewal_window(first, last)

        self.assertEqual(renewed.first, last + per.DAY)
        months = per.whole_months(first, last)
        if months:
            self.assertEqual(per.whole_months(*renewed), months)
        else:
            self.assertEqual((renewed.last - renewed.first).days, days)


def windows_of(first, last, period, anchor=None):
    """Every window that holds a day from first to last, in order."""
    windows = []
    while first <= last:
        windows.append(per.quota_window(first, period, anchor))
        first = windows[-1].next_first
    return windows


class TestQuotaWindows(BaseCase):
    """Which window a local day counts in."""

    def test_windows_by_the_wall_calendar(self):
        for day, period, first, next_first in [
            ("2026-03-08", "week", "2026-03-02", "2026-03-09"),
            ("2026-03-09", "week", "2026-03-09", "2026-03-16"),
            ("2026-12-31", "week", "2026-12-28", "2027-01-04"),
            ("1999-12-31", "week", "1999-12-27", "2000-01-03"),
            ("2026-03-31", "month", "2026-03-01", "2026-04-01"),
            ("2028-02-29", "month", "2028-02-01", "2028-03-01"),
            ("2026-12-31", "month", "2026-12-01", "2027-01-01"),
            ("2026-03-31", "quarter", "2026-01-01", "2026-04-01"),
            ("2026-11-15", "quarter", "2026-10-01", "2027-01-01"),
            ("1999-05-01", "quarter", "1999-04-01", "1999-07-01"),
            ("2026-12-31", "year", "2026-01-01", "2027-01-01"),
        ]:
            with self.subTest(day=day, period=period):
                self.assertEqual(
                    per.quota_window(d(day), period), (d(first), d(next_first))
                )

    def test_windows_from_the_contracts_first_day(self):
        for anchor, day, period, first, next_first in [
            # a Thursday: weeks run from Thursday to Wednesday
            ("2026-03-05", "2026-03-11", "week", "2026-03-05", "2026-03-12"),
            ("2026-03-05", "2026-03-04", "week", "2026-02-26", "2026-03-05"),
            ("2026-01-15", "2026-03-14", "month", "2026-02-15", "2026-03-15"),
            ("2026-01-15", "2026-03-15", "month", "2026-03-15", "2026-04-15"),
            ("2025-11-30", "2026-02-27", "quarter", "2025-11-30", "2026-02-28"),
            ("2025-11-30", "2026-02-28", "quarter", "2026-02-28", "2026-05-30"),
            ("2028-02-29", "2029-02-27", "year", "2028-02-29", "2029-02-28"),
            ("2028-02-29", "2029-02-28", "year", "2029-02-28", "2030-02-28"),
            ("2028-02-29", "2032-02-28", "year", "2031-02-28", "2032-02-29"),
        ]:
            with self.subTest(anchor=anchor, day=day, period=period):
                self.assertEqual(
                    per.quota_window(d(day), period, d(anchor)),
                    (d(first), d(next_first)),
                )

    def test_a_contract_from_the_31st_does_not_drift(self):
        windows = windows_of(d("2027-12-31"), d("2028-12-30"), "month", d("2027-12-31"))

        expected = """
            2027-12-31 2028-01-31 2028-02-29 2028-03-31 2028-04-30 2028-05-31
            2028-06-30 2028-07-31 2028-08-31 2028-09-30 2028-10-31 2028-11-30
        """
        self.assertEqual([str(w.first) for w in windows], expected.split())

    def test_the_last_day(self):
        self.assertEqual(
            per.quota_window(d("2026-03-15"), "month").last, d("2026-03-31")
        )

    def test_what_is_written_down_stands_when_the_rule_changes(self):
        march = [(d("2026-03-01"), d("2026-03-31"))]
        for day, spans, period, first, next_first in [
            # in it: as it was written, whatever the rule
            ("2026-03-10", march, "week", "2026-03-01", "2026-04-01"),
            ("2026-03-31", march, "year", "2026-03-01", "2026-04-01"),
            # after it: the new rule's window, cut where the old one ended
            ("2026-04-01", march, "week", "2026-04-01", "2026-04-06"),
            ("2026-04-06", march, "week", "2026-04-06", "2026-04-13"),
            ("2026-04-01", march, "year", "2026-04-01", "2027-01-01"),
            # before it
            ("2026-02-27", march, "week", "2026-02-23", "2026-03-01"),
            ("2026-01-15", march, "quarter", "2026-01-01", "2026-03-01"),
            # far away, or nothing written
            ("2026-06-10", march, "month", "2026-06-01", "2026-07-01"),
            ("2026-03-10", [], "month", "2026-03-01", "2026-04-01"),
        ]:
            with self.subTest(day=day, period=period):
                self.assertEqual(
                    per.window_among(d(day), spans, period), (d(first), d(next_first))
                )

    @holds_for(DAYS, PERIODS, PERIODS)
    def test_a_changed_rule_leaves_no_gap_and_no_day_twice(self, day, old, new):
        written = per.quota_window(day, old)
        spans = [(written.first, written.last)]

        after = per.window_among(written.next_first, spans, new)
        before = per.window_among(written.first - per.DAY, spans, new)

        self.assertEqual(per.window_among(day, spans, new), written)
        self.assertEqual(after.first, written.next_first)
        self.assertEqual(before.next_first, written.first)
        self.assertEqual(
            after.next_first, per.quota_window(after.first, new).next_first
        )

    def test_an_unknown_period_is_refused(self):
        with self.assertRaisesRegex(ValueError, "fortnight"):
            per.quota_window(d("2026-03-15"), "fortnight")

    @holds_for(DAYS, PERIODS, ANCHORS)
    def test_a_window_contains_its_day(self, day, period, anchor):
        window = per.quota_window(day, period, anchor)

        self.assertLessEqual(window.first, day)
        self.assertLess(day, window.next_first)
        self.assertEqual(per.quota_window(window.first, period, anchor), window)
        self.assertEqual(per.quota_window(window.last, period, anchor), window)

    @holds_for(DAYS, PERIODS, ANCHORS)
    def test_windows_tile_without_gap_or_overlap(self, day, period, anchor):
        windows = windows_of(day, day + timedelta(800), period, anchor)

        self.assertGreaterEqual(len(windows), 2)
        for one, following in pairwise(windows):
            self.assertEqual(one.next_first, following.first)

    @holds_for(DAYS, DAYS, st.sampled_from(["month", "quarter", "year"]))
    def test_anchored_windows_keep_the_day_of_the_month(self, anchor, day, period):
        first = per.quota_window(day, period, anchor).first

        month_end = (first + per.DAY).day == 1
        self.assertTrue(
            first.day == anchor.day or (month_end and first.day < anchor.day)
        )
        months = (first.year - anchor.year) * 12 + first.month - anchor.month
        self.assertEqual(months % per.PERIOD_MONTHS[period], 0)

    @holds_for(DAYS, PERIODS)
    def test_the_contracts_first_day_begins_a_window(self, anchor, period):
        self.assertEqual(per.quota_window(anchor, period, anchor).first, anchor)


class TestLocalDays(BaseCase):
    """Period borders are local."""

    def test_local_day(self):
        for moment, tz, day in [
            ("2026-04-01 05:30", "America/Guatemala", "2026-03-31"),
            ("2026-04-01 06:00", "America/Guatemala", "2026-04-01"),
            ("2026-03-31 18:29:59", "Asia/Kolkata", "2026-03-31"),
            ("2026-03-31 18:30", "Asia/Kolkata", "2026-04-01"),
            # Auckland: +13 until 2026-04-05, +12 afterwards
            ("2026-03-31 10:59:59", "Pacific/Auckland", "2026-03-31"),
            ("2026-03-31 11:00", "Pacific/Auckland", "2026-04-01"),
            ("2026-04-30 11:59:59", "Pacific/Auckland", "2026-04-30"),
            ("2026-03-31 23:59:59", "UTC", "2026-03-31"),
            ("2026-04-01 00:00", "UTC", "2026-04-01"),
            ("2026-04-01 00:00", False, "2026-04-01"),
        ]:
            with self.subTest(moment=moment, tz=tz):
                self.assertEqual(per.local_day(dt(moment), tz), d(day))

    def test_a_late_evening_in_guatemala_still_counts_in_march(self):
        day = per.local_day(dt("2026-04-01 05:30"), "America/Guatemala")

        self.assertEqual(
            per.quota_window(day, "month"), (d("2026-03-01"), d("2026-04-01"))
        )

    def test_a_moment_with_a_zone_is_refused(self):
        with self.assertRaises(ValueError):
            per.local_day(dt("2026-04-01 05:30").replace(tzinfo=UTC), "UTC")

    def test_day_start(self):
        for day, tz, start in [
            ("2026-04-01", "UTC", "2026-04-01 00:00"),
            ("2026-04-01", False, "2026-04-01 00:00"),
            ("2026-04-01", "America/Guatemala", "2026-04-01 06:00"),
            ("2026-04-01", "Asia/Kolkata", "2026-03-31 18:30"),
            ("2026-04-01", "Pacific/Auckland", "2026-03-31 11:00"),
            ("2026-05-01", "Pacific/Auckland", "2026-04-30 12:00"),
            # midnight does not exist: the clocks jump from 0:00 to 1:00
            ("2026-09-06", "America/Santiago", "2026-09-06 04:00"),
            ("2023-10-01", "America/Asuncion", "2023-10-01 04:00"),
            ("2026-03-08", "America/Havana", "2026-03-08 05:00"),
            ("2026-03-29", "Asia/Beirut", "2026-03-28 22:00"),
            # midnight comes twice: the first one
            ("2026-11-01", "America/Havana", "2026-11-01 04:00"),
            # 24:00 falls back to 23:00: the day before is an hour longer
            ("2026-04-05", "America/Santiago", "2026-04-05 04:00"),
            # Samoa left 30 December 2011 out
            ("2011-12-30", "Pacific/Apia", "2011-12-30 10:00"),
            ("2011-12-31", "Pacific/Apia", "2011-12-30 10:00"),
        ]:
            with self.subTest(day=day, tz=tz):
                self.assertEqual(per.day_start(d(day), tz), dt(start))

    def test_a_zone_object_does_as_well_as_its_name(self):
        zone = pytz.timezone("America/Santiago")

        self.assertEqual(
            per.day_start(d("2026-09-06"), zone), dt("2026-09-06 04:00:00")
        )

    def test_window_bounds(self):
        for first, next_first, tz, bounds in [
            (
                "2026-03-01",
                "2026-04-01",
                "America/Guatemala",
                ("2026-03-01 06:00", "2026-04-01 06:00"),
            ),
            (
                "2026-04-01",
                "2026-05-01",
                "Pacific/Auckland",
                ("2026-03-31 11:00", "2026-04-30 12:00"),
            ),
        ]:
            with self.subTest(first=first, tz=tz):
                self.assertEqual(
                    per.window_bounds(d(first), d(next_first), tz),
                    tuple(map(dt, bounds)),
                )

    @holds_for(MODERN, ZONES)
    def test_a_day_starts_at_its_first_second(self, day, tz):
        start = per.day_start(day, tz)

        self.assertEqual(per.local_day(start, tz), day)
        self.assertLess(per.local_day(start - timedelta(seconds=1), tz), day)

    @holds_for(st.datetimes(dt("2020-01-01"), dt("2036-12-31")), ZONES)
    def test_a_moment_lies_within_its_local_day(self, moment, tz):
        day = per.local_day(moment, tz)

        start, stop = per.window_bounds(day, day + per.DAY, tz)
        self.assertLessEqual(start, moment)
        self.assertLess(moment, stop)


class TestCarryOver(BaseCase):
    def test_carry_over(self):
        for left, cap, carried in [
            (5, None, 5),
            (5, 3, 3),
            (5, 10, 5),
            (5, 0, 0),
            (0, None, 0),
            (-2, None, 0),
            (-2, 3, 0),
            (5, -1, 0),
        ]:
            with self.subTest(left=left, cap=cap):
                self.assertEqual(per.carry_over(left, cap), carried)
