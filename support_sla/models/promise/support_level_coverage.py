# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..known import forget


class SupportLevelCoverage(models.Model):
    """Whether a level includes a service, excludes it, or does not say."""

    _name = "support.level.coverage"
    _description = "Support Level Coverage"
    _order = "level_id, service_id"
    _rec_name = "service_id"

    level_id = fields.Many2one(
        "support.level", required=True, ondelete="cascade", index=True
    )
    service_id = fields.Many2one(
        "support.service", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="level_id.company_id", store=True)
    coverage = fields.Selection(
        [
            ("included", "Included"),
            ("excluded", "Excluded"),
            ("unstated", "Not stated"),
        ],
        required=True,
        default="unstated",
        help="A ticket that asks for what is excluded is marked, not counted, and can "
        "be quoted for.",
    )

    _level_service_unique = models.UniqueIndex(
        "(level_id, service_id)", "This level already says something of that service."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        forget(self.env)
        return rows

    def write(self, vals):
        result = super().write(vals)
        forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result
