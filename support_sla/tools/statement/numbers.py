# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The numbers of a statement, each a count of what stands in its lines.

Of each metric::

    metric
    promises     all that are of this month = judged + open + left_out
    judged       kept or fallen due in it = kept + missed
    kept         within the commitment; within_aim: of these, by the aim
    missed       later than promised; missed_open: of these, not done at its end
    percent      kept of judged, aim_percent: within_aim of judged; null under five
    open         carried into the next month
    left_out     [reason, count]
    measured     done in the month, in time or late, whenever it was due: of so many
                 are median and p95, each working (seconds of the kind that is
                 promised, without pauses) and wall (from start to stop); null of
                 none, p95 of fewer than five
    worst        the latest, else the longest, of what was done in the month or is
                 late at its end: ticket_id, number, round, open, working (null: not
                 done), wall, late (wall seconds past the commitment); null: none
    by_priority  priority, judged, kept, within_aim, missed, percent
"""

from collections import Counter

from ..promise.metrics import METRICS
from ..promise.period import add_months
from ..promise.verdict import ENDED_VERDICTS
from .judge import KEPT, LEFT_OUT, MISSED, OPEN
from .lines import is_within_aim, seconds
from .measure import median, p95, percent

FIRST = next(iter(METRICS))
TREND_MONTHS = 6
#: What happened in a quota period.
COUNTED = ("used", "reversed", "granted", "taken", "carried", "over")
VISIT_STATES = ("planned", "done", "cancelled")


def of_requests(counted, month):
    """Return what came and went; what is counted of it says ``figures``."""
    requests = [each.request for each in counted]
    opened = [each for each in counted if month.has(each.request.opened_at)]
    left_out = Counter(each.left_out for each in opened)
    promised = left_out.pop("", 0)
    exempt = Counter(
        each.request.exempt
        for each in opened
        if each.request.quota_before(month.stop) == "exempt"
    )
    spells = [spell for request in requests for spell in request.closed]
    return {
        "open_at_start": sum(r.is_open_before(month.start) for r in requests),
        "opened": len(opened),
        "answered": sum(month.has(request.answered_at) for request in requests),
        "closed": sum(month.has(spell.start) for spell in spells),
        "reopened": sum(month.has(spell.stop) for spell in spells),
        "open_at_end": sum(r.is_open_before(month.stop) for r in requests),
        "promised": promised,
        "left_out": _named(left_out),
        "not_counted": _named(exempt),
    }


def of_waits(counted, month):
    """Return how long requests waited for whom, of waits that ended in the month."""
    spells = [
        spell
        for each in counted
        for spell in each.request.waits
        if month.has(spell.stop)
    ]
    return [
        {
            "why": why,
            "count": sum(spell.why == why for spell in spells),
            "seconds": sum(spell.seconds for spell in spells if spell.why == why),
        }
        for why in sorted({spell.why for spell in spells})
    ]


def of_metrics(counted, month):
    """Return the numbers of each metric, the first response first and always."""
    return [
        numbers
        for metric in METRICS
        for numbers in [of_metric(metric, counted, month)]
        if numbers["promises"] or numbers["measured"] or metric == FIRST
    ]


def of_metric(metric, counted, month):
    """Return what was promised and kept of a metric in a month, as said above."""
    rows = [
        (each.request, promise, found)
        for each in counted
        for promise, found in each.promises
        if promise.metric == metric
    ]
    here = [row for row in rows if row[2].counts]
    left_out = Counter(found.reason for *_, found in here if found.result == LEFT_OUT)
    done = [row for row in rows if _is_done(row, month)]
    return {
        "metric": metric,
        "promises": len(here),
        **_judged(here, month),
        "open": sum(found.result == OPEN for *_, found in here),
        "left_out": _named(left_out),
        "measured": len(done),
        "median": _both(median, done),
        "p95": _both(p95, done),
        "worst": _worst(rows, done, month),
        "by_priority": [
            {
                "priority": priority,
                **_judged([row for row in here if row[0].priority == priority], month),
            }
            for priority in sorted({request.priority for request, *_ in here})
        ],
    }


def _judged(rows, month):
    kept = [row for row in rows if row[2].result == KEPT]
    missed = [row for row in rows if row[2].result == MISSED]
    within_aim = sum(is_within_aim(promise, found) for _r, promise, found in kept)
    judged = len(kept) + len(missed)
    return {
        "judged": judged,
        "kept": len(kept),
        "within_aim": within_aim,
        "missed": len(missed),
        "missed_open": sum(not _is_over(promise, month) for _r, promise, _f in missed),
        "percent": percent(len(kept), judged),
        "aim_percent": percent(within_aim, judged),
    }


def _is_over(promise, month):
    return bool(promise.stopped_at) and promise.stopped_at < month.stop


def _is_done(row, month):
    _request, promise, _found = row
    return promise.verdict in ENDED_VERDICTS and month.has(promise.stopped_at)


def _wall(promise, month):
    """Seconds from its start until it was done, or the month was over."""
    stop = promise.stopped_at if _is_over(promise, month) else month.stop
    return seconds(promise.started_at, stop)


def _late(promise, month):
    stop = promise.stopped_at if _is_over(promise, month) else month.stop
    return seconds(promise.due_at, stop) if promise.due_at else 0


def _both(measure, done):
    return {
        "working": measure([promise.seconds for _r, promise, _f in done]),
        "wall": measure(
            [seconds(p.started_at, p.stopped_at) for _request, p, _found in done]
        ),
    }


def _worst(rows, done, month):
    late = [
        row for row in rows if row[2].result == MISSED and not _is_over(row[1], month)
    ]
    found = max(
        [*done, *late],
        key=lambda row: (_late(row[1], month), _wall(row[1], month), -row[0].id),
        default=None,
    )
    if not found:
        return None
    request, promise, _outcome = found
    over = _is_over(promise, month)
    return {
        "ticket_id": request.id,
        "number": request.number,
        "round": promise.round,
        "open": not over,
        "working": promise.seconds if over else None,
        "wall": _wall(promise, month),
        "late": _late(promise, month),
    }


def of_quota(facts, told=None):
    """Return the quota's numbers.

    :param told: those of the version before. How many there are, and until when a
        contract lasts, is changed for what comes: who counts again takes it from there
    """
    if told is None:
        limited = any(quota.allowance for quota in facts.periods)
        unlimited = not limited if facts.periods else facts.unlimited
        periods = [of_period(quota, facts) for quota in facts.periods]
        used = [p for p in periods if p["allowance"] or any(p[n] for n in COUNTED)]
        return {"unlimited": unlimited, "periods": used}
    ran = {p["first_day"]: p for p in told["periods"]}
    periods = {
        found["first_day"]: found
        for found in (of_period(quota, facts, ran) for quota in facts.periods)
        if found["first_day"] in ran or any(found[n] for n in COUNTED)
    }
    every = sorted((ran | periods).values(), key=lambda found: found["first_day"])
    return {"unlimited": told["unlimited"], "periods": every}


def of_period(quota, facts, ran=None):
    """Return a quota period in numbers: what a period that is over came to, whenever it
    was corrected; of one that still runs, what was so at the month's end.

    :param ran: ``{first day: what the version before told of it}``; of one that it
        does not tell of nothing was limited
    """
    month = facts.month
    ended = by_day = quota.last < month.next_first
    allowance = quota.allowance
    if ran is None:
        ended |= bool(facts.ends) and facts.ends <= month.stop
    elif not by_day:
        told = ran.get(quota.first.isoformat(), {"ended": False, "allowance": 0})
        ended = told["ended"]
        allowance = quota.allowance if ended else told["allowance"]
    sums = Counter()
    for entry in quota.entries:
        if ended or entry.made_at < month.stop:
            given = entry.kind == "adjustment" and entry.quantity < 0
            sums["given" if given else entry.kind] += entry.quantity
    used, taken_back = sums["consumption"], -sums["reversal"]
    granted, taken, carried = -sums["given"], sums["adjustment"], -sums["carry_over"]
    return {
        "first_day": quota.first.isoformat(),
        "last_day": quota.last.isoformat(),
        "ended": ended,
        "allowance": allowance,
        "used": used,
        "reversed": taken_back,
        "granted": granted,
        "taken": taken,
        "carried": carried,
        "left": allowance + carried + granted - taken - used + taken_back,
        "over": sum(opened_at < month.stop for opened_at in quota.over),
    }


def of_visits(visits, month):
    here = [visit for visit in visits if month.has(visit.start_at)]
    return {
        state: {
            "count": sum(visit.state == state for visit in here),
            "seconds": sum(visit.seconds for visit in here if visit.state == state),
        }
        for state in VISIT_STATES
    }


def of_months(facts, opened, first):
    """Return the first response of six months, this one last; of those before the
    first statement nothing is said."""
    known = {past.first: past for past in facts.past}
    months = [
        add_months(facts.month.first, -ago) for ago in range(TREND_MONTHS - 1, 0, -1)
    ]
    while months and months[0] not in known:
        months.pop(0)
    return [_past(day, known.get(day)) for day in months] + [
        {
            "month": facts.month.first.isoformat(),
            "opened": opened,
            **{name: first[name] for name in ("judged", "kept", "percent")},
            "median": first["median"]["working"],
        }
    ]


def _past(day, past):
    known = past or (None,) * 5
    _first, opened, judged, kept, middle = known
    return {
        "month": day.isoformat(),
        "opened": opened,
        "judged": judged,
        "kept": kept,
        "percent": percent(kept, judged) if past else None,
        "median": middle,
    }


def _named(counts):
    return [
        {"reason": reason, "count": count} for reason, count in sorted(counts.items())
    ]
