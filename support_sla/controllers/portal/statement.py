# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import date

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from . import gate
from .support_pages import HOME, CustomerPortalContracts

PAPER = "support_sla.support_statement_report"
PAGE = f"{HOME}/<int:contract_id>/statement/<string:month>"
#: So many months are listed first.
LISTED = 12


class CustomerPortalStatements(CustomerPortalContracts):
    """A contract's statements: listed on its page, each a page and a document.

    The link of a contract opens none: they tell of requests.
    """

    def _contract_values(self, contract):
        values = super()._contract_values(contract)
        return values | self._statement_list(contract)

    def _statement_list(self, contract):
        """The newest version of each month, the last months first."""
        statements = request.env["support.statement"]
        if not statements.has_access("read"):
            return {}
        every = gate.to_text(request.params.get("statements")) == "all"
        found = statements.search(
            [("contract_id", "=", contract.id), ("latest", "=", True)],
            order="month desc",
            limit=None if every else LISTED + 1,
        ).sudo()
        shown = found if every else found[:LISTED]
        more = f"{contract.access_url}?statements=all#support_statements"
        return {
            "statements": statements._get_portal_rows(shown),
            "all_statements": more if len(found) > len(shown) else "",
        }

    @http.route(
        PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def support_statement(self, contract_id, month, version=None, **given):
        versions = self._find_statements(contract_id, month)
        statement = self._choose_statement(versions, gate.to_id(version))
        if not statement:
            return request.redirect("/my")
        if given.get("report_type") == "pdf":
            return self._statement_pdf(statement, bool(given.get("download")))
        values = self._statement_values(statement, versions)
        return request.render("support_sla.portal_statement", values)

    # Which one

    def _find_statements(self, contract_id, month):
        """Return the versions of a month that the visitor may read, as superuser, the
        newest first."""
        statements = request.env["support.statement"]
        first = self._read_month(month)
        if not first or not statements.has_access("read"):
            return statements.sudo()
        mine = [("contract_id", "=", gate.to_id(contract_id)), ("month", "=", first)]
        return statements.search(mine, order="version desc").sudo()

    @staticmethod
    def _read_month(text):
        """Return the first day of a month as it stands in an address."""
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
            return None
        year, month = map(int, text.split("-"))
        return date(year, month, 1) if year else None

    @staticmethod
    def _choose_statement(versions, number):
        return versions.filtered(lambda s: s.version == number) or versions[:1]

    def _statement_pdf(self, statement, download):
        """The statement on paper; where none can be made, the page to print."""
        try:
            return self._show_report(statement, "pdf", PAPER, download=download)
        except (UserError, OSError):
            page = f"{statement._get_portal_url()}?version={statement.version}"
            return request.redirect(page)

    def _statement_values(self, statement, versions):
        url = statement._get_portal_url()
        values = self._prepare_portal_layout_values() | statement._get_paper()
        return values | {
            "page_name": "support_statement",
            "page_url": url,
            "contract_url": statement.contract_id.access_url,
            "versions": versions.mapped("version"),
            "readable": self._readable_requests(values["sheet"]),
        }

    def _readable_requests(self, sheet):
        """Which of its requests the visitor may open."""
        ids = [row["ticket_id"] for each in sheet["lists"] for row in each["rows"]]
        tickets = request.env["helpdesk.ticket"]
        if not tickets.has_access("read"):
            return set()
        return {*tickets.search([("id", "in", ids)]).ids}
