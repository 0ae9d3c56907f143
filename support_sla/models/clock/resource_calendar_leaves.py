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
        calendars, everywhere = before.calendar_id, before._support_are_everywhere()
        result = super().write(vals)
        holidays = self._support_get_holidays() | before
        if holidays:
            (holidays.calendar_id | calendars)._support_hours_changed(
                everywhere or holidays._support_are_everywhere()
            )
        return result

    def unlink(self):
        holidays = self._support_get_holidays()
        calendars, everywhere = holidays.calendar_id, holidays._support_are_everywhere()
        result = super().unlink()
        if holidays:
            calendars._support_hours_changed(everywhere)
        return result

    def _support_get_holidays(self):
        """Absences of a person are frequent, and no holidays."""
        return self.sudo().filtered(lambda leave: not leave.resource_id)

    def _support_are_everywhere(self):
        return any(not leave.calendar_id for leave in self)

    def _support_holidays_changed(self):
        if self:
            self.calendar_id._support_hours_changed(self._support_are_everywhere())
