# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .writer import Writer


class SupportLevel(models.Model):
    _inherit = "support.level"

    def write(self, vals):
        """What was planned by another calendar is planned again, in the background."""
        result = super().write(vals)
        if "calendar_id" in vals:
            self.env["support.recompute"]._wake()
        return result

    def _forget_ladder(self, now):
        """The next run looks again at what runs under these levels."""
        result = super()._forget_ladder(now)
        Writer(self.env).alert_again(self, now)
        return result
