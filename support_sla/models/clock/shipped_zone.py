# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

SHIPPED = ("support_sla.calendar_weekdays_8_18", "support_sla.calendar_alldays_8_18")


class SupportShippedZoneMixin(models.AbstractModel):
    """The calendars that we bring are in the zone of the company, not in UTC."""

    _name = "support.shipped.zone.mixin"
    _description = "Support: zone of the shipped calendars"

    @api.model
    def _support_get_shipped(self):
        found = [self.env.ref(name, raise_if_not_found=False) for name in SHIPPED]
        ids = [calendar.id for calendar in found if calendar]
        return self.env["resource.calendar"].sudo().browse(ids)

    @api.model
    def _support_take_company_zone(self):
        """At the installation: opening hours are those of the company's place, where
        that is known already."""
        zone = self._support_main_company()._support_get_zone()
        if zone != "UTC":
            self._support_get_shipped().write({"tz": zone})

    @api.model
    def _support_main_company(self):
        return self.env["res.company"].sudo().search([], order="id", limit=1)

    def write(self, vals):
        """A new database learns its zone with the first log-in: Odoo sets its own
        calendar's then, and ours that were as it was go with it."""
        own = self.browse()
        if vals.get("tz"):
            own = self & self._support_main_company().resource_calendar_id
        before = own.tz
        result = super().write(vals)
        if own and own.tz != before:
            shipped = self._support_get_shipped() - own
            shipped.filtered(lambda c: c.tz == before).write({"tz": own.tz})
        return result
