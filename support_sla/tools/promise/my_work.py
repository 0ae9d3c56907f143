# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""My work: in which order an agent takes his tickets, in Python and in SQL.

What is late comes first, then what is due soon, then the customer who waits for a
word; what is on track follows, and what waits for somebody else. What nobody has yet
stands below, in the same order.
"""

from odoo.tools import SQL

from .verdict import DUE_SOON, LATE, PAUSED

FIRST, SOON, UNANSWERED, ON_TRACK, WAITING = range(1, 6)
NOBODYS = 10


def rank(urgency, unanswered, waiting, assigned):
    """Return the rank of a ticket: the smaller, the earlier.

    :param unanswered: the customer waits for our word, beyond what is promised
    :param waiting: its stage waits for somebody
    """
    if urgency == LATE:
        place = FIRST
    elif urgency == DUE_SOON:
        place = SOON
    elif unanswered:
        place = UNANSWERED
    elif urgency == PAUSED or waiting:
        place = WAITING
    else:
        place = ON_TRACK
    return place + (0 if assigned else NOBODYS)


def rank_sql(urgency, unanswered_since, paused_at, user):
    """:func:`rank` as an SQL expression on SQL expressions."""
    return SQL(
        "(CASE WHEN %(urgency)s = %(late)s THEN %(first)s"
        " WHEN %(urgency)s = %(due_soon)s THEN %(soon)s"
        " WHEN %(since)s IS NOT NULL THEN %(unanswered)s"
        " WHEN %(urgency)s = %(paused)s OR %(paused_at)s IS NOT NULL THEN %(waiting)s"
        " ELSE %(on_track)s END"
        " + CASE WHEN %(user)s IS NULL THEN %(nobodys)s ELSE 0 END)",
        urgency=urgency,
        since=unanswered_since,
        paused_at=paused_at,
        user=user,
        late=LATE,
        due_soon=DUE_SOON,
        paused=PAUSED,
        first=FIRST,
        soon=SOON,
        unanswered=UNANSWERED,
        waiting=WAITING,
        on_track=ON_TRACK,
        nobodys=NOBODYS,
    )
