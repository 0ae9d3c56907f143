# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class ResUsers(models.Model):
    """A technician: his absences are the leaves of his resource."""

    _inherit = "res.users"

    def _support_resources(self):
        """Return the resources of these users, in whichever company."""
        resources = self.env["resource.resource"].sudo()
        return resources.search([("user_id", "in", self.ids)])

    def _support_ensure_resources(self):
        """Make a resource for who has none yet, so that absences can be entered."""
        missing = self - self._support_resources().user_id
        self.env["resource.resource"].sudo().create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "calendar_id": user.company_id.resource_calendar_id.id,
                    "tz": user.tz or user.company_id.resource_calendar_id.tz or "UTC",
                }
                for user in missing.sudo()
            ]
        )

    def _support_absences(self, start, stop):
        """Return what keeps one user away between two moments: (from, to, name)."""
        self.ensure_one()
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "in", self._support_resources().ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<", stop),
                    ("date_to", ">", start),
                ],
                order="date_from",
            )
        )
        return [(leave.date_from, leave.date_to, leave.name or "") for leave in leaves]
