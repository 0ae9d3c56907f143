# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a quota allows: the rule of a level, and numbers about numbers.

Nothing here knows records, the database or what moment it is.
"""

from datetime import date, datetime
from typing import NamedTuple

from . import period

#: People are told when so many percent of a period are used, once each.
ALERT_MARKS = (80, 100)


class Rule(NamedTuple):
    """The quota of a level, free of records; ``tickets`` 0 means unlimited."""

    tickets: int
    period: str
    from_contract: bool
    carry_over: bool
    carry_over_cap: int
    policy: str
    tz: str

    def day(self, moment):
        """The local day of a naive UTC ``moment``."""
        return period.local_day(moment, self.tz)

    def window_of_day(self, day, contract_start=None, spans=()):
        """The window of a local day, beside those written down already (``spans``)."""
        anchor = contract_start if self.from_contract else None
        return period.window_among(day, spans, self.period, anchor)

    def carried(self, left):
        """How many of the tickets ``left`` move on to the next period."""
        if not self.carry_over:
            return 0
        return period.carry_over(left, self.carry_over_cap or None)


class Claim(NamedTuple):
    """A ticket that asks for a place in the period of a contract that ``day`` is in.

    Its borders are those of the rule; where periods of that contract are written down,
    the ledger goes by theirs. ``since`` (naive UTC) says whose turn comes first.
    """

    ticket_id: int
    contract_id: int
    company_id: int
    since: datetime
    day: date
    period_start: date
    period_end: date
    allowance: int
    carries: bool = False

    @property
    def key(self):
        return self.contract_id, self.period_start

    @property
    def row(self):
        """What the period's row is made of, if there is none yet."""
        return self.contract_id, self.company_id, *self[4:8]


def alert_mark(used, size):
    """The highest of ALERT_MARKS that ``used`` of ``size`` places has reached, or 0."""
    reached = [mark for mark in ALERT_MARKS if size > 0 and used * 100 >= mark * size]
    return max(reached, default=0)


class Place(NamedTuple):
    """The answer to a claim that was counted: "ticket 38 of 40"."""

    number: int
    size: int

    def reaches_mark(self):
        """Whether this very ticket reaches one of ALERT_MARKS."""
        return alert_mark(self.number, self.size) > alert_mark(
            self.number - 1, self.size
        )


def clamp(moment: datetime, first: datetime, after: datetime | None) -> datetime:
    """``moment``, or the nearest one inside ``first <= moment < after``.

    ``after`` None: no end. An empty span (``after <= first``) gives ``first``.
    """
    if after is not None and moment >= after:
        moment = after - datetime.resolution
    return max(moment, first)
