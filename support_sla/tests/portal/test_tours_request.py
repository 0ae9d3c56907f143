# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .test_request import RequestCase


@tagged("post_install", "-at_install")
class TestRequestTourOnPhones(RequestCase):
    """A whole request in a real browser, which fails at whatever the console says."""

    browser_size = "390x844"
    touch_enabled = True

    def test_a_customer_asks_in_spanish_on_a_phone(self):
        self.anna.lang = "es_419"
        self.contract.level_id = self.monthly
        question = self.env.ref("support_sla.kind_question")
        self.category.active = question.active = False

        self.start_tour(
            "/es/new/ticket", "support_sla_request_phone", login=self.anna_user.login
        )

        ticket = self._find("La caja no abre")
        self.assertEqual(ticket.category_id, self.problem)
        self.assertEqual(ticket.support_intake_steps, "Abrir la caja")
