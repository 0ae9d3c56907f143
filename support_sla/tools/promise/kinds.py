# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a ticket may reach us: one row a kind of channel.

To add a kind, add a row: the channel's form, the first answer, the acknowledgement and
the advice which channel to use next time all read it here.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of channel.

    ``written``: the customer wrote and waits, so we say that we have it; ``talking``:
    an agent who opens a ticket there is talking to the customer at that moment.
    """

    label: str
    written: bool = False
    talking: bool = False


KINDS = {
    "email": Kind("Email", written=True),
    "web": Kind("Web", written=True),
    "phone": Kind("Phone", talking=True),
    "chat": Kind("Chat", talking=True),
    "visit": Kind("Visit", talking=True),
    "other": Kind("Other"),
}
SELECTION = [(key, kind.label) for key, kind in KINDS.items()]


def is_written(kind):
    """Whether a customer who uses it (a key, or empty) waits for an answer."""
    return bool(kind) and KINDS[kind].written


def is_talking(kind):
    """Whether who opens a ticket there talks to the customer already."""
    return bool(kind) and KINDS[kind].talking
