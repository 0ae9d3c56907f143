# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SupportStatementReport(models.AbstractModel):
    """A statement on paper, in its customer's language."""

    _name = "report.support_sla.report_statement"
    _description = "Support statement on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        statements = self.env["support.statement"].browse(docids or [])
        statements.check_access("read")
        return {"docs": statements.sudo()}
