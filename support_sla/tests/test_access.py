# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import MONDAY, SupportCase


@tagged("post_install", "-at_install", "security")
class TestAccess(SupportCase):
    """Nobody sees what is not theirs (specification 16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.monthly, "2026-01-01")
        cls.other_contract = cls._make_contract(cls.globex, cls.monthly, "2026-01-01")
        cls.draft = cls._make_contract(
            cls.acme, cls.preferential, "2026-01-01", confirm=False
        )
        cls.elsewhere = cls._make_contract(
            cls.acme, cls.monthly, "2026-01-01", company_id=cls.other_company.id
        )
        cls.ours = cls._make_ticket(cls.anna, user_id=cls.agent.id)
        cls.theirs = cls._make_ticket(cls.gina, team_id=cls.other_team.id)
        cls.portal_anna = cls._make_portal_user(cls.anna)
        cls.portal_gina = cls._make_portal_user(cls.gina)
        cls.employee = new_test_user(cls.env, "plain-employee", "base.group_user")

    def _sees(self, user, records):
        """The records of ``records`` that a user finds by searching."""
        model = self.env[records._name].with_user(user)
        return model.search([("id", "in", records.ids)]).sudo()

    def test_a_customer_sees_its_own_confirmed_contracts(self):
        every = self.contract | self.other_contract | self.draft
        self.assertEqual(self._sees(self.portal_anna, every), self.contract)
        self.assertEqual(self._sees(self.portal_gina, every), self.other_contract)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.portal_gina).read(["name"])

    def test_who_sees_all_tickets_finds_the_reports(self):
        """A menu below one that is not shown is not shown."""
        names = ("statement", "customer_load", "sla_report")
        ids = {self.env.ref(f"support_sla.support_{name}_menu").id for name in names}
        for user, found in ((self.agent, ids), (self.agent_own, set())):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                self.assertEqual(ids & menus.keys(), found)

    def test_a_customer_counts_and_groups_nothing_of_others(self):
        model = self.env["support.contract"].with_user(self.portal_gina)
        self.assertFalse(model.search_count([("partner_id", "=", self.acme.id)]))
        groups = model._read_group([], ["partner_id"], ["__count"])
        self.assertEqual(groups, [(self.globex, 1)])

    def test_a_customer_sees_its_own_deadlines(self):
        every = (self.ours | self.theirs).support_deadline_ids
        self.assertEqual(len(every), 2)
        self.assertEqual(
            self._sees(self.portal_anna, every), self.ours.support_deadline_ids
        )
        self.assertEqual(
            self._sees(self.portal_gina, every), self.theirs.support_deadline_ids
        )

    def test_a_follower_of_another_customer_sees_no_ticket(self):
        self.ours.message_subscribe(self.gina.ids)
        self.assertEqual(
            self._sees(self.portal_gina, self.ours | self.theirs), self.theirs
        )
        self.assertEqual(
            self._sees(self.portal_anna, self.ours | self.theirs), self.ours
        )
        with self.assertRaises(AccessError):
            self.ours.with_user(self.portal_gina).read(["support_contract_id"])

    def test_a_customer_writes_nothing(self):
        for record in (self.contract, self.ours.support_deadline_ids, self.ours):
            for operation in ("write", "create", "unlink"):
                with self.subTest(record=record, operation=operation):
                    self.assertFalse(
                        record.with_user(self.portal_anna).has_access(operation)
                    )

    def test_the_public_sees_nothing(self):
        public = self.env.ref("base.public_user")
        for model in (
            "support.contract",
            "support.implementation",
            "support.deadline",
        ):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(public).has_access("read"))

    def test_agents_see_their_company_only(self):
        every = self.contract | self.elsewhere
        self.assertEqual(self._sees(self.agent_own, every), self.contract)

    def test_a_plain_employee_sees_no_contracts_and_only_followed_deadlines(self):
        self.assertFalse(self.contract.with_user(self.employee).has_access("read"))
        deadlines = (self.ours | self.theirs).support_deadline_ids
        self.assertFalse(self._sees(self.employee, deadlines))

        self.ours.message_subscribe(self.employee.partner_id.ids)

        self.assertEqual(
            self._sees(self.employee, deadlines), self.ours.support_deadline_ids
        )

    def test_deadlines_follow_the_tickets_an_agent_may_see(self):
        deadlines = (self.ours | self.theirs).support_deadline_ids
        self.assertFalse(self._sees(self.agent_own, deadlines))
        self.assertEqual(self._sees(self.agent, deadlines), deadlines)

        self.ours.user_id = self.agent_own

        self.assertEqual(
            self._sees(self.agent_own, deadlines), self.ours.support_deadline_ids
        )

    def test_only_managers_change_contracts(self):
        self.assertFalse(self.contract.with_user(self.agent).has_access("write"))
        self.contract.with_user(self.manager).date_end = "2026-12-31"
        self.assertEqual(str(self.contract.date_end), "2026-12-31")

    def test_nobody_writes_a_deadline(self):
        deadline = self.ours.support_deadline_ids
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                deadline.with_user(user).write({"due_at": MONDAY})

    def test_the_lowest_agent_creates_a_ticket_that_knows_its_promise(self):
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.agent_own)
            .create(self._ticket_vals(self.anna, user_id=self.agent_own.id))
        )
        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertEqual(ticket.support_deadline_ids.metric, "first_response")
