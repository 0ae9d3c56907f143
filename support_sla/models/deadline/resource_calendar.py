# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _support_hours_changed(self):
        """What was planned by these hours is planned again, in the background."""
        result = super()._support_hours_changed()
        self.env["support.recompute"]._wake()
        return result

    def unlink(self):
        """What was promised by a calendar that is deleted keeps its dates; the tickets
        forget the calendar."""
        rows = self.env["support.deadline"].sudo()
        tickets = rows.search([("calendar_id", "in", self.ids)]).ticket_id
        result = super().unlink()
        rows.invalidate_model(["calendar_id"])
        tickets._support_rebuild()
        return result
