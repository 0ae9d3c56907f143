# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["support.rules.mixin", "res.company"]

    support_fallback_level_id = fields.Many2one(
        "support.level",
        string="Level without a contract",
        help="What is promised to tickets that no contract covers. Empty: nothing.",
    )
