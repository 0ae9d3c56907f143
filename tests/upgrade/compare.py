"""Rows and shape of a database, read by SQL, and what differs between two.

`query` is a function that runs one SQL statement with values and returns its rows.
"""

import re
from dataclasses import dataclass, field

from .intended import GONE, REWRITTEN

MODULE = "support_sla"
OURS = r"(^|_)support_"
# PostgreSQL writes them elsewhere once an expression went through a dump
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")
STAMPS = {"write_date", "write_uid"}
TABLES = {"ir.actions.server": "ir_act_server"}  # models that are named otherwise


@dataclass
class Rows:
    """Rows by their id, or by themselves where a table has none."""

    columns: set
    by_key: dict


@dataclass
class Snapshot:
    tables: dict = field(default_factory=dict)
    xmlids: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)  # {module: what it shipped}


class Changes:
    """The intended changes that concern a dump of `version`."""

    def __init__(self, intended, version):
        self.by_kind = {"table": {}, "column": {}, "xmlid": {}}
        for since, kind, old, new in intended:
            if numbers(since) > numbers(version):
                self.by_kind[kind][old] = new

    def table(self, name):
        return self.by_kind["table"].get(name, name)

    def column(self, table, name):
        return self.by_kind["column"].get(f"{table}.{name}", name)

    def xmlid(self, name):
        """Its new name, or the word for it; Odoo names those of fields itself."""
        for old, new in self.by_kind["column"].items():
            field_name = old.replace(".", "__")
            of_field = name == f"field_{field_name}"
            of_field = of_field or name.startswith(f"selection__{field_name}__")
            if of_field and new != REWRITTEN:
                return GONE
        for table in self.by_kind["table"]:
            if f"_{table}" in name:
                return GONE
        return self.by_kind["xmlid"].get(name, name)


def numbers(version):
    return tuple(int(part) for part in version.split("."))


def watched(query):
    """What an upgrade must leave alone: {table: ids, or None for all its rows}.

    Our tables, those that have columns of ours, who has which rights, and whatever we
    shipped as the admin's own.
    """
    found = query(
        """
        SELECT DISTINCT c.table_name, NULL::int[]
          FROM information_schema.columns c
          JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
           AND (c.table_name ~ %s OR c.column_name ~ '^support_')
           AND c.table_name NOT IN (
               SELECT replace(model, '.', '_') FROM ir_model WHERE transient)
        """,
        OURS,
    )
    tables = {**dict(found), "res_groups_users_rel": None}
    kept = query(
        "SELECT model, array_agg(res_id) FROM ir_model_data"
        " WHERE module = %s AND noupdate GROUP BY model",
        MODULE,
    )
    for model, ids in kept:
        table = TABLES.get(model, model.replace(".", "_"))
        if query("SELECT to_regclass(%s)::text", table) != [(None,)]:
            tables.setdefault(table, ids)
    return tables


def snapshot(query, tables):
    """The rows of these tables, and what our xmlids point to."""
    taken = Snapshot()
    for table, ids in tables.items():
        if query("SELECT to_regclass(%s)::text", table) == [(None,)]:
            continue
        columns = {
            name
            for (name,) in query(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s",
                table,
            )
        }
        where = "" if ids is None else "WHERE id = ANY(%s)"
        values = () if ids is None else (ids,)
        rows = query(f'SELECT to_jsonb(t) FROM "{table}" t {where}', *values)
        by_key = {row.get("id", str(sorted(row.items()))): row for (row,) in rows}
        taken.tables[table] = Rows(columns, by_key)
    taken.xmlids = {
        name: (model, res_id)
        for name, model, res_id in query(
            "SELECT name, model, res_id FROM ir_model_data WHERE module = %s", MODULE
        )
    }
    for module, model, res_id in query(
        "SELECT module, model, res_id FROM ir_model_data WHERE module <> %s", MODULE
    ):
        taken.others.setdefault(module, set()).add((table_of(model), res_id))
    return taken


def differences(before, after, changes):
    """What an upgrade lost or changed without meaning to, one line each."""
    shipped = {
        (table_of(model), res_id)
        for name, (model, res_id) in after.xmlids.items()
        if name not in before.xmlids
    }
    # and what comes with the modules that we depend on since
    for module in after.others.keys() - before.others.keys():
        shipped |= after.others[module]
    for table, rows in before.tables.items():
        new = changes.table(table)
        if new in after.tables:
            yield from in_table(table, rows, after.tables[new], changes)
            added = after.tables[new].by_key.keys() - rows.by_key.keys()
            for key in added:
                row = after.tables[new].by_key[key]
                if (new, key) not in shipped and record_of(row) not in shipped:
                    yield f"{table} {key} was not there before"
        elif new != GONE:
            yield f"table {table} is gone"
    for name, record in before.xmlids.items():
        new = changes.xmlid(name)
        if new not in (GONE, REWRITTEN) and after.xmlids.get(new) != record:
            yield f"xmlid {name} pointed to {record}, now {after.xmlids.get(new)}"


def table_of(model):
    return TABLES.get(model, model.replace(".", "_"))


def record_of(row):
    """What a message is about: (table, id)."""
    return table_of(row.get("model") or ""), row.get("res_id")


def in_table(table, before, after, changes):
    """The columns, rows and values that are there no more."""
    names = {}
    for column in sorted(before.columns - STAMPS):
        name = changes.column(table, column)
        if name in after.columns:
            names[column] = name
        elif name not in (GONE, REWRITTEN):
            yield f"column {table}.{column} is gone"
    yield from changed_rows(table, before, after, names)


def changed_rows(table, before, after, names):
    for key, row in before.by_key.items():
        if key not in after.by_key:
            yield f"{table} {key} is gone"
            continue
        for old, new in names.items():
            was, now = row[old], after.by_key[key][new]
            if was != now:
                yield f"{table} {key}: {old} was {was!r}, now {now!r}"


def shape(query):
    """Columns, constraints, indexes and fields of ours, as texts."""
    statements = (
        """
        SELECT concat_ws(' ', 'column', table_name, column_name, udt_name,
                         'null ' || is_nullable)
          FROM information_schema.columns
         WHERE table_schema = 'public' AND (table_name ~ %s OR column_name ~ %s)
        """,
        """
        SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname,
                         pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE contype <> 'n' AND (conrelid::regclass::text ~ %s OR conname ~ %s)
        """,
        """
        SELECT 'index ' || indexdef FROM pg_indexes
         WHERE schemaname = 'public' AND (tablename ~ %s OR indexname ~ %s)
        """,
        """
        SELECT concat_ws(' ', 'field', model, name, ttype, relation, store)
          FROM ir_model_fields WHERE model ~ %s OR name ~ %s
        """,
    )
    patterns = (OURS, OURS), (OURS, OURS), (OURS, OURS), (r"^support\.", "^support_")
    return {
        CASTS.sub("", text)
        for statement, values in zip(statements, patterns, strict=True)
        for (text,) in query(statement, *values)
    }
