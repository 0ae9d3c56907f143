"""Several real Odoo server processes on one throw-away database, for tests.

    with servers(2) as farm:
        farm.urls                       # ["http://127.0.0.1:43001", …]
        farm.session(0).call("helpdesk.ticket", "create", [{"name": "…"}])
        farm.query("SELECT count(*) FROM helpdesk_ticket")
        outputs = farm.scripts("env['support.level'].search([])", "…")

The database is a clone of the one `make test` prepared: our addon, no demo data, the
user admin/admin. It goes, with the processes, when the block ends; what the servers
logged as warning or error about our addon then fails the test.
"""

import contextlib
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from dev import logs, odoo_process
from dev.databases import at_work

from .session import Session

COUNTER = iter(range(1, 1000))


@contextlib.contextmanager
def servers(count, source=None):
    """Start `count` servers on a clone of the prepared database.

    :param source: label of another database to clone
    """
    template = source or os.environ["SUPPORT_SLA_TEMPLATE"]
    with at_work() as (databases, conf), contextlib.ExitStack() as stack:
        label = f"test_{os.getpid()}_{next(COUNTER)}"
        databases.clone(template, label)
        stack.callback(databases.drop, label)
        farm = Farm(databases, label, conf)
        stack.callback(farm.stop)
        for _ in range(count):
            farm.start()
        farm.wait()
        yield farm
        farm.stop()
        found = logs.guilty("\n".join(log.read_text() for log in farm.log_paths))
        assert not found, "\n".join(map(str, found))


class Farm:
    """The servers that were started, and ways to talk to their database."""

    def __init__(self, databases, label, conf):
        self.databases = databases
        self.label = label
        self.database = databases.name(label)
        self.conf = conf
        self.urls = []
        self.processes = []
        self.log_paths = []

    def start(self):
        """One more server on a free port."""
        port = odoo_process.free_port()
        log = odoo_process.LOGS / f"{self.label}_{len(self.urls)}.log"
        words = (f"--db-filter=^{self.database}$", f"--http-port={port}")
        process = odoo_process.spawn(self.conf, log, "-d", self.database, *words)
        self.processes.append(process)
        self.urls.append(f"http://127.0.0.1:{port}")
        self.log_paths.append(log)

    def wait(self):
        """Wait until each server has answered once."""
        started = zip(self.processes, self.urls, self.log_paths, strict=True)
        for process, url, log in started:
            odoo_process.wait_until_served(process, f"{url}/web/login", log)

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            odoo_process.stop(process)

    def query(self, statement, *values):
        """Run one SQL statement, committed at once; return its rows."""
        return self.databases.ask(statement, *values, database=self.database)

    def session(self, index, login="admin", password="admin"):
        """A session of a user with server `index` (tests/session.py)."""
        return Session(self.urls[index], self.database, login, password)

    def scripts(self, *sources, patience=300):
        """Run each source in an `odoo shell` process of its own, all at once.

        A source has `env` (superuser) and commits for itself (`env.cr.commit()`).

        :return: list of (exit code, standard output), in order; errors are in the log
        """
        pipes = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)
        pipes |= {"stderr": subprocess.STDOUT, "text": True}

        def end(source):
            process = odoo_process.shell(self.conf, self.database, **pipes)
            output, _ = process.communicate(source, timeout=patience)
            return process.returncode, output

        with ThreadPoolExecutor(len(sources)) as pool:
            return [*pool.map(end, sources)]
