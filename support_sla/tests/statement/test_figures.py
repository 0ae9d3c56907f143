# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The figures of a month, without a database: laws on random histories."""

import json
import statistics
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests.common import BaseCase

from ...tools.promise.verdict import CANCELLED, MET, MISSED, PAUSED, RUNNING
from ...tools.statement import measure
from ...tools.statement.changes import changes
from ...tools.statement.facts import Facts, Month, Past, Promise, Request, Spell
from ...tools.statement.figures import figures
from ..hypothesis_or_skip import examples, given, st

ZONES = ("America/Guatemala", "Europe/Madrid", "Asia/Kolkata", "Pacific/Auckland")
START = datetime(2026, 1, 20)
NOW = datetime(2026, 7, 1)
HOUR = timedelta(hours=1)
MONTHS = [date(2026, number, 1) for number in range(1, 7)]
ABOUT = {
    "contract": {
        "id": 1,
        "number": "SC1",
        "level": "Monthly",
        "first_day": "2026-01-01",
    }
}
HOURS = st.integers(1, 900)
HISTORIES = st.lists(
    st.tuples(
        st.integers(0, 1900),  # when it was opened
        st.lists(HOURS, max_size=3),  # closed, reopened, closed …
        st.one_of(
            st.none(),
            st.tuples(
                st.sampled_from(["done", "done", "open", "cancelled"]), HOURS, HOURS
            ),
        ),
        st.sampled_from("0123"),
        st.booleans(),
    ),
    max_size=12,
)


def request(number, history):
    after, turns, promised, priority, exempt = history
    opened_at = START + after * HOUR
    moments, moment = [], opened_at
    for hours in turns:
        moment += hours * HOUR
        moments.append(moment)
    closed = tuple(
        Spell(start, moments[i + 1] if i + 1 < len(moments) else None, "closed", 60)
        for i, start in enumerate(moments)
        if i % 2 == 0
    )
    shut = len(moments) % 2 == 1
    return Request(
        id=number,
        number=f"HT{number}",
        subject="Paper",
        priority=priority,
        opened_at=opened_at,
        answered_at=None,
        paused_at=None,
        quota="exempt" if exempt else "counted",
        exempt="merged" if exempt else "",
        held=False,
        admitted_at=None,
        scope="included",
        promises=(promise(opened_at, promised, shut),) if promised else (),
        closed=closed,
        waits=(),
    )


def promise(started_at, promised, shut):
    fate, due, took = promised
    due_at, stopped_at = started_at + due * HOUR, started_at + took * HOUR
    verdict = MET if took <= due else MISSED
    if fate == "cancelled":
        verdict = CANCELLED
    elif fate == "open":
        verdict, stopped_at = (PAUSED if shut else RUNNING), None
    return Promise(
        metric="first_response",
        round=1,
        started_at=started_at,
        aim_at=started_at + due * HOUR / 2,
        due_at=due_at,
        stopped_at=stopped_at,
        verdict=verdict,
        seconds=took * 600,
        why="We agreed on it" if due % 2 else "",
    )


def facts(requests, first, zone, past=()):
    return Facts(
        about=ABOUT,
        month=Month.of(first, zone),
        now=NOW,
        ends=None,
        unlimited=True,
        periods=(),
        requests=tuple(requests),
        visits=(),
        past=past,
    )


