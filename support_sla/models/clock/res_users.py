# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _support_get_resource(self, company):
        """Return the resource whose leaves are a user's absences, made on first use."""
        self.ensure_one()
        resources = self.env["resource.resource"].sudo()
        found = resources.search(
            [("user_id", "=", self.id), ("company_id", "in", [company.id, False])],
            order="company_id, id",
            limit=1,
        )
        return found or resources.create(
            {
                "name": self.name,
                "user_id": self.id,
                "company_id": company.id,
                "tz": self.tz or company._support_get_zone(),
            }
        )
