# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from .common import SupportCase


@tagged("post_install", "-at_install")
class TestQueryCount(SupportCase):
    """SPEC 15: contract, quota and deadline of a ticket in at most five queries.

    The plain helpdesk cannot be measured with this addon installed; it is what
    remains when the conductor's start is switched off.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monthly.quota_tickets = 1000
        cls.contract = cls._make_contract(cls.acme, cls.monthly, "2026-01-01")

    def _count(self, tickets):
        vals_list = [self._ticket_vals(self.anna) for _ in range(tickets)]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["helpdesk.ticket"].create(vals_list)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _count_plain(self, tickets):
        model = self.env.registry["helpdesk.ticket"]
        with patch.object(model, "_support_start", lambda self, now: None):
            return self._count(tickets)

    def test_one_ticket_and_a_batch(self):
        self._count(1), self._count_plain(1)

        one = self._count(1) - self._count_plain(1)
        many = self._count(200) - self._count_plain(200)

        self.assertLessEqual(one, 5)
        self.assertLessEqual(many / 200, 0.5)
