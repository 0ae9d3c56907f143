# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner"]

    support_visit_count = fields.Integer(compute="_compute_support_visit_count")

    def _compute_support_visit_count(self):
        counts = dict(
            self.env["support.visit"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "!=", "cancelled"),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.support_visit_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_support_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_visit_action"
        )
        return action | {"domain": [("partner_id", "=", self.commercial_partner_id.id)]}
