# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ...models.quota.later import QUEUE
from ...tools.promise import policies

START = datetime(2026, 1, 5, 15)
WHICH = st.integers(0, 50)
HAS_TICKETS = precondition(lambda self: self.tickets)


class QuotaStory(RuleBasedStateMachine):
    """What may happen to tickets and contracts, in any order.

    Every example plays in a savepoint of ``case``, a test of ours. Ledger, held state
    and deadlines are looked at together after each step.
    """

    case = policy = None
    carry_over = False

    def __init__(self):
        super().__init__()
        self.savepoint = self.case.env.cr.savepoint()
        self.now = START
        self.case.small.write(
            {
                "over_quota_policy": self.policy,
                "quota_carry_over": self.carry_over,
            }
        )
        with self.case.at(START):
            self.contracts = self.case._make_contract(
                self.case.acme, self.case.small, "2026-01-01", "2026-02-28"
            )
            self.aside = self.case._make_contract(
                self.case.acme, self.case.lower, "2026-01-01"
            )
        self.tickets = self.case.env["helpdesk.ticket"]
        self.past = {}

    def teardown(self):
        self.case.env.cr.postcommit.data.pop(QUEUE, None)
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all(flush=False)
        self.case.env.registry.clear_cache()

    def pick(self, which):
        return self.tickets[which % len(self.tickets)]

    def current(self):
        return self.contracts[-1]

    @contextmanager
    def by_a_person(self):
        """Somebody does it, now: the past may move."""
        with self.case.at(self.now):
            yield
            self.case.env.flush_all()

    @contextmanager
    def by_itself(self):
        """Nobody asked for it: no period moves that is over by then."""
        with self.case.at(self.now):
            before = self.used()
            yield
            self.case.env.flush_all()
            after = self.used()
            for row, used in before.items():
                if row.contract_id._quota_is_past(row.period_start, self.now):
                    self.case.assertEqual(after[row], used)

    def used(self):
        self.case.env.invalidate_all()
        rows = (self.contracts | self.aside).quota_period_ids
        return {row: row.used for row in rows}

    # ------------------------------------------------------ what may happen

    @initialize()
    def begin_with_two(self):
        self.open_tickets(2)

    @rule(count=st.integers(1, 2))
    def create_few(self, count):
        self.open_tickets(count)

    @rule(count=st.integers(2, 5))
    def create_many(self, count):
        self.open_tickets(count)

    def open_tickets(self, count):
        with self.by_itself():
            new = self.case._make_tickets(count)
            waiting = self.tickets.filtered(
                lambda t: t.support_held and not t.closed and t.active
            )
            for ticket in new:
                ahead = waiting.filtered(
                    lambda t, new=ticket: (
                        t.support_contract_id == new.support_contract_id
                        and not t.support_quota_pending
                    )
                )
                if ahead:
                    self.case.assertNotEqual(ticket.support_quota_status, "counted")
            self.tickets += new

    @precondition(lambda self: len(self.tickets) > 1)
    @rule(which=WHICH)
    def duplicate(self, which):
        one, two = self.pick(which), self.pick(which + 1)
        with self.by_a_person():
            one.duplicate_id = False if one.duplicate_id else two

    @HAS_TICKETS
    @rule(which=WHICH, stage=st.sampled_from(["rejected", "progress", "done"]))
    def move(self, which, stage):
        with self.by_a_person():
            self.pick(which).stage_id = getattr(self.case, f"stage_{stage}")

    @HAS_TICKETS
    @rule(which=WHICH, why=st.sampled_from(["merged", "own_defect", False]))
    def exclude(self, which, why):
        with self.by_a_person():
            self.pick(which).support_exempt = why

    @HAS_TICKETS
    @rule(which=WHICH)
    def grant(self, which):
        ticket = self.pick(which)
        if ticket.support_quota_status == "over" and not ticket.support_quota_pending:
            with self.by_a_person():
                ticket.action_support_grant()
                self.case.assertNotEqual(ticket.support_quota_status, "over")

    @HAS_TICKETS
    @rule(which=WHICH, other=st.booleans())
    def pick_by_hand(self, which, other):
        with self.by_a_person():
            contract = self.aside if other else self.current()
            if contract.phase != "cancelled":
                self.pick(which).support_contract_id = contract

    @HAS_TICKETS
    @rule(which=WHICH)
    def delete(self, which):
        ticket = self.pick(which)
        with self.by_a_person():
            self.tickets -= ticket
            ticket.unlink()

    @HAS_TICKETS
    @rule(which=WHICH)
    def archive(self, which):
        with self.by_a_person():
            self.pick(which).active ^= True

    @rule(days=st.sampled_from([1, 3, 20, 31]))
    def pass_time(self, days):
        self.now += timedelta(days=days)
        with self.by_itself():
            self.run_the_job()

    def run_the_job(self):
        steps = self.case.env["support.contract"]
        for contract in steps._get_unreached(self.now):
            contract._reach(self.now)
        for contract in steps._get_unopened(self.now):
            contract._open_period(self.now)

    @rule(days=st.sampled_from([1, 28]))
    def pass_time_without_a_job(self, days):
        self.now += timedelta(days=days)

    @rule(more=st.integers(-1, 4))
    def resize(self, more):
        with self.by_itself():
            self.case.small.quota_tickets = max(self.case.small.quota_tickets + more, 1)

    @rule(kind=st.sampled_from(["week", "month", "quarter"]))
    def change_the_period(self, kind):
        with self.by_itself():
            self.case.small.quota_period = kind

    @rule()
    def renew(self):
        with self.by_itself():
            if self.current().phase == "confirmed" and self.current().date_end:
                self.contracts += self.current()._renew()

    @rule()
    def upgrade(self):
        last = self.current()
        with self.by_itself():
            if last.state == "active" and last.level_id == self.case.small:
                self.contracts += last._change_level(
                    self.case.preferential, self.now.date()
                )

    @rule()
    def cancel(self):
        with self.by_itself():
            if self.current().state == "active":
                self.current().action_cancel()

    @HAS_TICKETS
    @rule(which=WHICH, priority=st.sampled_from("0123"))
    def prioritize(self, which, priority):
        with self.by_a_person():
            self.pick(which).priority = priority

    @rule(event=st.sampled_from(["create_few", "upgrade", "exclude"]), which=WHICH)
    def lose_a_race(self, event, which):
        """Others count in the same periods at that moment: nothing is known yet."""
        if not self.tickets:
            return
        arguments = {"create_few": (1,), "exclude": (which, "merged")}.get(event, ())
        rows = {t: self.open_rows(t) for t in self.tickets}
        counting = type(self.case.env["support.quota"])
        with patch.object(counting, "_try", lambda *_args: False):
            getattr(QuotaStory, event)(self, *arguments)
        for ticket in self.tickets.filtered(lambda t: t in rows):
            with self.case.at(self.now):
                ticket.priority = "1"
            if ticket.support_quota_pending and not ticket.support_held:
                self.case.assertEqual(self.open_rows(ticket), rows[ticket])

    def open_rows(self, ticket):
        return [
            (row.metric, row.due_at) for row in ticket.support_deadline_ids._get_open()
        ]

    @rule()
    def others_are_done(self):
        queue = self.case.env.cr.postcommit.data.pop(QUEUE, None)
        if queue:
            with self.case.at(self.now):
                later = self.case.env["support.quota.later"]
                later._run(queue["tickets"], queue["contracts"], self.now)
                self.case.env.flush_all()

    # ------------------------------------------------------ what always holds

    def settled(self):
        self.case.env.flush_all()
        self.case.env.invalidate_all()
        return self.tickets.filtered(lambda t: not t.support_quota_pending)

    @invariant()
    def balance_is_allowance_minus_sum(self):
        self.settled()
        for row in (self.contracts | self.aside).quota_period_ids:
            entries = row.contract_id.quota_entry_ids.filtered(
                lambda e, row=row: e.period_start == row.period_start
            )
            total = sum(entries.mapped("quantity"))
            self.case.assertEqual(row.left, row.allowance - total)

    @invariant()
    def periods_tile_the_days(self):
        for contract in self.contracts:
            rows = contract.quota_period_ids.sorted("period_start")
            for before, row in zip(rows, rows[1:], strict=False):
                self.case.assertLess(before.period_end, row.period_start)

    @invariant()
    def no_ticket_is_counted_twice(self):
        for ticket in self.settled():
            entries = ticket.support_quota_entry_ids.filtered(
                lambda e: e.kind in ("consumption", "reversal")
            )
            counted = ticket.support_quota_status == "counted"
            self.case.assertEqual(sum(entries.mapped("quantity")), int(counted))

    @invariant()
    def held_tickets_are_promised_nothing(self):
        for ticket in self.settled():
            held = policies.holds(ticket.support_over_policy)
            self.case.assertEqual(ticket.support_held, held)
            if ticket.support_quota_status != "over":
                self.case.assertFalse(ticket.support_over_policy)
            if ticket.support_held:
                self.case.assertFalse(ticket.support_deadline_ids._get_open())

    @invariant()
    def all_others_have_what_their_level_promises(self):
        for ticket in self.settled().filtered(lambda t: not t.support_held):
            rows = ticket.support_deadline_ids.filtered(
                lambda d: d.metric == "first_response"
            )
            promised = ticket.support_level_id._get_promise(
                "first_response", ticket.priority
            )
            if ticket.closed:
                continue
            if not promised:
                self.case.assertFalse(rows._get_open())
            elif not rows.filtered(lambda d: d.verdict in ("met", "missed")):
                self.case.assertEqual(len(rows._get_open()), 1)
                self.case.assertEqual(
                    rows._get_open().level_id, ticket.support_level_id
                )

    @invariant()
    def allowances_of_the_past_stay(self):
        for row in self.contracts.quota_period_ids:
            if row.period_end < self.now.date() - timedelta(days=1):
                kept = self.past.setdefault(row, row.allowance)
                self.case.assertEqual(row.allowance, kept)
