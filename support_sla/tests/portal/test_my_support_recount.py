# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from ..quota.quota_common import PlaceCase

STEPS = 16


@tagged("post_install", "-at_install")
class TestMySupportRecount(PlaceCase):
    """Gauge, ledger and what is behind each figure equal a plain recount of the
    entries, whatever happened: tickets, reversals, grants, withdrawals, carry-over."""

    def test_it_equals_a_plain_recount(self):
        for seed in range(2):
            with self.subTest(seed):
                chance = random.Random(seed)
                level = self.small.copy(
                    {"code": f"s{seed}", "name": f"S{seed}", "rank": 100 + seed}
                )
                level.quota_carry_over = bool(seed % 2)
                contract = self._contract_since("2026-01-01", level=level)
                now = datetime(2026, 1, 5, 16)
                for _step in range(STEPS):
                    now += timedelta(days=chance.choice((1, 4, 12)))
                    with self.at(now):
                        self._act(contract, chance)
                with self.at(now):
                    self._recount(contract, now)
                    contract.action_cancel()

    def _act(self, contract, chance):
        """Something that people do, by the method that they do it by."""
        tickets = contract.ticket_ids
        counted = tickets.filtered(lambda t: t.support_quota_status == "counted")
        deed = chance.choice(("ticket", "ticket", "tickets", "take back", "adjust"))
        if deed == "take back" and counted:
            chance.choice(counted).support_exempt = "duplicate"
        elif deed == "adjust":
            self.env["support.quota.entry"].create(
                {
                    "contract_id": contract.id,
                    "quantity": chance.choice((-2, -1, 1)),
                    "reason": "Agreed by phone",
                }
            )
        else:
            self._make_tickets(chance.choice((2, 3)) if deed == "tickets" else 1)

    def _month(self, moment):
        """The first day of its month in Guatemala."""
        return (moment - timedelta(hours=6)).date().replace(day=1)

    def _recount(self, contract, now):
        self.env.invalidate_all()
        entries = self.env["support.quota.entry"]
        every = entries.search([("contract_id", "=", contract.id)])
        allowed = {
            row.period_start: row.allowance
            for row in self.env["support.quota.period"].search(
                [("contract_id", "=", contract.id)]
            )
        }
        periods = contract._portal_ledger(now)
        self.assertGreater(len(periods), 2)
        for period in periods:
            first = period["first"]
            here = every.filtered(lambda e, first=first: e.period_start == first)
            given = here.filtered(
                lambda e: (
                    e.kind == "carry_over"
                    or (e.kind == "adjustment" and e.quantity < 0)
                )
            )
            used = here - given
            size = allowed.get(first, 3) - sum(given.mapped("quantity"))
            left = allowed.get(first, 3) - sum(here.mapped("quantity"))
            over = contract.ticket_ids.filtered(
                lambda t, first=first: (
                    t.support_quota_status == "over"
                    and (t.support_since - timedelta(hours=6)).date().replace(day=1)
                    == first
                )
            )
            self.assertEqual(
                [period[name] for name in ("size", "used", "left", "over")],
                [size, sum(used.mapped("quantity")), max(left, 0), len(over)],
            )
            for name, behind in (("size", given), ("used", used), ("left", here)):
                domain = contract._portal_entries_domain(first, name)
                self.assertEqual(entries.search(domain), behind)
        (current,) = [period for period in periods if period["current"]]
        gauge = contract._portal_gauges(now)[contract.id]
        for name in ("size", "used", "left", "over"):
            self.assertEqual(gauge[name], current[name])
        reader = self._make_portal_user(
            self._make_contact(self.acme, f"Reader of {contract.name}")
        )
        shown = contract._portal_entries(every, reader)
        self.assertEqual(
            sum(int(row["places"].replace("−", "-")) for row in shown),
            -sum(every.mapped("quantity")),
        )
