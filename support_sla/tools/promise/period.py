# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Contract and quota periods: dates in, dates out (specification 1, 2 and 4).

Two shapes, never mixed:

* a :class:`Window` is half-open, ``first <= day < next_first``: quota windows tile
  the line, so the border is said once;
* a :class:`Span` names its first and last day, both inside, as people write a
  contract; a ``last`` of None is open-ended.

All days are local days of the calendar that the level works on. Moments are naive UTC
as Odoo stores them; only the functions that take a ``tz`` cross from one to the other.
``tz`` is a zone's name or a ``tzinfo``; empty means UTC. Nothing here asks what day it
is: the caller says so.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo.tools import date_utils

DAY = timedelta(days=1)
WEEK_DAYS = 7
PERIOD_MONTHS = {"month": 1, "quarter": 3, "year": 12}
PERIODS = ("week", *PERIOD_MONTHS)

#: Days of which periods can be counted; beyond them dates come to their end.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)

#: A Monday that begins a month, a quarter and a year: anchored here, windows of every
#: period are those of the wall calendar.
CALENDAR_ANCHOR = date(2001, 1, 1)

#: Farther than any zone is from UTC, a day skipped at the date line included.
_ZONE_REACH = timedelta(hours=48)


class Window(NamedTuple):
    """A quota window: ``first`` is inside, ``next_first`` begins the following one."""

    first: date
    next_first: date

    @property
    def last(self):
        return self.next_first - DAY


class Span(NamedTuple):
    """The days of a contract, both inside; ``last`` is None when open-ended."""

    first: date
    last: date | None


# ------------------------------------------------------------------ months


def add_months(day, months):
    """The same day of the month, ``months`` later (or earlier, when negative).

    Where that month is too short, its last day: 31 January + 1 is 28 or 29 February.
    """
    return date_utils.add(day, months=months)


def whole_months(first, last):
    """How many whole months the span lasts, or None if it is not a whole number.

    Where the end month has no such day, both readings of "a month" are whole: from
    31 January to 27 February (as the windows of :func:`quota_window` end) and to
    28 February (as people write it).
    """
    after = last + DAY
    distance = _month_number(after) - _month_number(first)
    for months in (distance, distance - 1):
        due = add_months(first, months)
        clamped = due.day < first.day
        if months > 0 and (after == due or (clamped and after == due + DAY)):
            return months
    return None


def _month_number(day):
    return day.year * 12 + day.month


# ---------------------------------------------------------------- contracts


def included_window(end, months):
    """The :class:`Span` that is included after an implementation ended on ``end``.

    It begins the day after and lasts ``months`` months: 2026-08-31 and 6 give
    2026-09-01 to 2027-02-28 (specification 2). Raises ValueError unless ``months`` > 0.
    """
    if months <= 0:
        raise ValueError(f"An included period lasts at least one month, not {months}")
    first = end + DAY
    return Span(first, add_months(first, months) - DAY)


def renewal_window(first, last):
    """The :class:`Span` that follows, as long as the one from ``first`` to ``last``.

    Whole months stay whole months, other lengths keep their number of days. Raises
    ValueError for an open-ended span: nothing follows it.
    """
    if last is None:
        raise ValueError("An open-ended contract has no end to renew from")
    start = last + DAY
    months = whole_months(first, last)
    if months:
        return Span(start, add_months(start, months) - DAY)
    return Span(start, last + (start - first))


# ------------------------------------------------------------ quota windows


def quota_window(day, period, anchor=None):
    """The :class:`Window` of ``period`` (one of PERIODS) that contains ``day``.

    By the wall calendar (ISO weeks from Monday), or from ``anchor``, the contract's
    first day. Anchored windows begin on the anchor's day of the month, or on the last
    day of a shorter month, counted from the anchor itself so that they never drift:
    31 January, 28 February, 31 March, 30 April. They tile the line in both directions.
    Raises ValueError for an unknown period.
    """
    if period not in PERIODS:
        raise ValueError(f"Unknown period {period!r}, expected one of {PERIODS}")
    anchor = anchor or CALENDAR_ANCHOR
    index = _window_index(day, period, anchor)
    return Window(
        _window_start(index, period, anchor),
        _window_start(index + 1, period, anchor),
    )


