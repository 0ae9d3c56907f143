# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """A merge writes customers by SQL, past every hook of theirs.

        What is unique for a customer is an index of ours and never a constraint of
        the table: Odoo deletes what a constraint keeps it from moving.
        """
        partners = self.env["res.partner"].browse(partner_ids)
        contracts = partners.sudo().with_context(active_test=False).support_contract_ids
        known = contracts._get_overlapping()
        result = super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )
        merged = partners.exists()
        if merged != partners:
            self.env.invalidate_all()
            merged._support_moved(fields.Datetime.now())
            (contracts - known)._list_overlaps()
        return result
