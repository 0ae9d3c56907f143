# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import MONDAY
from ..quota.quota_common import QuotaCase


@tagged("post_install", "-at_install")
class TestScope(QuotaCase):
    """What a level excludes is flagged, not counted, and quoted for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(
            cls.acme, cls.small, "2026-01-01", user_id=cls.manager.id
        )
        cls.portal_anna = cls._make_portal_user(cls.anna)
        cls.included = cls._make_category("Questions", "service_questions")
        cls.excluded = cls._make_category("Changes", "service_changes")
        cls.unstated = cls._make_category("Anything", None)

    @classmethod
    def _make_category(cls, name, service):
        service = cls.env.ref(f"support_sla.{service}").id if service else False
        return cls.env["helpdesk.ticket.category"].create(
            {"name": name, "support_service_id": service}
        )

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(MONDAY))

    def _make(self, category, partner=None):
        return self._make_ticket(
            partner or self.anna, category_id=category.id, user_id=self.agent_own.id
        )

    # What the level says

    def test_the_level_says_what_is_in_scope(self):
        for category, scope in (
            (self.included, "included"),
            (self.excluded, "excluded"),
            (self.unstated, "unstated"),
        ):
            with self.subTest(scope=scope):
                self.assertEqual(self._make(category).support_scope, scope)
        self.assertEqual(self._make_ticket(self.anna).support_scope, "unstated")

    def test_another_level_says_something_else(self):
        self._make_contract(self.globex, self.preferential, "2026-01-01")

        theirs = self._make(self.excluded, self.gina)
        nobodys = self._make(self.excluded, self._make_customer("Initech"))

        self.assertEqual(theirs.support_scope, "unstated")
        self.assertEqual(nobodys.support_scope, "unstated")

    def test_a_service_the_level_does_not_know_is_not_stated(self):
        self.excluded.support_service_id = self.env["support.service"].create(
            {"name": "Something new"}
        )

        self.assertEqual(self._make(self.excluded).support_scope, "unstated")

    def test_a_changed_coverage_holds_for_new_tickets(self):
        before = self._make(self.excluded)
        row = self.small.coverage_ids.filtered(
            lambda r: r.service_id == self.excluded.support_service_id
        )

        row.coverage = "included"
        included = self._make(self.excluded)
        row.unlink()
        unstated = self._make(self.excluded)
        self.small.coverage_ids.create(
            {
                "level_id": self.small.id,
                "service_id": self.excluded.support_service_id.id,
                "coverage": "excluded",
            }
        )
        excluded = self._make(self.excluded)

        tickets = before | included | unstated | excluded
        self.assertEqual(
            tickets.mapped("support_scope"),
            ["excluded", "included", "unstated", "excluded"],
        )
        found = tickets.search(
            [("support_scope", "=", "excluded"), ("id", "in", tickets.ids)]
        )
        self.assertEqual(found, before | excluded)

    def test_another_customer_brings_his_own_scope(self):
        self._make_contract(self.globex, self.preferential, "2026-01-01")
        ticket = self._make(self.excluded)

        ticket.with_user(self.agent).partner_id = self.gina

        self.assertEqual(ticket.support_scope, "unstated")

    # Counting

    def test_what_is_excluded_is_not_counted(self):
        ticket = self._make(self.excluded)

        self.assertEqual(ticket.support_quota_status, "exempt")
        self.assertFalse(ticket.support_quota_entry_ids)
        self._assert_balance(self.contract, 0, 3)

    def test_the_category_decides_each_time_anew(self):
        ticket = self._make(self.included).with_user(self.agent_own)
        self._assert_balance(self.contract, 1, 2)

        ticket.category_id = self.excluded
        self.assertEqual(ticket.support_quota_status, "exempt")
        self._assert_balance(self.contract, 0, 3)
        reversal = ticket.sudo().support_quota_entry_ids.filtered(
            lambda e: e.kind == "reversal"
        )
        self.assertEqual(reversal.reason, "Out of scope")

        ticket.category_id = self.unstated
        self.assertEqual(ticket.support_quota_status, "counted")
        self._assert_balance(self.contract, 1, 2)

    def test_a_place_that_gets_free_lets_the_next_one_in(self):
        tickets = self._make_tickets(4)
        self.assertTrue(tickets[3].support_held)

        tickets[0].category_id = self.excluded

        self.assertEqual(tickets[3].support_quota_status, "counted")
        self.assertTrue(tickets[3].support_next_due_at)

    def test_a_held_ticket_that_is_out_of_scope_is_held_no_more(self):
        held = self._make_tickets(4)[3]
        self.assertFalse(held.support_next_due_at)

        held.category_id = self.excluded

        self.assertFalse(held.support_held)
        self.assertTrue(held.support_next_due_at)
        self._assert_balance(self.contract, 3, 0)

    def test_an_agents_own_reason_goes_first(self):
        ticket = self._make(self.excluded)
        ticket._support_exclude("own_defect", "Our bug", MONDAY)

        self.assertEqual(ticket._support_exemption(), "own_defect")
        ticket.action_support_count_again()
        self.assertEqual(ticket.support_quota_status, "exempt")

    # Quotation

    def test_the_account_manager_is_asked_for_a_quotation_once(self):
        ticket = self._make(self.excluded)

        first = ticket.with_user(self.agent_own).action_support_propose_quotation()
        second = ticket.with_user(self.agent).action_support_propose_quotation()

        activity = self.env["mail.activity"].browse(first["res_id"])
        self.assertEqual(second["res_id"], activity.id)
        self.assertEqual(ticket.activity_ids, activity)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(str(activity.date_deadline), "2026-03-04")
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("support_sla.activity_type_quotation"),
        )
        self.assertIn(self.excluded.support_service_id.name, activity.note)

    def test_one_that_is_done_is_not_asked_for_again(self):
        ticket = self._make(self.excluded)
        ticket.action_support_propose_quotation()
        activity = ticket.support_quotation_id

        activity.action_feedback("Sent")
        again = ticket.action_support_propose_quotation()

        self.assertEqual(again["res_id"], activity.id)

    def test_without_the_kind_of_task_there_is_still_a_task(self):
        self.env.ref("support_sla.activity_type_quotation").unlink()
        ticket = self._make(self.excluded)

        ticket.action_support_propose_quotation()

        self.assertEqual(ticket.activity_ids.user_id, self.manager)

    def test_without_an_account_manager_the_leader_is_asked(self):
        stranger = self._make_stranger()
        nobody = self.env["res.users"]
        for manager, leader, asked in (
            (nobody, self.agent, self.agent),
            (stranger, self.agent, self.agent),
            (stranger, nobody, self.agent_own),
        ):
            with self.subTest(asked=asked.login):
                self.contract.user_id = manager
                self.team.user_id = leader
                ticket = self._make(self.excluded)
                ticket.with_user(self.agent_own).action_support_propose_quotation()
                self.assertEqual(ticket.support_quotation_id.user_id, asked)

    def _make_stranger(self):
        """An employee who is no agent and cannot open the ticket."""
        return self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "support-stranger",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )

    def test_only_what_is_excluded_and_only_by_agents(self):
        with self.assertRaises(UserError):
            self._make(self.included).action_support_propose_quotation()
        ticket = self._make(self.excluded)
        with self.assertRaises(AccessError):
            ticket.with_user(self.portal_anna).action_support_propose_quotation()
        self.assertFalse(ticket.activity_ids)

    def test_names_in_the_task_are_text(self):
        self.excluded.support_service_id.name = "<img src=x onerror=alert(1)>"
        ticket = self._make(self.excluded)

        ticket.action_support_propose_quotation()

        self.assertNotIn("<img", ticket.support_quotation_id.note)

    def test_the_form_flags_it(self):
        with Form(self._make(self.excluded).with_user(self.agent_own)) as form:
            self.assertEqual(form.support_scope, "excluded")
            form.category_id = self.included
            self.assertEqual(form.support_scope, "included")
