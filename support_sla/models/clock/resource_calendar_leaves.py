# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._support_get_holidays()._support_holidays_changed()
        return leaves

    def write(self, vals):
        before = self._support_get_holidays()
        result = super().write(vals)
        (self._support_get_holidays() | before)._support_holidays_changed()
        return result

    def unlink(self):
        holidays = self._support_get_holidays()
        result = super().unlink()
        holidays._support_holidays_changed()
        return result

    def _support_get_holidays(self):
        """Absences of a person are frequent, and no holidays."""
        return self.sudo().filtered(lambda leave: not leave.resource_id)

    def _support_holidays_changed(self):
        if self:
            self.env["resource.calendar"]._support_hours_changed()
