# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sheet: what the clocks of one ticket know, and what happens to them.

Plain values: what is open, how many rounds there were, the pauses. An event changes the
sheet and notes which rows it wrote. When something falls due, and how much time was
used, only a calendar can say; the sheet asks the ``clock`` it was given:

- ``plan(row, holes)`` returns the row with aim, due and alerts where they fall now;
- ``used(row, until, holes)`` returns the seconds of the kind the row's unit counts;
- ``worked(start, stop)`` returns the working seconds of a pause.

Moments are naive UTC datetimes; holes are pairs of them.
"""

from ..promise import metrics
from ..promise.metrics import ANSWER, CLOSING
from ..promise.verdict import (
    CANCELLED,
    ENDED_VERDICTS,
    MET,
    OPEN_VERDICTS,
    PAUSED,
    RUNNING,
    clock_state,
    is_late,
    next_marks,
    stopped_verdict,
    would_mend,
)
from .events import Standing
from .rows import CLOSED, Pause, moment_of, row_of, text_of, values_of


class Sheet:
    """The clocks of one ticket.

    :param clock: see above
    :param facts: what :meth:`facts` returned, or nothing
    :param closed_at: since when the ticket is closed, empty while it is open

    Afterwards ``opened`` and ``moved`` are the rows that this event made and changed,
    ``begun`` the pauses it made and ``over`` the one of before that it ended.
    ``follows`` tells whether one of the rows has another promise than before.
    """

    def __init__(self, clock, facts=None, closed_at=None):
        facts = facts or {}
        rows = [row_of(values) for values in facts.get("rows", ())]
        self._clock = clock
        self._rows = {row.key: row for row in rows}
        self._known = set(self._rows)
        self._touched = {}
        self._rounds = dict(facts.get("rounds", ()))
        self._cancelled = set(facts.get("cancelled", ()))
        self._taken_back = set(facts.get("taken_back", ()))
        self._pauses = [
            (moment_of(a), moment_of(b)) for a, b in facts.get("pauses", ())
        ]
        self._waits_since = moment_of(facts.get("waits_since"))
        self._waits_for = facts.get("waits_for", "")
        self._inherited = facts.get("inherited", False)
        self._reopened_at = moment_of(facts.get("reopened_at"))
        self._ended = facts.get("ended", False)
        self.closed_at = closed_at or None
        self.begun, self.over, self.follows = [], None, False

    # What it knows

    def facts(self):
        """Return what a later sheet of this ticket needs, as JSON; False: nothing."""
        facts = {
            "rows": [values_of(row) for row in self._rows.values()],
            "rounds": self._rounds,
            "cancelled": sorted(self._cancelled),
            "taken_back": sorted(self._taken_back),
            "pauses": [[str(start), str(stop)] for start, stop in self._pauses],
            "waits_since": text_of(self._waits_since),
            "waits_for": self._waits_for,
            "inherited": self._inherited,
            "reopened_at": text_of(self._reopened_at),
            "ended": self._ended,
        }
        return {name: value for name, value in facts.items() if value} or False

    @property
    def stands(self):
        return Standing(self._waits_for, bool(self.closed_at))

    def state(self):
        """Return what the clocks do: a key of ``verdict.CLOCK_STATES``."""
        found = [row.verdict for row in self._rows.values()] + [MET] * self._ended
        since = self._waits_since
        rows = self.open_rows()
        late = any(is_late(row.verdict, row.due_at, None, since) for row in rows)
        return clock_state(found, closed=bool(self.closed_at), late=late)

    @property
    def paused_at(self):
        """Since when the ticket waits, empty while nobody is waited for."""
        return self._waits_since

    @property
    def inherits(self):
        """Whether it waits since before this addon was there."""
        return self._inherited

    def marks(self):
        """Return (due soon from, due at), as ``verdict.next_marks``."""
        if self.closed_at:  # what is owed sleeps
            return False, False
        return next_marks(
            (row.verdict, row.aim_at, row.due_at) for row in self._rows.values()
        )

    def next_round(self, metric):
        return self._rounds.get(metric, 0) + 1

    def is_open(self, metric):
        return any(row.metric == metric for row in self._rows.values())

    def was_promised(self, metric):
        """Whether something was promised that still stands, open or ended."""
        return metric in self._rounds and metric not in self._cancelled

    def was_taken_back(self, metric):
        """Whether a manager took the last promise back: it does not come again."""
        return metric in self._taken_back

    def would_mend(self, row, due_at, now):
        """Whether another due moment, or none, would take back that a row is broken."""
        since = self._waits_since or self.closed_at
        return would_mend(row.verdict, row.due_at, due_at, now, since)

    def counts_from(self, owed_from):
        """Return from when a round counts that closing ends: the last reopening."""
        return max(self._reopened_at or owed_from, owed_from)

    def was_closed_at(self, moment):
        """Whether the ticket was closed then, now or before its last reopening."""
        if self.closed_at and moment > self.closed_at:
            return True
        return bool(self._reopened_at) and any(
            start < moment <= stop and stop == self._reopened_at
            for start, stop in self._pauses
        )

    def holes(self, until=None):
        """Return the pauses that are over; with ``until``, what lasts ends there."""
        lasts = [self._waits_since, self.closed_at] if until else []
        lasting = [(start, until) for start in lasts if start and start < until]
        return self._pauses + lasting

    @property
    def opened(self):
        return [row for key, row in self._touched.items() if key not in self._known]

    @property
    def moved(self):
        return [row for key, row in self._touched.items() if key in self._known]

    def open_rows(self, names=None):
        rows = self._rows.values()
        return [row for row in rows if names is None or row.metric in names]

    # What happens

    def open(self, row, again=False):
        """A promise begins; while the ticket waits it stands still.

        :param again: what was cancelled begins again in its own round
        """
        if again and row.metric in self._cancelled:
            row = row._replace(round=self._rounds[row.metric])
            self._known.add(row.key)
            self.follows = True
        self._cancelled.discard(row.metric)
        self._taken_back.discard(row.metric)
        self._rounds[row.metric] = row.round
        self._put(row._replace(verdict=PAUSED) if self._waits_since else row)

    def follow(self, row, promised):
        """A row gets another promise, and stands or runs as it did."""
        self.follows = True
        self._put(promised._replace(round=row.round, verdict=row.verdict))

    def put_again(self, row):
        """The same promise falls elsewhere, or alerts at other moments."""
        self.follows |= row.calendar_id != self._rows[row.key].calendar_id
        self._put(row)

    def cancel(self, row, moment):
        """What is no longer promised is cancelled, not forgotten."""
        self._put(row._replace(verdict=CANCELLED, stopped_at=moment))
        self._cancelled.add(row.metric)

    def stop(self, names, moment):
        """What was owed is done: rows stop, also those that stand still."""
        holes = self.holes(moment)
        for row in self.open_rows(names):
            standing = row.verdict == PAUSED
            self._stop(self._plan(row, holes) if standing else row, moment, holes)

    def wait(self, moment, waiting_for, stage_id, inherited=False):
        """The ticket begins to wait for somebody: all clocks stand still.

        :param inherited: as of :class:`Pause`
        """
        self._waits_since, self._waits_for = moment, waiting_for
        self._inherited = inherited
        self.begun.append(Pause(moment, waiting_for, stage_id, inherited=inherited))
        self._stand(self.open_rows())

    def go_on(self, moment):
        """The ticket waits no longer: what is due moves by the time it waited."""
        start = self._waits_since
        if start:
            seconds = self._clock.worked(start, moment)
            self.over = Pause(start, "", None, moment, seconds)
            self._pauses.append((start, moment))
        if not self.closed_at:  # what sleeps there wakes when it is opened again
            self._run()
        self._waits_since, self._waits_for, self._inherited = None, "", False

    def close(self, moment):
        """The resolution is done; an answer still owed sleeps, or was missed."""
        self.stop(metrics.that_end(CLOSING), moment)
        owed = self.open_rows(metrics.that_end(ANSWER))
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
        self._reopened_at = moment
        self._run()

    def _plan(self, row, holes):
        """Where a row that stands still falls now: no pause, and no holiday entered
        meanwhile, takes back that it is broken."""
        planned = self._clock.plan(row, holes)
        return row if self.would_mend(row, planned.due_at, None) else planned

    def _run(self):
        holes = self.holes()
        for row in self.open_rows():
            self._put(self._plan(row, holes)._replace(verdict=RUNNING))

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
    for row in sorted(rows, key=lambda r: r.round):
        sheet._rounds[row.metric] = row.round
        sheet._ended |= row.verdict in ENDED_VERDICTS
        if row.verdict in OPEN_VERDICTS:
            sheet._rows[row.key] = row
        sheet._cancelled.discard(row.metric)
        sheet._taken_back.discard(row.metric)
        if row.verdict == CANCELLED:
            sheet._cancelled.add(row.metric)
        if row.taken_back:
            sheet._taken_back.add(row.metric)
    for pause in pauses:
        if not pause.stopped_at:
            sheet._waits_since = pause.started_at
            sheet._waits_for = pause.waiting_for
            sheet._inherited = pause.inherited
            continue
        sheet._pauses.append((pause.started_at, pause.stopped_at))
        if pause.waiting_for == CLOSED:
            sheet._reopened_at = pause.stopped_at
    return sheet.facts()
