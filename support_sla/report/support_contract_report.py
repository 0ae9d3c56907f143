# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SupportContractReport(models.AbstractModel):
    """A contract on paper, in its customer's language: what it is, and its ledger."""

    _name = "report.support_sla.report_contract"
    _description = "Support contract on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        now = fields.Datetime.now()
        contracts = self.env["support.contract"].browse(docids or [])
        contracts.check_access("read")
        return {"docs": contracts.sudo(), "prepare": lambda c: c._portal_paper(now)}
