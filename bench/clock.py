"""How fast is one deadline, beside Odoo core's planner?

    python -m bench.clock --config odoo.conf --own DB

Needs support_sla in the database and commits nothing. For each calendar the same
questions go to ``plan_hours`` and to ``_support_plan`` and their answers are compared.
Times are microseconds for one answer, the best of several rounds.
"""

import argparse
import sys
import time
from datetime import datetime, timedelta
from typing import NamedTuple

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

START = datetime(2026, 3, 6, 23, 0)  # Friday 17:00 in Guatemala
STARTS = [START + timedelta(hours=7 * n, minutes=13 * n) for n in range(40)]
WEEKDAYS = [(day, 8, 18) for day in range(5)]
ALL_DAY = [(day, 0, 24) for day in range(7)]
SPLIT = [(day, *hours) for day in range(6) for hours in ((8, 12), (13, 17), (19, 21))]


class Row(NamedTuple):
    name: str
    core: float
    ours: float
    ratio: float
    core_queries: float
    our_queries: float
    verdict: str


COLUMNS = ("case", "core µs", "ours µs", "ratio", "core q", "ours q", "answers")


def main(words=None):
    options = parse(words)
    config.parse_config(["-c", options.config, "--log-level=error"])
    with Registry(options.own).cursor() as cr:
        kept = run(api.Environment(cr, SUPERUSER_ID, {}))
        cr.rollback()
    print(
        "\nbudget (≥ 100 ×, 0 queries, all within 2 ×):", "kept" if kept else "MISSED"
    )
    return 0 if kept else 1


def parse(words):
    parser = argparse.ArgumentParser(prog="bench.clock")
    parser.add_argument("--config", required=True)
    parser.add_argument("--own", required=True)
    return parser.parse_args(words)


def make_calendar(env, hours, holidays=0):
    """A calendar of Guatemala with so many holidays in each of twelve years."""
    lines = [
        {"name": "x", "dayofweek": str(day), "hour_from": since, "hour_to": until}
        for day, since, until in hours
    ]
    calendar = env["resource.calendar"].create(
        {
            "name": "bench",
            "tz": "America/Guatemala",
            "attendance_ids": [(5, 0, 0)] + [(0, 0, line) for line in lines],
        }
    )
    env["resource.calendar.leaves"].create(
        [
            {
                "name": "bench",
                "calendar_id": calendar.id,
                "date_from": (day := datetime(2026 + year, 1, 4, 6))
                + timedelta(days=7 * number),
                "date_to": day + timedelta(days=7 * number + 1),
            }
            for year in range(12)
            for number in range(holidays)
        ]
    )
    env.flush_all()
    return calendar


def measure(env, ask, rounds):
    """Return (microseconds, queries) for one answer of ask(start), and the answers."""
    answers = [ask(start) for start in STARTS]
    queries = env.cr.sql_log_count
    best = float("inf")
    for _round in range(rounds):
        begin = time.perf_counter()
        for start in STARTS:
            ask(start)
        best = min(best, time.perf_counter() - begin)
    queries = (env.cr.sql_log_count - queries) / (rounds * len(STARTS))
    return best / len(STARTS) * 1e6, queries, answers


def compare(env, name, calendar, hours):
    """Return a row of the table."""
    core, core_queries, theirs = measure(
        env, lambda start: calendar.plan_hours(hours, start, compute_leaves=True), 3
    )
    ours, our_queries, answers = measure(
        env, lambda start: calendar._support_plan(start, hours * 3600), 200
    )
    if not any(theirs):
        verdict = "core gives up"
    else:
        verdict = difference(answers, theirs)
    return Row(name, core, ours, core / ours, core_queries, our_queries, verdict)


def difference(ours, theirs):
    pairs = list(zip(ours, theirs, strict=True))
    same = sum(a == b for a, b in pairs)
    most = max(abs(a - b) for a, b in pairs).total_seconds()
    more = f", at most {most:.6f} s apart" if most else ""
    return f"{same} of {len(pairs)} equal{more}"


def cold(env, calendar):
    """Return (milliseconds, queries) of a first answer, nothing known before."""
    from odoo.addons.support_sla.models.clock import calendar_book  # known by now

    best, queries = float("inf"), 0
    for _round in range(5):
        calendar._support_forget_clocks()
        calendar_book._clock.cache_clear()
        env.invalidate_all()
        queries = env.cr.sql_log_count
        begin = time.perf_counter()
        calendar._support_plan(START, 48 * 3600)
        best = min(best, time.perf_counter() - begin)
        queries = env.cr.sql_log_count - queries
    return best * 1e3, queries


def show(rows):
    print(("{:<40}" + "{:>10}" * 5 + "  {}").format(*COLUMNS))
    for row in rows:
        print(
            f"{row.name:<40}{row.core:>10.1f}{row.ours:>10.2f}{row.ratio:>9.0f}×"
            f"{row.core_queries:>10.1f}{row.our_queries:>10.1f}  {row.verdict}"
        )


def run(env):
    """Print everything; return whether the budget is kept."""
    rows = plans(env)
    show(rows)
    warm, slowest = rows[0].ours, max(row.ours for row in rows)
    print(f"\nslowest of ours: {slowest / warm:.2f} × the first row's")
    others(env)
    return rows[0].ratio >= 100 and not rows[0].our_queries and slowest <= 2 * warm


def plans(env):
    # First the shipped calendar: one that this transaction has not touched, as usual.
    shipped = env.ref("support_sla.calendar_weekdays_8_18")
    rows = [compare(env, "48 h, shipped calendar", shipped, 48)]
    plain = make_calendar(env, WEEKDAYS)
    busy = make_calendar(env, WEEKDAYS, holidays=50)
    years = 10 * 52 * 50
    for name, calendar, hours in (
        ("48 h, Monday to Friday", plain, 48),
        ("48 h, 50 holidays a year", busy, 48),
        ("48 h, three periods a day", make_calendar(env, SPLIT), 48),
        ("48 h, day and night", make_calendar(env, ALL_DAY), 48),
        ("10 years, Monday to Friday", plain, years),
        ("10 years, 50 holidays a year", busy, years * 4 // 5),
    ):
        rows.append(compare(env, name, calendar, hours))
    return rows


def others(env):
    """Print what else is asked often, and what a first answer takes."""
    plain = make_calendar(env, WEEKDAYS)
    pauses = [(s + timedelta(hours=3), s + timedelta(hours=9)) for s in STARTS[:5]]
    stop = START + timedelta(days=10)
    for name, ask in (
        ("48 h, 5 pauses", lambda start: plain._support_plan(start, 172800, pauses)),
        ("elapsed", lambda start: plain._support_elapsed(start, stop)),
        ("5 working days", lambda start: plain._support_due(start, 5, "working_days")),
        ("is it open", lambda start: plain._support_is_open(start)),
    ):
        took, queries, _answers = measure(env, ask, 100)
        print(f"{name}: {took:.2f} µs, {queries:.0f} queries")
    for holidays in (0, 50):
        took, queries = cold(env, make_calendar(env, WEEKDAYS, holidays))
        print(f"cold, {holidays} holidays a year: {took:.2f} ms, {queries} queries")


if __name__ == "__main__":
    sys.exit(main())
