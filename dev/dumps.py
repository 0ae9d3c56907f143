"""Kept dumps: the rows that a version of the addon left, for tests of upgrades.

`make dump` makes a demo database with the present code, lets people work with it
(tests/upgrade/life.py) and keeps it as `tests/upgrade/<version>.sql.gz`. Do it once for
a version, before the code moves on: a dump that is there is never written anew. The
text is plain SQL that PostgreSQL 13 and later loads (`gunzip -c … | psql`), without
extensions.

Left out is what a database makes again or what a dump must not carry: compiled assets,
what is queued for browsers, files outside of the database, descriptions of modules that
are not installed.
"""

import gzip
import os
import re
import subprocess

from dev import cluster, demo, environment, odoo_process, places
from dev.databases import at_work
from dev.problems import Problem, need, say
from dev.process import clean_environment

FOLDER = places.ROOT / "tests" / "upgrade"
COPY = re.compile(r"^COPY .* FROM stdin;\n", re.MULTILINE)
END_OF_ROWS = "\n\\.\n"
TRIM = """
DELETE FROM bus_bus;
DELETE FROM ir_logging;
DELETE FROM mail_activity WHERE res_model IS NULL;
DELETE FROM ir_attachment WHERE url LIKE '/web/assets/%' OR store_fname IS NOT NULL;
UPDATE ir_module_module SET description = NULL WHERE state <> 'installed';
"""
# what belongs to the program that wrote the text, or to its server
OWN_WORDS = (
    *("SET ", "--", "\\", "SELECT pg_catalog.set_config("),
    *("CREATE EXTENSION", "COMMENT ON EXTENSION"),
)
# since PostgreSQL 18, of a table that inherits; those before take them from the parent
INHERITED = re.compile(r"^    (CONSTRAINT \w+ )?NOT NULL \w+,?\n", re.MULTILINE)
TRIGRAM = "gin_trgm_ops"  # indexes of an extension, all of them Odoo's own
OPTIONS = ("--no-owner", "--no-privileges", "--no-tablespaces")
PSQL_OPTIONS = (
    "--no-psqlrc",
    "--quiet",
    "--single-transaction",
    "--set=ON_ERROR_STOP=1",
)
LIFE = "from tests.upgrade.life import live; live(env)"


def main(_words):
    path = FOLDER / f"{version()}.sql.gz"
    if path.exists():
        raise Problem(
            f"{path.name} is kept already.", "raise the version in the manifest first."
        )
    with at_work() as (databases, conf):
        if not databases.server.own:
            raise Problem(
                "a kept dump must not depend on a server of your own.",
                "run it without PGHOST and PGUSER.",
            )
        label = f"test_{os.getpid()}_dump"
        try:
            demo.make(databases, conf, label)
            odoo_process.tell(conf, databases.name(label), LIFE)
            databases.ask(TRIM, database=databases.name(label))
            head = f"-- support_sla {version()}, Odoo {environment.current().key}\n"
            text = head + written(databases, databases.name(label))
        finally:
            databases.drop(label)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    say(f"wrote {path.relative_to(places.ROOT)} ({path.stat().st_size // 1024} KB)")


def version():
    return places.manifest()["version"]


def written(databases, database):
    """The database as text, without what only its writer understands."""
    return "".join(
        f"{plain(before)}{copy}{rows}\\.\n" if copy else plain(before)
        for before, copy, rows in parts(asked(databases, database, "pg_dump", *OPTIONS))
    )


def asked(databases, database, program, *words, **options):
    """What a program of PostgreSQL says of a database."""
    from psycopg2.extensions import make_dsn

    address = make_dsn(dbname=database, **databases.server.settings)
    done = subprocess.run(
        [cluster.programs() / program, *words, "-d", address],
        capture_output=True,
        text=True,
        env=clean_environment(),
        **options,
    )
    outcome = done.returncode, done.stderr
    need(outcome, f"{program} failed", "run it again.", places.STATE)
    return done.stdout


def plain(statements):
    """Statements without empty lines and what only this server or pg_dump knows."""
    kept = "".join(
        line
        for line in statements.splitlines(keepends=True)
        if line.strip() and not line.startswith(OWN_WORDS) and TRIGRAM not in line
    )
    return INHERITED.sub("", kept).replace(",\n)", "\n)")


def parts(text):
    """A dump in its order: (statements, COPY, its rows); the last has no COPY."""
    place = 0
    while head := COPY.search(text, place):
        end = text.index(END_OF_ROWS, head.end() - 1) + 1
        yield text[place : head.start()], head.group(), text[head.end() : end]
        place = end + len(END_OF_ROWS) - 1
    yield text[place:], "", ""


def load(databases, path, label):
    """A new database from a kept dump, without files; return what Odoo it was."""
    databases.drop(label)
    name = databases.name(label)
    databases.ask(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    text = gzip.decompress(path.read_bytes()).decode()
    asked(databases, name, "psql", *PSQL_OPTIONS, input=text)
    return text.partition("\n")[0].rpartition(" ")[2]
