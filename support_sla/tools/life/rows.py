# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Rows and pauses as plain values, and how a ticket's digest keeps them.

Moments are naive UTC datetimes.
"""

from datetime import datetime
from typing import NamedTuple

from ..promise.verdict import RUNNING

CLOSED = "closed"  # a pause in which nobody is waited for: the ticket was closed

_MOMENTS = ("started_at", "aim_at", "due_at")
_FACTS = (  # of an open row; what else there is of a row is of stopped ones only
    *("metric", "round", "level_id", "calendar_id", "unit", "aim", "commitment"),
    *_MOMENTS,
    "verdict",
)


class Row(NamedTuple):
    """A deadline row; ``(metric, round)`` names it within its ticket.

    ``alerts`` are ``{id of a step: the moment it is reached}`` of a row that was just
    planned, ``planned_by`` says by what; None leaves both as they are.
    ``taken_back``: a manager cancelled it.
    """

    metric: str
    round: int
    level_id: int
    calendar_id: int | None
    unit: str
    aim: float
    commitment: float
    started_at: datetime
    aim_at: datetime | None = None
    due_at: datetime | None = None
    verdict: str = RUNNING
    stopped_at: datetime | None = None
    working_seconds: int | None = None
    alerts: dict[int, datetime] | None = None
    planned_by: str | None = None
    taken_back: bool = False

    @property
    def key(self):
        return self.metric, self.round


class Pause(NamedTuple):
    """A hole in a ticket's calendar; an empty end: it lasts."""

    started_at: datetime
    waiting_for: str
    stage_id: int | None = None
    stopped_at: datetime | None = None
    working_seconds: int | None = None
    #: it had begun before this addon was there, nobody knows when
    inherited: bool = False


def row_of(values):
    return Row(**values | {name: moment_of(values.get(name)) for name in _MOMENTS})


def values_of(row):
    values = {name: getattr(row, name) for name in _FACTS}
    return values | {name: text_of(values[name]) for name in _MOMENTS}


def moment_of(text):
    return datetime.fromisoformat(text) if text else None


def text_of(moment):
    return str(moment) if moment else None
