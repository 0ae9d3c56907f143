"""Verdict: the one definition of met, missed, late, due soon and urgency.

Stored are facts only: a row's verdict and moments; a ticket's clock state and the two
moments at which it changes by itself. What depends on *now* is answered from them here,
in three forms that say the same: Python, domain, SQL. ``now`` is always given. All
moments are naive UTC; an empty one is False or None.

Late is strictly later than due. Due soon is from the aim (included) to the commitment
(included): we wanted to have done it by then, and still keep the promise.

Breach and pause are two facts. A clock that stands still shows the moment at which it
was stopped: what was past its commitment by then stays late while it waits, whatever
else hides nothing and breaks nothing.
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
# In the order in which somebody should look at them.
URGENCIES = [
    (LATE, "Late"),
    (DUE_SOON, "Due soon"),
    (ON_TRACK, "On track"),
    (PAUSED, "Paused"),
    (DONE, "Nothing owed"),
    (NONE, "No deadline"),
]
WORDS = {key: key for key, _label in URGENCIES}
RANKS = {key: rank for rank, key in enumerate(WORDS, 1)}

# What a ticket's clocks do, all taken together: stored, changes only with its rows.
CLOCK_STATES = [
    (NONE, "No deadline"),
    (RUNNING, "Running"),
    (PAUSED, "Paused"),
    (LATE, "Paused past its commitment"),
    (DONE, "Nothing owed"),
]


def stopped_verdict(due_at, stopped_at):
    """Return the verdict of a row that stops: met at its due moment, missed later."""
    return MISSED if due_at and stopped_at > due_at else MET


def clock_state(verdicts, closed=False, late=False):
    """Return what the clocks of a ticket do, from the verdicts of its rows.

    One that runs counts before those that are paused, these before those that ended;
    cancelled ones do not count. On a closed ticket all is done: an answer still owed
    sleeps there, and wakes only when the ticket is reopened.

    :param late: one of those that are paused was past its commitment by then
    """
    verdicts = set(verdicts)
    if closed:
        return DONE if verdicts - {CANCELLED} else NONE
    if RUNNING in verdicts:
        return RUNNING
    if PAUSED in verdicts:
        return LATE if late else PAUSED
    return DONE if verdicts & {*ENDED_VERDICTS} else NONE


def row_state(verdict, due_at, paused_at):
    """Return :func:`clock_state` of a single row."""
    late = verdict == PAUSED and is_late(verdict, due_at, paused_at, paused_at)
    return clock_state([verdict], late=late)


def next_marks(rows):
    """Return (due soon from, due at) of a ticket: the earliest of each among its open
    rows, each (verdict, aim at, due at); False where there is none."""
    owed = [(aim, due) for verdict, aim, due in rows if verdict in OPEN_VERDICTS]
    return (
        min((aim for aim, _due in owed if aim), default=False),
        min((due for _aim, due in owed if due), default=False),
    )


def is_late(verdict, due_at, now, paused_at=None):
    """Is a row open past its due moment? One that is paused is if its pause began
    after it: ``paused_at``, empty where nobody waits."""
    at = {RUNNING: now, PAUSED: paused_at}.get(verdict)
    return bool(at and due_at) and at > due_at


def is_broken(verdict, due_at, now, paused_at=None):
    """Is the promise of a row broken, whether or not it is still open?"""
    return verdict == MISSED or is_late(verdict, due_at, now, paused_at)


def would_mend(verdict, due_at, new_due_at, now, paused_at=None):
    """Would another due moment, or none, make a late row look as if it were in time?"""
    return is_late(verdict, due_at, now, paused_at) and not is_late(
        verdict, new_due_at, now, paused_at
    )


def urgency(state, due_soon_at, due_at, now):
    """Return the urgency of a ticket from its stored facts; of a single row, from its
    :func:`row_state`, its aim and its due moment."""
    if state != RUNNING:
        return state or NONE
    if due_at and now > due_at:
        return LATE
    if due_soon_at and now >= due_soon_at:
        return DUE_SOON
    return ON_TRACK


# The same as domains


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
        LATE: ["|", (state, "=", LATE)]
        + ["&", (state, "=", RUNNING), (due_at, "<", now)],
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


def late_sql(verdict, due_at, now, paused_at):
    """:func:`is_late` as an SQL condition on SQL expressions."""
    return SQL(
        "(CASE %s WHEN %s THEN %s WHEN %s THEN %s END > %s) IS TRUE",
        verdict,
        *(RUNNING, now),
        *(PAUSED, paused_at),
        due_at,
    )


def row_state_sql(verdict, due_at, paused_at):
    """:func:`row_state` as an SQL expression on SQL expressions."""
    return SQL(
        "CASE WHEN %(verdict)s IN %(ended)s THEN %(done)s"
        " WHEN %(verdict)s = %(cancelled)s THEN %(none)s"
        " WHEN %(verdict)s = %(paused)s AND %(paused_at)s > %(due_at)s THEN %(late)s"
        " ELSE %(verdict)s END",
        verdict=verdict,
        due_at=due_at,
        paused_at=paused_at,
        ended=ENDED_VERDICTS,
        cancelled=CANCELLED,
        paused=PAUSED,
        done=DONE,
        none=NONE,
        late=LATE,
    )


def urgency_sql(state, due_soon_at, due_at, now, words=WORDS):
    """:func:`urgency` as an SQL expression on SQL expressions.

    :param words: ``{urgency: what is said of it}``
    """
    return SQL(
        "CASE %(state)s WHEN %(running)s THEN"
        " CASE WHEN %(due_at)s < %(now)s THEN %(late)s"
        " WHEN %(due_soon_at)s <= %(now)s THEN %(due_soon)s ELSE %(on_track)s END"
        " %(others)s ELSE %(none)s END",
        state=state,
        due_soon_at=due_soon_at,
        due_at=due_at,
        now=now,
        running=RUNNING,
        others=SQL(" ").join(
            SQL("WHEN %s THEN %s", key, words[key]) for key in (LATE, PAUSED, DONE)
        ),
        **{key: words[key] for key in (LATE, DUE_SOON, ON_TRACK, NONE)},
    )


def rank_sql(word):
    """Return what sorts an urgency, given as SQL, by what to look at first."""
    keys = [key for key, _label in URGENCIES]
    return SQL("ARRAY_POSITION(%s::varchar[], %s::varchar)", keys, word)
