# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from functools import partial

from odoo import api, models
from odoo.tools import ormcache

from ...tools.time.agenda import flexible_days, week_days
from ...tools.time.clock import ALWAYS, ELAPSED_HOURS, WORKING_HOURS
from . import calendar_signal
from .calendar_book import (
    HOUR_FIELDS,
    LINE_FIELDS,
    CalendarBook,
    to_holes,
    to_moment,
    to_seconds,
)

SECOND = timedelta(seconds=1)
# Key of what a transaction alone sees: in its cursor's cache, dropped whenever the
# transaction or a savepoint is rolled back; and of its mark "calendars were changed".
OWN_BOOKS = "support_sla.calendar_books"


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = [
        "support.business.hours.mixin",
        "support.shipped.zone.mixin",
        "resource.calendar",
    ]

    # Questions: whole seconds, naive UTC in and out. A calendar of no company keeps the
    # public holidays of the environment's; an empty recordset is one without hours.

    def _support_plan(self, start, seconds, pauses=()):
        """Return the moment at which so many working seconds have passed since start.

        Opening inclusive, closing exclusive; a moment that falls on a closing time
        stays there; zero (or less) is the first open moment at or after start. Nothing
        passes in pauses, pairs of naive UTC datetimes in any order; one with an empty
        end has not ended. False when there is no such moment: no start, no hours,
        holidays for ever, or a pause that has not ended before it.
        """
        clock = self._support_clock()
        if not clock or not start:
            return False
        holes = to_holes(pauses)
        return to_moment(clock.plan(to_seconds(start), round(seconds), holes))

    def _support_elapsed(self, start, stop, pauses=()):
        """Return the working seconds from start to stop outside pauses, 0 when stop is
        not after start."""
        return self._support_used(start, stop, WORKING_HOURS, pauses)

    def _support_due(
        self, start, amount, unit=WORKING_HOURS, pauses=(), more_seconds=0
    ):
        """Return the moment at which an amount (a float of a unit: ``working_hours``,
        ``working_days``, ``elapsed_hours``) has passed since start.

        The amount becomes seconds once (what a working day is: ``Clock.seconds_of``)
        and pauses move it by their working time, or by all their time for elapsed
        hours, which need no calendar. False as in ``_support_plan``.

        :param more_seconds: seconds of the kind the unit counts, added to the amount
        """
        clock = ALWAYS if unit == ELAPSED_HOURS else self._support_clock()
        if not clock or not start:
            return False
        start = to_seconds(start)
        seconds = clock.seconds_of(start, amount, unit)
        if seconds is None:
            return False
        return to_moment(clock.plan(start, seconds + more_seconds, to_holes(pauses)))

    def _support_used(self, start, stop, unit=WORKING_HOURS, pauses=()):
        """Return the seconds of the kind a unit counts, as ``_support_elapsed``."""
        clock = ALWAYS if unit == ELAPSED_HOURS else self._support_clock()
        if not clock or not start or not stop:
            return 0
        return clock.elapsed(to_seconds(start), to_seconds(stop), to_holes(pauses))

    def _support_is_open(self, moment):
        """Is it working time at a moment? Opening inclusive, closing exclusive."""
        clock = self._support_clock()
        return bool(clock and moment) and clock.is_open(to_seconds(moment))

    def _support_next_opening(self, moment):
        """Return the first open moment at or after a moment, False if there is none."""
        return self._support_plan(moment, 0)

    def _support_periods(self, start, stop):
        """Return the working periods between two moments as (start, stop), cut there,
        one or more a local day."""
        clock = self._support_clock()
        if not clock or not start or not stop:
            return []
        pairs = clock.periods(to_seconds(start), to_seconds(stop))
        return [(to_moment(start), to_moment(stop)) for start, stop in pairs]

    def _support_zone(self):
        """Return the name of the calendar's zone, UTC for an empty recordset."""
        return self._support_book().tz_name if self.id else "UTC"

    def _support_has_hours(self):
        """Does the calendar have any working hour in its week?"""
        clock = self._support_clock()
        return bool(clock) and clock.has_hours()

    # The book of facts: loaded once, kept by every process, dropped with its facts

    def _support_clock(self):
        """Return the clock of this calendar, None for an empty recordset."""
        calendar = self if self.id else self._origin
        if not calendar:
            return None
        book = calendar._support_book()
        return book.clock(book.company_id or self.env.company.id)

    def _support_fingerprint(self):
        """Return a text that changes with what the clock goes by, "" without one."""
        calendar = self if self.id else self._origin
        if not calendar:
            return ""
        print_ = calendar._support_book().fingerprint(self.env.company.id)
        return f"{calendar.id}.{print_}"

    def _support_book(self):
        """Return the facts of this calendar as this transaction sees them.

        A transaction that changed calendars sees its own and shares nothing. All others
        share one book per process, valid as long as it knows every invalidation that
        the process knows: so neither a change that is rolled back nor what an older
        transaction still sees is ever handed to somebody else.
        """
        cr = self.env.cr
        own_books = cr.cache.get(OWN_BOOKS) or {}
        if self.id in own_books:
            return own_books[self.id]
        if OWN_BOOKS not in cr.postcommit.data:
            known = calendar_signal.known(self.env.registry)
            book = self._support_shared_book()
            if book.signal >= known:
                return book
            book = self._support_load_book()
            if book.signal >= known:
                self._support_shared_book.__cache__.add_value(self, cache_value=book)
                return book
        else:
            book = self._support_load_book()
        cr.cache.setdefault(OWN_BOOKS, {})[self.id] = book
        return book

    @ormcache("self.id")
    def _support_shared_book(self):
        return self._support_load_book()

    def _support_load_book(self):
        """Read the facts, whoever asks and whether or not the calendar is archived."""
        calendar = self.sudo().with_context(active_test=False)
        return CalendarBook(
            calendar_signal.seen(self.env.cr),
            calendar.company_id.id,
            calendar.tz or "UTC",
            calendar._support_days()[calendar.id],
            calendar._support_holidays(),
        )

    def _support_days(self):
        """Return ``{calendar id: hours of a fortnight}``, one query for all."""
        flexible = self.filtered("flexible_hours")
        days = {
            calendar.id: flexible_days(
                calendar.hours_per_day, calendar.full_time_required_hours
            )
            for calendar in flexible
        }
        lines = {calendar.id: [] for calendar in self - flexible}
        for calendar_id, day, week, hour_from, hour_to, period in self._support_rows(
            "resource.calendar.attendance",
            [("calendar_id", "in", list(lines)), ("display_type", "=", False)],
            LINE_FIELDS,
        ):
            week = (
                int(week or 0) if self.browse(calendar_id).two_weeks_calendar else None
            )
            lines[calendar_id].append(
                (int(day), week, hour_from, hour_to, period == "lunch")
            )
        return days | {
            key: week_days(attendances) for key, attendances in lines.items()
        }

    def _support_holidays(self):
        """Return the time off of this calendar and of every calendar, by company; that
        of the calendar itself holds for all."""
        leaves = self._support_rows(
            "resource.calendar.leaves",
            [
                ("calendar_id", "in", [self.id, False]),
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
            ],
            ["calendar_id", "company_id", "date_from", "date_to"],
        )
        holidays = {}
        for calendar, company, start, stop in leaves:
            if stop.microsecond:
                stop += SECOND
            holidays.setdefault(None if calendar else company, []).append(
                (to_seconds(start), to_seconds(stop))
            )
        return holidays

    def _support_rows(self, model_name, domain, names):
        """Return tuples of stored values, one query: a calendar may have a thousand
        holidays, and records would be the larger part of the cost."""
        model = self.env[model_name]
        query = model._search(domain)
        fields = [model._field_to_sql(model._table, name, query) for name in names]
        return self.env.execute_query(query.select(*fields))

    # Changes

    @api.model
    def _support_forget_clocks(self):
        """Calendars change in this transaction: it sees its own facts from now on, and
        every process drops what it kept as soon as the change is committed.

        The signal is committed with the change: a job that the change wakes, in another
        process, never plans by what was before. A second one follows the commit: what
        does not see it may have been read before, and this process keeps none of that.
        """
        cr = self.env.cr
        cr.cache.pop(OWN_BOOKS, None)
        registry = self.env.registry
        registry.clear_cache()
        if OWN_BOOKS not in cr.postcommit.data:
            cr.postcommit.data[OWN_BOOKS] = True
            if registry.ready:
                calendar_signal.send(cr)
                cr.postcommit.add(partial(calendar_signal.announce, registry))

    def _support_hours_changed(self):
        """Hours, lines or leaves of calendars changed."""
        self._support_forget_clocks()

    @api.model_create_multi
    def create(self, vals_list):
        calendars = super().create(vals_list)
        self._support_forget_clocks()
        return calendars

    def write(self, vals):
        result = super().write(vals)
        if HOUR_FIELDS & vals.keys():
            self._support_hours_changed()
        else:
            self._support_forget_clocks()
        return result

    def unlink(self):
        result = super().unlink()
        self._support_forget_clocks()
        return result

    def _compute_full_time_required_hours(self):
        result = super()._compute_full_time_required_hours()
        if any(self._ids):  # it follows the company's calendar, nobody writes it
            self._support_forget_clocks()
        return result
