# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What may happen to a ticket. ``at`` is the moment, naive UTC."""

from datetime import datetime
from typing import NamedTuple

from ..promise.metrics import METRICS


class Standing(NamedTuple):
    """Where a ticket stands, as far as its clocks and its silence care."""

    waiting_for: str = ""
    closed: bool = False
    #: of no matter to the comparison of two standings
    stage_id: int | None = None

    @property
    def awaits_customer(self):
        return self.waiting_for == "customer" and not self.closed

    def is_like(self, other):
        return self[:2] == other[:2]


class Born(NamedTuple):
    """It is there. ``talk``: opened while talking to the customer, who is answered."""

    at: datetime
    stands: Standing = Standing()
    talk: bool = False


class Found(NamedTuple):
    """It was there before this addon, and stands so since nobody knows when."""

    at: datetime
    stands: Standing


class Backdated(NamedTuple):
    """It began earlier than it was entered here."""

    at: datetime
    began: datetime


class AgentWrote(NamedTuple):
    """A human internal user wrote to the customer."""

    at: datetime


class AgentAsked(NamedTuple):
    """An agent asked the customer something with a click: no answer yet."""

    at: datetime


class CustomerWrote(NamedTuple):
    at: datetime


class StrangerWrote(NamedTuple):
    """Somebody whom we do not know, who may be the customer."""

    at: datetime


class Moved(NamedTuple):
    """It stands elsewhere now; ``outcome``: who ended it, should that be the end."""

    at: datetime
    stands: Standing
    outcome: str = "agent"


class Promised(NamedTuple):
    """What is promised was asked again.

    ``owed_from``: nothing is owed for the time before; ``anew``: metrics of which the
    promise is another one now; ``corrected``: by a corrected customer, so that even
    what is broken was never promised; ``talked_at``: when an agent talked to the
    customer, should it have begun so.
    """

    at: datetime
    owed_from: datetime
    anew: frozenset = frozenset(METRICS)
    corrected: bool = False
    talked_at: datetime | None = None


class Replanned(NamedTuple):
    """Holidays or hours changed, or the level has another calendar."""

    at: datetime


class Ruled(NamedTuple):
    """The rules of silence that apply may be others now."""

    at: datetime


class Reminded(NamedTuple):
    """The customer was reminded that we wait."""

    at: datetime


class Asked(NamedTuple):
    """The customer was asked whether it is solved."""

    at: datetime


class Archived(NamedTuple):
    """Put aside: it tells nobody anything until it is back."""

    at: datetime


class Restored(NamedTuple):
    """Back again: what was missed meanwhile is caught up."""

    at: datetime
