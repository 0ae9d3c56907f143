# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _support_has_hours(self):
        return bool(self.attendance_ids)

    def _support_plan(self, start, seconds, pauses=()):
        return self.plan_hours(seconds / 3600, start, compute_leaves=True)
