# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import MONDAY
from .quota_common import QuotaCase


@tagged("post_install", "-at_install", "security")
class TestQuotaForged(QuotaCase):
    """What the forms do not offer is not to be had by a call either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small.over_quota_policy = "approval"
        cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        cls.others = cls._make_contract(cls.globex, cls.monthly, "2026-01-01")

    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.counted = self._make_tickets(3)
            self.held = self._make_tickets(1)
            self.theirs = self._make_tickets(1, self.gina)

    def _make_category(self):
        return self.env["helpdesk.ticket.category"].create({"name": "Odd"})

    def _forge(self, **vals):
        entry = {
            **{"contract_id": self.contract.id, "quantity": -1, "reason": "Mine"},
            **{"why": "carried", "about": "2026-01-01"},
        }
        with self.at(MONDAY):
            return (
                self.env["support.quota.entry"]
                .with_user(self.manager)
                .create(entry | vals)
            )

    # The ledger

    def test_a_manager_forges_no_reversal(self):
        for kind in ("reversal", "consumption", "carry_over"):
            for ticket in (self.theirs, self.counted[0]):
                with self.subTest(kind=kind), self.assertRaises(AccessError):
                    self._forge(kind=kind, ticket_id=ticket.id)
        with self.at(MONDAY):
            self._assert_balance(self.others, 1, 39)

    def test_an_adjustment_names_no_ticket_of_another_contract(self):
        with self.assertRaises(AccessError):
            self._forge(ticket_id=self.theirs.id)
        self.assertEqual(self._forge(ticket_id=self.counted[0].id).kind, "adjustment")

    def test_company_and_turn_are_the_ledgers_own(self):
        entry = self._forge(company_id=self.other_company.id, turn=7, number=1, size=9)

        self.assertEqual(entry.company_id, self.company)
        self.assertEqual((entry.turn, entry.number, entry.size), (1, 0, 0))
        self.assertFalse(entry.why or entry.about)
        self.assertEqual(entry.reason_words, "Mine")

    # Approval: a manager admits, a manager exempts

    def _assert_waits(self):
        self.assertTrue(self.held.support_held)
        self.assertFalse(
            self.held.support_deadline_ids.filtered(lambda d: d.verdict == "running")
        )

    def test_an_agent_does_not_exempt(self):
        held = self.held.with_user(self.agent)
        wizard = self.env["support.quota.exempt"].with_user(self.agent)
        for act in (
            lambda: held.write({"support_exempt": "other"}),
            held.action_support_grant,
            lambda: wizard.create(
                {"ticket_ids": held.ids, "why": "own_defect"}
            ).action_apply(),
            # a place that is freed lets the next one in
            lambda: (
                self.counted[0].with_user(self.agent).write({"support_exempt": "other"})
            ),
        ):
            with self.at(MONDAY), self.assertRaises(AccessError):
                act()
        with self.at(MONDAY):
            tickets = self.env["helpdesk.ticket"].with_user(self.agent)
            born = tickets.create(self._ticket_vals(self.anna, support_exempt="other"))
        self.assertTrue(born.support_held)  # born so, it waits as the others do
        self._assert_waits()

    def test_marking_it_as_something_else_lets_nothing_in(self):
        service = self.env["support.service"].create({"name": "Odd jobs"})
        self.env["support.level.coverage"].create(
            {
                "level_id": self.small.id,
                "service_id": service.id,
                "coverage": "excluded",
            }
        )
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Odd", "support_service_id": service.id}
        )
        held = self.held.with_user(self.agent)
        for vals, back in (
            ({"duplicate_id": self.counted[0].id}, {"duplicate_id": False}),
            ({"category_id": category.id}, {"category_id": False}),
            ({"stage_id": self.stage_rejected.id}, {"stage_id": self.stage_new.id}),
        ):
            with self.subTest(vals=vals), self.at(MONDAY):
                held.write(vals)
                self._assert_waits()
                held.write(back)
                self._assert_waits()

    def test_a_manager_does_both(self):
        with self.at(MONDAY):
            self.held.with_user(self.manager).support_exempt = "own_defect"

        self.assertEqual(self.held.support_quota_status, "exempt")
        self.assertFalse(self.held.support_held)

    def _asked_by_an_agent(self):
        """Born as not counted by an agent: it waits for a manager."""
        with self.at(MONDAY):
            tickets = self.env["helpdesk.ticket"].with_user(self.agent)
            born = tickets.create(self._ticket_vals(self.anna, support_exempt="other"))
            self.assertTrue(born.support_held)
        return born

    def test_a_manager_who_edits_something_else_does_not_exempt(self):
        born = self._asked_by_an_agent()
        asked = born.with_user(self.manager)
        for act in (
            lambda: asked.write({"priority": "3"}),
            lambda: asked.write({"partner_id": self.bert.id}),
            lambda: asked.write({"category_id": self._make_category().id}),
            lambda: asked._support_settle(MONDAY),
            lambda: asked.action_support_reattach(),
        ):
            with self.at(MONDAY):
                act()
            self.assertEqual(born.support_quota_status, "over")
            self.assertTrue(born.support_held)

    def test_by_the_managers_own_act_it_is_exempt(self):
        def admit(ticket):
            ticket.action_support_grant()

        def exclude(ticket, why="other"):
            wizard = self.env["support.quota.exempt"].with_user(ticket.env.user)
            wizard.create({"ticket_ids": ticket.ids, "why": why}).action_apply()

        for act in (admit, exclude, lambda ticket: exclude(ticket, "own_defect")):
            with self.subTest(act), self.at(MONDAY):
                born = self._asked_by_an_agent()
                with self.assertRaises(AccessError):
                    act(born.with_user(self.agent))
                self.assertTrue(born.support_held)
                act(born.with_user(self.manager))
                self.assertEqual(born.support_quota_status, "exempt")
                self.assertFalse(born.support_held or born.support_quota_entry_ids)
                self.assertTrue(born.support_deadline_ids)

    def test_where_agents_admit_they_exempt(self):
        self.small.over_quota_policy = "no_commitment"
        with self.at(MONDAY):
            self.counted[0].with_user(self.agent).support_exempt = "own_defect"

        self.assertEqual(self.counted[0].support_quota_status, "exempt")