class TestFigures(BaseCase):
    def _months(self, histories, zone):
        requests = [request(n, history) for n, history in enumerate(histories, 1)]
        return requests, [figures(facts(requests, day, zone)) for day in MONTHS]

    @examples(150)
    @given(HISTORIES, st.sampled_from(ZONES))
    def test_included_and_left_out_are_all(self, histories, zone):
        _requests, months = self._months(histories, zone)
        opened = 0
        for found in months:
            numbers, metric = found["requests"], found["metrics"][0]
            opened += numbers["opened"]
            self.assertEqual(
                numbers["opened"], numbers["promised"] + self._sum(numbers["left_out"])
            )
            self.assertEqual(numbers["opened"], len(found["opened"]))
            self.assertEqual(
                numbers["open_at_start"]
                + numbers["opened"]
                + numbers["reopened"]
                - numbers["closed"],
                numbers["open_at_end"],
            )
            left_out = self._sum(metric["left_out"])
            self.assertEqual(
                metric["promises"], metric["judged"] + metric["open"] + left_out
            )
            self.assertEqual(metric["judged"], metric["kept"] + metric["missed"])
            self.assertEqual(
                [metric[name] for name in ("judged", "kept", "within_aim", "missed")],
                [
                    sum(row[name] for row in metric["by_priority"])
                    for name in ("judged", "kept", "within_aim", "missed")
                ],
            )
        self.assertEqual(opened, len(histories))
        ends = [found["requests"]["open_at_end"] for found in months[:-1]]
        starts = [found["requests"]["open_at_start"] for found in months[1:]]
        self.assertEqual(ends, starts)

    def _sum(self, reasons):
        return sum(each["count"] for each in reasons)

    @examples(150)
    @given(HISTORIES, st.sampled_from(ZONES))
    def test_every_promise_is_judged_in_exactly_one_month(self, histories, zone):
        requests, months = self._months(histories, zone)
        judged, carried = {}, set()
        for number, found in enumerate(months):
            here = {
                line["ticket_id"]: row["result"]
                for line in found["opened"] + found["earlier"]
                for row in line["promises"]
                if row["counts"]
            }
            self.assertLessEqual(carried, here.keys(), "what was open is looked at")
            carried = {each for each, result in here.items() if result == "open"}
            for each, result in here.items():
                if result in ("kept", "missed"):
                    judged.setdefault(each, []).append((number, result))
        expected = {}
        for each in requests:
            for row in each.promises:
                if row.verdict == MET:
                    expected[each.id] = [(self._month(row.stopped_at, zone), "kept")]
                elif row.verdict in (MISSED, RUNNING):
                    # all that was promised has fallen due by now
                    expected[each.id] = [(self._month(row.due_at, zone), "missed")]
        self.assertEqual(judged, expected)

    def _month(self, moment, zone):
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
        return MONTHS.index(local.date().replace(day=1))

    @examples(100)
    @given(HISTORIES, st.sampled_from(ZONES))
    def test_what_happens_after_a_month_changes_nothing_of_it(self, histories, zone):
        """Seen right after its end or much later, it is the same."""
        requests, months = self._months([*map(self._lived, histories)], zone)
        for day, later in zip(MONTHS, months, strict=True):
            month = Month.of(day, zone)
            then = facts([self._then(r, month.stop) for r in requests], day, zone)
            at_once = figures(then._replace(now=month.stop))
            self.assertEqual(changes(later, at_once), [])

    def _lived(self, history):
        """What is closed was done before: closing ends what is late, and else the due
        moment moves, which only a calendar can say."""
        after, turns, promised, *rest = history
        done = promised and promised[0] == "done" and turns and promised[2] <= turns[0]
        return (after, turns if done or not promised else [], promised, *rest)

    def _then(self, each, stop):
        """A request as it stood at a moment."""
        closed = tuple(
            s._replace(stop=s.stop if s.stop and s.stop < stop else None)
            for s in each.closed
            if s.start < stop
        )
        shut = bool(closed) and not closed[-1].stop
        rows = tuple(
            row
            if row.stopped_at and row.stopped_at < stop
            else row._replace(
                verdict=PAUSED if shut and row.due_at >= stop else RUNNING,
                stopped_at=None,
            )
            for row in each.promises
            if row.verdict != CANCELLED
        )
        cancelled = tuple(r for r in each.promises if r.verdict == CANCELLED)
        return each._replace(closed=closed, promises=rows + cancelled)

    @examples(100)
    @given(st.lists(st.integers(0, 10**6), max_size=40))
    def test_measures_are_those_of_the_textbook(self, values):
        middle = measure.median(values)
        self.assertEqual(middle, int(statistics.median(values)) if values else None)
        high = measure.p95(values)
        if len(values) < 5:
            self.assertIsNone(high)
        else:
            enough = 95 * len(values)
            self.assertGreaterEqual(100 * sum(v <= high for v in values), enough)
            self.assertLess(100 * sum(v < high for v in values), enough)
            self.assertIn(high, values)

    def test_no_percentage_of_fewer_than_five(self):
        for whole in range(5):
            self.assertIsNone(measure.percent(whole, whole))
        self.assertEqual(measure.percent(12, 13), 92)
        # all is said of all only, none of none only
        self.assertEqual(measure.percent(999, 1000), 99)
        self.assertEqual(measure.percent(1, 1000), 1)
        self.assertEqual(measure.percent(5, 5), 100)
        self.assertEqual(measure.percent(0, 5), 0)

    def test_nothing_happened(self):
        found = figures(facts([], MONTHS[2], ZONES[0]))

        self.assertEqual(found["requests"]["opened"], 0)
        self.assertEqual((found["opened"], found["earlier"]), ([], []))
        [metric] = found["metrics"]
        self.assertEqual(metric["promises"], 0)
        for name in ("percent", "worst"):
            self.assertIsNone(metric[name])
        self.assertEqual(metric["median"], {"working": None, "wall": None})
        self.assertEqual(found["month"]["start"], "2026-03-01T06:00:00Z")

    def test_the_trend_names_the_months_that_were_told(self):
        past = (
            Past(MONTHS[0], 9, 8, 6, 3600),
            Past(MONTHS[2], 4, 4, 4, None),
        )

        found = figures(facts([], MONTHS[3], ZONES[0], past))["trend"]

        self.assertEqual(
            [(row["month"], row["opened"], row["percent"]) for row in found],
            [
                ("2026-01-01", 9, 75),
                ("2026-02-01", None, None),
                ("2026-03-01", 4, None),
                ("2026-04-01", 0, None),
            ],
        )

    def test_the_worst_is_the_latest_of_what_was_done_or_is_late(self):
        histories = [
            (30 * 24, [], ("done", 10, 12), "0", False),
            (31 * 24, [], ("open", 10, 12), "0", False),
            (32 * 24, [], ("done", 100, 90), "0", False),
        ]
        requests = [request(n, history) for n, history in enumerate(histories, 1)]

        found = figures(facts(requests, MONTHS[1], "UTC"))["metrics"][0]["worst"]

        late = datetime(2026, 3, 1) - requests[1].promises[0].due_at
        self.assertEqual(
            (found["number"], found["open"], found["late"], found["working"]),
            ("HT2", True, late.total_seconds(), None),
        )

    def test_a_correction_says_what_changed(self):
        histories = [(30 * 24, [], ("done", 10, 12), "0", False)] * 2
        one, other = (request(n, history) for n, history in enumerate(histories, 1))
        [row] = one.promises
        mended = one._replace(promises=(row._replace(verdict=CANCELLED, why="Agreed"),))
        before, after, without = (
            json.loads(json.dumps(figures(facts(requests, MONTHS[1], "UTC"))))
            for requests in ([one, other], [mended, other], [other])
        )

        self.assertEqual(changes(before, before), [])
        told = {
            ".".join(each["path"]): (each["before"], each["after"])
            for each in changes(before, after)
        }
        self.assertEqual(told["metrics.first_response.missed"], (2, 1))
        self.assertEqual(
            told["metrics.first_response.left_out.taken_back.count"], (None, 1)
        )
        self.assertEqual(
            told["opened.1.promises.first_response.1.result"], ("missed", "left_out")
        )
        gone = [c for c in changes(before, without) if c["path"][0] == "opened"]
        self.assertEqual(
            gone, [{"path": ["opened", "1"], "before": "HT1", "after": None}]
        )
