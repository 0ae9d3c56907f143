"""Why a date falls where it does: working periods, holidays and pauses in order
(specification 6, *Explain*).

Moments are naive UTC datetimes, amounts are seconds; nothing here knows a record or a
time zone. The lines add up to what the clock counts: they are made of its periods.
"""

from datetime import datetime
from typing import NamedTuple

MARK = "mark"
WORK = "work"
HOLIDAY = "holiday"
PAUSE = "pause"
_RANK = {MARK: 0, HOLIDAY: 1, PAUSE: 2, WORK: 3}


class Line(NamedTuple):
    """One line of an explanation.

    ``seconds`` is what it adds, ``total`` what has been used at its end; ``key`` is
    what the caller named it by.
    """

    kind: str
    start: datetime
    stop: datetime
    key: object
    seconds: int = 0
    total: int = 0


def explain(periods, holidays, pauses, marks):
    """Return the lines of an explanation, in order of time.

    :param periods: open (start, stop), disjoint; holidays are not in them
    :param holidays: (start, stop, key)
    :param pauses: (start, stop, key), which may overlap
    :param marks: (moment, key): where something is reached, the work is cut there
    """
    cuts = sorted(moment for moment, _key in marks)
    lines = [
        Line(WORK, start, stop, None, int((stop - start).total_seconds()))
        for period in periods
        for piece in _without(period, pauses)
        for start, stop in _cut(piece, cuts)
    ]
    lines += [Line(HOLIDAY, *holiday) for holiday in holidays]
    lines += [Line(PAUSE, *pause) for pause in pauses]
    lines += [Line(MARK, moment, moment, key) for moment, key in marks]
    return list(
        _with_totals(sorted(lines, key=lambda line: (line.start, _RANK[line.kind])))
    )


def _with_totals(lines):
    total = 0
    for line in lines:
        total += line.seconds
        yield line._replace(total=total)


def _without(period, pauses):
    """Yield what is left of a period outside the pauses."""
    start, stop = period
    for begin, end, _key in sorted(pauses, key=lambda pause: pause[:2]):
        if end <= start:
            continue
        if begin >= stop:
            break
        if begin > start:
            yield start, begin
        start = max(start, end)
    if start < stop:
        yield start, stop


def _cut(piece, cuts):
    """Yield a piece in parts that end at the cuts inside it."""
    start, stop = piece
    for moment in cuts:
        if start < moment < stop:
            yield start, moment
            start = moment
    yield start, stop
