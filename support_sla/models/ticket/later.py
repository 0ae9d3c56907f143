# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SupportQuotaLater(models.AbstractModel):
    _inherit = "support.quota.later"

    @api.model
    def _run(self, keep_past, contract_ids, now):
        found = super()._run(keep_past, contract_ids, now)
        tickets = self.env["helpdesk.ticket"].sudo().browse(found)
        for kept, group in tickets.grouped(lambda t: keep_past[t.id]).items():
            group._support_settle_pending(now, keep_past=kept)
        contracts = self.env["support.contract"].sudo().browse(contract_ids)
        tickets._support_places_free(contracts.exists(), now)
        return found
