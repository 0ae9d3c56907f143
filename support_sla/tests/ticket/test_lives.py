# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Random lives of a ticket, without a database, against a slow recount."""

import json
from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ...tools.life import events
from ...tools.life.events import Standing
from ...tools.life.life import STORY, Blank, Life
from ...tools.life.rows import Row
from ...tools.life.sheet import facts_of
from ...tools.life.silence import DUE
from ..hypothesis_or_skip import examples, given, st
from .recount import MINUTE, Recount

START = datetime(2026, 3, 2, 14)
DAY = timedelta(days=1)
#: Minutes that are promised, by priority.
PROMISES = (
    {"first_response": 50, "next_response": 30, "resolution": 200},
    {"first_response": 20, "next_response": 30, "resolution": 90},
)
STANDS = (
    Standing(),
    Standing("customer", stage_id=2),
    Standing("third_party", stage_id=3),
    Standing(closed=True),
    Standing(stage_id=5),
)
ACTS = st.one_of(
    st.sampled_from(
        [
            *("agent", "customer", "canned", "stranger", "asked", "reminded"),
            *("archived", "restored", "ruled"),
        ]
    ).map(lambda act: (act, None)),
    st.tuples(st.just("moved"), st.integers(0, len(STANDS) - 1)),
    st.tuples(st.just("promised"), st.integers(0, 1)),
    st.tuples(st.just("holiday"), st.integers(-40, 90)),
)
LIVES = st.lists(st.tuples(st.integers(0, 45), ACTS), max_size=18)


WRITTEN = {
    "agent": "AgentWrote",
    "canned": "AgentAsked",
    "customer": "CustomerWrote",
    "stranger": "StrangerWrote",
}


class FakeWorld:
    """Always open but on holidays; counts by intervals."""

    holds, level_id = False, 1

    def __init__(self):
        self.holidays, self.priority = [], 0

    def promise(self, metric, start, number, holes):
        minutes = PROMISES[self.priority][metric]
        row = Row(metric, number, 1, 1, "working_hours", minutes / 2, minutes, start)
        return self.plan(row, holes)

    def plan(self, row, holes):
        return row._replace(
            aim_at=self._after(row.started_at, row.aim, holes),
            due_at=self._after(row.started_at, row.commitment, holes),
            alerts={},
        )

    replan = plan

    def used(self, row, until, holes):
        return self._open_seconds(row.started_at, until, holes)

    def worked(self, start, stop):
        return self._open_seconds(start, stop, [])

    def silence(self, since, sent=0, sent_at=None, promised_at=None):
        close_at = since + 10 * DAY
        return {
            DUE: close_at if sent else since + 5 * DAY,
            "support_close_at": close_at,
            "support_closes_on": close_at.date(),
        }

    def _shut(self, holes):
        """Merge what is shut: sorted, disjoint."""
        shut = []
        for start, stop in sorted([*holes, *self.holidays]):
            if shut and start <= shut[-1][1]:
                shut[-1] = (shut[-1][0], max(stop, shut[-1][1]))
            else:
                shut.append((start, stop))
        return shut

    def _after(self, start, minutes, holes):
        left, moment = minutes * MINUTE, start
        for begin, end in self._shut(holes):
            if begin - moment >= left:
                break
            left -= max(begin - moment, timedelta())
            moment = max(end, moment)
        return moment + left

    def _open_seconds(self, start, stop, holes):
        seconds = max((stop - start).total_seconds(), 0)
        for begin, end in self._shut(holes):
            shut = min(end, stop) - max(begin, start)
            seconds -= max(shut.total_seconds(), 0)
        return int(seconds)


