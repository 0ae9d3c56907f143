# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..known import forget


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    @api.model
    def _support_forget_clocks(self):
        """The zone of its calendar is among what is remembered of a level."""
        result = super()._support_forget_clocks()
        forget(self.env)
        return result
