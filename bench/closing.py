"""How fast are silent tickets closed, beside helpdesk_ticket_close_inactive?

    python -m bench.closing --config odoo.conf --peer DB --own DB [--tickets 500]
                            [--crowd 100000]

Both databases are written to, so give clones: `peer` with the peer and without
support_sla, `own` with it. Both sides close as many tickets of as many customers, each
with one mail and one log, and commit. `--crowd` closes so many more on our side alone
and prints the memory that took.
"""

import argparse
import resource
import sys
import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

CUSTOMERS = 50
AWAITING = "helpdesk_mgmt.helpdesk_ticket_stage_awaiting"
DONE = "helpdesk_mgmt.helpdesk_ticket_stage_done"
TEMPLATE = "helpdesk_mgmt.closed_ticket_template"


def main(words=None):
    options = parse(words)
    config.parse_config(["-c", options.config, "--log-level=error"])
    rounds = []
    for number in range(options.rounds):
        rounds.append(
            {
                "peer": timed(options.peer, make_peer, close_peer, options.tickets),
                "own": timed(options.own, make_own, close_own, options.tickets),
            }
        )
        report(number + 1, rounds[-1])
    best = {side: min(each[side] for each in rounds) for side in ("peer", "own")}
    print(f"\nratio of the best rounds: {best['peer'][0] / best['own'][0]:.1f} ×")
    if options.crowd:
        crowd(options.own, options.crowd)
    return 0 if best["peer"][0] >= 10 * best["own"][0] else 1


def parse(words):
    parser = argparse.ArgumentParser(prog="bench.closing")
    parser.add_argument("--config", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--own", required=True)
    parser.add_argument("--tickets", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--crowd", type=int, default=0)
    return parser.parse_args(words)


def timed(database, make, close, count):
    """(milliseconds, those of our own processor time, queries) per ticket closed."""
    with Registry(database).cursor() as cr:
        make(environment(cr), count)
        cr.commit()
    with Registry(database).cursor() as cr:
        env = environment(cr)
        queries = cr.sql_log_count
        start, start_cpu = time.perf_counter(), time.process_time()
        close(env)
        cr.commit()
        took, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        queries = cr.sql_log_count - queries
        check(env, count)
        return took * 1000 / count, cpu * 1000 / count, queries / count


def environment(cr):
    return api.Environment(cr, SUPERUSER_ID, {})


def make_tickets(env, count, team):
    partners = env["res.partner"].create(
        [{"name": f"C{n}", "email": f"c{n}@bench.test"} for n in range(CUSTOMERS)]
    )
    old = env["helpdesk.ticket"].search(
        [("name", "=like", "bench %"), ("closed", "=", True)]
    )
    old.active = False
    tickets = env["helpdesk.ticket"].create(
        [
            {
                "name": f"bench {n}",
                "description": "<p>It does not print.</p>",
                "partner_id": partners[n % CUSTOMERS].id,
                "team_id": team.id,
                "stage_id": env.ref(AWAITING).id,
            }
            for n in range(count)
        ]
    )
    env.flush_all()
    return tickets


def check(env, count):
    """Both sides did all of it: closed, one mail and one log each."""
    tickets = env["helpdesk.ticket"].search([("name", "=like", "bench %")])
    assert len(tickets) == count and all(tickets.mapped("closed"))
    domain = [("model", "=", "helpdesk.ticket"), ("res_id", "in", tickets.ids)]
    assert env["mail.mail"].search_count(domain) >= count
    tracked = env["mail.tracking.value"].search_count(
        [
            ("field_id.name", "=", "stage_id"),
            ("mail_message_id.res_id", "in", tickets.ids),
            ("mail_message_id.model", "=", "helpdesk.ticket"),
        ]
    )
    assert tracked >= count


def make_peer(env, count):
    team = env["helpdesk.ticket.team"].create(
        {
            "name": "Bench",
            "close_inactive_tickets": True,
            "ticket_stage_ids": [(6, 0, env.ref(AWAITING).ids)],
            "inactive_tickets_day_limit_warning": 0,
            "closing_ticket_stage": env.ref(DONE).id,
            "close_inactive_mail_template_id": env.ref(TEMPLATE).id,
        }
    )
    tickets = make_tickets(env, count, team)
    tickets.last_stage_update = fields.Datetime.now() - timedelta(days=30)
    env["ir.config_parameter"].set_param("bench.team", team.id)


def close_peer(env):
    team_id = int(env["ir.config_parameter"].get_param("bench.team"))
    env["helpdesk.ticket.team"].browse(team_id).close_team_inactive_tickets()


def make_own(env, count):
    team = env["helpdesk.ticket.team"].create({"name": "Bench"})
    env.company.support_fallback_level_id = env.ref("support_sla.level_monthly")
    tickets = make_tickets(env, count, team)
    # An agent has asked something: that is why they wait.
    tickets._support_on_agent_message(fields.Datetime.now())
    expire(env, tickets)


def expire(env, tickets):
    """Both reminders were sent long ago."""
    env.flush_all()
    env.cr.execute(
        """UPDATE helpdesk_ticket SET
               support_silent_since = support_silent_since - interval '30 days',
               support_reminders_sent = 2,
               support_reminded_at = support_silent_since - interval '20 days',
               support_close_at = support_silent_since - interval '18 days',
               support_silence_due_at = support_silent_since - interval '18 days'
           WHERE id IN %s""",
        [tuple(tickets.ids)],
    )


def close_own(env):
    env["helpdesk.ticket"]._cron_close_silent()


def crowd(database, count):
    """Close a crowd on our side; print the time and the memory it took."""
    step = 10000
    with Registry(database).cursor() as cr:
        for _ in range(0, count, step):
            env = environment(cr)
            team = env["helpdesk.ticket.team"].create({"name": "Crowd"})
            tickets = make_crowd(env, step, team)
            expire(env, tickets)
            cr.commit()
    with Registry(database).cursor() as cr:
        before, start = peak(), time.perf_counter()
        close_own(environment(cr))
        took = time.perf_counter() - start
    print(
        f"{count:,} tickets: {took:.0f} s, {took * 1000 / count:.2f} ms each; "
        f"memory {before:.0f} MB before, {peak():.0f} MB at most"
    )


def make_crowd(env, count, team):
    """Copies of one ticket by the thousand, without what their creation costs."""
    ticket = make_tickets(env, 1, team)
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'helpdesk_ticket' AND column_name <> 'id'"
    )
    columns = SQL(", ").join(SQL.identifier(row[0]) for row in env.cr.fetchall())
    rows = env.execute_query(
        SQL(
            "INSERT INTO helpdesk_ticket (%s) SELECT %s FROM helpdesk_ticket t,"
            " generate_series(1, %s) WHERE t.id = %s RETURNING id",
            columns,
            columns,
            count,
            ticket.id,
        )
    )
    return env["helpdesk.ticket"].browse(row[0] for row in rows)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(number, sides):
    if number == 1:
        print("| round | side | ms per ticket | of which Python | queries per ticket |")
        print("|---|---|---|---|---|")
    for side, (took, cpu, queries) in sides.items():
        print(f"| {number} | {side} | {took:.2f} | {cpu:.2f} | {queries:.1f} |")


if __name__ == "__main__":
    sys.exit(main())
