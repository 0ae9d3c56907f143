# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..common import MONDAY
from .quota_common import QuotaCase

CONTRACTS = 300
TICKETS = 500
AT_MOST = 50


@tagged("post_install", "-at_install")
class TestBudget(QuotaCase):
    """Whoever edits a level or a team does not wait for all its customers."""

    def _contracts(self, first):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(CONTRACTS)]
        )
        contracts = self.env["support.contract"].create(
            [
                {
                    "partner_id": customer.id,
                    "level_id": self.small.id,
                    "date_start": first,
                }
                for customer in customers
            ]
        )
        contracts.action_confirm()
        return contracts

    def _queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_editing_a_level_of_many_contracts(self):
        with self.at("2024-01-10 15:00"):
            contracts = self._contracts("2024-01-01")
        for vals in (
            {"quota_tickets": 5},
            {"quota_period": "week"},
            {"quota_carry_over": True},
            {"over_quota_policy": "inform"},
            {"calendar_id": self.calendar_alldays.id},
        ):
            with self.subTest(**vals), self.at(MONDAY):
                queries = self._queries(lambda v=vals: self.small.write(v))

                self.assertLessEqual(queries, AT_MOST)
        self.assertEqual(len(contracts.quota_period_ids), CONTRACTS * 27)

    def test_ten_years_of_weeks_that_carry_over(self):
        self.small.write({"quota_period": "week", "quota_carry_over": True})
        with self.at("2016-03-07 15:00"):
            contract = self._make_contract(self.acme, self.small, "2016-03-07")
        with self.at(MONDAY):
            queries = self._queries(lambda: self._make_ticket(self.anna))

            # 520 rows to update and 520 entries to insert, a hundred at a time
            self.assertLessEqual(queries, AT_MOST + 2 * 6 + 8)
            self.assertEqual(len(contract.quota_period_ids), 522)
            self.assertEqual(contract.quota_size, 3 * 522)

    def test_many_tickets_change_their_team(self):
        self.small.quota_tickets = 10 * TICKETS
        self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at(MONDAY):
            tickets = self._make_tickets(TICKETS)
            queries = self._queries(
                lambda: tickets.write({"team_id": self.other_team.id})
            )

        self.assertLessEqual(queries, AT_MOST)

    def test_many_tickets_are_excluded_and_counted_again(self):
        self.small.quota_tickets = 10 * TICKETS
        self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at(MONDAY):
            tickets = self._make_tickets(200).with_context(tracking_disable=True)
            for why in ("merged", False):
                with self.subTest(why=why):
                    queries = self._queries(
                        lambda w=why: tickets.write({"support_exempt": w})
                    )
                    self.assertLessEqual(queries, AT_MOST)
