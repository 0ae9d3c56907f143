# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import uuid

from psycopg2.errors import UniqueViolation

from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController

from ...tools.life.derived import Derived
from . import gate

# Where a problem stands: the form as a whole, then its fields from top to bottom.
PLACES = ("", "category", "team", "subject", "description")
LONGEST_SUBJECT, LONGEST_NUMBER = 250, 64


class SupportTicketController(HelpdeskTicketController):
    """The helpdesk's form and its closing button, made safe (specification 16)."""

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
        return request.redirect(f"/my/ticket/{ticket.id}", code=302)

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        return values | {
            "typed": {name: gate.to_text(kw.get(name)) for name in kw},
            "problems": {},
            "support_form": uuid.uuid4().hex,
        }

    # Whose token is no longer theirs gets the form again, with what was typed: the
    # framework would throw it away.
    @http.route(methods=["GET", "POST"], csrf=False)
    def submit_ticket(self, **kw):
        """Check what was typed; one form makes one ticket, however often it is sent."""
        if request.httprequest.method != "POST":
            return request.redirect("/new/ticket")
        clean = {
            name: value.replace("\x00", "") if isinstance(value, str) else value
            for name, value in kw.items()
        }
        if not request.validate_csrf(gate.to_text(clean.pop("csrf_token", ""))):
            return self._form_again(clean, {"": self._session_words()})
        problems = self._problems(clean)
        if problems:
            return self._form_again(clean, problems, self._keep_files(clean))
        return self._submit_once(clean)

    def _session_words(self):
        return request.env._(
            "Your session was renewed meanwhile: please send it again, and attach your "
            "files again."
        )

    def _form_again(self, form, problems, more=()):
        """Return the form with what was typed, and what is wrong with it.

        :param problems: as ``_problems`` returns them; "" is the form as a whole
        :param more: further values of the page
        """
        values = self._get_create_new_ticket_values(**form) | dict(more)
        values["problems"] = dict(sorted(problems.items(), key=_place_on_page))
        page = request.render("helpdesk_mgmt.portal_create_ticket", values)
        page.status_code = 422
        return page

    def _submit_once(self, form):
        mark = self._form_mark(form)
        found = self._find_sent(mark)
        if found:
            return self._to_sent(found)
        try:
            with request.env.cr.savepoint():
                # pylint: disable=super-method-mismatch
                super().submit_ticket(**form)
                ticket = self._find_sent(mark)
                self._hand_over_files(form, ticket)
                return self._to_sent(ticket)
        except UniqueViolation:
            # Sent twice at the same moment: the other one made the ticket.
            request.env.cr.rollback()
            found = self._find_sent(mark)
            if not found:
                raise
            return self._to_sent(found)

    def _to_sent(self, ticket):
        return request.redirect(f"/my/ticket/{ticket.id}?sent=1", code=302)

    # Files that came with a form that comes back

    def _keep_files(self, form):
        """Keep what was attached; return what the page says of it."""
        number = self._form_number(form)
        uploads = [
            (file.filename, file.read())
            for file in request.httprequest.files.getlist("attachment")
            if file.filename
        ]
        files, lost = self._drafts()._keep(
            request.env.user, number, self._chosen_files(), uploads
        )
        return {"support_form": number, "support_kept": files, "support_lost": lost}

    def _hand_over_files(self, form, ticket):
        self._drafts()._hand_over(
            request.env.user, self._form_number(form), self._chosen_files(), ticket
        )

    def _drafts(self):
        return request.env["support.request.draft"].sudo()

    def _chosen_files(self):
        """Return the ids of the kept files that are still ticked."""
        return set(map(gate.to_id, request.httprequest.form.getlist("support_keep")))

    def _form_number(self, form):
        number = gate.to_text(form.get("support_form"))[:LONGEST_NUMBER]
        return number or uuid.uuid4().hex

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


def _place_on_page(problem):
    return PLACES.index(problem[0])
