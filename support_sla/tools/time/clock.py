"""The clock: working time as a line of disjoint periods (specification 5).

Two questions are answered here and nowhere else: *the moment after N working
seconds* and *the working seconds between two moments*. Everything is a whole number
of seconds since 1970-01-01 00:00 UTC; nothing here knows a record or what time it is.

The periods of an agenda (``agenda.py``) are laid out lazily, a stretch at a time, each
with the running total of what is open up to its end. Every answer is then one or two
bisections, however far away it is.
"""

import threading
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from .agenda import DAY, FORTNIGHT, Agenda, working_periods

# What an amount of time is counted in.
WORKING_HOURS = "working_hours"
WORKING_DAYS = "working_days"
ELAPSED_HOURS = "elapsed_hours"
HOUR = 3600

FIRST = -62 * 365 * DAY  # nothing is known before about 1908 ...
LAST = 430 * 365 * DAY  # ... nor after about 2400: there is no deadline there
NEVER = LAST + DAY  # the end of a pause that has not ended

_MARGIN = 31 * DAY  # laid out before the first question ...
_AHEAD = 400 * DAY  # ... and after it


class _Span(NamedTuple):
    """The periods laid out from ``low`` to ``high``; never changed, only replaced."""

    low: int
    high: int
    starts: list
    stops: list
    totals: list  # open seconds from ``low`` to the end of each period
    days: list  # local day of each period, counted from 1970-01-01

    def worked(self, moment):
        """Return the open seconds from ``low`` to a moment inside the span."""
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return 0
        return self.totals[index] - max(0, self.stops[index] - moment)


def _empty_span(low):
    low = max(low, FIRST)
    return _Span(low, low, [], [], [], [])