def window_among(day, spans, period, anchor=None):
    """The :class:`Window` that ``day`` is in, beside windows that stand already.

    ``spans`` are (first, last) pairs of days, of windows that began under whatever rule
    held then: they stay as they are. Where the rule has changed since, the first window
    of the new one begins after the last of the old: no day is in two, none in none.
    """
    window = quota_window(day, period, anchor)
    first, next_first = window
    for start, last in spans:
        if start <= day <= last:
            return Window(start, last + DAY)
        if last < day:
            first = max(first, last + DAY)
        else:
            next_first = min(next_first, start)
    return Window(first, next_first)


def _window_index(day, period, anchor):
    """Which window ``day`` is in; number 0 begins on the anchor."""
    if period == "week":
        return (day - anchor).days // WEEK_DAYS
    distance = _month_number(day) - _month_number(anchor)
    index = distance // PERIOD_MONTHS[period]
    # In the month of a border, the days before it still belong to the window before.
    return index if day >= _window_start(index, period, anchor) else index - 1


def _window_start(index, period, anchor):
    if period == "week":
        return anchor + timedelta(days=WEEK_DAYS * index)
    return add_months(anchor, index * PERIOD_MONTHS[period])


# ------------------------------------------------- local days, UTC moments


def local_day(moment, tz):
    """The local date of a naive UTC ``moment`` (borders of periods are local).

    Raises ValueError for a moment that carries a zone of its own.
    """
    return local_moment(moment, tz).date()


def local_moment(moment, tz):
    """A naive UTC ``moment`` as the aware one that people in a zone read.

    Raises ValueError for a moment that carries a zone of its own.
    """
    if moment.tzinfo is not None:
        raise ValueError(f"Expected a naive UTC moment, got {moment.isoformat()}")
    return moment.replace(tzinfo=UTC).astimezone(_zone(tz))


def add_days(moment, days, tz):
    """The same time of day so many calendar days later, in a zone."""
    local = local_moment(moment, tz) + timedelta(days=days)
    return local.astimezone(UTC).replace(tzinfo=None)


def wall_moment(day, seconds, tz):
    """The naive UTC moment at which the wall shows so many seconds of a local day."""
    local = datetime.combine(day, time.min) + timedelta(seconds=seconds)
    return local.replace(tzinfo=_zone(tz)).astimezone(UTC).replace(tzinfo=None)


def day_start(day, tz):
    """The first moment, naive UTC in whole seconds, of the local ``day``.

    Right across DST: where midnight is skipped the day begins when the clocks jump.
    A day that the zone skips altogether begins, and ends, where the next one begins.
    """
    zone = _zone(tz)
    midnight = datetime.combine(day, time.min)
    # Halving on "is it that day yet?" needs only UTC to local, which is never
    # ambiguous: no case of gap, fold or kind of tzinfo to tell apart.
    before, after = midnight - _ZONE_REACH, midnight + _ZONE_REACH
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if local_day(middle, zone) < day:
            before = middle
        else:
            after = middle
    return after


def window_bounds(first, next_first, tz):
    """The half-open naive UTC pair of the local days ``first <= day < next_first``."""
    return day_start(first, tz), day_start(next_first, tz)


def _zone(tz):
    if not tz:
        return UTC
    return ZoneInfo(tz) if isinstance(tz, str) else tz


# --------------------------------------------------------------- carry-over


def carry_over(left, cap=None):
    """How many tickets of what is ``left`` move on to the next window.

    At most ``cap`` (None: no cap). An overdrawn window leaves 0: tickets over the
    quota are never a debt.
    """
    carried = max(left, 0)
    return carried if cap is None else min(carried, max(cap, 0))
