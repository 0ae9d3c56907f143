# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


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
        """Speak the customer's language to a visitor who has not chosen one.

        Who opens the link of a mail is nobody to Odoo; the ticket knows them. The
        cookie that Odoo itself sets from the browser's language is no choice.
        """
        lang = ticket.partner_id.lang
        if lang and request.env.user._is_public() and not self._has_chosen_language():
            request.update_context(lang=lang)
            self._leave_language_open()
            return ticket.with_context(lang=lang)
        return ticket

    def _has_chosen_language(self):
        """Is the language another one than Odoo would take by itself?"""
        router = request.env["ir.http"]
        browsers = request.httprequest.accept_languages.best
        if not browsers:  # no browser, but it may have chosen
            default = router._get_default_lang()
            return bool(request.cookies.get("frontend_lang")) or request.lang != default
        by_itself = router.get_nearest_lang(browsers.replace("-", "_"))
        return request.lang.code != (by_itself or router._get_default_lang().code)

    def _leave_language_open(self):
        """Odoo is about to remember the browser's language as if it were a choice."""
        headers = request.future_response.headers
        cookies = headers.getlist("Set-Cookie")
        headers.setlist(
            "Set-Cookie", [c for c in cookies if not c.startswith("frontend_lang=")]
        )
