# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SupportLevelCoverage(models.Model):
    """What levels include, imported from a sheet.

    Its example names the rows that came with us by their external ids: imported again,
    with other words, it changes them.
    """

    _name = "support.level.coverage"
    _inherit = ["support.import.mixin", "support.level.coverage"]

    @api.model
    def _get_import_label(self):
        return self.env._("Import Template for the Scope of Levels")
