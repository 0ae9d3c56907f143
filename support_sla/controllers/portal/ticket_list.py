# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from . import gate


class CustomerPortalSupport(CustomerPortalHelpdesk):
    """The customer's ticket pages show what was promised (SPEC 13)."""

    @http.route()
    def portal_my_tickets(self, page=1, **kw):
        response = super().portal_my_tickets(page=page, **kw)
        if response.is_qweb:
            groups = response.qcontext["grouped_tickets"]
            tickets = request.env["helpdesk.ticket"].concat(*groups)
            shown = tickets.filtered(self._may_see_promise)
            response.qcontext["support_promises"] = shown._support_portal_briefs(
                request.env.user.tz
            )
        return response

    def _may_see_promise(self, ticket):
        """A ticket may be followed from outside; its contract is its customer's."""
        user = request.env.user
        return user._is_internal() or ticket._support_is_of(user)

    def _in_customers_language(self, ticket):
        """Speak the customer's language to a visitor who has not chosen one."""
        return gate.speak(ticket, ticket.partner_id.lang)

    def _reader_zone(self):
        user = request.env.user
        return not user._is_public() and user.tz
