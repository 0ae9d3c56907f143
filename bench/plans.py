"""The queries of a work, and what the database server says of them."""

import threading
from contextlib import closing

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


def explain(cr, query, params):
    """(shape of the plan, buffers it read, milliseconds in the server)"""
    cr.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", params)
    [[[plan]]] = cr.fetchall()
    top = plan["Plan"]
    read = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return shape(top), read, plan["Execution Time"]


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
