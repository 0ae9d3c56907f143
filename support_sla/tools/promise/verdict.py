"""Verdict: the one definition of met, missed, late, due soon and urgency (SPEC 6, 14).

Stored are facts only: a row's verdict and moments; a ticket's clock state and the two
moments at which it changes by itself. What depends on *now* is answered from them here,
in three forms that say the same: Python, domain, SQL. ``now`` is always given. All
moments are naive UTC; an empty one is False or None.

Late is strictly later than due. Due soon is from the aim (included) to the commitment
(included): we wanted to have done it by then, and still keep the promise.
"""

from odoo.tools import SQL

RUNNING = "running"
PAUSED = "paused"
MET = "met"
MISSED = "missed"
CANCELLED = "cancelled"
VERDICTS = [
    (RUNNING, "Running"),
    (PAUSED, "Paused"),
    (MET, "Met"),
    (MISSED, "Missed"),
    (CANCELLED, "Cancelled"),
]
OPEN_VERDICTS = (RUNNING, PAUSED)  # may still change
ENDED_VERDICTS = (MET, MISSED)

NONE = "none"
ON_TRACK = "on_track"
DUE_SOON = "due_soon"
LATE = "late"
DONE = "done"
URGENCIES = [
    (NONE, "No deadline"),
    (ON_TRACK, "On track"),
    (DUE_SOON, "Due soon"),
    (LATE, "Late"),
    (PAUSED, "Paused"),
    (DONE, "Done"),
]

# What a ticket's clocks do, all taken together: stored, changes only with its rows.
CLOCK_STATES = [
    (NONE, "No deadline"),
    (RUNNING, "Running"),
    (PAUSED, "Paused"),
    (DONE, "Done"),
]


def stopped_verdict(due_at, stopped_at):
    """Return the verdict of a row that stops: met at its due moment, missed later."""
    return MISSED if due_at and stopped_at > due_at else MET


def clock_state(verdicts, closed=False):
    """Return what the clocks of a ticket do, from the verdicts of its rows.

    One that runs counts before those that are paused, these before those that ended;
    cancelled ones do not count. On a closed ticket all is done: an answer still owed
    sleeps there, and wakes only when the ticket is reopened.
    """
    verdicts = set(verdicts)
    if closed:
        return DONE if verdicts - {CANCELLED} else NONE
    if RUNNING in verdicts:
        return RUNNING
    if PAUSED in verdicts:
        return PAUSED
    return DONE if verdicts & {*ENDED_VERDICTS} else NONE


def next_marks(rows):
    """Return (due soon from, due at) of a ticket: the earliest of each among its
    running rows, each (verdict, aim at, due at); False where there is none."""
    running = [(aim, due) for verdict, aim, due in rows if verdict == RUNNING]
    return (
        min((aim for aim, _due in running if aim), default=False),
        min((due for _aim, due in running if due), default=False),
    )


def is_late(verdict, due_at, now):
    """Does a row run past its due moment?"""
    return verdict == RUNNING and bool(due_at) and now > due_at


def is_broken(verdict, due_at, now):
    """Is the promise of a row broken, whether or not it still runs?"""
    return verdict == MISSED or is_late(verdict, due_at, now)


def urgency(state, due_soon_at, due_at, now):
    """Return the urgency of a ticket from its stored facts; of a single row, from
    ``clock_state([verdict])``, its aim and its due moment."""
    if state != RUNNING:
        return state or NONE
    if due_at and now > due_at:
        return LATE
    if due_soon_at and now >= due_soon_at:
        return DUE_SOON
    return ON_TRACK


# The same as domains


def late_domain(now, verdict="verdict", due_at="due_at"):
    """:func:`is_late` as a domain on the named fields."""
    return [(verdict, "=", RUNNING), (due_at, "<", now)]


def urgency_domain(
    values,
    now,
    state="support_clock_state",
    due_soon_at="support_due_soon_at",
    due_at="support_next_due_at",
):
    """:func:`urgency` in values as a domain on the named fields.

    An empty value stands for no deadline; unknown ones match nothing.
    """
    not_late = ["|", (due_at, "=", False), (due_at, ">=", now)]
    not_soon = ["|", (due_soon_at, "=", False), (due_soon_at, ">", now)]
    cases = {
        NONE: [(state, "in", [NONE, False])],
        PAUSED: [(state, "=", PAUSED)],
        DONE: [(state, "=", DONE)],
        LATE: ["&", (state, "=", RUNNING), (due_at, "<", now)],
        DUE_SOON: ["&", (state, "=", RUNNING), "&", (due_soon_at, "<=", now)]
        + not_late,
        ON_TRACK: ["&", (state, "=", RUNNING), "&"] + not_soon + not_late,
    }
    wanted = {value or NONE for value in values}
    domains = [domain for value, domain in cases.items() if value in wanted]
    if not domains:
        return [(0, "=", 1)]
    return ["|"] * (len(domains) - 1) + [leaf for domain in domains for leaf in domain]


# The same as SQL


def late_sql(verdict, due_at, now):
    """:func:`is_late` as an SQL condition on SQL expressions."""
    return SQL("(%s = %s AND %s < %s) IS TRUE", verdict, RUNNING, due_at, now)


def urgency_sql(state, due_soon_at, due_at, now):
    """:func:`urgency` as an SQL expression on SQL expressions."""
    return SQL(
        "CASE WHEN COALESCE(%(state)s, %(none)s) != %(running)s"
        " THEN COALESCE(%(state)s, %(none)s)"
        " WHEN %(due_at)s < %(now)s THEN %(late)s"
        " WHEN %(due_soon_at)s <= %(now)s THEN %(due_soon)s"
        " ELSE %(on_track)s END",
        state=state,
        due_soon_at=due_soon_at,
        due_at=due_at,
        now=now,
        none=NONE,
        running=RUNNING,
        late=LATE,
        due_soon=DUE_SOON,
        on_track=ON_TRACK,
    )
