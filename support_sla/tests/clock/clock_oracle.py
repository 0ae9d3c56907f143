# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An independent, slow answer to the two questions of the clock.

Written from specification 5 and sharing no code with the clock: it looks at the wall
once a step (a minute, or a second) and asks whether that step is working time.
Everything a shop says (attendances, holidays, pauses, starts) falls on whole steps.
"""

from datetime import UTC, date, timedelta
from typing import NamedTuple

import pytz


class Shop(NamedTuple):
    """What a calendar says, in plain words. Times of day are (hour, minute), holidays
    and pauses pairs of naive UTC datetimes, a pause without end has None."""

    tz: str
    attendances: tuple  # (weekday, week 0/1/None, from, to, is a break)
    holidays: tuple = ()


class Oracle:
    def __init__(self, shop, pauses=(), step=60):
        self.shop = shop
        self.pauses = pauses
        self.step = timedelta(seconds=step)
        self.zone = pytz.timezone(shop.tz)

    def wall(self, moment):
        return moment.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def is_holiday(self, moment, wall):
        for start, stop in self.shop.holidays:
            if start <= moment < stop:
                return True
            last = self.wall(stop)
            to_midnight = (last.hour, last.minute) == (23, 59)
            if to_midnight and stop <= moment and wall.date() == last.date():
                return True
        return False

    def is_working(self, moment, paused=True):
        wall = self.wall(moment)
        if self.is_holiday(moment, wall):
            return False
        if paused and any(
            start <= moment and (stop is None or moment < stop)
            for start, stop in self.pauses
        ):
            return False
        week = (wall.date() - date(1, 1, 1)).days // 7 % 2
        clock = (wall.hour, wall.minute)
        hits = [
            is_break
            for weekday, parity, since, until, is_break in self.shop.attendances
            if weekday == wall.weekday()
            and parity in (None, week)
            and since <= clock < until
        ]
        return bool(hits) and not any(hits)

    def plan(self, start, seconds, give_up):
        """The moment after, or None when it is not before giving up."""
        moment = start
        while moment < give_up:
            if self.is_working(moment):
                if seconds <= 0:
                    return moment
                if timedelta(seconds=seconds) <= self.step:
                    return moment + timedelta(seconds=seconds)
                seconds -= self.step.total_seconds()
            moment += self.step
        return None

    def elapsed(self, start, stop):
        """The working seconds between; the last step may be cut."""
        seconds = 0
        moment = start
        while moment < stop:
            if self.is_working(moment):
                seconds += round(min(self.step, stop - moment).total_seconds())
            moment += self.step
        return seconds
