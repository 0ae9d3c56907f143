# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import MONDAY
from .test_alert import AIM, COMMITMENT, HOUR, AlertCase

#: What a webhook is told to send.
PAYLOAD = [
    "ticket_id",
    "number",
    "subject",
    "customer_name",
    "contract_number",
    "level_name",
    "metric",
    "step",
    "aim_at",
    "due_at",
    "late_seconds",
    "late_hours",
    "url",
]


@tagged("post_install", "-at_install")
class TestAlertFacts(AlertCase):
    def _fire(self, at=COMMITMENT, **vals):
        ticket = self._open(**vals)
        self._run(at)
        return self.alerts.search([("ticket_id", "=", ticket.id)])

    def test_a_payload_says_what_it_is_about(self):
        self._make_step()
        alert = self._fire(COMMITMENT + 2 * HOUR)

        [payload] = alert.read(PAYLOAD, load=None)

        ticket = alert.deadline_id.ticket_id
        base = self.env["ir.config_parameter"].get_param("web.base.url")
        self.assertEqual(
            payload,
            {
                "id": alert.id,
                "ticket_id": ticket.id,
                "number": ticket.number,
                "subject": ticket.name,
                "customer_name": "Acme",
                "contract_number": ticket.support_contract_id.name,
                "level_name": self.monthly.name,
                "metric": "first_response",
                "step": "First response: commitment reached",
                "aim_at": AIM,
                "due_at": COMMITMENT,
                "late_seconds": 7200,
                "late_hours": 2.0,
                "url": f"{base}/odoo/helpdesk.ticket/{ticket.id}",
            },
        )

    def test_what_fires_in_time_is_not_late(self):
        self._make_step("aim")

        self.assertEqual(self._fire(AIM).late_seconds, 0)

    def test_a_pause_moves_the_deadline_and_not_what_was_told(self):
        self._make_step("aim")
        alert = self._fire(AIM)
        ticket = alert.ticket_id
        with self.at(AIM + HOUR):
            ticket.stage_id = self.stage_awaiting
        with self.at(AIM + 3 * HOUR):
            ticket.stage_id = self.stage_progress
            self.env.flush_all()

        self.assertEqual(alert.deadline_id.due_at, COMMITMENT + timedelta(hours=64))
        self.assertEqual((alert.aim_at, alert.due_at), (AIM, COMMITMENT))

    def test_a_typed_customer_is_named_as_typed(self):
        self._make_step(level_id=self.monthly.id)
        self.company.support_fallback_level_id = self.monthly
        alert = self._fire(partner_id=False, partner_name="Nadie S.A.")

        self.assertEqual(alert.customer_name, "Nadie S.A.")

    def test_many_are_read_by_as_many_queries_as_one(self):
        self._make_step("aim")
        self._make_step("commitment")
        for _ in range(3):
            self._open()
        with self.at(MONDAY):
            self._make_ticket(self.gina, user_id=self.agent_own.id)
            self.env.flush_all()
        self._run(COMMITMENT)
        alerts = self.alerts.search([])
        self._count_read(alerts)  # rules and settings are known from now on

        one = self._count_read(alerts[:1])

        self.assertGreater(len(alerts), 5)
        self.assertEqual(self._count_read(alerts), one)

    def _count_read(self, alerts):
        self.env.invalidate_all()
        alerts = alerts.with_user(self.manager).browse(alerts.ids)
        before = self.env.cr.sql_log_count
        alerts.read(PAYLOAD)
        return self.env.cr.sql_log_count - before

    def test_a_manager_reads_them_and_an_agent_does_not(self):
        self._make_step()
        alert = self._fire()

        self.assertTrue(alert.with_user(self.manager).read(PAYLOAD))
        with self.assertRaises(AccessError):
            alert.with_user(self.agent).read(PAYLOAD)

    def test_who_may_not_see_the_ticket_does_not_read_it_here(self):
        self._make_step()
        alert = self._fire()
        seller = new_test_user(
            self.env, "support-seller", "support_sla.group_support_manager"
        )
        alert = alert.with_user(seller)
        alert.invalidate_recordset()

        self.assertEqual(alert.level_id, self.monthly)
        for name in ("number", "subject", "customer_name", "contract_id", "user_id"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                alert.read([name])
