"""The suite in several workers: each with its own database, and one log guard."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import psutil

from dev import cluster, places, run_tests
from dev.databases import Databases
from dev.pytest_workers import Scheduler

MARK = "SUPPORT_SLA_TEST_FOLDER"  # which run a process belongs to
RUN = """
import os, sys
from dev import cli, run_tests

def two(words):
    with run_tests.bench() as (databases, conf):
        source = os.environ["SUPPORT_SLA_TEMPLATE"]
        return run_tests.pytest(databases, conf, source, words, 2)

cli.COMMANDS["two"] = "__main__:two"
sys.exit(cli.main(["two", *sys.argv[1:]]))
"""
# Each of two waits for the other, then both write down where they are.
MEETING = """
import json, os, time, unittest, urllib.request
from pathlib import Path
from odoo.sql_db import db_connect
from odoo.tests.common import get_db_name
from odoo.tools import config

class Test{name}(unittest.TestCase):
    def test_both_at_once(self):
        facts = dict(pid=os.getpid(), port=config["http_port"])
        with db_connect(get_db_name()).cursor() as cursor:
            cursor.execute("SELECT current_database()")
            facts["database"] = cursor.fetchone()[0]
        facts["files"] = config.filestore(facts["database"])
        page = f"http://127.0.0.1:{{facts['port']}}/web/login"
        with urllib.request.urlopen(page) as answer:
            self.assertEqual(answer.status, 200)
        here = Path(__file__)
        here.with_suffix(".json").write_text(json.dumps(facts))
        other = here.with_name("test_{other}.json")
        until = time.monotonic() + 180
        while not other.exists() and time.monotonic() < until:
            time.sleep(0.1)
        self.assertTrue(other.exists(), "nobody runs beside this test")
"""
GUILTY = """
import logging, unittest

class TestGuilty(unittest.TestCase):
    def test_which_logs(self):
        logging.getLogger("odoo.addons.support_sla.models.x").warning("in a test")
"""
LATE = """
import logging, unittest

class TestLate(unittest.TestCase):
    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        logging.getLogger("odoo.addons.support_sla.models.x").warning("afterwards")

    def test_which_passes(self):
        pass
"""
FOREVER = """
import time, unittest
from pathlib import Path

class TestForever(unittest.TestCase):
    def test_it(self):
        Path(__file__).with_suffix(".begun").touch()
        time.sleep(600)
"""


class TestWorkers(unittest.TestCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, **sources):
        """`make test`'s own pytest, in two workers, on these files."""
        for name, source in sources.items():
            (self.folder / f"test_{name}.py").write_text(source)
        return subprocess.Popen(
            [sys.executable, "-c", RUN, str(self.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=places.ROOT,
            env={**os.environ, MARK: str(self.folder)},
        )

    def ended(self, process):
        """(exit code, output); nothing of the run may be left."""
        output = process.communicate(timeout=300)[0]
        self.assertEqual(self.left_of(process), [])
        return process.returncode, output

    def left_of(self, process):
        """The databases and the processes of a run."""
        with cluster.running() as server:
            found = Databases(server).labels(f"test_{process.pid}")
        for each in psutil.process_iter(["environ", "cmdline"]):
            if (each.info["environ"] or {}).get(MARK) == str(self.folder):
                found.append(" ".join(each.info["cmdline"] or ["?"]))
        return found

    def test_races_are_one_workers_and_a_file_or_a_class_is_not_torn(self):
        scheduler = Scheduler.__new__(Scheduler)

        def scope(nodeid):
            return scheduler._split_scope(nodeid)

        races = scope("tests/test_quota_race.py::TestQuotaRace::test_x")
        self.assertEqual(scope("tests/test_closing_processes.py::TestA::test_x"), races)
        demo = scope("tests/test_demo.py::TestDemo::test_x")
        self.assertEqual(demo, scope("tests/test_demo.py::TestOther::test_y"))
        self.assertNotEqual(demo, races)
        level = "support_sla/tests/test_level.py::"
        self.assertEqual(scope(f"{level}TestA::test_x"), scope(f"{level}TestA::test_y"))
        self.assertNotEqual(
            scope(f"{level}TestA::test_x"), scope(f"{level}TestB::test_x")
        )

    def test_each_has_what_is_its_own_and_runs_beside_the_other(self):
        code, output = self.ended(
            self.start(
                a=MEETING.format(name="A", other="b"),
                b=MEETING.format(name="B", other="a"),
                guilty=GUILTY,
            )
        )

        # the one that logs fails, the two that meet pass
        self.assertEqual(code, 1, output)
        self.assertIn("WARNING odoo.addons.support_sla.models.x: in a test", output)
        self.assertRegex(output, r"= 3 passed, 1 error in ")
        texts = [(self.folder / f"test_{name}.json").read_text() for name in "ab"]
        one, two = map(json.loads, texts)
        for key in one:
            self.assertNotEqual(one[key], two[key], key)
        for facts in (one, two):
            self.assertTrue(facts["files"].endswith(facts["database"]))

    def test_what_a_worker_logs_outside_of_tests_fails_the_run(self):
        code, output = self.ended(self.start(late=LATE))

        self.assertEqual(code, 1, output)
        self.assertRegex(output, r"\[gw\d\] WARNING .*: afterwards")
        self.assertRegex(output, r"= 1 passed in ")

    def test_no_test_is_a_failure_of_its_own(self):
        self.assertEqual(self.ended(self.start(none=""))[0], run_tests.NO_TESTS)

    def test_an_interrupted_run_leaves_nothing(self):
        process = self.begun()

        process.send_signal(signal.SIGINT)

        code, output = self.ended(process)
        self.assertEqual(code, 130, output)
        self.assertIn("stopped.", output)

    def test_a_killed_run_leaves_no_process(self):
        process = self.begun()

        process.kill()

        process.communicate(timeout=60)
        until = time.monotonic() + 60
        while len(left := self.left_of(process)) > 2 and time.monotonic() < until:
            time.sleep(0.2)
        # its two databases wait for the next run, which drops them
        self.assertEqual(left, [f"test_{process.pid}_gw{n}" for n in range(2)])
        with run_tests.bench():
            self.assertEqual(self.left_of(process), [])

    def begun(self):
        process = self.start(forever=FOREVER)
        self.addCleanup(process.kill)
        until = time.monotonic() + 180
        mark = self.folder / "test_forever.begun"
        while not mark.exists() and time.monotonic() < until:
            time.sleep(0.1)
        self.assertTrue(mark.exists())
        mark.unlink()
        return process
