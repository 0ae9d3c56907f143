# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import request

from . import gate
from .ticket_list import CustomerPortalSupport


class CustomerPortalPages(CustomerPortalSupport):
    """The page of one ticket: what happens next, what was said, what it is about."""

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        """As the helpdesk's, but only files the customer may see get a token."""
        token = access_token if gate.is_word(access_token) else None
        ticket = gate.find_ticket(ticket_id)
        may_read = ticket.with_user(request.env.user).has_access("read")
        if not ticket or not (may_read or gate.is_customer_by_token(ticket, token)):
            return request.redirect("/my")
        for file in ticket._support_customer_files():
            file.generate_access_token()
        values = self._ticket_get_page_view_values(ticket, token, **kw)
        page = request.render("helpdesk_mgmt.portal_helpdesk_ticket_page", values)
        # A page with a secret in its address tells nobody where it is.
        page.headers["Referrer-Policy"] = "no-referrer"
        return page

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        """Moments, also the helpdesk's own, are told in the reader's zone."""
        tz = self._reader_zone()
        ticket = self._in_customers_language(ticket)
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        by_token = gate.is_customer_by_token(ticket, access_token)
        customer = gate.is_customer(ticket)
        outside = not self._may_see_promise(ticket)
        speaks = (by_token or customer) and not gate.is_one_of_us()
        return values | {
            "support_promise": ticket._support_portal_next(
                tz, fields.Datetime.now(), outside
            ),
            "support_links": []
            if outside
            else ticket._support_portal_links(request.env.user),
            "support_sent": kwargs.get("sent") == "1" and self._is_new(ticket),
            "support_tz": ticket._support_reader_zone(tz),
            "support_files": ticket.sudo()._support_customer_files(),
            "support_may_answer": speaks,
            "support_closings": self._closings(ticket)
            if customer or gate.is_agent(ticket)
            else [],
            "support_token": access_token if by_token else "",
            "support_answer": kwargs.get("answer"),
            "support_said": kwargs.get("said"),
        }

    def _closings(self, ticket):
        """The ways in which the visitor may end an open ticket: the stages that its
        team offers, and whether what ends there was not wanted any more."""
        if ticket.closed:
            return []
        stages = ticket.sudo()._support_offered_stages()
        withdraws = {stage: stage._get_meaning().not_counted for stage in stages}
        kinds = [*withdraws.values()]
        return [
            {"stage": stage, "withdraws": ends, "named": kinds.count(ends) > 1}
            for stage, ends in sorted(withdraws.items(), key=lambda pair: pair[1])
        ]

    def _is_new(self, ticket):
        """Did the visitor send it, and has nothing happened since?"""
        return (
            gate.is_customer(ticket)
            and ticket.sudo().partner_id == request.env.user.partner_id
            and not ticket.closed
            and not ticket.sudo().support_first_response_at
        )
