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
import threading
import time
from contextlib import closing

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

JOBS = {
    "alerts": ("support.alert", "_cron_send_alerts"),
    "silent": ("helpdesk.ticket", "_cron_close_silent"),
    "contracts": ("support.contract", "_cron_update_contracts"),
    "recompute": ("support.recompute", "_cron_recompute_deadlines"),
    "acknowledge": ("helpdesk.ticket", "_cron_send_acknowledgements"),
}
MORE = 20  # buffers
TICKET = "helpdesk_ticket"


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
    cr.execute("SELECT count(*), min(id) FILTER (WHERE name = 'Seed') FROM %s" % TICKET)
    count, seed = cr.fetchone()
    new = SQL(
        "(SELECT NULL FROM generate_series(1, %s)) AS new (nothing)", size - count
    )
    cr.execute("SELECT id FROM support_deadline WHERE ticket_id = %s", [seed])
    [[deadline]] = cr.fetchall()
    new = copy(cr, TICKET, "id", seed, new)
    new = copy(cr, "support_deadline", "ticket_id", seed, new)
    copy(cr, "support_alert", "deadline_id", deadline, new)
    cr.commit()


def copy(cr, table, key, seed, new):
    """Copy the row of a table whose key is the seed's, once for each of the new ids,
    which become the copies' keys; return SQL of the copies' ids."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name NOT IN ('id', %s)",
        [table, key],
    )
    columns = [SQL.identifier(row[0]) for row in cr.fetchall()]
    target, source = list(columns), list(columns)
    if key != "id":
        target.append(SQL.identifier(key))
        source.append(SQL("new.id"))
    where = SQL.identifier(table)
    cr.execute(SQL("SELECT max(id) FROM %s", where))
    [last] = cr.fetchone()
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s seed, %s WHERE seed.%s = %s",
            where,
            SQL(", ").join(target),
            SQL(", ").join(source),
            where,
            new,
            SQL.identifier(key),
            seed,
        )
    )
    return SQL("(SELECT id FROM %s WHERE id > %s) AS new", where, last)


def vacuum(registry):
    with closing(psycopg2.connect(dbname=registry.db_name, **server())) as connection:
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")


def server():
    names = {"db_host": "host", "db_port": "port", "db_user": "user"}
    return {key: config[name] for name, key in names.items() if config[name]}


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
    buffers = sum(read for _shape, read in plans)
    return len(queries), buffers, took, [shape for shape, _read in plans]


class listening:
    """Puts down the queries of this thread."""

    def __init__(self, queries):
        self.queries = queries

    def __enter__(self):
        threading.current_thread().query_hooks = [self.hear]

    def __exit__(self, *error):
        del threading.current_thread().query_hooks

    def hear(self, _cr, query, params, _start, _delay):
        self.queries.append((query, params))


def is_read(query):
    return query.lstrip().upper().startswith(("SELECT", "WITH"))


def explain(cr, query, params):
    """(shape of the plan, buffers it read)"""
    cr.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", params)
    [[[plan]]] = cr.fetchall()
    top = plan["Plan"]
    return shape(top), top["Shared Hit Blocks"] + top["Shared Read Blocks"]


def shape(node):
    where = node.get("Index Name") or node.get("Relation Name") or ""
    inside = ", ".join(shape(part) for part in node.get("Plans", ()))
    return f"{node['Node Type']} {where}({inside})"


if __name__ == "__main__":
    sys.exit(main())
