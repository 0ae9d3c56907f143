# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A ticket's life counted anew, slowly, from a plain list of what happened.

Nothing is carried from one event to the next: each answer walks through all of the
list, and time is counted minute by minute (all moments here are whole minutes).
"""

from copy import copy
from datetime import timedelta

MINUTE = timedelta(minutes=1)
# Words of people by which a silence begins anew.
SPOKEN = ("agent", "customer", "canned")
FIRST, NEXT, RESOLUTION = "first_response", "next_response", "resolution"


class Recount:
    """What happened: ``(moment, what, value)``, in its order.

    ``moved`` with where it stands then (waiting for, closed) and by whom; ``agent`` and
    ``customer`` wrote; ``asked``; ``reminded``; ``promised`` with the minutes of each
    metric, which hold from then on; ``holiday`` with its pair of moments.
    """

    def __init__(self, at, stands, promised):
        self.happened = [(at, "promised", promised), (at, "moved", (stands, False))]

    def note(self, at, what, value=None):
        self.happened.append((at, what, value))

    def _all(self, *names):
        return [(at, v) for at, what, v in self.happened if what in names]

    def columns(self):
        """Return what the ticket's own columns are to say."""
        start, _now, _waiting_for, closed = self.stays(None)[-1]
        return {
            "support_first_response_at": self.answered_at(),
            "support_unanswered_since": self.unanswered_since(),
            "support_silent_since": self.silent_since(),
            "support_reminders_sent": self.reminders(),
            "support_stranger_at": self.stranger_at(),
            "support_asked_at": self.asked_at(),
            "support_outcome": self.outcome(),
            "support_closed_at": closed and start,
        }

    # Where it stood

    def stays(self, now):
        """Return ``[(from, to, waiting for, closed)]``; who moves to the like stays."""
        stays = []
        for at, ((waiting_for, closed), _by) in self._all("moved"):
            if stays and stays[-1][2:] == (waiting_for, closed):
                continue
            if stays:
                stays[-1] = (stays[-1][0], at, *stays[-1][2:])
            stays.append((at, now, waiting_for, closed))
        return stays

    @property
    def stands(self):
        return self.stays(None)[-1][2:]

    def holes(self, now, lasting=False):
        """Return the stays in which no clock ran: those over, or also the last one."""
        stays = self.stays(now)
        over = stays if lasting else stays[:-1]
        return [(a, b) for a, b, waiting_for, closed in over if waiting_for or closed]

    def outcome(self):
        """Who ended it, should it be closed."""
        by, was_closed = False, False
        for _at, ((_waiting_for, closed), who) in self._all("moved"):
            if not closed or not was_closed:
                by = closed and who
            was_closed = closed
        return by

    # Who spoke

    def silent_since(self):
        start, _now, waiting_for, closed = self.stays(None)[-1]
        if waiting_for != "customer" or closed:
            return False
        words = [at for at, _v in self._all(*SPOKEN) if at >= start]
        return max([start, *words])

    def reminders(self):
        """How often the customer was reminded of this silence."""
        count = 0
        for _at, what, value in self.happened:
            if what == "reminded":
                count += 1
            elif what in SPOKEN or (
                what == "moved" and value[0] != ("customer", False)
            ):
                count = 0
        return count

    def stranger_at(self):
        """Since when somebody unknown has written, whom nobody has answered."""
        found = waits = False
        for at, what, value in self.happened:
            if what == "stranger":
                found = waits and at
            elif what in SPOKEN:
                found = False
            elif what == "moved":
                waits = value[0] == ("customer", False)
                found = found if waits else False
        return found

    def asked_at(self):
        """Whether it is solved: open until they write, or we wait no longer."""
        asked = False
        for at, what, value in self.happened:
            if what == "asked":
                asked = at
            elif what == "customer" or (
                what == "moved" and value[0] != ("customer", False)
            ):
                asked = False
        return asked

    def answered_at(self):
        return min((at for at, _v in self._all("agent")), default=False)

    def unanswered_since(self):
        since, answered, closed = False, False, False
        for at, what, value in self.happened:
            if what == "moved":
                closed = value[0][1]
            elif what == "agent":
                since, answered = False, True
            elif what == "customer" and answered and not closed:
                since = since or at
        return since

    # Time

    def later(self, start, minutes, holes):
        """Return the moment after so many minutes outside holes."""
        moment = start
        while minutes:
            minutes -= not _within(moment, holes)
            moment += MINUTE
        return moment

    def between(self, start, stop, holes=()):
        """Return the seconds from one moment to another outside holes."""
        count = 0
        while start < stop:
            count += not _within(start, holes)
            start += MINUTE
        return count * 60

    # What was owed

    def rows(self, now):
        """Return ``{(metric, round): row}``, in the order in which they began; a row is
        ``[start, minutes, due, verdict, stopped, seconds used]``."""
        rows = {}
        for number, (at, what, value) in enumerate(self.happened):
            past = self._until(number + 1)
            getattr(past, f"_rows_{what}", lambda *_args: None)(rows, at, value)
        for row in _open(rows):
            row[3] = "paused" if any(self.stands) else "running"
        return rows

    def _until(self, number):
        """Return the Recount of what had happened before that."""
        past = copy(self)
        past.happened = self.happened[:number]
        return past

    def _shut(self, now, lasting=False):
        return self.holes(now, lasting) + [pair for _at, pair in self._all("holiday")]

    def _minutes(self):
        return self._all("promised")[-1][1]

    def _start(self, rows, metric, at):
        number = 1 + sum(name == metric for name, _round in rows)
        rows[metric, number] = [at, self._minutes()[metric], None, "open", None, None]
        self._fall(rows[metric, number], self._shut(at), None)

    def _since(self, at):
        """Return since when it stands still, else now: late is what was due before."""
        return self.stays(at)[-1][0] if any(self.stands) else at

    def _fall(self, row, holes, since, minutes=None):
        """Put a row where it falls now; what is late stays so."""
        minutes = minutes or row[1]
        due = self.later(row[0], minutes, holes)
        late = row[2] and since and row[2] < since
        if not late or due < since:
            row[1:3] = minutes, due

    def _stop(self, row, at, lasting=True):
        holes = self._shut(at, lasting)
        if lasting and any(self.stands):
            self._fall(row, holes, self._since(at))
        row[3] = "missed" if at > row[2] else "met"
        row[4:] = [at, self.between(row[0], at, holes)]

    def _rows_moved(self, rows, at, _value):
        stays = self.stays(at)
        if len(self._all("moved")) == 1:
            if not stays[-1][3]:
                self._start(rows, FIRST, at)
                self._start(rows, RESOLUTION, at)
            return
        before, closed = self._until(-1).stands, self.stands[1]
        if before == self.stands:
            return
        if any(before):  # it goes on: by now that stay is a hole
            for row in _open(rows):
                self._fall(row, self._shut(at), not before[1] and stays[-2][0])
        if closed:
            self._close(rows, at)
        if before[1]:
            self._start(rows, RESOLUTION, at)
            # born closed it was promised nothing: its reopening asks
            if not self.answered_at() and (FIRST, 1) not in rows:
                self._start(rows, FIRST, at)

    def _close(self, rows, at):
        for (metric, _round), row in rows.items():
            if row[3] == "open" and (metric == RESOLUTION or row[2] < at):
                self._stop(row, at, lasting=False)

    def _rows_agent(self, rows, at, _value):
        for row in _open(rows, FIRST, NEXT):
            self._stop(row, at)

    def _rows_customer(self, rows, at, _value):
        if self.unanswered_since() == at and not _open(rows, NEXT):
            self._start(rows, NEXT, at)

    def _rows_holiday(self, rows, at, _value):
        for row in _open(rows):
            self._fall(row, self._shut(at), self._since(at))

    def _rows_promised(self, rows, at, value):
        """What was promised stays where only the same is promised again."""
        if len(self._all("promised")) == 1:
            return
        before = self._until(-1)._minutes()
        for (metric, _round), row in rows.items():
            if row[3] == "open" and before[metric] != value[metric]:
                self._fall(row, self._shut(at), self._since(at), value[metric])


def _open(rows, *metrics):
    return [
        row
        for (metric, _round), row in rows.items()
        if row[3] == "open" and (not metrics or metric in metrics)
    ]


def _within(moment, holes):
    return any(start <= moment < stop for start, stop in holes)
