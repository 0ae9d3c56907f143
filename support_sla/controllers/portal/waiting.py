# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.fields import Domain
from odoo.http import request

from .ticket_list import CustomerPortalSupport

ANSWERS, SOLVED = "support_answer_count", "support_solved_count"
USED, ENDS = "support_quota_used_count", "support_contract_ends_count"


class CustomerPortalWaiting(CustomerPortalSupport):
    """What waits for the customer stands first on the home page.

    Each number is that of the lines of the list, or of the contracts, that its card
    leads to. Nothing is written, and nobody but customers is asked for anything.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        counts = {
            ANSWERS: self._count_answers,
            SOLVED: self._count_solved,
            USED: self._count_nearly_used,
            ENDS: self._count_ending,
        }
        asked = request.env.user._is_portal()
        for name in counts.keys() & set(counters):
            values[name] = counts[name](fields.Datetime.now()) if asked else 0
        return values

    def _count_answers(self, _now):
        return self._count_tickets(
            request.env["helpdesk.ticket"]._support_waits_domain()
        )

    def _count_solved(self, _now):
        return self._count_tickets(
            request.env["helpdesk.ticket"]._support_asked_domain()
        )

    def _count_tickets(self, waiting):
        tickets = request.env["helpdesk.ticket"].sudo()
        theirs = tickets._support_of_domain(request.env.user)
        return tickets.search_count(theirs & waiting)

    def _count_nearly_used(self, _now):
        nearly = Domain("quota_nearly_used", "=", True)
        contracts = request.env["support.contract"].sudo()
        return contracts.search_count(self._own_contracts_domain() & nearly)

    def _count_ending(self, now):
        contracts = request.env["support.contract"].sudo()
        ending = self._own_contracts_domain() & contracts._ending_domain(now)
        return contracts.search_count(ending)

    def _own_contracts_domain(self):
        """The customer's own contracts; that of its parent is the parent's affair."""
        user = request.env.user
        mine = Domain("partner_id", "=", user.commercial_partner_id.id)
        return mine & Domain("company_id", "in", user.company_ids.ids)