class FakeTicket:
    """Columns, rows and pauses, kept as the writer keeps them."""

    def __init__(self, stands):
        self.world, self.recount = FakeWorld(), Recount(START, stands[:2], PROMISES[0])
        self.columns, self.rows, self.pauses = Blank(), {}, []
        self.tell(events.Born(START, stands))

    def tell(self, event):
        life = Life(self.columns, self.world).happens(event)
        # as JSON keeps it
        self.columns |= life.columns()
        sheet = self.columns["support_sheet"]
        self.columns["support_sheet"] = json.loads(json.dumps(sheet))
        if over := life.sheet.over:
            [lasting] = [p for p in self.pauses if not p.stopped_at]
            self.pauses.remove(lasting)
            self.pauses.append(
                lasting._replace(
                    stopped_at=over.stopped_at, working_seconds=over.working_seconds
                )
            )
        self.pauses += life.sheet.begun
        for row in (*life.sheet.opened, *life.sheet.moved):
            self.rows[row.key] = row

    def act(self, now, act, value):
        """Let something happen, and note it in the recount."""
        if act == "moved":
            stands = STANDS[value]
            self.tell(events.Moved(now, stands, f"by {value}"))
            self.recount.note(now, "moved", (stands[:2], f"by {value}"))
        elif act == "promised":
            self.world.priority = value
            minutes = PROMISES[value]
            before = self.recount._minutes()
            anew = frozenset(m for m in minutes if minutes[m] != before[m])
            self.tell(events.Promised(now, START, anew))
            self.recount.note(now, "promised", minutes)
        elif act == "holiday":
            pair = (now + value * MINUTE, now + (value + 25) * MINUTE)
            self.world.holidays.append(pair)
            self.tell(events.Replanned(now))
            self.recount.note(now, "holiday", pair)
        elif act in ("asked", "reminded"):
            # only who waits for the customer is asked and reminded
            if self.recount.stands == ("customer", False):
                self.tell(getattr(events, act.title())(now))
                self.recount.note(now, act)
        else:
            self.tell(getattr(events, WRITTEN.get(act, act.title()))(now))
            self.recount.note(now, act)


class TestLives(BaseCase):
    def _assert_as_recounted(self, ticket, now):
        recount, columns = ticket.recount, ticket.columns
        expected = recount.columns()
        self.assertEqual(
            {n: columns[n] or False for n in expected},
            {n: value or False for n, value in expected.items()},
        )
        self._assert_rows(ticket, now)
        self._assert_pauses(ticket, now)

    def _assert_rows(self, ticket, now):
        found = {
            key: [
                row.started_at,
                row.commitment,
                row.due_at,
                row.verdict,
                row.stopped_at,
                row.working_seconds,
            ]
            for key, row in ticket.rows.items()
        }
        self.assertEqual(found, ticket.recount.rows(now))

    def _assert_pauses(self, ticket, now):
        recount = ticket.recount
        over = [(p.started_at, p.stopped_at) for p in ticket.pauses if p.stopped_at]
        self.assertEqual(sorted(over), sorted(recount.holes(now)))
        lasting = [
            (p.started_at, p.waiting_for) for p in ticket.pauses if not p.stopped_at
        ]
        start, _now, waiting_for, closed = recount.stays(now)[-1]
        self.assertEqual(lasting, [(start, waiting_for)] if waiting_for else [])
        for pause in ticket.pauses:
            if pause.stopped_at:  # measured by the holidays of then
                self.assertLessEqual(
                    pause.working_seconds,
                    recount.between(pause.started_at, pause.stopped_at),
                )

    def _assert_digest(self, ticket):
        """Whoever forgets everything but rows and pauses knows the same."""
        known, found = (
            facts and {**facts, "rows": sorted(facts.get("rows", []), key=str)}
            for facts in (
                ticket.columns["support_sheet"],
                json.loads(
                    json.dumps(
                        facts_of(
                            ticket.rows.values(),
                            sorted(
                                ticket.pauses,
                                key=lambda p: (
                                    p.started_at,
                                    p.stopped_at or datetime.max,
                                ),
                            ),
                        )
                    )
                ),
            )
        )
        self.assertEqual(known, found)

    @examples(150)
    @given(st.integers(0, 3), LIVES)
    def test_whatever_happens_it_is_as_recounted(self, born, life):
        ticket, now = FakeTicket(STANDS[born]), START
        self._assert_as_recounted(ticket, now)
        for minutes, (act, value) in life:
            now += minutes * MINUTE
            ticket.act(now, act, value)
            self._assert_as_recounted(ticket, now)
            self._assert_digest(ticket)

    def test_every_event_is_told(self):
        """So that a new one is missed here."""
        told = {
            *("Moved", "Promised", "Replanned", "Ruled"),
            *("Reminded", "Asked", "Archived", "Restored", "Born", *WRITTEN.values()),
        }
        known = {event.__name__ for event in STORY} - {"Backdated", "Found"}
        self.assertEqual(known, told)
