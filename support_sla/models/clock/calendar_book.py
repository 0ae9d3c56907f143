# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known about one calendar, and its passage from datetimes to seconds and back.

No model here: plain values and pure functions. It is not in ``tools/`` only because the
zones are those of pytz, as everywhere in Odoo.
"""

import functools
import hashlib
from datetime import UTC, datetime, timedelta

import pytz

from ...tools.time.agenda import Agenda, merged, whole_holidays
from ...tools.time.clock import NEVER, Clock

EPOCH = datetime(1970, 1, 1)

# What a calendar itself says of its hours; the rest is in its lines and leaves.
HOUR_FIELDS = {
    "company_id",
    "flexible_hours",
    "full_time_required_hours",
    "hours_per_day",
    "schedule_type",
    "two_weeks_calendar",
    "tz",
}
# What a calendar's lines say of its hours.
LINE_FIELDS = [
    "calendar_id",
    "dayofweek",
    "week_type",
    "hour_from",
    "hour_to",
    "day_period",
]


def to_seconds(moment):
    """Return whole seconds since 1970 of a datetime, naive UTC or aware."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    delta = moment - EPOCH
    return delta.days * 86400 + delta.seconds


def to_moment(seconds):
    """Return the naive UTC datetime of seconds since 1970, False for None."""
    return False if seconds is None else EPOCH + timedelta(0, seconds)


def to_holes(pauses):
    """Return pauses (pairs of datetimes, in any order, an empty end = not ended) as
    sorted disjoint pairs of seconds."""
    if not pauses:
        return ()
    return merged(
        (to_seconds(start), to_seconds(stop) if stop else NEVER)
        for start, stop in pauses
    )


@functools.lru_cache(maxsize=128)
def _clock(tz_name, agenda):
    """Return the one clock of these facts. Equal facts share it, whatever calendar or
    database they come from: a clock is a function of its facts and cannot be stale."""
    return Clock(agenda, _offset_at(tz_name))


@functools.lru_cache(maxsize=128)
def _offset_at(tz_name):
    """Return the function from a UTC moment to seconds the zone's wall is ahead of it,
    by the zone data that Odoo itself uses (pytz, which knows no DST after 2037)."""
    zone = pytz.timezone(tz_name)
    if zone is pytz.utc:
        return lambda moment: 0

    def offset_at(moment):
        offset = zone.fromutc(EPOCH + timedelta(0, moment)).utcoffset()
        return offset.days * 86400 + offset.seconds

    return offset_at


class CalendarBook:
    """The facts of one calendar as one state of the database had them.

    ``signal`` numbers that state: the last cache invalidation that it knows of.
    Holidays without a calendar belong to a company (None = to all).
    """

    def __init__(self, signal, company_id, tz_name, days, holidays):
        self.signal = signal
        self.company_id = company_id
        self.tz_name = tz_name
        self._days = days
        self._holidays = holidays  # {company or None: [(start, stop)]}
        self._clocks = {}
        self._fingerprints = {}

    def fingerprint(self, company_id):
        """Return a text that two states of the calendar share if their clocks agree."""
        company_id = self.company_id or company_id
        if company_id not in self._fingerprints:
            facts = repr((self.tz_name, self._agenda(company_id)))
            digest = hashlib.blake2b(facts.encode(), digest_size=8)
            self._fingerprints[company_id] = digest.hexdigest()
        return self._fingerprints[company_id]

    def clock(self, company_id):
        """Return the clock for a company (that of the calendar, if it has one)."""
        company_id = self.company_id or company_id
        if company_id not in self._clocks:
            agenda = self._agenda(company_id)
            self._clocks[company_id] = _clock(self.tz_name, agenda)
        return self._clocks[company_id]

    def _agenda(self, company_id):
        holidays = self._holidays.get(None, []) + self._holidays.get(company_id, [])
        return Agenda(self._days, whole_holidays(holidays, _offset_at(self.tz_name)))
