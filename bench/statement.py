"""How long does it take to state a month of many contracts, and what does it cost?

    python -m bench.statement --config odoo.conf --database DB [--contracts 1000]
                              [--tickets 10]

The database is written to, so give a clone with support_sla. It gets so many customers
with a contract and so many requests each of the last month, answered but for one. Then
the job states them all in one run, once without anything to correct and once with a
correction each, and once with nothing to do.
"""

import argparse
import resource
import sys
import time
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

FAR = "2999-01-01"
STEP = 100  # contracts that are made at once


def main(words=None):
    options = parse(words)
    config.parse_config(["-c", options.config, "--log-level=error"])
    registry = Registry(options.database)
    with registry.cursor() as cr:
        env = environment(cr)
        env["support.contract"].search([])._store_marks({"statement_from": FAR})
        for done in range(0, options.contracts, STEP):
            fill(env, min(STEP, options.contracts - done), options.tickets)
            cr.commit()
            env.invalidate_all()
    print("| run | statements | s | of which Python | ms each | queries | MB at most |")
    print("|---|---|---|---|---|---|---|")
    run(registry, "made")
    with registry.cursor() as cr:
        correct(environment(cr))
        cr.commit()
    run(registry, "corrected")
    run(registry, "nothing to do")
    return 0


def parse(words):
    parser = argparse.ArgumentParser(prog="bench.statement")
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--contracts", type=int, default=1000)
    parser.add_argument("--tickets", type=int, default=10)
    return parser.parse_args(words)


def environment(cr):
    return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})


def fill(env, contracts, tickets):
    """Contracts of last month, each with requests of its tenth day."""
    level = env.ref("support_sla.level_monthly")
    partners = env["res.partner"].create(
        [{"name": f"C{n}", "is_company": True} for n in range(contracts)]
    )
    made = env["support.contract"].create(
        [
            {"partner_id": each.id, "level_id": level.id, "date_start": "2020-01-01"}
            for each in partners
        ]
    )
    made.action_confirm()
    requests = env["helpdesk.ticket"].create(
        [
            {
                "name": f"bench {number}",
                "description": "<p>It does not print.</p>",
                "partner_id": each.id,
                "priority": str(number % 4),
            }
            for each in partners
            for number in range(tickets)
        ]
    )
    answered = requests.filtered(lambda t: t.name != "bench 0")
    answered._support_on_agent_message(fields.Datetime.now() + timedelta(hours=1))
    env.flush_all()
    age(env, requests)


def age(env, requests):
    """They were of last month, as long after each other as they were."""
    last = fields.Date.add(fields.Date.today().replace(day=1), months=-1, days=9)
    days = (fields.Date.today() - last).days
    for table, key, columns in (
        ("helpdesk_ticket", "id", ("support_since", "support_first_response_at")),
        (
            "support_deadline",
            "ticket_id",
            ("started_at", "aim_at", "due_at", "stopped_at"),
        ),
    ):
        moved = ", ".join(f"{c} = {c} - interval '{days} days'" for c in columns)
        env.cr.execute(
            f"UPDATE {table} SET {moved} WHERE {key} IN %s",  # noqa: S608
            [tuple(requests.ids)],
        )


def correct(env):
    """Something of each was not right."""
    newest = env["support.statement"].search([("latest", "=", True)])
    env.cr.execute(
        "UPDATE support_deadline SET verdict = 'cancelled', cancel_reason = 'bench'"
        " WHERE stopped_at IS NOT NULL AND round = 1 AND ticket_id IN"
        " (SELECT id FROM helpdesk_ticket WHERE name = 'bench 1')"
    )
    newest._look_again()


def run(registry, name):
    with registry.cursor() as cr:
        env = environment(cr)
        before = env["support.statement"].search_count([])
        queries = cr.sql_log_count
        start, start_cpu = time.perf_counter(), time.process_time()
        env["support.statement"]._cron_make_statements()
        cr.commit()
        took, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        queries = cr.sql_log_count - queries
        made = env["support.statement"].search_count([]) - before
    each = f"{took * 1000 / made:.1f}" if made else "–"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = (name, f"{made:,}", f"{took:.1f}", f"{cpu:.1f}", each, f"{queries:,}")
    print(f"| {' | '.join(row)} | {peak:.0f} |")


if __name__ == "__main__":
    sys.exit(main())
