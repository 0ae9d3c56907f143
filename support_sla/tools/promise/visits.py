# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Visits: how many days of a week they take, and which slots can be theirs.

The allowance counts distinct local days in ISO weeks (Monday to Sunday), not visits:
two technicians on one day are one day. A week that is cut, by the end of an
implementation or of a contract, has its full allowance. Moments are naive UTC, days are
those of the contract's zone. Nothing here knows records or asks what time it is.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple

from . import period

DAY = period.DAY
WEEK = timedelta(days=period.WEEK_DAYS)

# What a slot is, from the first reason against it to none.
PAST = "past"
OUTSIDE = "outside"
THERE = "there"
DECLINED = "declined"
HOLIDAY = "holiday"
CLOSED = "closed"
ABSENT = "absent"
BUSY = "busy"
FULL = "full"
FREE = "free"


# ------------------------------------------------------------- days and weeks


def local_days(start, stop, tz):
    """The local days that a visit touches; one that ends at midnight not the next."""
    first = period.local_day(start, tz)
    last = period.local_day(max(start, stop - timedelta(seconds=1)), tz)
    return tuple(first + number * DAY for number in range((last - first).days + 1))


def week_of(day):
    """The Monday of the ISO week that a day is in."""
    return day - timedelta(days=day.weekday())


def week_name(day):
    """The ISO week as people number it: 2021-01-03 is in ``2020-W53``."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def weeks_bounds(days, tz):
    """The half-open naive UTC pair of all the ISO weeks from the first day's to the
    last one's."""
    return period.window_bounds(week_of(min(days)), week_of(max(days)) + WEEK, tz)


def overbooked(days, allowance):
    """Return ``{Monday: its days, sorted}`` of the weeks with more distinct days."""
    weeks = defaultdict(set)
    for day in days:
        weeks[week_of(day)].add(day)
    return {
        monday: tuple(sorted(found))
        for monday, found in weeks.items()
        if len(found) > allowance
    }


def cancelled_late(start, cancelled_at, hours):
    """Whether less than so many elapsed hours were left; exactly so many is in time."""
    return start - cancelled_at < timedelta(hours=hours)


# ---------------------------------------------------------------------- slots


class Slot(NamedTuple):
    """From when to when somebody could come, and the local day on which it begins."""

    day: date
    start: datetime
    stop: datetime

    def meets(self, start, stop):
        return self.start < stop and start < self.stop


class Diary(NamedTuple):
    """What is known of a contract and of a technician.

    ``spans``: groups of (start, stop or None); a slot lies in one of each group.
    ``open_periods`` are pairs, what may be in its way are pairs with a name.
    """

    now: datetime
    tz: str
    allowance: int
    spans: tuple
    used: frozenset = frozenset()  # days that count already
    there: frozenset = frozenset()  # days this technician has a visit there already
    declined: frozenset = frozenset()  # days the customer cancelled
    open_periods: tuple = ()  # of the level's calendar
    holidays: tuple = ()  # with their names
    absences: tuple = ()  # of the technician, with their names
    busy: tuple = ()  # other visits of the technician, with their names

    def with_slot(self, slot):
        """The diary once this slot is taken."""
        days = local_days(slot.start, slot.stop, self.tz)
        return self._replace(used=self.used.union(days))


class Answer(NamedTuple):
    """What a slot is, and the name (or the days) that says why."""

    slot: Slot
    kind: str
    why: object = None


def weekly_slots(first, last, weekdays, seconds_from, seconds_to, tz):
    """Every slot on these days of the week (0 is Monday), from a day to another."""
    day = first
    while day <= last:
        if day.weekday() in weekdays:
            start, stop = (
                period.wall_moment(day, s, tz) for s in (seconds_from, seconds_to)
            )
            yield Slot(day, start, stop)
        day += DAY


def open_slots(open_periods, length, step, tz):
    """Every slot of a length that begins a whole number of steps after an opening."""
    for start, stop in open_periods:
        while start + length <= stop:
            yield Slot(period.local_day(start, tz), start, start + length)
            start += step


def judge(slot, diary):
    """Return the :class:`Answer` for one slot: FREE, or the first reason against it."""
    if slot.start <= diary.now:
        return Answer(slot, PAST)
    if not _is_inside(slot, diary.spans):
        return Answer(slot, OUTSIDE)
    if slot.day in diary.there:
        return Answer(slot, THERE)
    if slot.day in diary.declined:
        return Answer(slot, DECLINED)
    if name := _met(slot, diary.holidays):
        return Answer(slot, HOLIDAY, *name)
    if not _is_open(slot, diary.open_periods):
        return Answer(slot, CLOSED)
    for kind, stretches in ((ABSENT, diary.absences), (BUSY, diary.busy)):
        if name := _met(slot, stretches):
            return Answer(slot, kind, *name)
    return _judge_week(slot, diary)


def _judge_week(slot, diary):
    own = local_days(slot.start, slot.stop, diary.tz)
    full = overbooked(diary.used.union(own), diary.allowance)
    for day in own:
        if day not in diary.used and (days := full.get(week_of(day))):
            return Answer(slot, FULL, tuple(d for d in days if d in diary.used))
    return Answer(slot, FREE)


def plan(slots, diary):
    """Judge slots one after the other: what is free takes its day for those after."""
    answers = []
    for slot in slots:
        answer = judge(slot, diary)
        answers.append(answer)
        if answer.kind == FREE:
            diary = diary.with_slot(slot)
    return answers


def _is_inside(slot, groups):
    """Each group is a set of spans; the slot lies in one of every group."""
    return all(
        any(
            start <= slot.start and (stop is None or slot.stop <= stop)
            for start, stop in spans
        )
        for spans in groups
    )


def _is_open(slot, open_periods):
    """It begins and ends in working hours; a break in between is none of its own."""
    begins = any(start <= slot.start < stop for start, stop in open_periods)
    return begins and any(start < slot.stop <= stop for start, stop in open_periods)


def _met(slot, stretches):
    return next(((name,) for a, b, name in stretches if slot.meets(a, b)), None)
