# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

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


class PlaceCase(QuotaCase):
    """Acme under a contract of three tickets a month; who is over waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract_since("2026-01-01")

    @classmethod
    def _contract_since(cls, first, last=False, customer=None, level=None):
        """A contract that was confirmed on its first day."""
        case = cls()
        with case.at(f"{first} 15:00"):
            return cls._make_contract(
                customer or cls.acme, level or cls.small, first, last
            )

    def _entries(self, ticket):
        return [
            (e.contract_id, e.kind, e.quantity, e.period_start)
            for e in ticket.support_quota_entry_ids.sorted("id")
        ]

    def _verdicts(self, tickets):
        return tickets.support_deadline_ids.mapped("verdict")

    def _used(self, contract, first):
        rows = contract.quota_entry_ids.filtered(
            lambda e: e.period_start == date.fromisoformat(first)
        )
        return sum(rows.mapped("quantity"))
