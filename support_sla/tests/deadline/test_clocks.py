# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happens to the clocks of one ticket: tables, and random lives of a ticket."""

import json
from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ...tools.life.rows import Pause, Row
from ...tools.life.sheet import Sheet, facts_of
from ...tools.promise.verdict import is_late
from ..hypothesis_or_skip import examples, given, st

START = datetime(2026, 3, 2, 14)
HOUR = timedelta(hours=1)
METRICS = ("first_response", "next_response", "resolution")
EVENTS = ("answer", "ask", "wait", "go on", "close", "reopen", "forget")


def seconds_outside(start, stop, holes):
    """Walk hour by hour: all moments of these tests are whole hours."""
    hours = 0
    while start < stop:
        hours += not any(begin <= start < end for begin, end in holes)
        start += HOUR
    return hours * 3600


class AlwaysOpen:
    """A clock that counts every hour that is not in a hole."""

    def plan(self, row, holes):
        aim_at, due_at = (self._after(row, n, holes) for n in (row.aim, row.commitment))
        return row._replace(aim_at=aim_at, due_at=due_at, alerts={7: aim_at})

    def used(self, row, until, holes):
        return seconds_outside(row.started_at, until, holes)

    def worked(self, start, stop):
        return seconds_outside(start, stop, ())

    def _after(self, row, hours, holes):
        moment = row.started_at
        while seconds_outside(row.started_at, moment, holes) < hours * 3600:
            moment += HOUR
        return moment


class OtherHours(AlwaysOpen):
    """The same after a holiday was entered: everything falls a hundred hours later."""

    def plan(self, row, holes):
        return super().plan(row, [*holes, (START, START + 100 * HOUR)])


CLOCK = AlwaysOpen()


def promised(metric, number=1, start=START, aim=2, commitment=4):
    row = Row(metric, number, 1, 1, "elapsed_hours", aim, commitment, start)
    return CLOCK.plan(row, [])


def opened(*metrics, **kwargs):
    """A sheet with rows that were opened and saved before this event."""
    sheet = Sheet(CLOCK)
    for metric in metrics:
        sheet.open(promised(metric, **kwargs))
    return again(sheet)


def again(sheet):
    """The same sheet at the next event: it went through the database."""
    facts = sheet.facts()
    return Sheet(CLOCK, facts and json.loads(json.dumps(facts)), sheet.closed_at)


