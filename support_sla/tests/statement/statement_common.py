# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from ...tools.statement.facts import Month
from ..common import GUATEMALA, SupportCase

MARCH = date(2026, 3, 1)


class StatementCase(SupportCase):
    """Acme and Globex under a contract each, three tickets a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls.monthly.copy(
            {"code": "small", "name": "Small", "quota_tickets": 3}
        )
        case = cls()
        with case.at("2026-03-01 15:00"):
            cls.contract = cls._make_contract(cls.acme, cls.small, "2026-02-01")
            cls.of_globex = cls._make_contract(cls.globex, cls.small, "2026-02-01")
        cls.portal_anna = cls._make_portal_user(cls.anna)
        cls.portal_gina = cls._make_portal_user(cls.gina)

    def _ticket(self, moment, partner=None, **vals):
        with self.at(moment):
            return self._make_ticket(partner or self.anna, **vals)

    def _answer(self, ticket, moment):
        with self.at(moment):
            ticket.with_user(self.agent).message_post(
                body="<p>Is it plugged in?</p>",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _state(self, moment="2026-04-01 06:00", contracts=None, month=MARCH):
        """Return the statements of a month, made at a moment."""
        with self.at(moment):
            return self.env["support.statement"]._make(
                {
                    contract: Month.of(month, GUATEMALA)
                    for contract in contracts or self.contract
                },
                self.env.cr.now(),
            )
