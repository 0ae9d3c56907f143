# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from . import gate

ANSWERS = ("confirm", "propose", "cancel")
PAPER_ACTION = "support_sla.support_visit_report"
CALENDAR = [("Content-Type", "text/calendar; charset=utf-8")]


class CustomerPortalVisit(CustomerPortal):
    """One visit, by the signed link of a mail or logged in: shown by GET, answered by
    POST."""

    @http.route(
        "/my/support/visit/<int:visit_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_visit(self, visit_id, token=None, said=None, **_given):
        visit, by_token = self._find_visit(visit_id, token)
        if not visit:
            return self._visit_refused()
        values = self._visit_values(visit, by_token) | {"said": said}
        return self._visit_page(values)

    @http.route(
        "/my/support/visit/<int:visit_id>/answer",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def support_visit_answer(self, visit_id, token=None, answer=None, **given):
        """Take an answer to the visit as it was shown, once."""
        gate.must_post()
        visit, by_token = self._find_visit(visit_id, token)
        if not visit or not (by_token or self._is_customer(visit)):
            return self._visit_refused()
        now = fields.Datetime.now()
        problem = self._get_problem(visit, answer, given, now)
        if not problem:
            problem = self._take(visit, answer, given, now)
        if problem:
            values = self._visit_values(visit, by_token) | {"problem": problem}
            return self._visit_page(values, status=422)
        url = visit._get_page_url(signed=by_token, said=answer)
        return request.redirect(url, code=303)

    @http.route(
        "/my/support/visit/<int:visit_id>/invite.ics",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_visit_entry(self, visit_id, token=None, **_given):
        """The entry for a calendar."""
        visit, _by_token = self._find_visit(visit_id, token)
        if not visit:
            raise request.not_found()
        [(name, content, _kind)] = visit._get_entry_files()
        place = [("Content-Disposition", http.content_disposition(name))]
        return request.make_response(content, CALENDAR + place)

    @http.route(
        "/support/visits/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
    )
    def support_visits_feed(self, token, **_given):
        """What a calendar reads again and again; nothing else tells who asks."""
        feeds = request.env["support.visit.feed"].sudo()
        feed = feeds._find(gate.to_text(token))
        if not feed:
            raise request.not_found()
        private = [("Cache-Control", "private, max-age=300")]
        content = feed._get_ics(fields.Datetime.now())
        return request.make_response(content, CALENDAR + private)

    # The report

    @http.route(
        "/my/support/visit/<int:visit_id>/report",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_visit_report(self, visit_id, token=None, **_given):
        """The report on paper; where no PDF can be made, the page to print."""
        visit, by_token = self._find_visit(visit_id, token)
        if not visit or visit.state != "done":
            return self._visit_refused()
        try:
            return self._show_report(visit, "pdf", PAPER_ACTION, download=True)
        except (UserError, OSError):
            return request.redirect(visit._get_page_url(signed=by_token))

    @http.route(
        "/my/support/visit/<int:visit_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def support_visit_sign(self, visit_id, name=None, signature=None, **_given):
        """Keep the customer's signature. It takes JSON only, which no form of another
        site can send."""
        token = request.httprequest.args.get("token")
        visit, by_token = self._find_visit(visit_id, token)
        if not visit or not (by_token or self._is_customer(visit)):
            return {"error": request.env._("This link does not work.")}
        if not visit._sign(name, signature, fields.Datetime.now()):
            return {
                "error": request.env._(
                    "Nothing was signed: the name or the signature is missing, or the "
                    "report is signed already."
                )
            }
        url = visit._get_page_url(signed=by_token, said="sign")
        return {"force_refresh": True, "redirect_url": url}

    # Whose it is

    def _find_visit(self, visit_id, token):
        """Return a visit, as superuser, and whether its link was given; none for whom
        it is not."""
        visits = request.env["support.visit"].sudo()
        visit = visits.browse(gate.to_id(visit_id) or ()).exists()
        if not visit:
            return visits, False
        by_token = gate.same(visit._get_link_token(), token)
        if not by_token and not self._may_look(visit):
            return visits, False
        return gate.speak(visit, visit.contact_id.lang), by_token

    def _may_look(self, visit):
        user = request.env.user
        return not user._is_public() and visit.with_user(user).has_access("read")

    def _is_customer(self, visit):
        """Of the visit's customer: one of us may look, and answers in the backend."""
        user = request.env.user
        customer = visit.partner_id == user.commercial_partner_id
        return customer and not user._is_internal() and self._may_look(visit)

    def _author(self, visit):
        """Who speaks: the visitor, if he is of the customer, else the contact."""
        if self._is_customer(visit):
            return request.env.user.partner_id
        return visit.contact_id or visit.partner_id

    # The answer

    def _get_problem(self, visit, answer, given, now):
        if answer not in ANSWERS:
            return "unknown"
        if given.get("shown") != str(visit.sequence):
            return "changed"
        return None if visit._is_to_come(now) else "over"

    def _take(self, visit, answer, given, now):
        """Have it done; return what is wrong with it. Said twice is said once."""
        author = self._author(visit)
        text = gate.to_text(given.get("message"))
        if answer == "confirm":
            visit._confirm(author, now)
        elif answer == "cancel":
            visit._decline(text, author, now)
        elif not visit._propose(self._to_moment(given.get("slot")), text, author, now):
            return "taken"
        return None

    def _to_moment(self, text):
        try:
            return fields.Datetime.to_datetime(gate.to_text(text)) or None
        except ValueError:
            return None

    # The page

    def _visit_values(self, visit, by_token):
        now = fields.Datetime.now()
        speaks = by_token or self._is_customer(visit)
        may_answer = speaks and visit._is_to_come(now)
        return self._prepare_portal_layout_values() | {
            "page_name": "support_visit",
            "visit": visit,
            "by_token": by_token,
            "token": visit._get_link_token() if by_token else None,
            "may_answer": may_answer,
            "may_sign": speaks and visit._awaits_signature(),
            "author": self._author(visit),
            "in_time": now <= visit._cancel_limit(),
            "slots": self._slots_by_day(visit, now) if may_answer else [],
        }

    def _slots_by_day(self, visit, now):
        """The free slots, as ``[(day in words, [(value, hours in words)])]``."""
        days = {}
        for slot in visit._get_free_slots(now):
            words = visit._say_hours(slot.start, slot.stop)
            value = fields.Datetime.to_string(slot.start)
            days.setdefault(visit._say_day(slot.start), []).append((value, words))
        return [*days.items()]

    def _visit_page(self, values, status=200):
        page = request.render("support_sla.portal_visit", values)
        page.status_code = status
        # A page with a secret in its address tells nobody where it is.
        page.headers["Referrer-Policy"] = "no-referrer"
        return page

    def _visit_refused(self):
        return request.render("support_sla.portal_visit_refused", status=404)
