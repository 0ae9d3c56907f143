# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.tests import tagged

from ..common import MONDAY
from .quota_common import PlaceCase


@tagged("post_install", "-at_install")
class TestPeriodsAreDays(PlaceCase):
    """The same days never give a fresh allowance."""

    def test_the_first_day_is_moved(self):
        self.small.quota_anchor = "contract"
        contract = self._contract_since("2026-02-10", customer=self.globex)
        with self.at("2026-03-05 15:00"):
            self._make_tickets(3, self.gina)
        with self.at("2026-03-06 15:00"):
            contract.date_start = "2026-02-20"
            over = self._make_ticket(self.gina)

            self.assertEqual(over.support_quota_status, "over")
            self._assert_balance(contract, 3, 0)
            self.assertEqual(contract.quota_period_end, date(2026, 3, 9))
        with self.at("2026-03-10 15:00"):
            contract.invalidate_recordset()
            self.assertEqual(
                (contract.quota_period_start, contract.quota_period_end),
                (date(2026, 3, 10), date(2026, 3, 19)),
            )

    def test_months_become_weeks_quarters_and_years(self):
        for kind, ends in (("week", "04-05"), ("quarter", "06-30"), ("year", "12-31")):
            with self.subTest(kind=kind), self.env.cr.savepoint() as savepoint:
                with self.at(MONDAY):
                    self._make_tickets(3)
                    self.small.quota_period = kind
                    over = self._make_ticket(self.anna)

                    self.assertEqual(over.support_quota_status, "over")
                    self.assertEqual(self.contract.quota_period_end, date(2026, 3, 31))
                with self.at("2026-04-01 12:00"):
                    self._make_ticket(self.anna)
                    row = self.contract.quota_period_ids[0]
                    self.assertEqual(
                        (row.period_start, row.period_end),
                        (date(2026, 4, 1), date.fromisoformat(f"2026-{ends}")),
                    )
                savepoint.rollback()
                self.env.registry.clear_cache()

    def test_who_found_no_place_is_counted_by_contract_and_period(self):
        """A moment in UTC belongs to the day of the level's zone (six hours behind)."""
        with self.at("2026-01-02 15:00"):
            self.small.over_quota_policy = "inform"
        other = self._contract_since("2026-01-01", customer=self.globex)
        for moment, partner, count in (
            (MONDAY, self.anna, 5),
            ("2026-04-01 05:59", self.anna, 1),  # still March
            ("2026-04-01 06:01", self.anna, 4),
            (MONDAY, self.gina, 4),
        ):
            with self.at(moment):
                self._make_tickets(count, partner)

        rows = (self.contract | other).quota_period_ids

        self.assertEqual(
            {
                (row.contract_id, row.period_start.month): row.over_count
                for row in rows.filtered("over_count")
            },
            {(self.contract, 3): 3, (self.contract, 4): 1, (other, 3): 1},
        )

    def test_a_period_of_the_old_rule_still_alerts(self):
        with self.at(MONDAY):
            self._make_tickets(2)
            self.small.quota_period = "week"
            self._make_tickets(1)
            told = self.env["support.quota.period"]._get_to_tell(MONDAY)

            self.assertEqual(told.contract_id, self.contract)
            self.assertEqual(told.used, 3)

    def test_what_is_left_is_carried_when_a_period_begins(self):
        """Not when somebody writes an entry of a later one."""
        self.small.write({"quota_tickets": 10, "quota_carry_over": True})
        contract = self._contract_since("2026-03-01", customer=self.globex)
        entries = self.env["support.quota.entry"].with_user(self.manager)
        with self.at(MONDAY):
            entries.create(
                {
                    "contract_id": contract.id,
                    "period_start": "2026-05-10",
                    "quantity": -1,
                    "reason": "A present",
                }
            )
            self._make_tickets(4, self.gina)
        for month, carried in (("04", 6), ("05", 16)):
            moment = datetime.fromisoformat(f"2026-{month}-01 12:00")
            with self.at(moment):
                contract._open_period(moment)
                row = contract.quota_period_ids.filtered(
                    lambda r, m=moment: r.period_start == m.date()
                )
                present = 1 if month == "05" else 0
                self.assertEqual(row.size, 10 + carried + present)

    def test_a_late_correction_carries_nothing_more(self):
        self.small.quota_carry_over = True
        contract = self._contract_since("2026-02-01", customer=self.globex)
        with self.at("2026-02-10 15:00"):
            tickets = self._make_tickets(3, self.gina)
        with self.at(MONDAY):
            self._make_tickets(1, self.gina)
            tickets[0].support_exempt = "merged"
            contract._open_period(MONDAY)

            self._assert_balance(contract, 1, 2)
