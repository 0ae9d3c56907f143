# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..common import SupportCase


class QuotaCase(SupportCase):
    """A small level: three tickets a month, one deadline a ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls.monthly.copy(
            {"code": "small", "name": "Small", "quota_tickets": 3}
        )
        cls.stage_rejected = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")

    def _make_tickets(self, count, partner=None, **vals):
        return self.env["helpdesk.ticket"].create(
            [self._ticket_vals(partner or self.anna, **vals) for _ in range(count)]
        )

    def _assert_balance(self, contract, used, left):
        contract.invalidate_recordset()
        self.assertEqual((contract.quota_used, contract.quota_left), (used, left))

    def _statuses(self, tickets):
        return tickets.mapped("support_quota_status")
