"""Databases and their filestores: made, cloned, renamed, dropped together."""

import contextlib
import os
import shutil
import time

from dev import cluster, odoo_process, places

VACUUM_TRIES = 30  # seconds
FILESTORE = places.STATE / "data" / "filestore"


@contextlib.contextmanager
def at_work():
    """The databases of a running server, and Odoo's configuration for it."""
    with cluster.running() as server:
        yield Databases(server), odoo_process.configuration(server)


class Databases:
    """The databases of one server, by their names without the clone's prefix."""

    def __init__(self, server):
        self.server = server
        # a shared server holds those of several clones
        self.prefix = "sla_" if server.own else f"sla_{places.digest(places.ROOT)[:6]}_"

    def name(self, label):
        return f"{self.prefix}{label}"

    def ask(self, query, *values, database="postgres"):
        """Run one statement outside a transaction; return its rows."""
        import psycopg2

        address = {"dbname": database, **self.server.settings}
        with contextlib.closing(psycopg2.connect(**address)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []

    def labels(self, start=""):
        """Labels of the databases that are there and begin with `start`."""
        rows = self.ask("SELECT datname FROM pg_database ORDER BY datname")
        full = self.name(start)
        return [name[len(self.prefix) :] for (name,) in rows if name.startswith(full)]

    def exists(self, label):
        return label in self.labels(label)

    def clone(self, source, label):
        """A copy of `source`, with its filestore linked, not copied."""
        self.drop(label)
        files = FILESTORE / self.name(source)
        if files.exists():
            shutil.copytree(files, FILESTORE / self.name(label), copy_function=os.link)
        self.ask(f'CREATE DATABASE "{self.name(label)}" TEMPLATE "{self.name(source)}"')

    def rename(self, label, new):
        """Rename; the database comes last, so that its name tells it is whole."""
        files = FILESTORE / self.name(label)
        places.clear(FILESTORE / self.name(new))
        if files.exists():
            files.rename(FILESTORE / self.name(new))
        self.ask(f'ALTER DATABASE "{self.name(label)}" RENAME TO "{self.name(new)}"')

    def drop(self, label):
        """Drop, also while somebody is connected; the server's own vacuum is not ours
        to send away, and goes by itself."""
        from psycopg2.errors import InsufficientPrivilege

        for left in reversed(range(VACUUM_TRIES)):
            try:
                self.ask(f'DROP DATABASE IF EXISTS "{self.name(label)}" WITH (FORCE)')
                break
            except InsufficientPrivilege:
                if not left:
                    raise
                time.sleep(1)
        places.clear(FILESTORE / self.name(label))

    def note(self, label):
        """The note kept with a database, or None."""
        rows = self.ask(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            self.name(label),
        )
        return rows[0][0] if rows else None

    def set_note(self, label, text):
        self.ask(f'COMMENT ON DATABASE "{self.name(label)}" IS %s', text)
