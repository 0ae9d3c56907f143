# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a promise came to, seen from the end of a month.

A promise is judged in the one month in which it was kept or fell due; until then it is
carried as open. So whoever looks later, at a month that is over, sees the same: what
happened after its end is not asked.
"""

from typing import NamedTuple

from ..promise.verdict import CANCELLED, MET, is_broken

KEPT, MISSED, OPEN, LEFT_OUT = "kept", "missed", "open", "left_out"
#: Why a promise is left out.
TAKEN_BACK = "taken_back"  # a manager cancelled it, with a reason
NO_LONGER = "no_longer_promised"  # level, priority or customer changed
CLOSED = "closed_before_due"  # closed in time without it: it sleeps
#: Why a request is: nothing is promised of it.
HELD, OUT_OF_SCOPE, NO_PROMISE = "held", "out_of_scope", "no_promise"
LATER = "promised_later"  # what is promised of it begins in a later month


class Outcome(NamedTuple):
    """``counts``: it is one of this month's figures, not of an earlier month's."""

    result: str
    reason: str
    counts: bool


def settled(promise, request, now):
    """Return (moment, result) of a promise that is over; None: it may still be kept.

    The moment says of which month it is: the one at which it was kept or fell due. One
    that was cancelled after it had fallen due is of that month, too.
    """
    if promise.verdict == MET:
        return promise.stopped_at, KEPT
    if promise.verdict == CANCELLED:
        return _cancelled_at(promise, request), LEFT_OUT
    if is_broken(promise.verdict, promise.due_at, now, request.paused_at):
        return promise.due_at or promise.stopped_at, MISSED
    return None


def _cancelled_at(promise, request):
    """Where it had fallen due by then, without its clock standing still: then."""
    due_at, stopped_at = promise.due_at, promise.stopped_at
    if not due_at or not stopped_at or due_at >= stopped_at:
        return stopped_at or promise.started_at
    still = any(
        spell.start <= due_at and (not spell.stop or due_at < spell.stop)
        for spell in (*request.closed, *request.waits)
    )
    return stopped_at if still else due_at


def outcome(promise, request, month, now):
    """Return the Outcome of a promise at the end of a month; None: it was not there,
    or slept since before the month."""
    if promise.started_at >= month.stop:
        return None
    found = settled(promise, request, now)
    if found and found[0] < month.stop:
        moment, result = found
        since = request.closed_before(moment)
        if result != LEFT_OUT:
            return Outcome(result, "", moment >= month.start)
        if since and since < month.start <= moment:
            return None  # it was left out when it fell asleep
        reason = TAKEN_BACK if promise.why else NO_LONGER
        return Outcome(result, reason, moment >= month.start)
    since = request.closed_before(month.stop)
    if not since:
        return Outcome(OPEN, "", True)
    return Outcome(LEFT_OUT, CLOSED, True) if since >= month.start else None


def left_out(request, outcomes, month):
    """Return why nothing of a request is judged, now or later; empty: something is.

    Each request has one reason: what holds it, what was taken back, what it is.
    """
    results = {found.result for found in outcomes}
    if results - {LEFT_OUT}:
        return ""
    if request.is_held_before(month.stop):
        return HELD
    for reason in (TAKEN_BACK, CLOSED, NO_LONGER):
        if any(found.reason == reason for found in outcomes):
            return reason
    if any(row.started_at >= month.stop for row in request.promises):
        return LATER
    if request.exempt:
        return request.exempt
    return OUT_OF_SCOPE if request.scope == "excluded" else NO_PROMISE
