# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from . import gate
from .levels import CustomerPortalLevels

COUNTER, TO_ACCEPT = "support_terms_count", "support_terms_to_accept_count"


class CustomerPortalTerms(CustomerPortalLevels):
    """The terms: read by everybody, accepted by customers, by POST alone."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        acceptances = request.env["support.terms.acceptance"].sudo()
        if COUNTER in counters:
            values[COUNTER] = len(self._find_versions(None)[:1])
        if TO_ACCEPT in counters:
            values[TO_ACCEPT] = len(acceptances._get_to_accept(request.env.user))
        return values

    def _prepare_levels_values(self, shown, own):
        values = super()._prepare_levels_values(shown, own)
        return values | {"support_terms": self._find_versions(None)[:1]}

    @http.route(
        "/support/terms", type="http", auth="public", website=True, readonly=True
    )
    def support_terms(self, company=None, version=None, **given):
        """The version in force, or an older one; nothing changes by looking."""
        versions = self._find_versions(company)
        terms = self._choose(versions, version)
        if not terms:
            return request.render("support_sla.terms_missing", status=404)
        if given.get("report_type") == "pdf":
            return self._terms_pdf(terms._get_text())
        older = self._choose(versions, given.get("compare"), default=False)
        values = self._terms_values(terms, versions)
        values["accepted_now"] = bool(given.get("accepted"))
        if older and older.version < terms.version:
            values |= {"older": older, "difference": terms._get_difference(older)}
        return request.render("support_sla.terms_page", values)

    @http.route(
        "/my/support/terms/accept",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def support_terms_accept(self, terms_id=None, **given):
        """Accept what was shown; if that is not in force any more, show and say so."""
        gate.must_post()
        terms = request.env["support.terms"].sudo().browse(gate.to_id(terms_id) or ())
        terms = terms.exists().filtered(lambda t: t.state == "published")
        if not terms:
            return self._ask_again(given.get("company"), "unticked")
        text = terms._get_text(gate.to_text(given.get("lang")) or None)
        shown = gate.to_text(given.get("sha256")) or text.sha256
        if not terms.is_current or shown != text.sha256:
            return self._ask_again(terms.company_id.id, "changed")
        acceptances = request.env["support.terms.acceptance"].sudo()
        standing = acceptances._get_standings(terms, request.env.user)[terms]
        if not standing.may_accept:
            return self._ask_again(terms.company_id.id, "refused")
        if not standing.acceptance:
            visitor = request.httprequest
            acceptances._accept(
                text,
                request.env.user,
                fields.Datetime.now(),
                visitor.remote_addr,
                visitor.user_agent.string,
            )
        return request.redirect(f"{terms._get_page_url()}&accepted=1", code=303)

    @http.route(
        "/my/support/terms/proof/<int:acceptance_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def support_terms_proof(self, acceptance_id, **_given):
        """The document of an acceptance, for whoever may read the acceptance."""
        acceptances = request.env["support.terms.acceptance"]
        acceptance = acceptances.browse(gate.to_id(acceptance_id) or ()).exists()
        if not acceptance or not acceptance.has_access("read"):
            return request.redirect("/my")
        stream = request.env["ir.binary"]._get_stream_from(
            acceptance.sudo().attachment_ids[:1]
        )
        return stream.get_response(as_attachment=True)

    def _ask_again(self, company, problem):
        """Show the version in force and say why nothing was accepted."""
        versions = self._find_versions(company)
        if not versions:
            return request.render("support_sla.terms_missing", status=404)
        values = self._terms_values(versions[0], versions)
        return request.render(
            "support_sla.terms_page", values | {"problem": problem}, status=422
        )

    def _find_versions(self, company):
        """Return the published versions of a company, newest first.

        Where none is named: of the company whose terms the visitor is asked to accept,
        else of his own, else of one that serves him.
        """
        env = request.env
        wanted = env["res.company"].sudo().browse(gate.to_id(company) or ())
        if not wanted and env.user._is_portal():
            acceptances = env["support.terms.acceptance"].sudo()
            asked = acceptances._get_to_accept(env.user).company_id
            served = acceptances._get_contracts(env.user.commercial_partner_id)
            wanted = asked or env.company | served.company_id
        versions = env["support.terms"].sudo()._get_published(wanted or env.company)
        companies = versions.company_id
        company = env.company if env.company in companies else companies[:1]
        return versions.filtered(lambda t: t.company_id == company)

    def _choose(self, versions, number, default=True):
        """Return the version of a number, else the one in force."""
        number = gate.to_id(number)
        chosen = versions.filtered(lambda t: t.version == number)
        return chosen or (versions[:1] if default else chosen)

    def _terms_values(self, terms, versions):
        env = request.env
        text = terms._get_text()
        values = self._prepare_portal_layout_values()
        standing = None
        if env.user._is_portal():
            acceptances = env["support.terms.acceptance"].sudo()
            standing = acceptances._get_standings(terms, env.user)[terms]
        languages = dict(env["res.lang"].get_installed())
        spoken = (env.lang or "en_US").split("_")[0]
        return values | {
            "page_name": "support_terms",
            "terms": terms,
            "text": text,
            "versions": versions,
            "standing": standing,
            "foreign": text.lang.split("_")[0] != spoken
            and languages.get(text.lang, text.lang),
        }

    def _terms_pdf(self, text):
        """The text as PDF; where none can be made, the page to print."""
        report = "support_sla.support_terms_text_report"
        try:
            return self._show_report(text, "pdf", report, download=True)
        except (UserError, OSError):
            return request.redirect(text.terms_id._get_page_url())
