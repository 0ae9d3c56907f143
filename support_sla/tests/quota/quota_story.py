# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ...tools.promise.quota import HOLDING_POLICIES

START = datetime(2026, 1, 5, 15)
WHICH = st.integers(0, 50)


class QuotaStory(RuleBasedStateMachine):
    """What may happen to tickets and contracts, in any order.

    Every example plays in a savepoint of ``case``, a test of ours.
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
        self.contracts = self.case._make_contract(
            self.case.acme, self.case.small, "2026-01-01", "2026-06-30"
        )
        self.tickets = self.case.env["helpdesk.ticket"]
        self.past = {}

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all(flush=False)

    def pick(self, which):
        return self.tickets[which % len(self.tickets)]

    def current(self):
        return self.contracts[-1]

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
        with self.case.at(self.now):
            self.tickets += self.case._make_tickets(count)

    @precondition(lambda self: len(self.tickets) > 1)
    @rule(which=WHICH)
    def duplicate(self, which):
        one, two = self.pick(which), self.pick(which + 1)
        with self.case.at(self.now):
            one.duplicate_id = False if one.duplicate_id else two

    @precondition(lambda self: self.tickets)
    @rule(which=WHICH, stage=st.sampled_from(["rejected", "progress", "done"]))
    def move(self, which, stage):
        with self.case.at(self.now):
            self.pick(which).stage_id = getattr(self.case, f"stage_{stage}")

    @precondition(lambda self: self.tickets)
    @rule(which=WHICH, why=st.sampled_from(["merged", "own_defect", False]))
    def exclude(self, which, why):
        with self.case.at(self.now):
            self.pick(which).support_exempt = why

    @precondition(lambda self: self.tickets)
    @rule(which=WHICH)
    def grant(self, which):
        ticket = self.pick(which)
        if ticket.support_quota_status == "over":
            with self.case.at(self.now):
                ticket.action_support_grant()

    @rule(days=st.sampled_from([1, 3, 20]))
    def pass_time(self, days):
        self.now += timedelta(days=days)
        with self.case.at(self.now):
            steps = self.case.env["support.contract"]
            for contract in steps._get_unreached(self.now):
                contract._reach(self.now)
            for contract in steps._get_unopened(self.now):
                contract._open_period(self.now)

    @rule(more=st.integers(1, 4))
    def enlarge(self, more):
        with self.case.at(self.now):
            self.case.small.quota_tickets += more

    @rule()
    def renew(self):
        with self.case.at(self.now):
            if self.current().phase == "confirmed" and self.current().date_end:
                self.contracts += self.current()._renew()

    @rule()
    def upgrade(self):
        last = self.current()
        with self.case.at(self.now):
            if last.state == "active" and last.level_id == self.case.small:
                self.contracts += last._change_level(
                    self.case.preferential, self.now.date()
                )

    @rule()
    def cancel(self):
        with self.case.at(self.now):
            if self.current().state == "active":
                self.current().action_cancel()

    # ------------------------------------------------------ what always holds

    def periods(self):
        self.case.env.flush_all()
        self.case.env.invalidate_all()
        return self.contracts.quota_period_ids

    @invariant()
    def balance_is_allowance_minus_sum(self):
        for row in self.periods():
            entries = row.contract_id.quota_entry_ids.filtered(
                lambda e, row=row: e.period_start == row.period_start
            )
            total = sum(entries.mapped("quantity"))
            self.case.assertEqual(row.left, row.allowance - total)

    @invariant()
    def no_ticket_is_counted_twice(self):
        self.case.env.invalidate_all()
        for ticket in self.tickets:
            entries = ticket.support_quota_entry_ids.filtered(
                lambda e: e.kind in ("consumption", "reversal")
            )
            counted = ticket.support_quota_status == "counted"
            self.case.assertEqual(sum(entries.mapped("quantity")), int(counted))
            self.case.assertFalse(ticket.support_quota_pending)

    @invariant()
    def never_more_than_there_is(self):
        for row in self.periods():
            self.case.assertLessEqual(row.used, row.size)

    @invariant()
    def held_tickets_are_promised_nothing(self):
        for ticket in self.tickets:
            over = ticket.support_quota_status == "over"
            self.case.assertEqual(
                ticket.support_held, over and self.policy in HOLDING_POLICIES
            )
            if ticket.support_held:
                running = ticket.support_deadline_ids.filtered(
                    lambda d: d.verdict == "running"
                )
                self.case.assertFalse(running)

    @invariant()
    def allowances_of_the_past_stay(self):
        for row in self.periods():
            if row.period_end < self.now.date() - timedelta(days=1):
                kept = self.past.setdefault(row, row.allowance)
                self.case.assertEqual(row.allowance, kept)
