"""What do an agent's, a leader's and a customer's screens cost, however many tickets?

    python -m bench.desk --config odoo.conf --database DB [--sizes 10000,100000,200000]
                         [--teams 1,50] [--rounds 7]

The database is written to, so give a clone with support_sla. It is filled by SQL up to
each size, of which one in fifty is open; all are of some customers with contracts,
deadlines, pauses and counts. Each screen is asked for as the web client does, or as a
page; what its queries read (buffers of 8 kB) is asked of their plans.

Queries must be as many at each size and number of teams, but for those that the client
asks besides: a page that is full is counted, and each column of cards that is not
empty is read. Those of the board may be 12 at most. The open lists by due date and by
urgency may cost three times at the largest size: the whole request, and what the
database server needs for it, to plan and to carry out.
"""

import argparse
import sys
import time
from typing import NamedTuple

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .desk_world import World
from .plans import explain, is_read, listening, vacuum

BOARD = "board"
MOST_QUERIES = 12  # of the board
MOST_GROWTH = 3
OPEN_LISTS = ("list by urgency", "list by due date")
HEAD = (
    "| screen | teams | tickets | shown | queries | buffers | server, ms | × "
    "| carried out alone | × | in all, ms | × |"
)
#: how what the client asks besides begins: the count of a page, the cards of a column
BESIDES = (
    "SELECT COUNT(*) FROM (SELECT  FROM",
    'SELECT "helpdesk_ticket"."id" FROM "helpdesk_ticket" WHERE',
)


class Cost(NamedTuple):
    """What a screen costs: records shown, queries and how many of these the client
    asks besides, buffers, and milliseconds: in the database server, of those the ones
    in which queries were carried out, and all."""

    shown: int
    queries: int
    besides: int
    buffers: int
    served: float
    done: float
    took: float


def main(words=None):
    options = parse(words)
    config.parse_config(["-c", options.config, "--log-level=error"])
    registry = Registry(options.database)
    with registry.cursor() as cr:
        world = World(api.Environment(cr, SUPERUSER_ID, {}))
    found = {}
    print(HEAD + "\n" + "|---" * (HEAD.count("|") - 1) + "|", flush=True)
    for size in map(int, options.sizes.split(",")):
        with registry.cursor() as cr:
            world.fill(cr, size)
        for teams in map(int, options.teams.split(",")):
            with registry.cursor() as cr:
                world.spread(cr, teams)
            vacuum(registry)
            for name, (login, prepare) in world.screens().items():
                cost = measure(registry, world, login, prepare, options.rounds)
                found[name, teams, size] = cost
                print(row(found, name, teams, size), flush=True)
    return judge(found)


def parse(words):
    parser = argparse.ArgumentParser(prog="bench.desk")
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--sizes", default="10000,100000,200000")
    parser.add_argument("--teams", default="1,50")
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args(words)


def row(found, name, teams, size):
    cost = found[name, teams, size]
    first = found[name, teams, min(s for n, t, s in found if (n, t) == (name, teams))]
    times = (
        f"{getattr(cost, part):.1f} | {getattr(cost, part) / getattr(first, part):.1f}"
        for part in ("served", "done", "took")
    )
    return (
        f"| {name} | {teams} | {size:,} | {cost.shown:,} | {cost.queries} "
        f"| {cost.buffers:,} | {' | '.join(times)} |"
    )


def judge(found):
    """Say what costs more than it may; return the exit code."""
    complaints = []
    smallest, largest = (each(s for _n, _t, s in found) for each in (min, max))
    for (name, teams, size), cost in found.items():
        here = f"{name}, {teams} teams, {size:,} tickets:"
        queries = cost.queries - cost.besides
        few = min(c.queries - c.besides for (n, *_), c in found.items() if n == name)
        if queries != few:
            complaints.append(f"{here} {queries} queries, not {few}")
        if name.startswith(BOARD) and cost.queries > MOST_QUERIES:
            complaints.append(f"{here} {cost.queries} queries")
        first = found[name, teams, smallest]
        judged = name in OPEN_LISTS and size == largest
        for part in ("served", "took") if judged else ():
            grown = getattr(cost, part) / getattr(first, part)
            if grown > MOST_GROWTH:
                complaints.append(f"{here} {grown:.1f} times what it cost ({part})")
    print("\n".join(complaints))
    return 1 if complaints else 0


def measure(registry, world, login, prepare, rounds):
    """Return the Cost of a screen, warm: the best, as a busy machine only adds."""
    took, queries = [], []
    for _round in range(rounds + 2):
        queries.clear()
        with registry.cursor() as cr:
            ask = prepare(world.env_of(cr, login))
            env = world.env_of(cr, login)
            env.transaction.clear()
            with listening(queries):
                start = time.perf_counter()
                shown = ask(env)
                took.append(time.perf_counter() - start)
            cr.rollback()
    with registry.cursor() as cr:
        reads = [query for query in queries if is_read(query[0])]
        plans = [[explain(cr, *query) for _round in range(5)] for query in reads]
    planned, done = (
        sum(min(getattr(plan, part) for plan in same) for same in plans)
        for part in ("planned", "done")
    )
    return Cost(
        shown,
        len(queries),
        sum(query.startswith(BESIDES) for query, _params in queries),
        sum(same[-1].read for same in plans),
        planned + done,
        done,
        min(took) * 1000,
    )


if __name__ == "__main__":
    sys.exit(main())
