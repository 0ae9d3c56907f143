# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        if leaves._support_are_holidays():
            self.env["resource.calendar"]._support_forget_clocks()
        return leaves

    def write(self, vals):
        were_holidays = self._support_are_holidays()
        result = super().write(vals)
        if were_holidays or self._support_are_holidays():
            self.env["resource.calendar"]._support_forget_clocks()
        return result

    def unlink(self):
        were_holidays = self._support_are_holidays()
        result = super().unlink()
        if were_holidays:
            self.env["resource.calendar"]._support_forget_clocks()
        return result

    def _support_are_holidays(self):
        """Is any of them a holiday? Absences of a person are frequent, and no holidays."""
        return any(not leave.resource_id for leave in self.sudo())
