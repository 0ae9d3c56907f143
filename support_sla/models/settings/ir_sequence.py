# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..known import forget, remembered

# What decides which sequence numbers the records of a company.
CHOOSING_FIELDS = {"active", "code", "company_id"}


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    @remembered("self.env.company.id", "code")
    def _support_known(self, code):
        """Return the id of the sequence ``next_by_code`` takes, or False."""
        return (
            self.sudo()
            .search(
                [
                    ("code", "=", code),
                    ("company_id", "in", [self.env.company.id, False]),
                ],
                order="company_id",
                limit=1,
            )
            .id
        )

    @api.model_create_multi
    def create(self, vals_list):
        sequences = super().create(vals_list)
        forget(self.env)
        return sequences

    def write(self, vals):
        result = super().write(vals)
        if CHOOSING_FIELDS & vals.keys():
            forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result
