# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A script: who does what to which ticket, and when, as a text that people read.

    [drawer] problem ***
    ago 11h     diego  web: The cash drawer stays shut | Both tills in the shop.
    +2h         elena  answer: Is the printer on?

A head names a ticket, its category and its stars. Each line below is an act: when, who,
what, and the words of whoever acts; those of a first act are ``subject | text``. Lines
that begin with ``#`` say something to the reader.

When: ``12d 09:20`` is a local time so many days before the day on which it is played;
``ago 11h`` so many working hours before the moment at which it is; ``+2h`` so many
working hours after the act before. All of these are the hours of the ticket's calendar.
"""

import re
from datetime import time
from typing import NamedTuple

HEAD = re.compile(r"\[(?P<ticket>\w+)\](?: (?P<kind>[a-z]+))?(?: (?P<stars>\*+))?")
LINE = re.compile(
    r"(?:(?P<days>\d+)d (?P<clock>\d\d:\d\d)|ago (?P<ago>[\d.]+)h|\+(?P<after>[\d.]+)h)"
    r" +(?P<who>\S+) +(?P<what>[a-z]+)(?:: (?P<text>.+))?"
)


class Act(NamedTuple):
    ticket: str
    #: ``question``, ``problem``, ``change`` or empty
    kind: str
    #: "0" to "3"
    priority: str
    #: one of these says when: (days, local time), or working hours
    day: tuple | None
    ago: float | None
    after: float | None
    who: str
    what: str
    text: str


def read(text):
    """Return the acts of a script, in its order.

    :raises ValueError: a line is neither a head nor an act
    """
    acts, head = [], None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if match := HEAD.fullmatch(line):
            head = match
        elif head and (match := LINE.fullmatch(line)):
            acts.append(_act(head, match))
        else:
            raise ValueError(f"Line {number} of the script says nothing: {line}")
    return acts


def _act(head, line):
    day = line["days"] and (int(line["days"]), time.fromisoformat(line["clock"]))
    return Act(
        ticket=head["ticket"],
        kind=head["kind"] or "",
        priority=str(min(len(head["stars"] or ""), 3)),
        day=day or None,
        ago=line["ago"] and float(line["ago"]),
        after=line["after"] and float(line["after"]),
        who=line["who"],
        what=line["what"],
        text=line["text"] or "",
    )
