"""What does a ticket cost, beside plain helpdesk_mgmt and helpdesk_mgmt_sla?

    python -m bench.ticket --config odoo.conf --plain DB --own DB [--sla DB]
                           [--tickets 200] [--rounds 5]

All databases are written to, so give clones: `plain` with helpdesk_mgmt alone, `own`
with support_sla, `sla` with helpdesk_mgmt_sla (one policy is made). Measured are
creating a ticket of a customer (on our side: contract, quota and first-response
deadline), an agent's reply, and a stage change there and back, each ticket in a
transaction of its own; and creating 200 at once. Databases in turn, the median of each
round, the best round. Each work has its own limit beside plain.
"""

import argparse
import statistics
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

#: How many times plain's time each work may take.
LIMITS = {"create": 1.15, "batch": 1.0, "reply": 1.05, "stage": 1.05}
BATCH = 200
BATCHES = 3  # a round
NEW = "helpdesk_mgmt.helpdesk_ticket_stage_new"
WORK = "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"


def main(words=None):
    options = parse(words)
    config.parse_config(["-c", options.config, "--log-level=error"])
    sides = {"plain": options.plain, "own": options.own, "sla": options.sla}
    benches = {side: Bench(db, side) for side, db in sides.items() if db}
    rounds = []
    for _round in range(options.rounds):
        rounds.append({side: b.measure(options.tickets) for side, b in benches.items()})
    best = {
        side: {work: min(r[side][work] for r in rounds) for work in rounds[0][side]}
        for side in benches
    }
    return report(best)


def parse(words):
    parser = argparse.ArgumentParser(prog="bench.ticket")
    parser.add_argument("--config", required=True)
    parser.add_argument("--plain", required=True)
    parser.add_argument("--own", required=True)
    parser.add_argument("--sla")
    parser.add_argument("--tickets", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args(words)


def report(best):
    names = "".join(f"{side:>16}" for side in best)
    print(f"{'ms per ticket':<16}{names}{'at most':>12}")
    for work, plain in best["plain"].items():
        cells = (f"{best[s][work]:.2f} ({best[s][work] / plain:.2f} ×)" for s in best)
        row = "".join(f"{cell:>16}" for cell in cells)
        print(f"{work:<16}{row}{LIMITS[work]:>10.2f} ×")
    own, plain = best["own"], best["plain"]
    kept = all(own[work] <= LIMITS[work] * plain[work] for work in plain)
    return 0 if kept else 1


class Bench:
    """One database and the people in it."""

    def __init__(self, database, side):
        self.registry = Registry(database)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.ids = make_people(env, side)
            cr.commit()

    def measure(self, count):
        """Return ``{work: median milliseconds}``."""
        tickets = []
        took = {work: [] for work in LIMITS}
        for number in range(count):
            self.timed(
                took["create"],
                lambda env, n=number: tickets.append(create(env, self.ids, n)),
            )
        for _batch in range(BATCHES):
            self.timed(took["batch"], lambda env: create_many(env, self.ids), BATCH)
        for ticket in tickets:
            self.timed(took["reply"], lambda env, t=ticket: reply(env, self.ids, t))
        for ticket in tickets:
            self.timed(took["stage"], lambda env, t=ticket: move(env, t))
        return {work: statistics.median(times) * 1000 for work, times in took.items()}

    def timed(self, times, work, number=1):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            start = time.perf_counter()
            work(env)
            env.flush_all()
            cr.precommit.run()
            times.append((time.perf_counter() - start) / number)
            cr.commit()


def make_people(env, side):
    customer = env["res.partner"].create({"name": "Bench", "is_company": True})
    contact = env["res.partner"].create(
        {"name": "Somebody", "parent_id": customer.id, "email": "somebody@bench.test"}
    )
    team = env["helpdesk.ticket.team"].create({"name": "Bench"})
    agent = env["res.users"].create(
        {
            "name": "Agent",
            "login": f"bench-agent-{time.time_ns()}",
            "email": "agent@bench.test",
            "group_ids": [(4, env.ref("helpdesk_mgmt.group_helpdesk_manager").id)],
        }
    )
    if side == "own":
        level = env.ref("support_sla.level_monthly")
        level.quota_tickets = 1000000
        env["support.contract"].create(
            {
                "partner_id": customer.id,
                "level_id": level.id,
                "date_start": "2020-01-01",
            }
        ).action_confirm()
    if side == "sla":
        team.use_sla = True
        env["helpdesk.sla"].create(
            {"name": "Bench", "hours": 8, "stage_id": env.ref(WORK).id}
        )
    return {"contact": contact.id, "team": team.id, "agent": agent.id}


def create(env, ids, number):
    return env["helpdesk.ticket"].create(ticket_vals(ids, number)).id


def create_many(env, ids):
    env["helpdesk.ticket"].create([ticket_vals(ids, n) for n in range(BATCH)])


def ticket_vals(ids, number):
    return {
        "name": f"bench {number}",
        "description": "<p>It is broken.</p>",
        "partner_id": ids["contact"],
        "team_id": ids["team"],
    }


def reply(env, ids, ticket_id):
    ticket = env["helpdesk.ticket"].with_user(ids["agent"]).browse(ticket_id)
    ticket.message_post(
        body="Try again.", message_type="comment", subtype_xmlid="mail.mt_comment"
    )


def move(env, ticket_id):
    ticket = env["helpdesk.ticket"].browse(ticket_id)
    for stage in (WORK, NEW):
        ticket.stage_id = env.ref(stage)
        env.flush_all()


if __name__ == "__main__":
    sys.exit(main())
