# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ...tools.promise.period import day_start, local_day

SECOND = timedelta(seconds=1)
DAY_FIELDS = {"date_from", "date_to", "support_first_day", "support_last_day"}


class ResourceCalendarLeaves(models.Model):
    """Holidays, entered by days; and absences of technicians, entered by us."""

    _inherit = "resource.calendar.leaves"

    support_first_day = fields.Date(
        string="First free day",
        compute="_compute_support_days",
        inverse="_inverse_support_days",
        help="In the zone of the calendar.",
    )
    support_last_day = fields.Date(
        string="Last free day",
        compute="_compute_support_days",
        inverse="_inverse_support_days",
    )
    support_absence = fields.Boolean(
        string="Absence entered for support",
        readonly=True,
        help="Whoever manages support sees and changes these absences of people, and "
        "no others.",
    )
    support_user_id = fields.Many2one(
        "res.users",
        string="Technician",
        compute="_compute_support_user_id",
        inverse="_inverse_support_user_id",
        domain="[('share', '=', False)]",
    )

    @api.depends("date_from", "date_to")
    def _compute_support_days(self):
        """Not after the calendar's zone: a day that is entered stays that day when the
        calendar is chosen afterwards."""
        for leave in self:
            begin, end, tz = leave.date_from, leave.date_to, leave._support_zone()
            leave.support_first_day = begin and local_day(begin, tz)
            leave.support_last_day = end and local_day(end - SECOND, tz)

    def _inverse_support_days(self):
        """Whole days, from midnight to midnight there, whoever's zone enters them."""
        for leave in self.filtered("support_first_day"):
            first = leave.support_first_day
            last = max(leave.support_last_day or first, first)
            tz = leave._support_zone()
            end = day_start(last + timedelta(days=1), tz)
            leave.write({"date_from": day_start(first, tz), "date_to": end - SECOND})

    def _support_zone(self):
        self.ensure_one()
        company = self.company_id or self.env.company
        return self.calendar_id.sudo().tz or company._support_get_zone()

    def _support_whole_days(self):
        """Return ``{leave: (first, last)}`` of those that last from midnight on."""
        self.invalidate_recordset(["support_first_day", "support_last_day"])
        return {
            leave: (leave.support_first_day, leave.support_last_day)
            for leave in self
            if day_start(leave.support_first_day, leave._support_zone())
            == leave.date_from
        }

    @api.model
    def _support_set_days(self, days):
        """Days stay days in whatever zone they are counted now."""
        for leave, (first, last) in days.items():
            leave.write({"support_first_day": first, "support_last_day": last})

    @api.onchange("support_first_day")
    def _onchange_support_first_day(self):
        """One day, unless more are asked for; a longer one that moves stays as long."""
        first, origin = self.support_first_day, self._origin
        if first and origin:
            length = origin.support_last_day - origin.support_first_day
            self.support_last_day = first + length
        elif first:
            self.support_last_day = first

    @api.depends("resource_id.user_id")
    def _compute_support_user_id(self):
        for leave in self:
            leave.support_user_id = leave.resource_id.user_id

    def _inverse_support_user_id(self):
        """An absence is one of the technician's resource, made on first use."""
        for leave in self.filtered("support_user_id"):
            leave.resource_id = leave.support_user_id._support_get_resource(
                leave.company_id or self.env.company
            )

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(
            [
                # else it would last to the end that Odoo proposes: today
                {"support_last_day": vals["support_first_day"]} | vals
                if vals.get("support_first_day")
                else vals
                for vals in vals_list
            ]
        )
        leaves._support_get_holidays()._support_holidays_changed()
        return leaves

    def write(self, vals):
        before = self._support_get_holidays()
        days = {}
        if "calendar_id" in vals and not DAY_FIELDS & vals.keys():
            days = before._support_whole_days()
        result = super().write(vals)
        self._support_set_days(days)
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
