# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.promise import period


class SupportSpanMixin(models.AbstractModel):
    """Something in force from a first to a last local day (specification 2).

    A person decides the ``phase`` (draft, confirmed, cancelled); the ``state``
    follows from it and from dates alone, so it is right although no cron ever ran.
    """

    _name = "support.span.mixin"
    _description = "Support: in force from day to day"

    phase = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
    )

    date_start = fields.Date(
        string="First day",
        required=True,
        default=lambda self: fields.Date.context_today(
            self.env.company._support_here()
        ),
        tracking=True,
    )
    date_end = fields.Date(string="Last day", tracking=True, help="Empty: open-ended.")
    cancelled_at = fields.Datetime(readonly=True, copy=False)
    starts_at = fields.Datetime(
        compute="_compute_span",
        store=True,
        help="Beginning of the first day in the level calendar's time zone.",
    )
    ends_at = fields.Datetime(
        compute="_compute_span",
        store=True,
        help="End of the last day in the level calendar's time zone, or the moment "
        "of cancelling. Exclusive. Empty: open-ended.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("upcoming", "Upcoming"),
            ("active", "Active"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    @api.depends(lambda self: self._span_depends())
    def _compute_span(self):
        """Both ends come from the same days and zone, hence one compute."""
        for record in self:
            tz = record._get_tz()
            first, last = (
                # what lies beyond is refused below, in words
                day and min(max(day, period.FIRST_DAY), period.LAST_DAY)
                for day in (record.date_start, record.date_end)
            )
            record.starts_at = first and period.day_start(first, tz)
            end = last and period.day_start(last + timedelta(days=1), tz)
            ends = [moment for moment in (end, record.cancelled_at) if moment]
            record.ends_at = min(ends, default=False)

    @api.model
    def _span_depends(self):
        return ["date_start", "date_end", "cancelled_at"]

    @api.depends("phase", "starts_at", "ends_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for record in self:
            record.state = record._get_state(now)

    def _get_state(self, now):
        """Return the state at a naive UTC moment."""
        if self.phase != "confirmed":
            return self.phase
        if self.starts_at and now < self.starts_at:
            return "upcoming"
        if self.ends_at and self.ends_at <= now:
            return "expired"
        return "active"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        confirmed = Domain("phase", "=", "confirmed")
        over = Domain("ends_at", "<=", now)
        by_state = {
            "draft": Domain("phase", "=", "draft"),
            "cancelled": Domain("phase", "=", "cancelled"),
            "upcoming": confirmed & Domain("starts_at", ">", now),
            "expired": confirmed & over,
            "active": confirmed & Domain("starts_at", "<=", now) & ~over,
        }
        return Domain.OR(by_state.get(state, Domain.FALSE) for state in value)

    @api.constrains("date_start", "date_end")
    def _check_dates_can_be_counted(self):
        for day in {*self.mapped("date_start"), *self.mapped("date_end")} - {False}:
            if not period.FIRST_DAY <= day <= period.LAST_DAY:
                raise ValidationError(
                    self.env._(
                        "A day lies between the years 1900 and 2999. Leave the last "
                        "day empty where there is none."
                    )
                )

    @api.constrains("date_start", "date_end")
    def _check_dates_are_ordered(self):
        if self.filtered(lambda r: r.date_end and r.date_end < r.date_start):
            raise ValidationError(
                self.env._("The last day cannot lie before the first day.")
            )

    def _get_tz(self):
        """Return the zone in which the days begin and end."""
        return "UTC"
