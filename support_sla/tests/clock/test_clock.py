# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clock's rules on a line of integers: tables of cases, no database."""

from concurrent.futures import ThreadPoolExecutor

from odoo.tests import BaseCase

from ...tools.time.agenda import (
    DAY,
    Agenda,
    flexible_days,
    merged,
    time_of_day,
    week_days,
    whole_holidays,
)
from ...tools.time.clock import (
    ALWAYS,
    ELAPSED_HOURS,
    FIRST,
    LAST,
    NEVER,
    WORKING_DAYS,
    WORKING_HOURS,
    Clock,
)

HOUR = 3600


def in_utc(moment):
    return 0


def clock(*hours, holidays=(), offset_at=in_utc):
    """A clock open every day at these hours."""
    days = tuple((a * HOUR, b * HOUR) for a, b in hours)
    return Clock(Agenda((days,) * 14, holidays), offset_at)


class TestAgenda(BaseCase):
    def test_merged(self):
        for pairs, expected in [
            ([], []),
            ([(1, 3)], [(1, 3)]),
            ([(1, 1), (3, 2)], []),
            ([(1, 3), (3, 5)], [(1, 5)]),
            ([(4, 6), (1, 3)], [(1, 3), (4, 6)]),
            ([(1, 9), (2, 3)], [(1, 9)]),
            ([(5, 9), (1, 3), (2, 5), (7, 7)], [(1, 9)]),
        ]:
            self.assertEqual(merged(pairs), expected)

    def test_time_of_day(self):
        for hour, expected in [
            (0.0, 0),
            (8.5, 8 * HOUR + 30 * 60),
            (7 + 59 / 60, 7 * HOUR + 59 * 60),
            (7.9999, 8 * HOUR),  # core raises on this one
            (23 + 59 / 60, 23 * HOUR + 59 * 60),
            (23.9999, DAY),
            (23.999999999, DAY),  # 23:59:59.999999
            (24.0, DAY),
            (26.0, DAY),
            (-1.0, 0),
        ]:
            self.assertEqual(time_of_day(hour), expected, hour)

    def test_breaks_win(self):
        days = week_days([(0, None, 8, 17, False), (0, None, 12, 13, True)])

        expected = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
        self.assertEqual(days[0], expected)
        self.assertEqual(days[7], expected)
        self.assertFalse(any(days[1:7] + days[8:]))

    def test_two_weeks(self):
        days = week_days([(0, 0, 8, 12, False), (0, 1, 14, 18, False)])

        self.assertEqual(days[0], ((8 * HOUR, 12 * HOUR),))
        self.assertEqual(days[7], ((14 * HOUR, 18 * HOUR),))

    def test_overlapping_attendances_count_once(self):
        days = week_days([(0, None, 8, 12, False), (0, None, 10, 14, False)])

        self.assertEqual(days[0], ((8 * HOUR, 14 * HOUR),))

    def test_flexible_days(self):
        hours = [[b - a for a, b in day] for day in flexible_days(8, 20)[:7]]
        self.assertEqual(hours, [[8 * HOUR], [8 * HOUR], [4 * HOUR], [], [], [], []])
        self.assertEqual(flexible_days(8, 40)[0], ((8 * HOUR, 16 * HOUR),))
        self.assertEqual(flexible_days(30, 1000)[6], ((0, DAY),))
        self.assertFalse(any(flexible_days(0, 40) + flexible_days(8, 0)))

    def test_holidays_to_the_last_minute_last_to_midnight(self):
        for stop, expected in [
            (DAY - 61, DAY - 61),
            (DAY - 60, DAY),
            (DAY - 1, DAY),
            (DAY, DAY),
            (12 * HOUR, 12 * HOUR),
        ]:
            self.assertEqual(whole_holidays([(0, stop)], in_utc), ((0, expected),))

    def test_midnight_is_that_of_the_zone(self):
        def in_guatemala(moment):
            return -6 * HOUR

        holidays = whole_holidays([(6 * HOUR, 30 * HOUR - 1)], in_guatemala)

        self.assertEqual(holidays, ((6 * HOUR, 30 * HOUR),))

    def test_last_minute_that_comes_twice(self):
        """At 24:00 the wall goes back to 23:00: the holiday covers that hour too."""

        def goes_back_at_midnight(moment):
            return 0 if moment < DAY else -HOUR

        holidays = whole_holidays([(0, DAY - 1)], goes_back_at_midnight)

        self.assertEqual(holidays, ((0, DAY + HOUR),))


