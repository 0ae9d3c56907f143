# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from ...models.settings.setup_machinery import JOBS, QUEUE


@tagged("post_install", "-at_install")
class TestSetupTours(HttpCase):
    """What is installed and nothing else: no team, no customer, no contract."""

    def test_an_administrator_sets_everything_up_by_the_screens_alone(self):
        for model in ("helpdesk.ticket", "helpdesk.ticket.team", "support.contract"):
            self.assertFalse(self.env[model].search([]), "the database is not empty")
        jobs = [*(f"support_sla.{name}" for name in JOBS), QUEUE]
        # a server that runs jobs: here none does
        self.env["ir.cron"].union(*map(self.env.ref, jobs)).write(
            {"nextcall": datetime.now() + timedelta(days=1)}
        )
        day = (datetime.now() + timedelta(days=30)).strftime("%m/%d/%Y")

        self.start_tour(
            f"/odoo/support-board?support_day={day}",
            "support_sla_admin_setup",
            login="admin",
            timeout=180,
        )

        ticket = self.env["helpdesk.ticket"].search([])
        self.assertEqual(ticket.support_entitlement_reason, "contract")
        self.assertEqual(ticket.support_contract_id.partner_id.name, "Initech")
        self.assertEqual(ticket.support_quota_status, "counted")
        self.assertTrue(ticket.support_deadline_ids.due_at)
        customer = ticket.support_contract_id.partner_id
        self.assertTrue(customer.user_ids.share)
        self.assertEqual(ticket.support_level_id.calendar_id.tz, "America/Guatemala")
        team = self.env["helpdesk.ticket.team"].search([])
        self.assertEqual(team.alias_id.display_name, "desk@example.com")
