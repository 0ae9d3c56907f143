# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sheet: what the clocks of one ticket know, and what happens to them (SPEC 6).

Plain values: what is open, how many rounds there were, the pauses. An event changes the
sheet and notes which rows it wrote. When something falls due, and how much time was
used, only a calendar can say; the sheet asks the ``clock`` it was given:

- ``plan(row, holes)`` returns the row with aim, due and alerts where they fall now;
- ``used(row, until, holes)`` returns the seconds of the kind the row's unit counts;
- ``worked(start, stop)`` returns the working seconds of a pause.

Moments are naive UTC datetimes; holes are pairs of them.
"""

from datetime import datetime
from typing import NamedTuple

from ..promise.verdict import (
    ENDED_VERDICTS,
    MET,
    OPEN_VERDICTS,
    PAUSED,
    RUNNING,
    clock_state,
    next_marks,
    stopped_verdict,
)

RESPONSES = ("first_response", "next_response")  # an agent's answer stops them
RESOLUTION = "resolution"
CLOSED = "closed"  # nobody is waited for: the ticket was closed

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


class Sheet:
    """The clocks of one ticket.

    :param clock: see above
    :param facts: what :meth:`facts` returned, or nothing
    :param closed_at: since when the ticket is closed, empty while it is open

    Afterwards ``opened`` and ``moved`` are the rows that this event made and changed,
    ``begun`` the pauses it made and ``over`` the one of before that it ended.
    """

    def __init__(self, clock, facts=None, closed_at=None):
        facts = facts or {}
        rows = [_to_row(values) for values in facts.get("rows", ())]
        self._clock = clock
        self._rows = {row.key: row for row in rows}
        self._known = set(self._rows)
        self._touched = {}
        self._rounds = dict(facts.get("rounds", ()))
        self._pauses = [(_moment(a), _moment(b)) for a, b in facts.get("pauses", ())]
        self._waits_since = _moment(facts.get("waits_since"))
        self._ended = facts.get("ended", False)
        self.closed_at = closed_at or None
        self.begun, self.over = [], None

    # What it knows

    def facts(self):
        """Return what a later sheet of this ticket needs, as JSON; False: nothing."""
        facts = {
            "rows": [_to_json(row) for row in self._rows.values()],
            "rounds": self._rounds,
            "pauses": [[str(start), str(stop)] for start, stop in self._pauses],
            "waits_since": self._waits_since and str(self._waits_since),
            "ended": self._ended,
        }
        return {name: value for name, value in facts.items() if value} or False

    def state(self):
        """Return what the clocks do: a key of ``verdict.CLOCK_STATES``."""
        found = [row.verdict for row in self._rows.values()] + [MET] * self._ended
        return clock_state(found, closed=bool(self.closed_at))

    def marks(self):
        """Return (due soon from, due at), as ``verdict.next_marks``."""
        return next_marks(
            (row.verdict, row.aim_at, row.due_at) for row in self._rows.values()
        )

    def next_round(self, metric):
        return self._rounds.get(metric, 0) + 1

    def holes(self, until=None):
        """Return the pauses that are over; with ``until``, what lasts ends there."""
        lasts = [self._waits_since, self.closed_at] if until else []
        return self._pauses + [(start, until) for start in lasts if start]

    @property
    def opened(self):
        return [row for key, row in self._touched.items() if key not in self._known]

    @property
    def moved(self):
        return [row for key, row in self._touched.items() if key in self._known]

    # What happens

    def open(self, row):
        """A promise begins; while the ticket waits it stands still."""
        self._rounds[row.metric] = max(self._rounds.get(row.metric, 0), row.round)
        self._put(row._replace(verdict=PAUSED) if self._waits_since else row)

    def stop(self, metrics, moment):
        """What was owed is done: rows stop, also those that stand still."""
        holes = self.holes(moment)
        for row in self._open_rows(metrics):
            standing = row.verdict == PAUSED
            self._stop(self._clock.plan(row, holes) if standing else row, moment, holes)

    def wait(self, moment, waiting_for, stage_id):
        """The ticket begins to wait for somebody: all clocks stand still."""
        self._waits_since = moment
        self.begun.append(Pause(moment, waiting_for, stage_id))
        self._stand(self._open_rows())

    def go_on(self, moment):
        """The ticket waits no longer: what is due moves by the time it waited."""
        start, self._waits_since = self._waits_since, None
        if start:
            seconds = self._clock.worked(start, moment)
            self.over = Pause(start, "", None, moment, seconds)
            self._pauses.append((start, moment))
        if not self.closed_at:  # what sleeps there wakes when it is opened again
            self._run()

    def close(self, moment):
        """The resolution is done; an answer still owed sleeps, or was missed."""
        self.stop([RESOLUTION], moment)
        owed = self._open_rows(RESPONSES)
        late = [row for row in owed if row.due_at and row.due_at < moment]
        for row in late:
            self._stop(row, moment, self.holes(moment))
        self._stand(row for row in owed if row not in late)
        self.closed_at = moment

    def reopen(self, moment):
        """Time spent closed is a hole; answers still owed wake up."""
        start, self.closed_at = self.closed_at, None
        if start:
            seconds = self._clock.worked(start, moment)
            self.begun.append(Pause(start, CLOSED, None, moment, seconds))
            self._pauses.append((start, moment))
        self._run()

    def _open_rows(self, metrics=None):
        rows = self._rows.values()
        return [row for row in rows if not metrics or row.metric in metrics]

    def _run(self):
        holes = self.holes()
        for row in self._open_rows():
            self._put(self._clock.plan(row._replace(verdict=RUNNING), holes))

    def _stand(self, rows):
        for row in rows:
            self._put(row._replace(verdict=PAUSED))

    def _stop(self, row, moment, holes):
        self._ended = True
        self._put(
            row._replace(
                verdict=stopped_verdict(row.due_at, moment),
                stopped_at=moment,
                working_seconds=self._clock.used(row, moment, holes),
            )
        )

    def _put(self, row):
        self._touched[row.key] = row
        if row.verdict in OPEN_VERDICTS:
            self._rows[row.key] = row
        else:
            self._rows.pop(row.key, None)


def facts_of(rows, pauses):
    """Return :meth:`Sheet.facts` of all the Rows and Pauses of a ticket."""
    sheet = Sheet(None)
    for row in rows:
        sheet._rounds[row.metric] = max(sheet._rounds.get(row.metric, 0), row.round)
        sheet._ended |= row.verdict in ENDED_VERDICTS
        if row.verdict in OPEN_VERDICTS:
            sheet._rows[row.key] = row
    for pause in pauses:
        if pause.stopped_at:
            sheet._pauses.append((pause.started_at, pause.stopped_at))
        else:
            sheet._waits_since = pause.started_at
    return sheet.facts()


def _moment(text):
    return datetime.fromisoformat(text) if text else None


def _to_row(values):
    return Row(**values | {name: _moment(values.get(name)) for name in _MOMENTS})


def _to_json(row):
    values = {name: getattr(row, name) for name in _FACTS}
    return values | {name: _text(values[name]) for name in _MOMENTS}


def _text(value):
    return str(value) if value else None