class TestClock(BaseCase):
    """8 to 12 and 13 to 17 every day from 1970-01-01 on, in UTC, unless said."""

    def setUp(self):
        super().setUp()
        self.clock = clock((8, 12), (13, 17))

    def check_plan(self, cases, of=None):
        for start, seconds, expected in cases:
            moment = (of or self.clock).plan(round(start * HOUR), round(seconds * HOUR))
            self.assertEqual(moment, round(expected * HOUR), (start, seconds))

    def test_plan(self):
        self.check_plan(
            [
                (8, 1, 9),
                (9.5, 1, 10.5),
                (0, 1, 9),  # before opening: from the opening
                (12.5, 1, 14),  # in the break: from its end
                (20, 1, 24 + 9),
                (11, 2, 14),  # across the break
                (16, 2, 24 + 9),  # across the night
                (8, 80, 9 * 24 + 17),
            ]
        )

    def test_due_on_a_closing_stays_there(self):
        self.check_plan([(8, 4, 12), (8, 8, 17), (11, 1, 12), (16, 9, 24 + 17)])

    def test_start_on_a_closing_counts_from_the_next_opening(self):
        self.check_plan([(12, 1, 14), (17, 1, 24 + 9)])

    def test_zero_is_the_first_open_moment(self):
        self.check_plan(
            [(8, 0, 8), (9, 0, 9), (0, 0, 8), (12, 0, 13), (17, 0, 32), (12.5, 0, 13)]
        )

    def test_less_than_zero_is_zero(self):
        self.check_plan([(9, -1, 9), (12, -5, 13)])

    def test_one_second_more_than_closing(self):
        self.assertEqual(self.clock.plan(8 * HOUR, 4 * HOUR), 12 * HOUR)
        self.assertEqual(self.clock.plan(8 * HOUR, 4 * HOUR + 1), 13 * HOUR + 1)

    def test_elapsed(self):
        for start, stop, expected in [
            (8, 9, 1),
            (0, 8, 0),
            (0, 24, 8),
            (11, 14, 2),
            (12, 13, 0),
            (16, 24 + 9, 2),
            (0, 240, 80),
            (9, 9, 0),
            (9, 8, 0),  # an end before its start
            (100, 8, 0),
        ]:
            elapsed = self.clock.elapsed(start * HOUR, stop * HOUR)
            self.assertEqual(elapsed, expected * HOUR, (start, stop))

    def test_open_from_opening_to_before_closing(self):
        for moment, expected in [
            (8 * HOUR, True),
            (8 * HOUR - 1, False),
            (12 * HOUR - 1, True),
            (12 * HOUR, False),
            (17 * HOUR, False),
        ]:
            self.assertIs(self.clock.is_open(moment), expected)

    def test_whole_days_have_no_seam(self):
        always = clock((0, 24))
        self.assertTrue(always.is_open(DAY - 1))
        self.assertTrue(always.is_open(DAY))
        self.check_plan(
            [(0, 24, 24), (23, 1, 24), (23, 2, 25), (5, 2400, 2405)], always
        )

    def test_periods_are_cut_and_kept_by_day(self):
        self.assertEqual(
            self.clock.periods(9 * HOUR, 33 * HOUR),
            [
                (9 * HOUR, 12 * HOUR),
                (13 * HOUR, 17 * HOUR),
                (32 * HOUR, 33 * HOUR),
            ],
        )
        self.assertEqual(clock((0, 24)).periods(HOUR, 25 * HOUR)[1], (DAY, 25 * HOUR))
        self.assertEqual(self.clock.periods(9 * HOUR, 8 * HOUR), [])
        self.assertEqual(self.clock.periods(17 * HOUR, 32 * HOUR), [])

    def test_holidays_are_closed(self):
        closed = clock((8, 17), holidays=((10 * HOUR, 11 * HOUR), (DAY, 3 * DAY)))

        self.check_plan([(9, 2, 12), (10, 0, 11), (16, 2, 72 + 9)], closed)
        self.assertEqual(closed.elapsed(0, 3 * DAY), 8 * HOUR)

    def test_no_hours(self):
        empty = Clock(Agenda(((),) * 14), in_utc)

        self.assertFalse(empty.has_hours())
        self.assertIsNone(empty.plan(0, 0))
        self.assertIsNone(empty.plan(0, 1))
        self.assertEqual(empty.elapsed(0, 99 * DAY), 0)
        self.assertFalse(empty.is_open(0))
        self.assertIsNone(empty.seconds_of(0, 1, WORKING_DAYS))

    def test_holidays_for_ever(self):
        closed = clock((8, 17), holidays=((10 * DAY, LAST + DAY),))

        self.assertEqual(closed.plan(9 * DAY, HOUR), 9 * DAY + 9 * HOUR)
        self.assertIsNone(closed.plan(11 * DAY, 0))
        self.assertIsNone(closed.plan(9 * DAY, 10 * HOUR))
        self.assertIsNone(closed.seconds_of(9 * DAY, 1, WORKING_DAYS))
        self.assertFalse(closed.is_open(11 * DAY))

    def test_centuries(self):
        years = 300 * 365 * DAY

        self.assertEqual(self.clock.plan(0, years // 3), years - 7 * HOUR)
        self.assertIsNone(self.clock.plan(0, LAST))
        self.assertIsNone(self.clock.plan(LAST + 1, 0))
        self.assertEqual(self.clock.plan(FIRST - DAY, 0), FIRST + 8 * HOUR)


class TestClockThreads(BaseCase):
    def test_threads_share_a_clock_that_grows(self):
        """Many ask one new clock at once, near and far, forwards and backwards."""
        questions = [(n * 997 * DAY % (90 * 365 * DAY), n * HOUR) for n in range(400)]
        expected = [clock((8, 12), (13, 17)).plan(*question) for question in questions]
        shared = clock((8, 12), (13, 17))

        with ThreadPoolExecutor(8) as threads:
            answers = list(
                threads.map(lambda question: shared.plan(*question), questions)
            )

        self.assertEqual(answers, expected)


class TestPauses(BaseCase):
    """Open 8 to 17; a pause is a hole."""

    def setUp(self):
        super().setUp()
        self.clock = clock((8, 17))

    def test_plan_around_pauses(self):
        for start, hours, pauses, expected in [
            (8, 2, [(9, 10)], 11),
            (8, 1, [(9, 10)], 9),  # done when the pause begins: stays there
            (8, 0, [(8, 10)], 10),  # a hole is closed time
            (9, 0, [(8, 9)], 9),
            (8, 2, [(7, 9)], 11),
            (8, 2, [(6, 7)], 10),
            (8, 2, [(9, 20)], 24 + 9),  # over the night
            (8, 2, [(9, 10), (10.5, 11)], 11.5),
            (10, 1, [(8, 12)], 13),
            (8, 2, [(11, 12)], 10),
            (16, 2, [(18, 20)], 24 + 9),  # outside hours: nothing moves
        ]:
            holes = [(int(a * HOUR), int(b * HOUR)) for a, b in pauses]
            moment = self.clock.plan(start * HOUR, hours * HOUR, holes)
            self.assertEqual(moment, expected * HOUR, (start, hours, pauses))

    def test_elapsed_leaves_pauses_out(self):
        for start, stop, pauses, expected in [
            (8, 12, [(9, 10)], 3),
            (8, 12, [(7, 9), (11, 13)], 2),
            (8, 12, [(0, 24)], 0),
            (8, 12, [(12, 14)], 4),
            (8, 33, [(10, 32)], 3),
        ]:
            holes = [(a * HOUR, b * HOUR) for a, b in pauses]
            elapsed = self.clock.elapsed(start * HOUR, stop * HOUR, holes)
            self.assertEqual(elapsed, expected * HOUR, (start, stop, pauses))

    def test_a_pause_that_has_not_ended(self):
        holes = [(10 * HOUR, NEVER)]

        self.assertEqual(self.clock.plan(8 * HOUR, HOUR, holes), 9 * HOUR)
        self.assertEqual(self.clock.plan(8 * HOUR, 2 * HOUR, holes), 10 * HOUR)
        self.assertIsNone(self.clock.plan(8 * HOUR, 2 * HOUR + 1, holes))
        self.assertIsNone(self.clock.plan(10 * HOUR, 0, holes))
        self.assertEqual(self.clock.elapsed(8 * HOUR, 99 * DAY, holes), 2 * HOUR)


class TestUnits(BaseCase):
    """What an amount comes to. 1970-01-01 is a Thursday; open Thursday to Saturday,
    8 to 18, on Saturday only to 14."""

    def setUp(self):
        super().setUp()
        lines = [(3, None, 8, 18, False), (4, None, 8, 12, False)]
        lines += [(4, None, 13, 18, False), (5, None, 8, 14, False)]
        self.clock = Clock(Agenda(week_days(lines)), in_utc)

    def due(self, start, amount, unit):
        start = round(start * HOUR)
        seconds = self.clock.seconds_of(start, amount, unit)
        return self.clock.plan(start, seconds) / HOUR

    def test_working_hours(self):
        self.assertEqual(self.due(10, 1.5, WORKING_HOURS), 11.5)
        self.assertEqual(self.due(17, 2, WORKING_HOURS), 24 + 9)

    def test_working_days(self):
        thursday, friday, saturday, next_thursday = 0, 24, 48, 7 * 24
        for start, days, expected in [
            (thursday + 10, 1, friday + 10),  # the same time
            (thursday + 10, 2, saturday + 10),
            (thursday + 17, 2, saturday + 14),  # a shorter day: its closing
            (thursday + 10, 3, next_thursday + 10),
            (friday + 20, 1, saturday + 14),  # after hours: from the next opening,
            (thursday, 1, thursday + 18),  # so the whole day
            (thursday + 8, 1, thursday + 18),
            (thursday, 2, friday + 18),
            (saturday + 20, 1, next_thursday + 18),
            (thursday + 12.5, 1, friday + 12),  # in its break: the closing before
            (thursday + 10, 0, thursday + 10),
            (thursday + 20, 0, friday + 8),
            (thursday, 0.5, thursday + 13),  # half of its working time
            (thursday + 10, 0.1, thursday + 11),  # a tenth of the 10 h to Friday 10:00
        ]:
            due = self.due(start, days, WORKING_DAYS)
            self.assertAlmostEqual(due, expected, 6, (start, days))

    def test_a_holiday_is_no_working_day(self):
        closed = clock((8, 18), holidays=((DAY, 2 * DAY),))

        seconds = closed.seconds_of(10 * HOUR, 1, WORKING_DAYS)

        self.assertEqual(closed.plan(10 * HOUR, seconds), 2 * DAY + 10 * HOUR)

    def test_a_partial_holiday_is_a_working_day(self):
        closed = clock((8, 18), holidays=((DAY, DAY + 16 * HOUR),))

        seconds = closed.seconds_of(10 * HOUR, 1, WORKING_DAYS)

        self.assertEqual(closed.plan(10 * HOUR, seconds), 18 * HOUR)

    def test_elapsed_hours_need_no_hours(self):
        seconds = ALWAYS.seconds_of(17 * HOUR, 30, ELAPSED_HOURS)

        self.assertEqual(ALWAYS.plan(17 * HOUR, seconds), 47 * HOUR)
