# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    support_contract_ids = fields.One2many("support.contract", "partner_id")
    support_contract_count = fields.Integer(compute="_compute_support_contract_count")

    def _compute_support_contract_count(self):
        counts = dict(
            self.env["support.contract"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.support_contract_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_view_support_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_contract_action"
        )
        customer = self.commercial_partner_id
        return action | {
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    @api.model
    def _support_to_commercial(self, vals_list):
        """Replace the customer of each vals by its commercial entity, in place."""
        for vals in vals_list:
            if vals.get("partner_id"):
                partner = self.browse(vals["partner_id"])
                vals["partner_id"] = partner.commercial_partner_id.id or partner.id

    def _support_ancestors(self):
        """Return one partner and all its parents, nearest first; none for none."""
        partner, ancestors = self, self.browse()
        while partner and partner not in ancestors:
            ancestors += partner
            partner = partner.parent_id
        return ancestors

    def _support_meet(self):
        """Make two transactions that act for one customer at once meet each other.

        Transactions are REPEATABLE READ: a lock alone would let the second count in
        its old snapshot. Writing the customer's row gives the second a
        serialization failure, on which Odoo runs its request again.
        """
        partner_ids = tuple(sorted(self.ids))
        if partner_ids:
            self.flush_model(["write_date"])
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET write_date = write_date WHERE id IN %s",
                    partner_ids,
                )
            )
