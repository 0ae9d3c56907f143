# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import MONDAY
from .quota_common import QuotaCase

MODELS = ("support.quota.entry", "support.quota.period")


@tagged("post_install", "-at_install", "security")
class TestQuotaAccess(QuotaCase):
    """Nobody sees what is not theirs: read, search, count and group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        cls.others = cls._make_contract(cls.globex, cls.small, "2026-01-01")
        cls.elsewhere = cls._make_contract(
            cls.globex, cls.small, "2026-01-01", company_id=cls.other_company.id
        )
        cls.portal = cls._make_portal_user(cls.anna)
        cls.employee = new_test_user(cls.env, "support-nobody", "base.group_user")

    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self._make_ticket(self.anna)
            self._make_ticket(self.gina)
            self._make_ticket(
                self.gina, team_id=False, company_id=self.other_company.id
            )

    def _assert_sees(self, user, contracts):
        for name in MODELS:
            model = self.env[name].with_user(user)
            with self.subTest(user=user.login, model=name):
                self.assertEqual(model.search([]).sudo().contract_id, contracts)
                counts = model._read_group([], ["contract_id"], ["__count"])
                self.assertEqual(sum(count for _, count in counts), len(contracts))
                self.assertEqual(model.search_count([]), len(contracts))
                hidden = self.env[name].search(
                    [("contract_id", "not in", contracts.ids)]
                )
                with self.assertRaises(AccessError):
                    hidden[:1].with_user(user).read(["period_start"])

    def test_customers_see_their_own(self):
        self._assert_sees(self.portal, self.contract)

        mine = self.contract.with_user(self.portal)
        self.assertEqual(mine.search([]), self.contract)
        with self.at(MONDAY):
            self.assertEqual((mine.quota_used, mine.quota_left), (1, 2))
        with self.assertRaises(AccessError):
            self.others.with_user(self.portal).read(["quota_used"])

    def test_agents_see_their_companies(self):
        self._assert_sees(self.agent_own, self.contract | self.others)

    def test_employees_without_a_role_see_nothing(self):
        for name in MODELS:
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.employee).search([])

    def test_nobody_writes_the_ledger(self):
        entry = self.contract.quota_entry_ids
        row = self.contract.quota_period_ids
        for user in (self.portal, self.agent_own, self.agent):
            for record, vals in ((entry, {"quantity": 9}), (row, {"allowance": 9})):
                with self.subTest(user=user.login, model=record._name):
                    with self.assertRaises(UserError):
                        record.with_user(user).write(vals)
                    with self.assertRaises(UserError):
                        record.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["support.quota.entry"].with_user(user).create(
                    {"contract_id": self.contract.id, "quantity": -9, "reason": "x"}
                )

    def test_a_manager_adjusts_only_for_his_companies(self):
        with self.assertRaises(AccessError):
            self.env["support.quota.entry"].with_user(self.manager).create(
                {"contract_id": self.elsewhere.id, "quantity": -9, "reason": "x"}
            )

    def test_only_managers_change_contracts(self):
        with self.assertRaises(AccessError):
            self.env["support.contract.change"].with_user(self.agent).create(
                {"contract_id": self.contract.id, "kind": "renew"}
            )

    def test_a_customer_cannot_get_himself_out_of_the_quota(self):
        ticket = self.contract.ticket_ids.with_user(self.portal)
        for call in (
            lambda: ticket.write({"support_exempt": "own_defect"}),
            ticket.action_support_grant,
            ticket.action_support_reattach,
            ticket.action_support_count_again,
        ):
            with self.assertRaises(AccessError):
                call()
