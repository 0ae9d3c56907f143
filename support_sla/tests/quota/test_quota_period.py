# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .quota_common import QuotaCase

SECOND = timedelta(seconds=1)


@tagged("post_install", "-at_install")
class TestQuotaPeriod(QuotaCase):
    """Where a period begins, and what it leaves to the next (specification 4)."""

    def _assert_periods(self, contract, moments):
        """Tickets opened at these moments are counted in the periods given."""
        for moment, first in moments:
            with self.subTest(moment=moment), self.at(moment):
                ticket = self._make_ticket(contract.partner_id)
                entry = ticket.support_quota_entry_ids
                self.assertEqual(str(entry.period_start), first)
                self.assertEqual(contract.quota_period_start, entry.period_start)

    def _make_level(self, **vals):
        return self.small.copy({"code": "other", "quota_tickets": 100} | vals)

    def test_borders_are_local_in_four_zones(self):
        """The first second of April, and the last of March, in each zone."""
        for tz, border in (
            ("America/Guatemala", datetime(2026, 4, 1, 6, 0)),
            ("Asia/Kolkata", datetime(2026, 3, 31, 18, 30)),
            ("Pacific/Auckland", datetime(2026, 3, 31, 11, 0)),  # still summer time
            ("UTC", datetime(2026, 4, 1, 0, 0)),
        ):
            calendar = self.calendar.copy({"name": tz, "tz": tz})
            level = self._make_level(code=tz, calendar_id=calendar.id)
            contract = self._make_contract(
                self._make_customer(f"In {tz}"), level, "2026-01-01"
            )
            with self.subTest(tz=tz):
                self._assert_periods(
                    contract,
                    ((border - SECOND, "2026-03-01"), (border, "2026-04-01")),
                )

    def test_a_calendar_that_moves_to_another_zone(self):
        calendar = self.calendar.copy({"name": "Moves", "tz": "UTC"})
        contract = self._make_contract(
            self.acme, self._make_level(calendar_id=calendar.id), "2026-01-01"
        )
        moment = datetime(2026, 4, 1, 3, 0)
        self._assert_periods(contract, [(moment, "2026-04-01")])

        calendar.tz = "America/Guatemala"

        self._assert_periods(contract, [(moment, "2026-03-01")])

    def test_every_period_by_calendar(self):
        for kind, first in (
            ("week", "2026-05-11"),
            ("month", "2026-05-01"),
            ("quarter", "2026-04-01"),
            ("year", "2026-01-01"),
        ):
            level = self._make_level(code=kind, quota_period=kind)
            contract = self._make_contract(
                self._make_customer(kind), level, "2026-01-01"
            )
            self._assert_periods(contract, [("2026-05-17 15:00", first)])

    def test_a_contract_from_the_31st(self):
        level = self._make_level(quota_anchor="contract")
        contract = self._make_contract(self.acme, level, "2026-01-31")

        self._assert_periods(
            contract,
            (
                ("2026-02-27 15:00", "2026-01-31"),
                ("2026-02-28 15:00", "2026-02-28"),
                ("2026-03-30 15:00", "2026-02-28"),
                ("2026-03-31 15:00", "2026-03-31"),
                ("2026-04-30 15:00", "2026-04-30"),
            ),
        )

    def test_a_contract_from_a_leap_day(self):
        level = self._make_level(quota_anchor="contract", quota_period="year")
        contract = self._make_contract(self.acme, level, "2028-02-29")

        self._assert_periods(
            contract,
            (
                ("2029-02-27 15:00", "2028-02-29"),
                ("2029-02-28 15:00", "2029-02-28"),
                ("2032-02-28 15:00", "2031-02-28"),
                ("2032-02-29 15:00", "2032-02-29"),
            ),
        )

    def _assert_carried(self, cap, used, wanted):
        """Use so many in January, February …; what is available each month."""
        self.small.write({"quota_carry_over": True, "quota_carry_over_cap": cap})
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        for month, (tickets, size) in enumerate(zip(used, wanted, strict=True), 1):
            with self.at(datetime(2026, month, 10, 15)):
                made = self._make_tickets(tickets)
                contract.invalidate_recordset()
                if tickets:
                    self.assertEqual(contract.quota_size, size, f"month {month}")
                    self.assertEqual(made[-1].support_quota_status, "counted")
        return contract

    def test_carry_over_without_cap(self):
        """Unused months add up; a month in which nothing came is no exception."""
        contract = self._assert_carried(0, (1, 0, 8, 3), (3, 0, 8, 3))

        self.assertEqual(
            [
                (entry.period_start.month, entry.quantity)
                for entry in contract.quota_entry_ids.filtered(
                    lambda e: e.kind == "carry_over"
                ).sorted("id")
            ],
            [(2, -2), (3, -5)],
        )

    def test_carry_over_with_a_cap(self):
        self._assert_carried(2, (1, 0, 5, 3), (3, 0, 5, 3))

    def test_over_quota_is_no_debt(self):
        self.small.write({"quota_carry_over": True, "over_quota_policy": "extra"})
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at("2026-01-10 15:00"):
            self._make_tickets(5)
        with self.at("2026-02-10 15:00"):
            self._make_ticket(self.anna)

            self.assertEqual((contract.quota_used, contract.quota_left), (1, 2))

    def test_the_cron_carries_over_once(self):
        self.small.quota_carry_over = True
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        for _ in range(2):
            with self.at("2026-02-01 06:00"):
                contract._open_period(datetime(2026, 2, 1, 6))

        carried = contract.quota_entry_ids
        self.assertEqual((carried.kind, carried.quantity), ("carry_over", -3))
        self.assertEqual(carried.period_start, date(2026, 2, 1))

    def test_a_late_reversal_is_not_carried_any_more(self):
        self.small.quota_carry_over = True
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at("2026-01-10 15:00"):
            tickets = self._make_tickets(3)
        with self.at("2026-02-10 15:00"):
            self._make_ticket(self.anna)
            tickets[0].duplicate_id = tickets[1]
            self._make_ticket(self.anna)

            self.assertEqual((contract.quota_used, contract.quota_size), (2, 3))
