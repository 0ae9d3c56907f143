# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import fields, http
from odoo.http import request

from . import gate
from .ticket_list import CustomerPortalSupport


class CustomerPortalConversation(CustomerPortalSupport):
    """Yes, no, and "please take it up again": shown by GET, done by POST."""

    @http.route(
        "/my/ticket/<int:ticket_id>/confirm",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
        readonly=gate.reads,
    )
    def support_ticket_confirm(self, ticket_id, token=None, access_token=None, **kw):
        """Show the question; take its answer, once, from the customer alone."""
        ticket = gate.find_ticket(ticket_id)
        if not ticket or not self._may_answer(ticket, token, access_token):
            return self._confirm_page("refused", status=404)
        ticket = self._in_customers_language(ticket)
        answer = kw.get("answer")
        posted = request.httprequest.method == "POST" and answer in ("yes", "no")
        proof = {"token": token, "access_token": access_token}
        open_question = ticket._support_question_moment()
        if not posted or gate.is_one_of_us() or not open_question:
            state = "asked" if open_question else "answered"
            return self._confirm_page(state, ticket, proof, chosen=answer)
        text = gate.to_text(kw.get("message"))
        counted = ticket._support_answer(answer == "yes", text, gate.author_of(ticket))
        return self._confirm_page(answer if counted else "answered", ticket, proof)

    @http.route(
        "/my/ticket/<int:ticket_id>/reopen",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def support_ticket_reopen(self, ticket_id, access_token=None, message=None, **kw):
        """Take up a closed ticket again, or open one that follows it."""
        gate.must_post()
        ticket = gate.find_ticket(ticket_id)
        by_token = gate.is_customer_by_token(ticket, access_token)
        if not ticket or not (by_token or gate.is_customer(ticket)):
            return request.redirect("/my")
        said = {}
        if ticket.closed and not gate.is_one_of_us():
            text, author = gate.to_text(message), gate.author_of(ticket)
            goes_on = ticket._support_take_up_again(text, author)
            said = {"said": "reopened" if goes_on == ticket else "followed"}
            ticket = goes_on
        if by_token:
            said["access_token"] = ticket._portal_ensure_token()
        query = f"?{urlencode(said)}" if said else ""
        return request.redirect(f"/my/ticket/{ticket.id}{query}")

    def _may_answer(self, ticket, token, access_token):
        """By the link of the mail, by the link of the ticket, or logged in."""
        return (
            gate.same(ticket._support_last_token(), token)
            or gate.is_customer_by_token(ticket, access_token)
            or gate.is_customer(ticket)
        )

    def _way_back(self, ticket, proof):
        """Where the request itself is shown to this visitor; none who has no log-in and
        only the link of the question."""
        if ticket and gate.is_customer_by_token(ticket, proof.get("access_token")):
            query = urlencode({"access_token": proof["access_token"]})
            return f"/my/ticket/{ticket.id}?{query}"
        may_look = ticket and (gate.is_customer(ticket) or gate.is_agent(ticket))
        return may_look and f"/my/ticket/{ticket.id}"

    def _confirm_page(self, state, ticket=None, proof=None, status=200, chosen=None):
        """:param chosen: the answer whose button in the mail led here; not given yet"""
        proof = proof or {}
        values = {
            "back": self._way_back(ticket, proof),
            "reopens": ticket
            and ticket._support_reopen_lines(
                self._reader_zone(), fields.Datetime.now()
            ),
            "state": state,
            "chosen": chosen if chosen in ("yes", "no") else "",
            "asked": ticket,
            "proof": proof,
            "may_act": not gate.is_one_of_us(),
            "told": ticket and ticket._support_told_words(self._reader_zone()),
        }
        page = request.render("support_sla.portal_confirm", values)
        page.status_code = status
        # A page with a secret in its address tells nobody where it is.
        page.headers["Referrer-Policy"] = "no-referrer"
        return page
