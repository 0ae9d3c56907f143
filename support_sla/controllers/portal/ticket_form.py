# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import uuid

from psycopg2.errors import UniqueViolation

from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController

from ...tools.life.derived import Derived
from . import gate

LONGEST_SUBJECT = 250


class SupportTicketController(HelpdeskTicketController):
    """The helpdesk's form and its closing button, made safe (SPEC 16)."""

    @http.route(methods=["GET", "POST"])
    def support_ticket_close(self, **kw):
        """Close one's own open ticket into a stage that its team offers; by POST."""
        ticket = gate.find_ticket(kw.get("ticket_id"))
        if not ticket or not (gate.is_customer(ticket) or gate.is_agent(ticket)):
            return request.redirect("/my", code=302)
        stage = ticket._support_offered_stages().filtered(
            lambda s: s.id == gate.to_id(kw.get("stage_id"))
        )
        if request.httprequest.method == "POST" and stage and not ticket.closed:
            outcome = "agent" if request.env.user._is_internal() else "customer"
            ticket._support_end(stage, outcome)
            return request.redirect(f"/my/ticket/{ticket.id}?said=closed", code=302)
        return request.redirect(f"/my/ticket/{ticket.id}", code=302)

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        return values | {
            "typed": {name: gate.to_text(kw.get(name)) for name in kw},
            "problems": {},
            "support_form": uuid.uuid4().hex,
        }

    @http.route(methods=["GET", "POST"])
    def submit_ticket(self, **kw):
        """Check what was typed; one form makes one ticket, however often it is sent."""
        if request.httprequest.method != "POST":
            return request.redirect("/new/ticket")
        clean = {
            name: value.replace("\x00", "") if isinstance(value, str) else value
            for name, value in kw.items()
        }
        problems = self._problems(clean)
        if problems:
            values = self._get_create_new_ticket_values(**clean)
            values["problems"] = problems
            page = request.render("helpdesk_mgmt.portal_create_ticket", values)
            page.status_code = 422
            return page
        return self._submit_once(clean)

    def _submit_once(self, form):
        mark = self._form_mark(form)
        found = self._find_sent(mark)
        if found:
            return request.redirect(f"/my/ticket/{found.id}", code=302)
        try:
            with request.env.cr.savepoint():
                # pylint: disable=super-method-mismatch
                return super().submit_ticket(**form)
        except UniqueViolation:
            # Sent twice at the same moment: the other one made the ticket.
            request.env.cr.rollback()
            found = self._find_sent(mark)
            if not found:
                raise
            return request.redirect(f"/my/ticket/{found.id}", code=302)

    def _prepare_submit_ticket_vals(self, **kw):
        values = super()._prepare_submit_ticket_vals(**kw)
        return values | {
            "support_form_mark": Derived(self._form_mark(kw)),
            "support_intake_steps": gate.to_text(kw.get("support_intake_steps")),
            "support_intake_user": gate.to_text(kw.get("support_intake_user")),
        }

    def _find_sent(self, mark):
        tickets = request.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        return tickets.search([("support_form_mark", "=", mark)], limit=1)

    def _form_mark(self, form):
        """Name this copy of the form, and nobody else's; a digest, no secret.

        It is the same while its number and its contents are; a form that lacks our own
        number is known by its CSRF token.
        """
        sent = request.httprequest.form
        number = gate.to_text(form.get("support_form"))
        parts = [number or str(sent.get("csrf_token"))]
        # who goes back and writes something else has another request
        names = ("subject", "description", "team", "category")
        parts += [str(sent.get(name)) for name in names]
        text = "\0".join([str(request.env.uid), *parts])
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

    def _problems(self, form):
        """Return ``{field: what is wrong with it, in words}``."""
        company = request.env.company
        problems = {}
        subject = gate.to_text(form.get("subject"))
        if not subject:
            problems["subject"] = request.env._("Please say in a few words what it is.")
        elif len(subject) > LONGEST_SUBJECT:
            problems["subject"] = request.env._(
                "Please shorten this to %s characters; the description has room.",
                LONGEST_SUBJECT,
            )
        if not gate.to_text(form.get("description")):
            problems["description"] = request.env._("Please describe what happens.")
        problems |= self._choice_problem(
            form,
            "team",
            self._get_teams(),
            company.helpdesk_mgmt_portal_team_id_required,
        )
        problems |= self._choice_problem(
            form,
            "category",
            self._get_categories(),
            company.helpdesk_mgmt_portal_category_id_required,
        )
        return problems

    def _choice_problem(self, form, name, choices, required):
        """Judge a choice; one that the form does not offer is dropped from it."""
        if not choices:
            form.pop(name, None)
            return {}
        given = gate.to_text(form.get(name))
        if not given and not required:
            form.pop(name, None)
            return {}
        if gate.to_id(given) in choices.ids:
            return {}
        return {name: request.env._("Please choose one of these.")}
