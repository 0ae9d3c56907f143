"""The queries of a work, and what the database server says of them."""

import threading
from contextlib import closing
from typing import NamedTuple

import psycopg2

from odoo.tools import config


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


class Plan(NamedTuple):
    """What the server says of a query: its plan, the buffers that were read, and the
    milliseconds in which it was planned and carried out."""

    shape: str
    read: int
    planned: float
    done: float


def explain(cr, query, params):
    """Carry a query out and return its Plan. No clock is read at each row: of a plan
    that reads thousands that would be half of the time."""
    cr.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {query}", params)
    [[[plan]]] = cr.fetchall()
    top = plan["Plan"]
    read = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return Plan(shape(top), read, plan["Planning Time"], plan["Execution Time"])


def shape(node):
    where = node.get("Index Name") or node.get("Relation Name") or ""
    inside = ", ".join(shape(part) for part in node.get("Plans", ()))
    return f"{node['Node Type']} {where}({inside})"


def vacuum(registry):
    """Tidy up, so that plans know what is there."""
    names = {"db_host": "host", "db_port": "port", "db_user": "user"}
    server = {key: config[name] for name, key in names.items() if config[name]}
    with closing(psycopg2.connect(dbname=registry.db_name, **server)) as connection:
        connection.autocommit = True
        connection.cursor().execute("VACUUM ANALYZE")