class TestSheet(BaseCase):
    def test_an_empty_one_remembers_nothing(self):
        sheet = Sheet(CLOCK)

        self.assertIs(sheet.facts(), False)
        self.assertEqual((sheet.state(), sheet.marks()), ("none", (False, False)))
        self.assertEqual(sheet.next_round("resolution"), 1)

    def test_what_opens_is_new_what_stops_was_known(self):
        sheet = Sheet(CLOCK)
        sheet.open(promised("first_response"))
        self.assertEqual([row.metric for row in sheet.opened], ["first_response"])
        self.assertFalse(sheet.moved)

        sheet = again(sheet)
        sheet.stop(["first_response"], START + HOUR)
        [row] = sheet.moved
        self.assertEqual((row.verdict, row.working_seconds), ("met", 3600))
        self.assertFalse(sheet.opened)
        self.assertEqual(sheet.state(), "done")

    def test_a_row_that_opens_and_stops_at_once_is_written_once(self):
        sheet = Sheet(CLOCK)
        sheet.open(promised("first_response"))
        sheet.stop(["first_response"], START)

        [row] = sheet.opened
        self.assertEqual((row.verdict, row.stopped_at), ("met", START))
        self.assertFalse(sheet.moved)

    def test_only_what_was_asked_for_stops(self):
        sheet = opened(*METRICS)
        sheet.stop(["first_response", "next_response"], START + 5 * HOUR)

        self.assertEqual({row.verdict for row in sheet.moved}, {"missed"})
        self.assertEqual(sheet.state(), "running")
        self.assertEqual(sheet.next_round("next_response"), 2)

    def test_waiting_moves_the_due_moment_and_what_alerts(self):
        sheet = opened("resolution")
        sheet.wait(START + HOUR, "customer", 5)
        self.assertEqual(sheet.begun, [Pause(START + HOUR, "customer", 5)])
        due = (START + 2 * HOUR, START + 4 * HOUR)
        self.assertEqual((sheet.state(), sheet.marks()), ("paused", due))
        self.assertEqual(sheet.paused_at, START + HOUR)
        self.assertIsNone(sheet.moved[0].alerts)

        sheet = again(sheet)
        sheet.go_on(START + 3 * HOUR)
        [row] = sheet.moved
        self.assertEqual(row.due_at, START + 6 * HOUR)
        self.assertEqual(row.alerts, {7: START + 4 * HOUR})
        self.assertEqual(
            (sheet.over.stopped_at, sheet.over.working_seconds),
            (START + 3 * HOUR, 7200),
        )

    def test_what_is_broken_when_it_begins_to_wait_keeps_its_dates(self):
        for hours, state in ((3, "paused"), (5, "late")):
            with self.subTest(hours=hours):
                sheet = opened("resolution")
                sheet.wait(START + hours * HOUR, "customer", 5)
                self.assertEqual(sheet.state(), state)

                sheet = again(sheet)
                sheet._clock = OtherHours() if state == "late" else CLOCK
                sheet.go_on(START + 9 * HOUR)

                [row] = sheet.moved
                moved = START + (4 if state == "late" else 10) * HOUR
                self.assertEqual((row.due_at, row.verdict), (moved, "running"))

    def test_what_is_broken_and_stops_while_it_waits_is_missed(self):
        sheet = opened("first_response")
        sheet.wait(START + 5 * HOUR, "customer", 5)
        sheet = again(sheet)
        sheet._clock = OtherHours()
        sheet.stop(["first_response"], START + 6 * HOUR)

        self.assertEqual(sheet.moved[0].verdict, "missed")

    def test_what_is_owed_on_a_closed_ticket_is_due_never(self):
        sheet = opened("first_response")
        sheet.close(START)

        self.assertEqual(sheet.marks(), (False, False))

    def test_what_stops_while_it_stands_still_counts_no_waiting(self):
        sheet = opened("first_response")
        sheet.wait(START + HOUR, "customer", 5)
        sheet = again(sheet)
        sheet.stop(["first_response"], START + 9 * HOUR)

        [row] = sheet.moved
        self.assertEqual((row.verdict, row.working_seconds), ("met", 3600))

    def test_of_two_waits_the_first_ends_when_the_second_begins(self):
        sheet = opened("resolution")
        sheet.wait(START, "customer", 5)
        sheet = again(sheet)
        sheet.go_on(START + HOUR)
        sheet.wait(START + HOUR, "third_party", 6)

        self.assertEqual(sheet.over.stopped_at, START + HOUR)
        self.assertEqual(sheet.begun[0].waiting_for, "third_party")
        self.assertEqual([row.verdict for row in sheet.moved], ["paused"])

    def test_an_answer_owed_at_closing_sleeps_or_was_missed(self):
        for hours, verdict in ((4, "paused"), (5, "missed")):
            with self.subTest(hours=hours):
                sheet = opened("first_response", "resolution")
                sheet.close(START + hours * HOUR)

                verdicts = {row.metric: row.verdict for row in sheet.moved}
                self.assertEqual(verdicts["first_response"], verdict)
                self.assertEqual(sheet.state(), "done")

    def test_an_answer_on_a_closed_ticket_counts_no_time_closed(self):
        sheet = opened("first_response", "resolution")
        sheet.close(START + HOUR)
        sheet = again(sheet)
        sheet.stop(["first_response"], START + 100 * HOUR)

        [row] = sheet.moved
        self.assertEqual((row.verdict, row.working_seconds), ("met", 3600))

    def test_time_closed_is_a_pause_also_without_any_row(self):
        sheet = Sheet(CLOCK)
        sheet.close(START)

        sheet = again(sheet)
        sheet.reopen(START + HOUR)
        self.assertEqual(
            sheet.begun, [Pause(START, "closed", None, START + HOUR, 3600)]
        )

    def test_what_opens_while_the_ticket_waits_stands_still(self):
        sheet = Sheet(CLOCK)
        sheet.wait(START, "customer", 5)
        sheet = again(sheet)
        sheet.open(promised("next_response"))

        self.assertEqual(sheet.opened[0].verdict, "paused")

    def test_facts_of_rows_are_the_facts_of_the_sheet(self):
        sheet = opened("first_response", "resolution")
        sheet.stop(["first_response"], START + HOUR)
        sheet.wait(START + HOUR, "customer", 5)
        cancelled = promised("next_response", 3)._replace(verdict="cancelled")

        facts = facts_of([*sheet.moved, cancelled], sheet.begun)

        self.assertEqual(facts["rounds"].pop("next_response"), 3)
        self.assertEqual(facts.pop("cancelled"), ["next_response"])
        self.assertEqual(facts, sheet.facts())

    @examples(60)
    @given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 9)), max_size=14))
    def test_a_life(self, events):
        """Whatever happens in whatever order: what a row used are the hours in which
        the ticket neither waited nor was closed, and it was met if they were enough."""
        life = Life()
        for event, hours in events:
            life.now += hours * HOUR
            life.happen(event)
        life.happen("go on" if life.waits else "reopen")
        life.happen("answer")
        life.happen("close")

        self.assertFalse(life.sheet.facts().get("rows"))
        for row in life.ended.values():
            used = seconds_outside(row.started_at, row.stopped_at, life.holes)
            self.assertEqual(row.working_seconds, used, row)
            met = used <= row.commitment * 3600
            self.assertEqual(row.verdict, "met" if met else "missed", row)


