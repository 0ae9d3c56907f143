# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Life: what happens to a ticket, and what follows from it. Pure.

A life knows the ticket's digest and columns. It is told events, one by one; those who
listen, in the order written here, change the clocks and the columns; nothing else does.
Afterwards it says what is to be written: rows, pauses and columns.

What only the environment can say it asks its ``world``:

- ``plan(row, holes)``, ``used(row, until, holes)``, ``worked(start, stop)``: see sheet;
- ``replan(row, holes)``: as ``plan``, by the calendar that the row's level has today;
- ``promise(metric, start, round, holes)``: the Row owed by today's promise, or None;
- ``holds``: nothing is promised to the ticket for now; ``level_id`` promises it;
- ``silence(since, sent=0, sent_at=None, promised_at=None)``: the columns that say when
  the ticket is reminded of and when it closes.
"""

from . import clocks, outcome, question, silence, talk
from .events import (
    AgentAsked,
    AgentWrote,
    Archived,
    Asked,
    Backdated,
    Born,
    CustomerWrote,
    Found,
    Moved,
    Promised,
    Reminded,
    Replanned,
    Restored,
    Ruled,
    StrangerWrote,
)
from .sheet import Sheet

# Who listens to what, in this order.
STORY = {
    Born: (talk.born, clocks.born, silence.moved),
    Found: (clocks.found,),
    Backdated: (clocks.backdated,),
    AgentWrote: (talk.answered, clocks.answered, silence.heard),
    AgentAsked: (silence.heard,),
    CustomerWrote: (talk.asked, clocks.asked, silence.heard, question.heard),
    StrangerWrote: (silence.held,),
    Moved: (outcome.moved, clocks.moved, silence.moved, question.moved),
    Promised: (talk.promised, clocks.promised),
    Replanned: (clocks.replanned, silence.ruled),
    Ruled: (silence.ruled,),
    Reminded: (silence.reminded,),
    Asked: (question.asked,),
    Archived: (clocks.archived, silence.archived),
    Restored: (clocks.replanned, silence.ruled),
}


class Blank(dict):
    """The columns of a ticket that is just being made: what it brings, else nothing."""

    def __missing__(self, _name):
        return False


class Life:
    """The life of one ticket.

    :param facts: its columns, by name: a record, or a dict
    :param world: see above
    """

    def __init__(self, facts, world):
        self.world = world
        self._facts = facts
        self._put = {}
        self.sheet = Sheet(world, facts["support_sheet"], facts["support_closed_at"])
        self._summed = summary_of(self.sheet)

    def __getitem__(self, name):
        """Return a column as it is now."""
        return self._put[name] if name in self._put else self._facts[name]

    def put(self, **columns):
        self._put |= columns

    @property
    def stands(self):
        return self.sheet.stands

    def happens(self, event):
        for listens in STORY[type(event)]:
            listens(self, event)
        return self

    def columns(self, whole=False):
        """Return the columns that are to be written; ``whole``: whatever is known."""
        summed = summary_of(self.sheet)
        if whole:
            return summed | self._put
        before = self._summed
        return {n: v for n, v in summed.items() if before[n] != v} | self._put


def summary_of(sheet):
    """The columns that sum a sheet up."""
    due_soon_at, due_at = sheet.marks()
    return {
        "support_sheet": sheet.facts(),
        "support_clock_state": sheet.state(),
        "support_due_soon_at": due_soon_at,
        "support_next_due_at": due_at,
        "support_paused_at": sheet.paused_at or False,
        "support_closed_at": sheet.closed_at or False,
    }
