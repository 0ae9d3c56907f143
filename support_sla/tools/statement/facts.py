# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a statement is made of, as plain values.

Moments are naive UTC datetimes, an empty one is None; days are local days of the
contract's zone.
"""

from datetime import date, datetime
from typing import NamedTuple

from ..promise import period

OVER = "over"


class Month(NamedTuple):
    """A calendar month in a zone: its days, and ``start <= moment < stop``."""

    first: date
    next_first: date
    start: datetime
    stop: datetime
    zone: str

    @classmethod
    def of(cls, first, zone):
        """Return the month that begins on a local day."""
        after = period.add_months(first, 1)
        start, stop = period.window_bounds(first, after, zone)
        return cls(first, after, start, stop, zone)

    def after(self, moment):
        """Return it as it is told after what ends at a moment; none: nothing does."""
        return self._replace(start=moment) if moment else self

    def has(self, moment):
        return bool(moment) and self.start <= moment < self.stop


def month_of(day):
    """Return the first day of the month of a day."""
    return day.replace(day=1)


class Spell(NamedTuple):
    """A span in which a request waited or was closed (``why``); an empty end: it
    lasts. ``seconds`` are working seconds."""

    start: datetime
    stop: datetime | None
    why: str
    seconds: int


class Promise(NamedTuple):
    """A deadline row. ``seconds`` are of the kind that the promise counts, from start
    to stop without pauses; ``why`` is what a manager said who took it back."""

    metric: str
    round: int
    started_at: datetime
    aim_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    verdict: str
    seconds: int
    why: str


class Request(NamedTuple):
    """A ticket. ``closed`` and ``waits`` are its Spells, oldest first;
    ``paused_at``: since when it waits today. ``quota`` says how it stands to the quota,
    ``exempt`` why it is not counted; ``admitted_at``: when it got its place, if it was
    held until then."""

    id: int
    number: str
    subject: str
    priority: str
    opened_at: datetime
    answered_at: datetime | None
    paused_at: datetime | None
    quota: str
    exempt: str
    held: bool
    admitted_at: datetime | None
    scope: str
    promises: tuple
    closed: tuple
    waits: tuple

    def is_held_before(self, moment):
        """Whether it waited for a place right before a moment."""
        return self.held or bool(self.admitted_at) and self.admitted_at >= moment

    def quota_before(self, moment):
        """How it stood to the quota right before a moment: what got its place later
        was over until then."""
        return OVER if self.is_held_before(moment) else self.quota

    def is_open_before(self, moment):
        """Whether it was there and open right before a moment."""
        return self.opened_at < moment and not self.closed_before(moment)

    def closed_before(self, moment):
        """Since when it was closed right before a moment; None: it was not."""
        for spell in self.closed:
            if spell.start < moment and (not spell.stop or spell.stop >= moment):
                return spell.start
        return None


class Entry(NamedTuple):
    """A row of the quota ledger; ``quantity`` is what it uses."""

    kind: str
    quantity: int
    made_at: datetime


class QuotaPeriod(NamedTuple):
    """A quota period, both days inside; ``over``: when each request came that found
    no place in it."""

    first: date
    last: date
    allowance: int
    entries: tuple
    over: tuple


class Visit(NamedTuple):
    state: str
    start_at: datetime
    seconds: int


class Past(NamedTuple):
    """The numbers of an earlier month, as its statement has them."""

    first: date
    opened: int
    judged: int
    kept: int
    median: int | None


class Facts(NamedTuple):
    """All that is known of a contract and a month at a moment (``now``).

    ``about`` is printed as it is: whom, by whom and what the statement is of. ``ends``:
    when the contract ends, if it does.
    """

    about: dict
    month: Month
    now: datetime
    ends: datetime | None
    unlimited: bool
    periods: tuple
    requests: tuple
    visits: tuple
    past: tuple
