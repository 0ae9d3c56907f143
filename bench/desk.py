"""What do an agent's, a leader's and a customer's screens cost, however many tickets?

    python -m bench.desk --config odoo.conf --database DB [--sizes 10000,100000,200000]
                         [--teams 1,50] [--rounds 7]

The database is written to, so give a clone with support_sla. It is filled by SQL up to
each size, of which one in fifty is open; all are of some customers with contracts,
deadlines, pauses and counts. Each screen is asked for as the web client does, or as a
page; what its queries read (buffers of 8 kB) is asked of their plans.

Queries must not grow with the number of tickets and teams (what a page happens to show
may ask four more), those of the board be 12 at most, and the open lists by due date and
by urgency may cost three times at the largest size.
"""

import argparse
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from .desk_world import World
from .plans import explain, is_read, listening, vacuum

BOARD = "board"
MOST_QUERIES = 12  # of the board
#: a full page is counted, others of its queue are read, who is shown has more facts
MORE = 4
MOST_GROWTH = 3
OPEN_LISTS = ("list by urgency", "list by due date")
HEAD = (
    "| screen | teams | tickets | shown | queries | buffers | in the server | ms | × |"
)


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
    shown, queries, buffers, served, took = found[name, teams, size]
    smallest = min(s for n, t, s in found if (n, t) == (name, teams))
    grown = took / found[name, teams, smallest][-1]
    return (
        f"| {name} | {teams} | {size:,} | {shown:,} | {queries} | {buffers:,} "
        f"| {served:.1f} | {took:.1f} | {grown:.1f} |"
    )


def judge(found):
    """Say what costs more than it may; return the exit code."""
    complaints = []
    smallest, largest = (each(s for _n, _t, s in found) for each in (min, max))
    for (name, teams, size), (_shown, queries, *_cost, took) in found.items():
        here = f"{name}, {teams} teams, {size:,} tickets:"
        few = min(q for (n, _t, _s), (_shown, q, *_) in found.items() if n == name)
        if queries > few + MORE:
            complaints.append(f"{here} {queries} queries, not {few}")
        if name.startswith(BOARD) and queries > MOST_QUERIES:
            complaints.append(f"{here} {queries} queries")
        grown = took / found[name, teams, smallest][-1]
        if name in OPEN_LISTS and size == largest and grown > MOST_GROWTH:
            complaints.append(f"{here} {grown:.1f} times what it cost")
    print("\n".join(complaints))
    return 1 if complaints else 0


def measure(registry, world, login, prepare, rounds):
    """(records shown, queries, buffers, milliseconds in the server, those in all) of a
    screen, warm: the best round, as a busy machine only adds."""
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
        rounds = [[explain(cr, *query) for query in reads] for _round in range(3)]
    buffers = sum(read for _shape, read, _took in rounds[-1])
    served = sum(
        min(took for *_plan, took in same) for same in zip(*rounds, strict=True)
    )
    return shown, len(queries), buffers, served, min(took) * 1000


if __name__ == "__main__":
    sys.exit(main())
