# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import request

from . import gate
from .statement import PAGE, CustomerPortalStatements

LONGEST = 2000


class CustomerPortalObjections(CustomerPortalStatements):
    """ "This is not right", said of a line of a statement by its customer."""

    def _statement_values(self, statement, versions):
        values = super()._statement_values(statement, versions)
        return values | {
            "object_url": f"{values['page_url']}/object",
            "may_object": statement.latest and self._may_object(statement),
            "said": bool(request.params.get("said")),
        }

    @http.route(
        f"{PAGE}/object", type="http", auth="user", website=True, methods=["POST"]
    )
    def support_statement_object(self, contract_id, month, **form):
        """Take what a customer says is not right; the same again changes nothing."""
        gate.must_post()
        versions = self._find_statements(contract_id, month)
        statement = versions[:1]
        if not statement or not self._may_object(statement):
            return request.redirect("/my")
        line_id, text = gate.to_id(form.get("line")), gate.to_text(form.get("text"))
        line = self._find_line(statement, line_id)
        words = self._objection_problem(
            statement, line, text, gate.to_id(form.get("version"))
        )
        if words:
            values = self._statement_values(statement, versions)
            problem = {"line": line_id if line else 0, "text": text, "words": words}
            page = request.render(
                "support_sla.portal_statement", values | {"problem": problem}
            )
            page.status_code = 422
            return page
        request.env["support.statement.objection"]._take(
            statement, line, text, request.env.user.partner_id, fields.Datetime.now()
        )
        page = f"{statement._get_portal_url()}?said=1#statement_objections"
        return request.redirect(page, code=303)

    def _may_object(self, statement):
        """The customer's own people; we look on."""
        user = request.env.user
        return user._is_portal() and user.commercial_partner_id == statement.partner_id

    def _find_line(self, statement, line_id):
        figures = statement.figures
        lines = [*figures["opened"], *figures["earlier"]]
        return next((line for line in lines if line["ticket_id"] == line_id), None)

    def _objection_problem(self, statement, line, text, version):
        """Say what stands in the way; empty: nothing."""
        if version != statement.version:
            return request.env._(
                "This statement was corrected in the meantime. Please look whether it "
                "is right now."
            )
        if not line:
            return request.env._("Please say it of one of these requests.")
        if not text:
            return request.env._("Please say what is not right.")
        if len(text) > LONGEST:
            return request.env._(
                "Please say it in at most %(most)s characters.", most=LONGEST
            )
        objections = request.env["support.statement.objection"]
        if objections._is_flooded(statement.partner_id, fields.Datetime.now()):
            return request.env._(
                "You have told us a lot today. Please write to us instead."
            )
        return ""
