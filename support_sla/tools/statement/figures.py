# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The figures of a statement: facts in, JSON out.

Moments are ISO texts in UTC (``2026-03-02T15:00:00Z``), days ISO dates of the
contract's zone, spans of time whole seconds; ``null`` is what is not there. What is in
them, from top to bottom (a test pins it)::

    format      of this dict
    contract    id, number, level, first_day, last_day (null: open-ended)
    customer, company    id, name
    month       first_day, last_day, start, stop (exclusive), zone
    version     1, or how often it was corrected plus 1
    as_of       when these figures were computed
    quota       unlimited, periods: each first_day, last_day, ended, allowance,
                used, reversed, granted, taken, carried, left, over
                (left = allowance + carried + granted - taken - used + reversed);
                of a period that still ran at the month's end, and of what was not
                limited, nothing but the version before knows what was allowed then
    requests    open_at_start + opened + reopened - closed = open_at_end;
                answered; promised and left_out [reason, count], together opened;
                not_counted [reason, count]: those that use no place of the quota
    paused      [why, count, seconds]: waits that ended in the month
    metrics     a dict for each metric of which a promise was owed, the first
                response always: see numbers
    visits      planned, done, cancelled: each count, seconds
    opened      a line for each request opened in the month: see lines.line
    earlier     the same for those opened before that were open in it
    trend       month, opened, judged, kept, percent, median of up to six months,
                oldest first, this one last; of months without statement all null
    changes     of a corrected version [path, before, after], else empty
"""

from . import lines, numbers

#: Another number when a key changes its meaning.
FORMAT = 1


def figures(facts, version=1, before=None):
    """Return the figures of a contract's month, as said above.

    :param before: those of the version before
    """
    month = facts.month
    counted = lines.count(facts)
    metrics = numbers.of_metrics(counted, month)
    opened = [each for each in counted if month.has(each.request.opened_at)]
    earlier = [each for each in counted if each.request.opened_at < month.start]
    requests = numbers.of_requests(counted, month)
    return {
        "format": FORMAT,
        **facts.about,
        "month": {
            "first_day": month.first.isoformat(),
            "last_day": (month.next_first - lines.DAY).isoformat(),
            "start": lines.iso(month.start),
            "stop": lines.iso(month.stop),
            "zone": month.zone,
        },
        "version": version,
        "as_of": lines.iso(facts.now),
        "quota": numbers.of_quota(facts, before and before["quota"]),
        "requests": requests,
        "paused": numbers.of_waits(counted, month),
        "metrics": metrics,
        "visits": numbers.of_visits(facts.visits, month),
        "opened": [lines.line(each, month) for each in opened],
        "earlier": [lines.line(each, month) for each in earlier],
        "trend": numbers.of_months(facts, requests["opened"], metrics[0]),
        "changes": [],
    }
