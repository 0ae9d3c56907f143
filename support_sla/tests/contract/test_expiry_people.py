# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who hears that a contract ends, and in whose hours an alert is told."""

from datetime import timedelta

from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from ...models.notice.digest import write_letter
from ..common import GUATEMALA, MONDAY, SupportCase


@tagged("post_install", "-at_install")
class TestExpiryPeople(SupportCase):
    def setUp(self):
        super().setUp()
        self.contract = self._make_contract(
            self.acme,
            self.preferential,
            "2026-01-01",
            "2026-03-20",
            user_id=self.manager.id,
        )

    def _expiring(self):
        return self.contract._get_expiring(MONDAY, Domain("id", "=", self.contract.id))

    def test_a_renewal_that_was_cancelled_renews_nothing(self):
        self.assertEqual(self._expiring(), self.contract)
        renewed = self.contract._renew()
        renewed.action_confirm()
        self.assertFalse(self._expiring())

        renewed.action_cancel()

        self.assertEqual(self._expiring(), self.contract)

    def test_one_of_two_renewals_is_enough(self):
        first = self.contract._renew()
        first.action_confirm()
        first.action_cancel()
        self.contract._renew().action_confirm()

        self.assertFalse(self._expiring())

    def test_an_archived_manager_is_told_nothing(self):
        support = new_test_user(
            self.env, "support-head", "support_sla.group_support_manager"
        )
        self.manager.active = False

        with self.at(MONDAY):
            self.contract._warn_expiry(MONDAY)

        told = self.contract.activity_ids.user_id
        self.assertTrue(told.active)
        self.assertNotIn(self.manager, told)
        self.assertIn(support, self.env["res.users"].search([]))

    def test_a_manager_who_is_there_is_told_himself(self):
        with self.at(MONDAY):
            self.contract._warn_expiry(MONDAY)

        self.assertEqual(self.contract.activity_ids.user_id, self.manager)


@tagged("post_install", "-at_install")
class TestDigestHours(SupportCase):
    def _letter(self, tz, company_tz=False):
        self.agent.tz = tz
        self.company.partner_id.tz = company_tz
        self.env.user.tz = "Asia/Tokyo"
        self._make_contract(self.acme, self.preferential, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, user_id=self.agent.id)
        deadline = ticket.support_deadline_ids.filtered(
            lambda d: d.metric == "first_response"
        )
        step = self.env["support.alert.step"].search([], limit=1)
        alerts = self.env["support.alert"].create(
            {
                "deadline_id": deadline.id,
                "company_id": self.company.id,
                "step_id": step.id,
                "user_ids": [(6, 0, self.agent.ids)],
                "fired_at": MONDAY,
            }
        )
        now = MONDAY + timedelta(hours=1)
        return write_letter(self.agent, alerts, 1, now).body

    def test_in_the_readers_zone(self):
        body = self._letter(GUATEMALA)

        self.assertIn("3:00", body)  # six hours after 9:00 in Guatemala
        self.assertIn("Times are those of Guatemala", body)

    def test_else_in_the_companys(self):
        body = self._letter(False, "America/Bogota")

        self.assertIn("4:00", body)
        self.assertIn("Times are those of", body)
        self.assertNotIn("Tokyo", body)