class Life:
    """A ticket as its stages see it: it keeps its holes by itself."""

    def __init__(self):
        self.now = START
        self.waits = self.closed = None
        self.holes, self.ended = [], {}
        self.sheet = opened("first_response", "resolution")

    def happen(self, event):
        broken = self.late()
        getattr(self, "do_" + event.replace(" ", "_"))()
        for row in self.sheet.opened + self.sheet.moved:
            if row.stopped_at:
                assert row.key not in self.ended, "what has ended never moves"
                self.ended[row.key] = row
        self.sheet = again(self.sheet)
        missed = {key for key, row in self.ended.items() if row.verdict == "missed"}
        assert broken <= self.late() | missed, "a broken promise stays broken"

    def late(self):
        """The keys of what is open past its commitment now."""
        since = self.sheet.paused_at
        return {
            row.key
            for row in self.sheet.open_rows()
            if is_late(row.verdict, row.due_at, self.now, since)
        }

    def do_forget(self):
        """Nothing happens: it goes through the database once more."""

    def do_answer(self):
        since = self.waits or self.closed
        if since:  # a hole so far, for rows that stop in it
            self.holes.append((since, self.now))
        self.sheet.stop(["first_response", "next_response"], self.now)

    def do_ask(self):
        if not self.closed:
            number = self.sheet.next_round("next_response")
            self.sheet.open(promised("next_response", number, self.now))

    def do_wait(self):
        if not (self.waits or self.closed):
            self.waits = self.now
            self.sheet.wait(self.now, "customer", 5)

    def do_go_on(self):
        if self.waits:
            self.holes.append((self.waits, self.now))
            self.waits = None
            self.sheet.go_on(self.now)

    def do_close(self):
        if not self.closed:
            self.do_go_on()
            self.closed = self.now
            self.sheet.close(self.now)

    def do_reopen(self):
        if self.closed:
            self.holes.append((self.closed, self.now))
            self.closed = None
            self.sheet.reopen(self.now)
            number = self.sheet.next_round("resolution")
            self.sheet.open(promised("resolution", number, self.now))