class Clock:
    """Answers about working time; safe to share between threads.

    :param agenda: an :class:`Agenda`
    :param offset_at: function from a UTC moment to the seconds that the wall is ahead
    """

    def __init__(self, agenda, offset_at):
        self.agenda = agenda
        self.offset_at = offset_at
        self._lock = threading.Lock()
        self._span = None

    # Questions

    def has_hours(self):
        """Is there a working period in any week (whatever the holidays)?"""
        return any(self.agenda.days)

    def plan(self, start, seconds, holes=()):
        """Return the moment at which so many open seconds have passed since start.

        Zero (or less) gives the first open moment at or after start. A moment that
        falls on a closing time stays there. Nothing passes in holes (sorted disjoint
        pairs, a pause that has not ended stops at ``NEVER``). None where there is no
        such moment.
        """
        for stop, resume in holes:
            if resume <= start:
                continue
            moment = self._after(start, seconds)
            if moment is None or moment < stop or (moment == stop and seconds > 0):
                return moment
            if resume >= NEVER:
                return None
            if stop > start:
                seconds -= self.elapsed(start, stop)
            start = resume
        return self._after(start, seconds)

    def elapsed(self, start, stop, holes=()):
        """Return the open seconds from start to stop outside holes (as in ``plan``);
        0 when stop is not after start."""
        start, stop = max(start, FIRST), min(stop, LAST)
        if stop <= start:
            return 0
        span = self._cover(start, stop)
        total = span.worked(stop) - span.worked(start)
        for hole_start, hole_stop in holes:
            low, high = max(hole_start, start), min(hole_stop, stop)
            if low < high:
                total -= span.worked(high) - span.worked(low)
        return total

    def is_open(self, moment):
        """Is it working time? Opening inclusive, closing exclusive."""
        return self._after(moment, 0) == moment

    def periods(self, start, stop):
        """Return the working periods between two moments, cut there, one or more a
        local day, as sorted pairs."""
        start, stop = max(start, FIRST), min(stop, LAST)
        if stop <= start:
            return []
        span = self._cover(start, stop)
        first = bisect_right(span.stops, start)
        last = bisect_left(span.starts, stop)
        return [
            (max(span.starts[index], start), min(span.stops[index], stop))
            for index in range(first, last)
        ]

    def seconds_of(self, start, amount, unit):
        """Return the open seconds that an amount, counted from start, comes to.

        A working day is a local date with any working time. So many of them after start
        is the same time of day so many working days later, or the closing before it
        where that day is shorter. A start outside hours counts from the next opening;
        so one working day from an opening is that whole day, to its closing. Part of a
        day is that part of the day's seconds. None where there is no such day.
        """
        if unit != WORKING_DAYS:
            return round(amount * HOUR)
        whole = int(amount)
        seconds = self._seconds_of_days(start, whole)
        if amount > whole and seconds is not None:
            more = self._seconds_of_days(start, whole + 1)
            if more is None:
                return None
            seconds += round((more - seconds) * (amount - whole))
        return seconds

    # Reading the line

    def _after(self, start, seconds):
        """``plan`` without holes."""
        start = max(start, FIRST)
        if start >= LAST:
            return None
        span = self._cover(start, start)
        if seconds <= 0:
            return self._opening(span, start)
        target = span.worked(start) + seconds
        while not span.totals or span.totals[-1] < target:
            if not self._can_reach(span, start, seconds):
                return None
            grown = self._cover(start, min(LAST, span.high + _AHEAD))
            target += grown.worked(start) - span.worked(start)  # it may begin earlier
            span = grown
        index = bisect_left(span.totals, target)
        return span.stops[index] - (span.totals[index] - target)

    def _opening(self, span, start):
        index = bisect_right(span.stops, start)
        while index == len(span.stops):
            if not self._can_reach(span, start, 0):
                return None
            span = self._cover(start, min(LAST, span.high + _AHEAD))
            index = bisect_right(span.stops, start)
        return max(start, span.starts[index])

    def _can_reach(self, span, start, seconds):
        return span.high < LAST and self.has_hours() and seconds < LAST - start

    def _moment(self, day, time):
        """Return the UTC moment at which the wall shows a time of a local day."""
        wall = day * DAY + time
        return wall - self.offset_at(wall - self.offset_at(wall))

    def _seconds_of_days(self, start, count):
        opening = self._after(start, 0)
        if opening is None or count <= 0:
            return opening if opening is None else 0
        time = (opening + self.offset_at(opening)) % DAY
        span = self._cover(opening, opening)
        day = span.days[bisect_right(span.stops, opening)]
        for _step in range(count):
            index = bisect_right(span.days, day)
            while index == len(span.days):
                if not self._can_reach(span, start, 0):
                    return None
                span = self._cover(start, min(LAST, span.high + _AHEAD))
                index = bisect_right(span.days, day)
            day = span.days[index]
        return self.elapsed(start, self._moment(day, time))

    # Laying it out

    def _cover(self, low, high):
        """Return a span in which both moments lie, laying out more when needed."""
        span = self._span
        if span and span.low <= low and high <= span.high:
            return span
        with self._lock:
            span = self._span
            if not span:
                span = self._laid_out(_empty_span(low - _MARGIN), high)
            elif low < span.low:
                # Backwards is rare (imports): begin anew, in strides that grow.
                low = min(low - _MARGIN, 2 * span.low - span.high)
                high = max(high, span.high)
                span = self._laid_out(_empty_span(low), high)
            elif high > span.high:
                span = self._laid_out(span, max(high, 2 * span.high - span.low))
            self._span = span
        return span

    def _laid_out(self, span, high):
        """Return the span continued to a moment and a bit further."""
        high = min(high + _AHEAD, LAST)
        starts, stops = list(span.starts), list(span.stops)
        totals, days = list(span.totals), list(span.days)
        total = totals[-1] if totals else 0
        for start, stop, day in working_periods(
            self.agenda, self.offset_at, span.high, high
        ):
            total += stop - start
            if days and days[-1] == day and stops[-1] == start:
                stops[-1], totals[-1] = stop, total
                continue
            starts.append(start)
            stops.append(stop)
            totals.append(total)
            days.append(day)
        return _Span(span.low, high, starts, stops, totals, days)


# All time is working time: for amounts that are simply elapsed.
ALWAYS = Clock(Agenda((((0, DAY),),) * FORTNIGHT), lambda moment: 0)
