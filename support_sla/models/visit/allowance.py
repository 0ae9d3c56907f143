# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.promise import period, visits


class SupportVisitAllowanceMixin(models.AbstractModel):
    """Whether a visit may be: its contract's days, and the days of each week.

    What was let in stays: only a visit that comes to a day it did not have before is
    asked. A manager's exception takes no day of the allowance.
    """

    _name = "support.visit.allowance.mixin"
    _description = "Support: the days of visits"

    def _get_tz(self):
        self.ensure_one()
        return self.sudo().contract_id._get_tz()

    def _get_days(self):
        """Return the local days that one visit touches."""
        self.ensure_one()
        return visits.local_days(self.start_at, self.stop_at, self._get_tz())

    def _taken_days(self):
        """Return ``{visit: the days it takes}``, of which contract, by exception?"""
        return {
            visit: {
                (visit.contract_id.id, day, bool(visit.exception_reason))
                for day in (visit._get_days() if visit.counted else ())
            }
            for visit in self.sudo()
        }

    @api.model
    def _used_days(self, contract, start, stop, besides=()):
        """Return the days of a contract's allowance that are taken, from a moment to
        another, by other visits than some."""
        found = self.sudo().search(
            self._counted_domain()
            & Domain("contract_id", "=", contract.id)
            & Domain("start_at", "<", stop)
            & Domain("stop_at", ">", start)
            & Domain("id", "not in", list(besides))
        )
        return {day for visit in found for day in visit._get_days()}

    @api.model
    def _counted_domain(self):
        return Domain("counted", "=", True) & Domain("exception_reason", "=", False)

    def _check_may_be(self, before=None):
        """Refuse, in words, visits on days that they may not take.

        :param before: ``{visit: days}`` that they had (``_taken_days``)
        """
        before, after = before or {}, self._taken_days()
        new = self.sudo().filtered(lambda v: after[v] - before.get(v, set()))
        new._check_contract()
        new = new.filtered(lambda v: not v.exception_reason)
        # two planners at once: the second counts again what the first has written
        new.contract_id.partner_id._support_meet()
        for contract, found in new.grouped("contract_id").items():
            found._check_implementation(contract)
            found._check_weeks(contract)

    def _check_contract(self):
        """Also a manager's exception is within the contract."""
        for visit in self:
            contract = visit.contract_id
            inside = (
                contract.phase != "draft"
                and contract.starts_at <= visit.start_at
                and (not contract.ends_at or visit.stop_at <= contract.ends_at)
            )
            if not inside:
                raise ValidationError(
                    self.env._(
                        "%(visit)s lies outside the contract %(contract)s, which is "
                        "in force from %(first)s to %(last)s.",
                        visit=visit.display_name,
                        contract=contract.name,
                        first=format_date(self.env, contract.date_start),
                        last=contract.date_end
                        and format_date(self.env, contract.date_end)
                        or self.env._("open-ended"),
                    )
                )

    def _check_implementation(self, contract):
        if contract.level_id.visit_scope != "implementation":
            return
        projects = contract._get_implementations()
        for visit in self:
            lonely = [d for d in visit._get_days() if not projects._running_on(d)]
            if lonely:
                raise ValidationError(
                    self.env._(
                        "“%(level)s” has visits only during an implementation, and "
                        "%(customer)s has none on %(day)s. A manager may make an "
                        "exception.",
                        level=contract.level_id.name,
                        customer=contract.partner_id.display_name,
                        day=self._say_days(lonely[:1]),
                    )
                )

    def _check_weeks(self, contract):
        """Name the week and its days when one of these visits is a day too many."""
        allowance = contract.level_id.visit_days_per_week
        own = sorted({day for visit in self for day in visit._get_days()})
        start, stop = visits.weeks_bounds(own, contract._get_tz())
        days = self._used_days(contract, start, stop)
        for monday, full in sorted(visits.overbooked(days, allowance).items()):
            extra = [day for day in own if visits.week_of(day) == monday]
            if not extra:
                continue
            raise ValidationError(
                self._refusal(contract, monday, [d for d in full if d != extra[-1]])
            )

    def _refusal(self, contract, monday, days):
        allowance = contract.level_id.visit_days_per_week
        if not allowance:
            return self.env._(
                "“%(level)s” has no visits. A manager may make an exception.",
                level=contract.level_id.name,
            )
        return self.env._(
            "Week %(week)s of %(customer)s is full: “%(level)s” has %(count)s days of "
            "visits a week, and they are %(days)s. Choose another week, or ask a "
            "manager for an exception.",
            week=visits.week_name(monday),
            customer=contract.partner_id.display_name,
            level=contract.level_id.name,
            count=allowance,
            days=self._say_days(days),
        )

    @api.model
    def _say_days(self, days):
        return "; ".join(format_date(self.env, day, date_format="full") for day in days)

    # ------------------------------------------------------- a manager's exception

    @api.model
    def _check_exceptions(self, vals_list):
        """Only a manager excepts; the reason is what stays of it."""
        for vals in vals_list:
            if "exception_reason" in vals:
                vals["exception_reason"] = (vals["exception_reason"] or "").strip()
            if not vals.get("exception_reason") or self.env.su:
                continue
            if not self.env.user.has_group("support_sla.group_support_manager"):
                raise AccessError(
                    self.env._("Only a manager makes an exception for a visit.")
                )

    # -------------------------------------------------- what is known for planning

    @api.model
    def _get_diary(self, contract, technician, start, stop, now, besides=None):
        """Return the :class:`visits.Diary` of a contract and a technician."""
        tz = contract._get_tz()
        besides = besides or self.browse()
        calendar = contract.level_id.calendar_id.with_company(contract.company_id)
        bounds = visits.weeks_bounds(
            [period.local_day(moment, tz) for moment in (start, stop)], tz
        )
        there = self.sudo().search(
            [
                ("contract_id", "=", contract.id),
                ("user_id", "=", technician.id),
                ("id", "not in", besides.ids),
            ]
        )
        declined = there.filtered(lambda v: v.cancelled_by == "customer")
        there = there.filtered("counted") - declined
        return visits.Diary(
            now=now,
            tz=tz,
            allowance=contract.level_id.visit_days_per_week,
            spans=contract._get_visit_spans(),
            used=frozenset(self._used_days(contract, *bounds, besides.ids)),
            there=frozenset(there._planned_days()),
            declined=frozenset(declined._planned_days()),
            open_periods=tuple(calendar._support_periods(start, stop)),
            holidays=tuple(calendar._support_named_holidays(start, stop)),
            absences=tuple(technician._support_absences(start, stop)),
            busy=tuple(self._get_busy(technician, start, stop, besides)),
        )

    def _planned_days(self):
        """The days of these visits, and those for which a plan had made them."""
        days = {day for visit in self for day in visit._get_days()}
        return days | {visit.planned_day for visit in self if visit.planned_day}

    @api.model
    def _get_busy(self, technician, start, stop, besides):
        """A technician is at one place at a time, whichever company sends him; who
        its customers are is not told to others."""
        found = self.sudo().search(
            [
                ("user_id", "=", technician.id),
                ("state", "!=", "cancelled"),
                ("start_at", "<", stop),
                ("stop_at", ">", start),
                ("id", "not in", besides.ids),
            ]
        )
        return [
            (
                visit.start_at,
                visit.stop_at,
                visit.company_id in self.env.companies
                and visit.partner_id.display_name
                or "",
            )
            for visit in found
        ]
