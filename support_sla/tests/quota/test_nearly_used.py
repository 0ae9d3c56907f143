# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from random import Random

from odoo.fields import Domain
from odoo.tests import tagged

from ...tools.promise.quota import alert_mark
from ..common import MONDAY
from .quota_common import QuotaCase

NUMBER = 40


@tagged("post_install", "-at_install")
class TestNearlyUsed(QuotaCase):
    """What is nearly used up is decided once, whatever the ledger holds."""

    def _make_ledgers(self, chance):
        levels = self.small
        for number, tz in enumerate(("Pacific/Kiritimati", "Pacific/Pago_Pago")):
            calendar = self.calendar.copy({"tz": tz})
            levels |= self.small.copy({"code": f"far{number}"})
            levels[-1].calendar_id = calendar
        levels |= self.small.copy({"code": "endless", "quota_tickets": 0})
        contracts = self.env["support.contract"]
        for number in range(NUMBER):
            customer = self._make_customer(f"Customer {number}")
            last = chance.choice([False, "2026-03-01", "2026-12-31"])
            level = chance.choice(levels)
            contracts |= self._make_contract(customer, level, "2026-01-15", last)
        return contracts

    def _use(self, contract, chance):
        """Entries of every kind in the month before, in this one, or in none."""
        rows = self.env["support.quota.period"].sudo()
        entries = self.env["support.quota.entry"].sudo()
        kinds = ["consumption"] * 5 + ["reversal", "adjustment", "adjustment"]
        for day in (MONDAY.replace(month=2), MONDAY):
            if chance.random() < 0.2:
                continue
            opened = rows._open({contract: day.date()}, day)
            opened.write({"allowance": chance.choice([0, 1, 3, 5, 10])})
            for kind in chance.choices(kinds, k=chance.randrange(12)):
                quantity = {"consumption": 1, "reversal": -1}.get(kind)
                self._insert(entries, opened, kind, quantity or chance.choice([-2, 2]))

    def _insert(self, entries, row, kind, quantity):
        """As the ledger has it, without a ticket for each."""
        self.env.cr.execute(
            "INSERT INTO support_quota_entry (contract_id, company_id, period_start,"
            " kind, quantity, reason) VALUES (%s, %s, %s, %s, %s, 'By chance')",
            (row.contract_id.id, row.company_id.id, row.period_start, kind, quantity),
        )
        entries.invalidate_model()

    def test_on_ledgers_made_by_chance_it_is_what_a_recount_says(self):
        chance = Random(16)
        with self.at(MONDAY):
            contracts = self._make_ledgers(chance)
            for contract in contracts.filtered("quota_size"):
                self._use(contract, chance)
            contracts[:2].active = False
            self.env.invalidate_all()
            recount = contracts.filtered(
                lambda c: c.state == "active" and alert_mark(c.quota_used, c.quota_size)
            )
            shown = contracts.filtered("quota_nearly_used")
            every = self.env["support.contract"].with_context(active_test=False)
            here = Domain("id", "in", contracts.ids)
            found = every.search(here & Domain("quota_nearly_used", "=", True))
            left = every.search(here & Domain("quota_nearly_used", "=", False))

        self.assertTrue(5 < len(recount) < NUMBER - 5)
        self.assertEqual(shown, recount)
        self.assertEqual(found.sorted("id"), recount.sorted("id"))
        self.assertEqual(left.sorted("id"), (contracts - recount).sorted("id"))

    def test_shown_are_any_number_for_one_query(self):
        with self.at(MONDAY):
            contracts = self._make_ledgers(Random(7))
            contracts.mapped("quota_nearly_used")
            costs = []
            for some in (contracts[:1], contracts):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.mapped("quota_nearly_used")
                costs.append(self.env.cr.sql_log_count - before)

        self.assertEqual(costs, [1, 1])
