# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The clock against an oracle that walks minute by minute, on random calendars."""

from datetime import timedelta

from odoo.tests import BaseCase

from ...models.clock.calendar_book import CalendarBook, to_holes, to_moment, to_seconds
from ...tools.time.agenda import week_days
from ..hypothesis_or_skip import examples, given, st
from .clock_oracle import Oracle
from .clock_strategies import pauses, questions

HORIZON = timedelta(days=8)
SECONDS = st.integers(0, 20 * 3600)


def make_clock(shop):
    """Feed the clock as the calendar does, without a database."""
    lines = [
        (weekday, week, since[0] + since[1] / 60, until[0] + until[1] / 60, is_break)
        for weekday, week, since, until, is_break in shop.attendances
    ]
    holidays = {None: [tuple(map(to_seconds, pair)) for pair in shop.holidays]}
    return CalendarBook(0, False, shop.tz, week_days(lines), holidays).clock(False)


class TestClockProperties(BaseCase):
    @examples(45)
    @given(st.data())
    def test_plan_agrees_with_the_oracle(self, data):
        shop, start = data.draw(questions())
        holes = data.draw(pauses(start))
        oracle = Oracle(shop, holes)
        if data.draw(st.booleans()):
            seconds = data.draw(SECONDS)
        else:  # as much as is open until some moment: often due on a closing
            stop = start + timedelta(minutes=data.draw(st.integers(0, 2000)))
            seconds = oracle.elapsed(start, stop)

        expected = oracle.plan(start, seconds, start + HORIZON)
        moment = to_moment(
            make_clock(shop).plan(to_seconds(start), seconds, to_holes(holes))
        )

        if expected:
            self.assertEqual(moment, expected)
        elif moment:
            self.assertGreaterEqual(moment, start + HORIZON)

    @examples(45)
    @given(st.data())
    def test_elapsed_agrees_with_the_oracle(self, data):
        shop, start = data.draw(questions())
        stop = start + timedelta(seconds=data.draw(st.integers(-3600, 5 * 86400)))
        holes = data.draw(pauses(start))

        expected = Oracle(shop, holes).elapsed(start, stop)
        elapsed = make_clock(shop).elapsed(
            to_seconds(start), to_seconds(stop), to_holes(holes)
        )

        self.assertEqual(elapsed, expected)

    @examples(30)
    @given(st.data())
    def test_both_agree_to_the_second(self, data):
        second = timedelta(seconds=1)
        shop, start = data.draw(questions())
        start += data.draw(st.integers(0, 59)) * second
        shop = shop._replace(holidays=())
        holes = data.draw(pauses(start, second))
        seconds = data.draw(st.integers(0, 1800))

        oracle = Oracle(shop, holes, step=1)
        give_up = start + timedelta(hours=1)
        expected = oracle.plan(start, seconds, give_up)
        clock = make_clock(shop)
        moment = to_moment(clock.plan(to_seconds(start), seconds, to_holes(holes)))
        elapsed = clock.elapsed(to_seconds(start), to_seconds(give_up), to_holes(holes))

        self.assertEqual(elapsed, oracle.elapsed(start, give_up))
        if expected:
            self.assertEqual(moment, expected)
        elif moment:
            self.assertGreaterEqual(moment, give_up)

    @examples(30)
    @given(st.data())
    def test_open_and_periods_agree_with_the_oracle(self, data):
        shop, start = data.draw(questions())
        stop = start + timedelta(days=1)

        clock = make_clock(shop)
        oracle = Oracle(shop)
        periods = clock.periods(to_seconds(start), to_seconds(stop))

        for step in range(0, 1440, 7):
            moment = start + timedelta(minutes=step)
            expected = oracle.is_working(moment)
            seconds = to_seconds(moment)
            self.assertEqual(clock.is_open(seconds), expected)
            self.assertEqual(any(a <= seconds < b for a, b in periods), expected)

    @examples(80)
    @given(st.data())
    def test_elapsed_undoes_plan(self, data):
        shop, start = data.draw(questions())
        holes = to_holes(data.draw(pauses(start)))
        start = to_seconds(start) + data.draw(st.integers(0, 86400))
        seconds = data.draw(st.integers(0, 40 * 86400))
        clock = make_clock(shop)

        moment = clock.plan(start, seconds, holes)

        if moment is not None:
            self.assertEqual(clock.elapsed(start, moment, holes), seconds)
            self.assertGreaterEqual(moment, start)

    @examples(80)
    @given(st.data())
    def test_plan_is_monotone(self, data):
        shop, start = data.draw(questions())
        holes = to_holes(data.draw(pauses(start)))
        start = to_seconds(start)
        clock = make_clock(shop)
        early, late = sorted(data.draw(st.tuples(*[st.integers(0, 5 * 86400)] * 2)))
        few, many = sorted(data.draw(st.tuples(SECONDS, SECONDS)))

        def plan(start, seconds):
            moment = clock.plan(start, seconds, holes)
            return float("inf") if moment is None else moment

        self.assertLessEqual(plan(start + early, few), plan(start + late, few))
        self.assertLessEqual(plan(start, few), plan(start, many))

    @examples(80)
    @given(st.data())
    def test_elapsed_and_pauses_add_up(self, data):
        shop, start = data.draw(questions())
        holes = to_holes(data.draw(pauses(start)))
        first = to_seconds(start)
        middle, last = sorted(data.draw(st.tuples(*[st.integers(0, 9 * 86400)] * 2)))
        clock = make_clock(shop)

        whole = clock.elapsed(first, first + last, holes)
        parts = clock.elapsed(first, first + middle, holes) + clock.elapsed(
            first + middle, first + last, holes
        )
        in_pauses = sum(
            clock.elapsed(max(a, first), min(b, first + last)) for a, b in holes
        )

        self.assertEqual(whole, parts)
        self.assertEqual(whole + in_pauses, clock.elapsed(first, first + last))

    @examples(45)
    @given(st.data())
    def test_the_order_of_questions_does_not_matter(self, data):
        """What has been laid out before, backwards or forwards, changes no answer."""
        shop, start = data.draw(questions())
        start = to_seconds(start)
        far = data.draw(st.lists(st.integers(-20 * 365, 20 * 365), max_size=4))
        seconds = data.draw(SECONDS)
        fresh, used = make_clock(shop), make_clock(shop)
        self.assertIs(fresh, used)  # equal facts are one clock
        used = type(fresh)(fresh.agenda, fresh.offset_at)
        for days in far:
            used.plan(start + days * 86400, seconds)

        self.assertEqual(used.plan(start, seconds), fresh.plan(start, seconds))
        stop = start + 9 * 86400
        self.assertEqual(used.elapsed(start, stop), fresh.elapsed(start, stop))
        self.assertEqual(used.periods(start, stop), fresh.periods(start, stop))
