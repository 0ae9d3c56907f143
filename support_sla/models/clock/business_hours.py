# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SupportBusinessHoursMixin(models.AbstractModel):
    """What people read and enter of a calendar: its hours, and the days without any."""

    _name = "support.business.hours.mixin"
    _description = "Support: business hours"

    def _support_named_holidays(self, start, stop):
        """Return the holidays that touch a stretch as (from, to, name), cut there: for
        people to read, the clock does not ask this."""
        if not self:
            return []
        company = self.company_id or self.env.company
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    "|",
                    ("calendar_id", "=", self.id),
                    "&",
                    ("calendar_id", "=", False),
                    ("company_id", "in", [company.id, False]),
                    ("resource_id", "=", False),
                    ("time_type", "=", "leave"),
                    ("date_from", "<", stop),
                    ("date_to", ">", start),
                ],
                order="date_from",
            )
        )
        return [
            (max(leave.date_from, start), min(leave.date_to, stop), leave.name or "")
            for leave in leaves
        ]
