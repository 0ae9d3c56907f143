"""Agenda: when a calendar is open, in whole seconds (specification 5).

Pure half of what ``resource.calendar`` says. Attendances are times of the clock on the
wall; holidays are stretches of UTC. A calendar is open at a moment when the wall shows
working time and no holiday covers the moment. So a day of 25 hours has 25, an hour that
the wall skips has none, and a change of the clocks is no special case.
"""

import math
from typing import NamedTuple

DAY = 86400
FORTNIGHT = 14
MONDAY = 719162  # days from Monday 0001-01-01 to 1970-01-01

_PROBE = 7 * DAY  # no zone changes its offset twice within a week
_LONG = 31 * DAY  # a holiday that is passed over in one step


def merged(pairs):
    """Return the pairs (start, stop) sorted, disjoint, without the empty ones.

    Overlapping and touching ones become one, so their lengths add up to what they
    cover: ``merged([(5, 9), (1, 3), (2, 5), (7, 7)])`` is ``[(1, 9)]``.
    """
    result = []
    for start, stop in sorted(pairs):
        if start >= stop:
            continue
        if result and start <= result[-1][1]:
            if stop > result[-1][1]:
                result[-1] = (result[-1][0], stop)
        else:
            result.append((start, stop))
    return result


class Agenda(NamedTuple):
    """What a calendar says, in seconds.

    ``days``: 14 tuples, Monday of a first week to Sunday of a second one, of disjoint
    sorted pairs in seconds of that day by the clock on the wall.
    ``holidays``: disjoint sorted pairs in UTC; nothing is open there.
    """

    days: tuple
    holidays: tuple = ()


def _segments(offset_at, low, high):
    """Yield (start, stop, offset): the stretches in which the offset stays the same."""
    start, offset = low, offset_at(low)
    probe = low
    while probe < high:
        ahead = min(probe + _PROBE, high)
        if offset_at(ahead) == offset:
            probe = ahead
            continue
        before, after = probe, ahead
        while after - before > 1:
            middle = (before + after) // 2
            if offset_at(middle) == offset:
                before = middle
            else:
                after = middle
        yield start, after, offset
        start, probe, offset = after, after, offset_at(after)
    yield start, high, offset


def working_periods(agenda, offset_at, low, high):
    """Yield (start, stop, local day) of the working periods between two moments."""
    holidays = agenda.holidays
    holiday = 0  # the first one that is not over yet
    for start, stop, offset in _open_segments(agenda, offset_at, low, high):
        day = (start + offset) // DAY
        while day * DAY - offset < stop:
            midnight = day * DAY - offset
            while holiday < len(holidays) and holidays[holiday][1] <= midnight:
                holiday += 1
            for opening, closing in agenda.days[(day + MONDAY) % FORTNIGHT]:
                piece = max(midnight + opening, start), min(midnight + closing, stop)
                for left, right in _outside(piece, holidays, holiday):
                    yield left, right, day
            day += 1


def _open_segments(agenda, offset_at, low, high):
    """Yield (start, stop, offset) outside long holidays, however long they are."""
    long_ones = [pair for pair in agenda.holidays if pair[1] - pair[0] > _LONG]
    for start, stop in _outside((low, high), long_ones, 0):
        yield from _segments(offset_at, start, stop)


def _outside(piece, holidays, index):
    """Yield what is left of a period outside the holidays from an index on."""
    start, stop = piece
    while start < stop and index < len(holidays) and holidays[index][0] < stop:
        begin, end = holidays[index]
        if start < begin:
            yield start, begin
        start = max(start, end)
        index += 1
    if start < stop:
        yield start, stop


def time_of_day(hour):
    """Return the second of the day of an attendance's float hour.

    Rounded to the minute, as Odoo shows and counts it; outside 0 to 24 it is cut. So
    24.0 and 23.9999 (23:59:59.999999) are the end of the day.
    """
    return min(max(math.floor(hour * 60 + 0.5), 0), 24 * 60) * 60


def week_days(attendances):
    """Return the ``days`` of an :class:`Agenda`.

    :param attendances: (day of the week 0-6, week 0 or 1 or None for both, hour from,
        hour to, is it a break); breaks win over working time
    """
    open_pairs = [[] for _slot in range(FORTNIGHT)]
    breaks = [[] for _slot in range(FORTNIGHT)]
    for day, week, hour_from, hour_to, is_break in attendances:
        pair = (time_of_day(hour_from), time_of_day(hour_to))
        for slot in (day, day + 7) if week is None else (day + 7 * week,):
            (breaks if is_break else open_pairs)[slot].append(pair)
    return tuple(
        tuple(
            piece
            for pair in merged(pairs)
            for piece in _outside(pair, merged(breaks[slot]), 0)
        )
        for slot, pairs in enumerate(open_pairs)
    )


def flexible_days(hours_per_day, hours_per_week):
    """Return the ``days`` of a calendar that states an amount instead of hours.

    As Odoo lays it out: the daily amount around noon, every day from Monday on until
    the weekly amount is used up.
    """
    days = []
    left = round(hours_per_week * 3600)
    for _day in range(7):
        amount = max(min(round(hours_per_day * 3600), left, DAY), 0)
        opening = (DAY - amount) // 2
        days.append(((opening, opening + amount),) if amount else ())
        left -= amount
    return tuple(days * 2)


def whole_holidays(pairs, offset_at):
    """Return holidays merged, those that end at 23:59 or later lasting to midnight."""
    return tuple(
        merged((start, _to_midnight(stop, offset_at)) for start, stop in pairs)
    )


def _to_midnight(stop, offset_at):
    day, time = divmod(stop + offset_at(stop), DAY)
    if time >= DAY - 60:
        while (stop + offset_at(stop)) // DAY == day:  # twice when the wall goes back
            stop += DAY - (stop + offset_at(stop)) % DAY
    return stop
