# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SupportBusinessHoursMixin(models.AbstractModel):
    """What people read and enter of a calendar: its hours, and the days without any."""

    _name = "support.business.hours.mixin"
    _description = "Support: business hours"

    support_business_hours = fields.Boolean(
        string="Business hours of support",
        help="Managers of support contracts may change these hours and holidays. Other "
        "calendars are those of the people who work by them.",
    )
    support_level_ids = fields.One2many(
        "support.level", "calendar_id", string="Used by", readonly=True
    )
    support_holiday_ids = fields.One2many(
        "resource.calendar.leaves",
        "calendar_id",
        string="Holidays",
        domain=[("resource_id", "=", False)],
    )
    support_shared_holiday_ids = fields.Many2many(
        "resource.calendar.leaves",
        string="Holidays of every calendar",
        compute="_compute_support_shared_holiday_ids",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_support_shared_holiday_ids(self):
        """Those without a calendar hold for all, as the clock has it."""
        leaves = self.env["resource.calendar.leaves"].sudo()
        for calendar in self:
            company = calendar.company_id or self.env.company
            calendar.support_shared_holiday_ids = leaves.search(
                [
                    ("calendar_id", "=", False),
                    ("resource_id", "=", False),
                    ("time_type", "=", "leave"),
                    ("company_id", "in", [company.id, False]),
                ]
            )

    def write(self, vals):
        """A zone that is corrected takes the holidays along: days stay days."""
        days = {}
        if "tz" in vals:
            ours = self.filtered("support_business_hours")
            days = ours.support_holiday_ids._support_whole_days()
        result = super().write(vals)
        self.env["resource.calendar.leaves"]._support_set_days(days)
        return result

    def action_support_copy_holidays(self):
        """Ask which year's holidays to enter again."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_holiday_copy_action"
        )
        return action | {"context": {"default_calendar_id": self.id}}

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
