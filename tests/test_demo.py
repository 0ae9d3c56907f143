"""`make demo`: one command, a working Odoo with demo data, a clean log."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

from dev import cli, cluster, demo, logs, odoo_process, places, programs
from dev.databases import Databases

from .examples import examples, lasting
from .session import Session

LABEL = f"test_{os.getpid()}_demo"
STAGE_TWO = {**os.environ, cli.STAGE: "2"}


class Demo:
    """A running `python -m dev demo`, as the Makefile starts it."""

    def __init__(self):
        port = odoo_process.free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dev", "demo", "--port", str(port)]
            + ["--database", LABEL],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=places.ROOT,
            env=STAGE_TWO,
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if "serving …" in line:
                break

    def interrupt(self):
        """Ctrl-C; return (exit code, what else it said)."""
        self.process.send_signal(signal.SIGINT)
        rest = self.process.communicate(timeout=60)[0]
        return self.process.returncode, rest

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=60)


class TestDemo(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.drop)

    def drop(self):
        with cluster.running() as server:
            Databases(server).drop(LABEL)

    def start(self):
        started = Demo()
        self.addCleanup(started.end)
        self.assertIn("Odoo is ready", started.said)
        return started

    def test_it_serves_prints_log_ins_that_work_and_keeps_the_data(self):
        # when the demo is started for the first time
        first = self.start()
        # then its log-in page is there and each printed log-in works
        with urllib.request.urlopen(f"{first.url}/web/login") as page:
            self.assertIn(b"password", page.read())
        with cluster.running() as server:
            name = Databases(server).name(LABEL)
        for login, password, who in demo.logins():
            self.assertIn(f"password {password}", first.said)
            self.assertIn(who, first.said)
            self.assertTrue(Session(first.url, name, login, password).uid, login)
        # and the examples of the documents are answered as they are told there
        admin = Session(first.url, name, "admin", "admin")
        self.assert_examples(admin)
        # and what is written is there after a stop and a new start
        admin.call("res.partner", "create", [{"name": "Kept"}])
        self.assert_quiet("_install", "")
        code, rest = first.interrupt()
        self.assertEqual((code, rest.strip()), (0, "[support_sla] stopping …"))
        second = self.start()
        self.assertNotIn("creating", second.said)
        admin = Session(second.url, name, "admin", "admin")
        kept = [("name", "=", "Kept")]
        self.assertEqual(admin.call("res.partner", "search_count", kept), 1)
        self.assertEqual(second.interrupt()[0], 0)
        self.assert_quiet("")
        # and its pages have their pictures, in both languages and widths
        if not programs.present(programs.CHROMIUM):
            self.skipTest("there is no Chromium on this machine: no pictures")
        self.assertEqual(self.picture_widths("confirm_refused"), [1400, 390] * 2)

    def picture_widths(self, page):
        """Take pictures of a page; return their widths, as their files tell."""
        with tempfile.TemporaryDirectory() as folder:
            words = ["--database", LABEL, "--only", page, "--into", folder]
            line = [sys.executable, "-m", "dev", "pictures", *words]
            subprocess.run(line, cwd=places.ROOT, env=STAGE_TWO, check=True)
            pictures = sorted(Path(folder).glob("*.png"))
            return [int.from_bytes(each.read_bytes()[16:20]) for each in pictures]

    def assert_examples(self, session):
        asked = examples()
        self.assertEqual(len(asked), 5)
        for path, body, answer in asked:
            with self.subTest(path):
                model, method = path.split("/")
                told = session.call(model, method, body.pop("ids"), **body)
                if answer:
                    self.assertEqual(lasting(told), lasting(answer))

    def assert_quiet(self, *endings):
        """No warning or error in these logs of the demo."""
        for ending in endings:
            text = (odoo_process.LOGS / f"{LABEL}{ending}.log").read_text()
            self.assertEqual([str(each) for each in logs.loud(text)], [])
