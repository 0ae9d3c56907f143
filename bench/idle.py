"""What does a job cost that has nothing to do, whatever the number of tickets?

    python -m bench.idle --config odoo.conf --database DB [--sizes 10000,200000]

The database is written to, so give a clone with support_sla. It is filled up to each
size with open tickets, each of a contract, counted, with a running deadline that is not
due and an alert that was told. Then each job runs idle; every query of that run is
explained with what it reads (buffers of 8 kB). Plans must be the same at every size,
and buffers may grow by 20.
"""

import argparse
import sys
import time

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

from .plans import explain, is_read, listening, vacuum

JOBS = {
    "alerts": ("support.alert", "_cron_send_alerts"),
    "silent": ("helpdesk.ticket", "_cron_close_silent"),
    "contracts": ("support.contract", "_cron_update_contracts"),
    "recompute": ("support.recompute", "_cron_recompute_deadlines"),
    "acknowledge": ("helpdesk.ticket", "_cron_send_acknowledgements"),
    "statements": ("support.statement", "_cron_make_statements"),
}
MORE = 20  # buffers


def main(words=None):
    options = parse(words)
    config.parse_config(["-c", options.config, "--log-level=error"])
    registry = Registry(options.database)
    with registry.cursor() as cr:
        prepare(api.Environment(cr, SUPERUSER_ID, {}))
    found = {}
    print("| job | tickets | queries | buffers | ms |\n|---|---|---|---|---|")
    for size in map(int, options.sizes.split(",")):
        with registry.cursor() as cr:
            fill(cr, size)
        vacuum(registry)
        for job in JOBS:
            found[job, size] = measure(registry, job)
            queries, buffers, took, _plans = found[job, size]
            print(f"| {job} | {size:,} | {queries} | {buffers} | {took:.1f} |")
    return judge(found)


def parse(words):
    parser = argparse.ArgumentParser(prog="bench.idle")
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--sizes", default="10000,200000")
    return parser.parse_args(words)


def judge(found):
    """Say which plans differ and which jobs read more; return the exit code."""
    code = 0
    smallest = min(size for _job, size in found)
    for (job, size), (_queries, buffers, _took, plans) in found.items():
        _queries, few, _took, first = found[job, smallest]
        if plans != first:
            print(f"{job}: another plan at {size:,}\n  {first}\n  {plans}")
            code = 1
        if buffers > few + MORE:
            print(f"{job}: {buffers - few} buffers more at {size:,}")
            code = 1
    return code


def prepare(env):
    """One ticket of a contract with a quota, told of its first alert."""
    level = env.ref("support_sla.level_monthly")
    level.quota_tickets = 10**6
    customer = env["res.partner"].create({"name": "Acme", "is_company": True})
    env["support.contract"].create(
        {"partner_id": customer.id, "level_id": level.id, "date_start": "2020-01-01"}
    ).action_confirm()
    ticket = env["helpdesk.ticket"].create(
        {"name": "Seed", "description": "-", "partner_id": customer.id}
    )
    deadline = ticket.support_deadline_ids
    env["support.alert"].create(
        {
            "deadline_id": deadline.id,
            "company_id": ticket.company_id.id,
            "step_id": level.alert_step_ids[0].id,
            "fired_at": fields.Datetime.now(),
            "told_at": fields.Datetime.now(),
        }
    )
    env.cr.commit()
    for model, method in JOBS.values():  # what the first run finds to do
        getattr(env[model], method)()
        env.cr.commit()


def fill(cr, size):
    """Copy the seed's ticket, deadline and alert up to so many tickets."""
    from odoo.addons.support_sla.tests import crowd  # only once the addon is loaded

    cr.execute(
        "SELECT count(*), min(id) FILTER (WHERE name = 'Seed') FROM helpdesk_ticket"
    )
    count, seed = cr.fetchone()
    cr.execute("SELECT id FROM support_deadline WHERE ticket_id = %s", [seed])
    [[deadline]] = cr.fetchall()
    parts = {"support_deadline": "ticket_id"}
    copies = crowd.multiply(cr, [(seed, size - count, 0, 0)], parts=parts)
    deadlines = SQL(
        "(SELECT made.id, %s AS seed, copy.back FROM %s copy"
        " JOIN support_deadline made ON made.ticket_id = copy.id)",
        deadline,
        copies,
    )
    crowd.copy_rows(cr, "support_alert", "deadline_id", deadlines)
    cr.commit()


def measure(registry, job):
    """(queries, buffers, milliseconds, plans) of an idle run that is warm."""
    model, method = JOBS[job]
    for _warm in range(2):
        with registry.cursor() as cr:
            queries = []
            env = api.Environment(cr, SUPERUSER_ID, {})
            start = time.perf_counter()
            with listening(queries):
                getattr(env[model], method)()
            took = (time.perf_counter() - start) * 1000
            cr.commit()
    with registry.cursor() as cr:
        plans = [explain(cr, *query) for query in queries if is_read(query[0])]
    buffers = sum(plan.read for plan in plans)
    return len(queries), buffers, took, [plan.shape for plan in plans]


if __name__ == "__main__":
    sys.exit(main())
