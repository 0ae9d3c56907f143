# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.web.tests.test_js import WebSuite


@tagged("post_install", "-at_install")
class TestJs(WebSuite):
    """Our hoot tests, in a real browser."""

    def get_hoot_filters(self):
        self._test_params = [("+", "@support_sla")]
        return super().get_hoot_filters()

    def test_support_sla(self):
        self.test_unit_desktop()
