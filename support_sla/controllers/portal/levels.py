# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal

REPORT = "support_sla.support_level_report"


class CustomerPortalLevels(CustomerPortal):
    """The comparison of the levels that a company shows, for anybody who looks."""

    @http.route(
        "/support/levels",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_levels(self, report_type=None, **kw):
        """Show the levels side by side, as a page or as a PDF."""
        shown, own = self._shown_levels()
        if report_type == "pdf" and shown:
            return self._print_levels(shown, own)
        values = self._prepare_levels_values(shown, own)
        return request.render("support_sla.portal_levels", values)

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "support_level_count" in counters:
            values["support_level_count"] = len(self._shown_levels()[0])
        return values

    def _shown_levels(self):
        """Return, as superuser, the levels that the visitor sees, and their own."""
        levels = request.env["support.level"]
        return levels._get_shown_to_reader(fields.Datetime.now())

    def _prepare_levels_values(self, shown, own):
        values = self._prepare_portal_layout_values()
        return values | shown._comparison_values(own) | {"page_name": "support_levels"}

    def _print_levels(self, shown, own):
        """Return the PDF; the page that it is made of, where nothing makes PDFs."""
        report = request.env["ir.actions.report"].sudo()
        data = {"own_level_ids": own.ids}
        can_print = report.get_wkhtmltopdf_state() != "install"
        render = report._render_qweb_pdf if can_print else report._render_qweb_html
        content, kind = render(REPORT, shown.ids, data=data)
        headers = {"Content-Type": "text/html; charset=utf-8"}
        if kind == "pdf":
            name = f"{request.env._('Support levels')}.pdf"
            headers = {
                "Content-Type": "application/pdf",
                "Content-Disposition": content_disposition(name, "inline"),
            }
        return request.make_response(content, list(headers.items()))
