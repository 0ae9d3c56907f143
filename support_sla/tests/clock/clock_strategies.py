# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Random shops for property tests: zones with and without DST, split days, whole days,
breaks, two weeks, holidays and partial days off, around the days the clocks change."""

from datetime import UTC, datetime, timedelta

import pytz

from ..hypothesis_or_skip import st
from .clock_oracle import Shop

# Zone: local days near which the wall is put forward or back (or a plain one).
ZONES = {
    "UTC": ["2026-03-06"],
    "America/Guatemala": ["2026-03-06", "2026-12-31"],
    "Asia/Kolkata": ["2026-03-06"],
    "America/New_York": ["2026-03-08", "2026-11-01"],
    "Europe/Madrid": ["2026-03-29", "2026-10-25"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],  # by half an hour
    "Atlantic/Azores": ["2025-03-30", "2025-10-26"],  # at midnight
    "America/Havana": ["2024-03-10", "2024-11-03"],  # likewise
    "America/Santiago": ["2025-04-05", "2025-09-07"],  # at 24:00
    "Africa/Casablanca": ["2025-02-23", "2025-04-06"],  # for Ramadan
}
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def _time(minutes):
    return divmod(minutes, 60)


@st.composite
def day_hours(draw):
    """Disjoint attendances of a day as (from, to, is a break), at any minute."""
    if draw(st.integers(0, 5)) == 0:
        return [((0, 0), (24, 0), False)]
    count = draw(st.integers(1, 3))
    marks = draw(
        st.lists(
            st.one_of(st.integers(0, 24).map(lambda h: h * 60), st.integers(0, 1440)),
            min_size=2 * count,
            max_size=2 * count,
            unique=True,
        )
    )
    marks.sort()
    pairs = zip(marks[::2], marks[1::2], strict=True)
    return [(_time(a), _time(b), draw(st.integers(0, 4)) == 0) for a, b in pairs]


@st.composite
def weeks(draw):
    two_weeks = draw(st.booleans())
    lines = []
    for week in (0, 1) if two_weeks else (None,):
        for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
            lines += [(weekday, week, *line) for line in draw(day_hours())]
    return tuple(lines)


@st.composite
def stretches(draw, around, unit=MINUTE, longest=4 * 1440):
    """A stretch of time beginning within some days of a moment."""
    start = around + draw(st.integers(-5 * 1440, 8 * 1440)) * MINUTE
    start += draw(st.integers(0, 59)) * unit
    return start, start + draw(st.integers(0, longest)) * unit


@st.composite
def holidays_to_midnight(draw, tz, around):
    """Whole days of a zone as Odoo's form enters them, to 23:59 or 23:59:59."""
    day = around.replace(hour=0, minute=0) + draw(st.integers(-3, 6)) * DAY
    stop = day + DAY - draw(st.sampled_from([MINUTE, timedelta(seconds=1)]))
    return tuple(
        pytz.timezone(tz)
        .localize(moment, is_dst=draw(st.booleans()))
        .astimezone(UTC)
        .replace(tzinfo=None)
        for moment in (day, stop)
    )


@st.composite
def questions(draw):
    """A shop, a start on a whole minute near a change of the clocks."""
    tz = draw(st.sampled_from(sorted(ZONES)))
    around = datetime.fromisoformat(draw(st.sampled_from(ZONES[tz])))
    start = around + draw(st.integers(-2 * 1440, 2 * 1440)) * MINUTE
    kinds = st.one_of(stretches(around), holidays_to_midnight(tz, around))
    holidays = tuple(draw(st.lists(kinds, max_size=3)))
    return Shop(tz, draw(weeks()), holidays), start


@st.composite
def pauses(draw, around, unit=MINUTE):
    """Pauses in any order, overlapping, empty, sometimes one that has not ended."""
    result = draw(st.lists(stretches(around, unit), max_size=4))
    if draw(st.integers(0, 4)) == 0:
        result.append((around + draw(st.integers(0, 4 * 1440)) * unit, None))
    return draw(st.permutations(result))
