# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SupportHolidayCopy(models.TransientModel):
    """Enter a year's holidays again for another year, on the same dates."""

    _name = "support.holiday.copy"
    _description = "Copy Holidays"

    calendar_id = fields.Many2one(
        "resource.calendar",
        help="Empty: the holidays that hold for every calendar.",
    )
    source_year = fields.Integer(
        string="Holidays of",
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
    )
    target_year = fields.Integer(
        string="Enter them for",
        required=True,
        default=lambda self: fields.Date.context_today(self).year + 1,
    )
    preview = fields.Text(compute="_compute_preview")

    @api.depends("calendar_id", "source_year", "target_year")
    def _compute_preview(self):
        for wizard in self:
            lines = [
                f"{vals['support_first_day']}  {vals['name']}"
                for vals in wizard._prepare_holidays()
            ]
            wizard.preview = "\n".join(lines) or self.env._("Nothing to copy.")

    def _get_holidays(self, year):
        """Return the holidays whose first day is in a year, in the calendar's zone."""
        self.ensure_one()
        holidays = self.env["resource.calendar.leaves"].search(
            Domain("calendar_id", "=", self.calendar_id.id)
            & Domain("resource_id", "=", False)
            & Domain("time_type", "=", "leave")
            & Domain("date_from", ">=", f"{year - 1:04}-12-30")
            & Domain("date_from", "<=", f"{year + 1:04}-01-02"),
            order="date_from, id",
        )
        return holidays.filtered(lambda leave: leave.support_first_day.year == year)

    def _prepare_holidays(self):
        """What is missing in the other year; a February 29 that it lacks is none."""
        self.ensure_one()
        source, target = self.source_year, self.target_year
        if not (1970 <= source <= 9000 and 1970 <= target <= 9000):
            return []
        entered = {(h.name, h.support_first_day) for h in self._get_holidays(target)}
        values = []
        for holiday in self._get_holidays(source):
            first, last = holiday.support_first_day, holiday.support_last_day
            try:
                day = first.replace(year=target)
            except ValueError:
                continue
            if (holiday.name, day) not in entered:
                values.append(
                    {
                        "name": holiday.name,
                        "calendar_id": self.calendar_id.id,
                        "support_first_day": day,
                        "support_last_day": day + (last - first),
                    }
                )
        return values

    def action_copy(self):
        self.ensure_one()
        values = self._prepare_holidays()
        if not values:
            raise UserError(
                self.env._(
                    "Nothing to copy: %(year)s has no holidays, or %(other)s has them "
                    "all.",
                    year=self.source_year,
                    other=self.target_year,
                )
            )
        holidays = self.env["resource.calendar.leaves"].create(values)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_holiday_action"
        )
        return action | {"domain": [("id", "in", holidays.ids)], "context": {}}
