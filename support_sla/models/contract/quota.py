# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.promise.period import FIRST_DAY, LAST_DAY

# What a contract says of its ledger.
COUNTS = (
    "quota_entry_ids",
    "quota_period_ids",
    "quota_used",
    "quota_size",
    "quota_left",
    "quota_percent",
)


class SupportQuota(models.AbstractModel):
    _inherit = "support.quota"

    @api.model
    def _forget_counts(self):
        """Contracts read their figures again."""
        self.env["support.contract"].invalidate_model(COUNTS, flush=False)
        return super()._forget_counts()


class SupportQuotaEntry(models.Model):
    _inherit = "support.quota.entry"

    @api.model
    def _complete(self, vals, now):
        """The contract's company, and the first day of its period of that day."""
        vals = super()._complete(vals, now)
        contract = self.env["support.contract"].browse(vals.get("contract_id"))
        if not contract:
            return vals
        day = fields.Date.to_date(vals.get("period_start"))
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise UserError(self.env._("A day lies between the years 1900 and 2999."))
        window = contract._quota_window(now, day)
        made = {"company_id": contract.company_id.id, "period_start": window.first}
        return vals | made
