# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SupportLevelTarget(models.Model):
    _inherit = "support.level.target"

    def _get_priorities(self):
        """Those of the tickets."""
        priority = self.env["helpdesk.ticket"]._fields["priority"]
        return priority._description_selection(self.env)
