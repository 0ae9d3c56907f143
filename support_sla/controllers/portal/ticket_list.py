# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request
from odoo.tools import consteq

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
            response.qcontext["support_promises"] = shown._support_portal_promises(
                request.env.user.tz
            )
        return response

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        ticket = self._in_customers_language(ticket)
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        by_token = (
            access_token
            and ticket.access_token
            and consteq(ticket.access_token, access_token)
        )
        if by_token or self._may_see_promise(ticket):
            tz = not request.env.user._is_public() and request.env.user.tz
            promises = ticket._support_portal_promises(tz)
            values["support_promise"] = promises[ticket.id]
        return values

    def _may_see_promise(self, ticket):
        """A ticket may be followed from outside; its contract is its customer's."""
        user = request.env.user
        return user._is_internal() or ticket._support_is_of(user)

    def _in_customers_language(self, ticket):
        """Speak the customer's language to a visitor who has not chosen one."""
        return gate.speak(ticket, ticket.partner_id.lang)
