# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..known import uninstalling


class IrModelData(models.Model):
    _inherit = "ir.model.data"

    @api.model
    def _module_data_uninstall(self, modules_to_remove):
        """Here, and nowhere else, the guards of what stays on record are down."""
        with uninstalling(self.env.cr):
            return super()._module_data_uninstall(modules_to_remove)
