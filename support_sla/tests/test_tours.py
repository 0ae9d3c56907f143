# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import SupportCase


@tagged("post_install", "-at_install")
class TestTours(SupportCase, HttpCase):
    """Whole stories in a real browser; skipped, and said so, where there is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna_user = cls._make_portal_user(cls.anna)
        cls.contract = cls._make_contract(cls.acme, cls.preferential, "2020-01-01")

    def test_a_customer_files_a_ticket_and_reads_the_promise(self):
        self.start_tour(
            "/my/tickets", "support_sla_portal_ticket", login=self.anna_user.login
        )

        ticket = self.env["helpdesk.ticket"].search(
            [("name", "=", "The till does not open")]
        )
        self.assertRecordValues(
            ticket,
            [
                {
                    "partner_id": self.anna.id,
                    "support_contract_id": self.contract.id,
                    "support_level_id": self.preferential.id,
                    "support_entitlement_reason": "contract",
                }
            ],
        )
        deadline = ticket.support_deadline_ids
        since = ticket.support_since
        plan = self.calendar_alldays._support_plan
        self.assertEqual(deadline.metric, "first_response")
        self.assertEqual(deadline.aim_at, plan(since, 3 * 3600))
        self.assertEqual(deadline.due_at, plan(since, 6 * 3600))

    def test_an_agent_reads_the_promise_in_list_and_form(self):
        self._make_ticket(self.anna, name="The till does not open")

        self.start_tour(
            "/odoo/action-helpdesk_mgmt.helpdesk_ticket_action?view_type=list",
            "support_sla_agent_ticket",
            login=self.agent.login,
        )

    def test_an_agent_answers_the_most_urgent_ticket_in_three_clicks(self):
        self.env["helpdesk.ticket"].search([]).active = False
        self._make_ticket(self.anna, name="The lamp is dark")
        late = self._make_late()
        self._make_ticket(self.anna, name="The printer is on fire")
        self.env.flush_all()

        self.start_tour(
            "/odoo/action-helpdesk_mgmt.helpdesk_ticket_action?view_type=list",
            "support_sla_agent_urgent",
            login=self.agent.login,
        )

        self.assertEqual(late.support_deadline_ids.verdict, "missed")
        self.assertTrue(late.support_first_response_at)

    def test_an_agent_answers_a_late_ticket_that_waits(self):
        ticket = self._make_late()
        ticket.with_user(self.agent).stage_id = self.stage_awaiting
        self.env.flush_all()

        self.start_tour(
            "/odoo/action-support_sla.helpdesk_ticket_action_late",
            "support_sla_agent_breach",
            login=self.agent.login,
        )

        self.assertEqual(ticket.support_deadline_ids.verdict, "missed")

    def test_a_manager_takes_a_promise_back(self):
        ticket = self._make_late()
        self.env.flush_all()

        self.start_tour(
            f"/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{ticket.id}",
            "support_sla_manager_take_back",
            login=self.manager.login,
        )

        deadline = ticket.support_deadline_ids
        self.assertEqual(deadline.verdict, "cancelled")
        self.assertEqual(deadline.cancel_reason, "We had agreed on another date")

    def _make_late(self):
        start = datetime.now() - timedelta(days=9)
        with self.at(start.replace(microsecond=0)):
            return self._make_ticket(self.anna, name="The till does not open")
