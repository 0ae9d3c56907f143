# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import request

from .ticket_form import SupportTicketController


class SupportPreviewController(SupportTicketController):
    """The form says what a ticket will get, before and while it is written."""

    @http.route(
        "/new/ticket/preview",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_ticket_preview(self, **kw):
        """Return what stands beside the form, for its choices and this moment."""
        values = {"support_preview": self._prepare_preview(kw)[0]}
        page = request.render("support_sla.portal_preview", values)
        page.headers["Cache-Control"] = "no-store"
        return page

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        words, level = self._prepare_preview(kw)
        return values | {
            "support_preview": words,
            "support_kinds": [
                {
                    "id": category.id,
                    "name": category.complete_name,
                    "asks": category.support_asks_steps,
                    "excluded": self._is_excluded(category, level),
                }
                for category in values["categories"] or ()
            ],
        }

    def _is_excluded(self, category, level):
        tickets = request.env["helpdesk.ticket"]
        return tickets._support_scope_of(category, level) == "excluded"

    def _prepare_preview(self, given):
        """Return ``(texts, level)`` of what a form would get that is sent now."""
        form = {name: given.get(name) for name in ("team", "category")}
        for name in self._problems(form):
            form.pop(name, None)  # no choice of this form
        now = fields.Datetime.now()
        preview = (
            request.env["helpdesk.ticket"]
            .sudo()
            ._support_preview(
                self._prepare_submit_ticket_vals(description="", **form), now
            )
        )
        ticket = preview.ticket
        words = ticket._support_preview_words(preview, now, request.env.user.tz)
        return words, ticket.support_level_id
