# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""States: what people see of a ticket's promise, in the order to look at it.

One table for list, kanban, form, portal and mails: what a state is, its colour and its
order. Its words, an agent's and a customer's, are translated beside the models
(``state_words``); the browser has the same table, since time goes on between two
answers of the server, and a test holds the two against each other.

A state refines an urgency: it says as well that a late ticket waits, in which colour
the pause of another began, and of one that owes nothing whose turn it is and how it
went. A promise that was broken stays to be seen whatever the state is.
"""

from datetime import datetime
from typing import NamedTuple

from .verdict import (
    DONE,
    DUE_SOON,
    LATE,
    NONE,
    ON_TRACK,
    PAUSED,
    RUNNING,
    urgency,
)

LATE_WAITING = "late_waiting"
PAUSED_SOON = "paused_soon"
OUR_TURN = "our_turn"
WAITING = "waiting"
ANSWERED_LATE = "answered_late"
ANSWERED = "answered"
CLOSED_LATE = "closed_late"
CLOSED = "closed"


#: Mails by which its customer is told of a ticket: that we have it, that we wait, that
#: it is closed. Where there is none, what we said last was the mail.
RECEIVED, REMINDER, CLOSING, NO_MAIL = "received", "reminder", "closing", ""


class State(NamedTuple):
    """``tone`` is a contextual colour of Bootstrap; an outline is what lies behind
    us or stands still, a filled one is what somebody has to see to. Muted are those
    that nobody has to look at. ``mail`` says its sentence to the customer."""

    key: str
    urgencies: tuple
    tone: str
    outline: bool
    icon: str
    mail: str


STATES = (
    State(LATE, (LATE,), "danger", False, "fa-exclamation-triangle", RECEIVED),
    State(LATE_WAITING, (LATE,), "danger", False, "fa-pause", REMINDER),
    State(DUE_SOON, (DUE_SOON,), "warning", False, "fa-hourglass-half", RECEIVED),
    State(ON_TRACK, (ON_TRACK,), "success", False, "fa-clock-o", RECEIVED),
    State(PAUSED_SOON, (PAUSED,), "warning", True, "fa-pause", REMINDER),
    State(PAUSED, (PAUSED,), "success", True, "fa-pause", REMINDER),
    State(OUR_TURN, (DONE, NONE), "info", False, "fa-comment", NO_MAIL),
    State(WAITING, (DONE, NONE), "muted", True, "fa-pause", REMINDER),
    State(ANSWERED_LATE, (DONE,), "danger", True, "fa-exclamation-triangle", NO_MAIL),
    State(ANSWERED, (DONE,), "success", True, "fa-check", NO_MAIL),
    State(CLOSED_LATE, (DONE, NONE), "danger", True, "fa-archive", CLOSING),
    State(CLOSED, (DONE, NONE), "muted", True, "fa-archive", CLOSING),
    State(NONE, (NONE,), "muted", True, "fa-minus", RECEIVED),
)
TABLE = {state.key: state for state in STATES}

#: How a promise that is over went; the act by which it ended.
ANSWER = "answer"
SOLUTION = "solution"
NOBODY = "nobody"  # it was closed before anybody answered


class Facts(NamedTuple):
    """What is stored of a ticket; empty moments are False or None.

    ``asked_at``: since when the customer waits for our word; ``broken``: a promise that
    is over was missed.
    """

    state: str
    due_soon_at: datetime | None
    due_at: datetime | None
    paused_at: datetime | None
    closed: bool
    asked_at: datetime | None
    broken: bool


def state_of(facts, now):
    """Return the key of the state of a ticket."""
    found = urgency(facts.state, facts.due_soon_at, facts.due_at, now)
    if found == LATE:
        return LATE_WAITING if facts.state == LATE else LATE
    if found == PAUSED:
        marks = facts.due_soon_at, facts.due_at, facts.paused_at
        begun = facts.paused_at and urgency(RUNNING, *marks) == DUE_SOON
        return PAUSED_SOON if begun else PAUSED
    if found in (DUE_SOON, ON_TRACK):
        return found
    return _settled(facts)


def _settled(facts):
    """Nothing is owed: who is to speak next, else how it went."""
    if facts.closed:
        return CLOSED_LATE if facts.broken else CLOSED
    if facts.asked_at:
        return OUR_TURN
    if facts.paused_at:
        return WAITING
    if facts.state == DONE:
        return ANSWERED_LATE if facts.broken else ANSWERED
    return NONE


class Past(NamedTuple):
    """A promise that is over: by what it ended, the seconds it took and those it came
    too late, by the clock on the wall."""

    act: str
    took: int
    late: int


def past_of(rows):
    """Return the Past that people are told of: the worst that was missed, else the
    first that was met; None where nothing is over.

    :param rows: (act, started at, due at, stopped at, missed), oldest first
    """
    pasts = [
        Past(act, _seconds(start, stop), _seconds(due, stop) if missed else 0)
        for act, start, due, stop, missed in rows
        if stop
    ]
    missed = [past for past in pasts if past.late]
    return (
        max(missed, key=lambda past: past.late) if missed else next(iter(pasts), None)
    )


def _seconds(start, stop):
    return max(int((stop - start).total_seconds()), 0) if start else 0
