# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .test_levels import LevelPageCase


class LevelTourCase(LevelPageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accompaniment.is_public = True
        cls.contract.action_cancel()
        cls._make_contract(cls.acme, cls.monthly, "2020-01-01", user_id=cls.manager.id)

    def _asked(self):
        """Return the one request: who, months, level; and whose task it is."""
        request = self.env["support.level.request"].search([])
        self.assertEqual((request.level_id, request.months), (self.preferential, 6))
        self.assertEqual(len(request.activity_ids), 1)
        return request


@tagged("post_install", "-at_install")
class TestLevelTours(LevelTourCase):
    """Whole stories in a real browser, which fails at whatever the console says."""

    def test_a_customer_compares_and_asks(self):
        self.start_tour(
            "/my", "support_sla_levels_customer", login=self.anna_user.login
        )

        request = self._asked()
        self.assertEqual(request.partner_id, self.acme)
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_a_visitor_compares_and_asks(self):
        self.company.support_request_user_id = self.agent

        self.start_tour("/support/levels", "support_sla_levels_visitor")

        request = self._asked()
        self.assertEqual(request.name, "Vera Vento")
        self.assertEqual(request.email, "vera@example.com")
        self.assertEqual(request.activity_ids.user_id, self.agent)

    def test_a_manager_previews_what_customers_will_see(self):
        self.levels.is_public = False

        self.start_tour(
            f"/odoo/support-levels/{self.monthly.id}",
            "support_sla_levels_backend",
            login=self.manager.login,
        )


@tagged("post_install", "-at_install")
class TestLevelToursOnPhones(LevelTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_customer_compares_and_asks_in_spanish_on_a_phone(self):
        self.anna_user.lang = "es_419"

        self.start_tour(
            "/es/support/levels", "support_sla_levels_phone", login=self.anna_user.login
        )

        self.assertEqual(self._asked().lang, "es_419")
