# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A request as a line of the statement."""

from datetime import timedelta
from typing import NamedTuple

from ..life.rows import CLOSED as SHUT
from ..promise.verdict import MET
from . import judge

DAY = timedelta(days=1)


class Counted(NamedTuple):
    """A request, and ``(promise, outcome)`` of each of its promises that was there."""

    request: object
    promises: tuple
    left_out: str


def iso(moment):
    return moment.isoformat() + "Z" if moment else None


def seconds(start, stop):
    return max(int((stop - start).total_seconds()), 0)


def count(facts):
    """Return a Counted of each request of which something is of the month: it was
    open in it, one of its promises is judged in it, or it was answered in it when it
    was closed and nothing was promised any more. Oldest first."""
    found = []
    for request in facts.requests:
        if request.opened_at >= facts.month.stop:
            continue
        promises = tuple(_outcomes(request, facts))
        outcomes = [outcome for _promise, outcome in promises]
        left_out = judge.left_out(request, outcomes, facts.month)
        each = Counted(request, promises, left_out)
        alive = any(outcome.counts for _promise, outcome in each.promises)
        alive |= facts.month.has(request.answered_at)
        if alive or _was_open(request, facts.month):
            found.append(each)
    return sorted(found, key=lambda each: (each.request.opened_at, each.request.id))


def _outcomes(request, facts):
    for promise in request.promises:
        found = judge.outcome(promise, request, facts.month, facts.now)
        if found:
            yield promise, found


def _was_open(request, month):
    """Opened, open at some moment, or reopened in the month."""
    since = request.closed_before(month.stop)
    return not since or since >= month.start or month.has(request.opened_at)


def line(each, month):
    """Return what a statement says of one request::

        ticket_id, number, subject, priority, opened_at, answered_at, closed_at
        state      open, waiting or closed, at the month's end
        quota      counted, over, exempt or none; exempt: why, or null
        left_out   why nothing of it is judged, now or later; null: something is
        verdict    kept, missed, open or left_out, of its first promise; null: none
        seconds    time used for that one, of the kind it counts; null: not answered yet
        promises   metric, round, started_at, aim_at, due_at, stopped_at, result,
                   reason (why left out, or null), why (in a manager's words, or null),
                   within_aim (null: not judged), counts (in this month), seconds,
                   wall_seconds (pauses included)
        pauses     start, stop (null: it lasted), why (customer, third_party, closed),
                   seconds (working, null: it lasted)

    What happened after the month is not said.
    """
    request = each.request
    rows = [_promise(promise, found, month) for promise, found in each.promises]
    first = rows[0] if rows else {}
    closed_at = request.closed_before(month.stop)
    return {
        "ticket_id": request.id,
        "number": request.number,
        "subject": request.subject,
        "priority": request.priority,
        "opened_at": iso(request.opened_at),
        "answered_at": iso(_within(request.answered_at, month)),
        "closed_at": iso(closed_at),
        "state": _state(request, month),
        "quota": request.quota_before(month.stop),
        "exempt": request.exempt or None,
        "left_out": each.left_out or None,
        "verdict": first.get("result"),
        "seconds": first.get("seconds"),
        "promises": rows,
        "pauses": _pauses(request, month),
    }


def _within(moment, month):
    return moment if moment and moment < month.stop else None


def _state(request, month):
    if request.closed_before(month.stop):
        return "closed"
    waits = any(_lasts(spell, month) for spell in request.waits)
    return "waiting" if waits else "open"


def _lasts(spell, month):
    """Whether it had begun and was not over at the month's end."""
    over = spell.stop and spell.stop < month.stop
    return spell.start < month.stop and not over


def _promise(promise, found, month):
    stopped_at = _within(promise.stopped_at, month)
    over = stopped_at and found.result in (judge.KEPT, judge.MISSED)
    return {
        "metric": promise.metric,
        "round": promise.round,
        "started_at": iso(promise.started_at),
        "aim_at": iso(promise.aim_at),
        "due_at": iso(promise.due_at),
        "stopped_at": iso(stopped_at),
        "result": found.result,
        "reason": found.reason or None,
        "why": promise.why or None if found.reason == judge.TAKEN_BACK else None,
        "within_aim": is_within_aim(promise, found),
        "counts": found.counts,
        "seconds": promise.seconds if over else None,
        "wall_seconds": seconds(promise.started_at, stopped_at) if over else None,
    }


def is_within_aim(promise, found):
    """Kept by its aim; None where it is not judged."""
    if found.result not in (judge.KEPT, judge.MISSED):
        return None
    in_time = promise.aim_at and promise.stopped_at and promise.verdict == MET
    return bool(in_time and promise.stopped_at <= promise.aim_at)


def _pauses(request, month):
    spells = [
        (spell, why)
        for spells, why in ((request.waits, None), (request.closed, SHUT))
        for spell in spells
        if spell.start < month.stop
    ]
    return [
        {
            "start": iso(spell.start),
            "stop": None if _lasts(spell, month) else iso(spell.stop),
            "why": why or spell.why,
            "seconds": None if _lasts(spell, month) else spell.seconds,
        }
        for spell, why in sorted(spells, key=lambda pair: pair[0].start)
    ]
