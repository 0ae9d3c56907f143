"""A failure of the set-up is one clear sentence and what to do."""

import contextlib
import errno
import io
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from dev import apt, cli, odoo_source, places
from dev.__main__ import complaint
from dev.problems import Problem


def told(*words, **environ):
    """What `make` would show for a command: (exit code, text)."""
    shown = io.StringIO()
    kept = {key: val for key, val in os.environ.items() if key != cli.STAGE}
    with (
        mock.patch.dict(os.environ, {**kept, **environ}, clear=True),
        contextlib.redirect_stderr(shown),
        contextlib.redirect_stdout(shown),
    ):
        return cli.main(list(words)), shown.getvalue()


class TestMessages(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def assert_sentence(self, outcome, *wanted):
        code, text = outcome
        self.assertEqual(code, 1, text)
        self.assertNotIn("Traceback", text)
        self.assertIn("What to do: ", text)
        for words in wanted:
            self.assertIn(words, text)

    def program(self, name, body):
        """A program of that name, first on the path."""
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return {"PATH": f"{self.folder}:{os.environ['PATH']}"}

    def test_an_old_python_is_told_what_is_needed(self):
        self.assertIn("Python 3.11 or later is needed", complaint((3, 9, 18)))
        self.assertIsNone(complaint((3, 11, 2)))

    def test_a_taken_port(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.assert_sentence(
                told("demo", "--port", str(port)), f"port {port} on 127.0.0.1 is taken"
            )

    def test_no_port(self):
        self.assert_sentence(told("demo", "--port", "many"), "many is no port")

    def test_an_unknown_command(self):
        self.assert_sentence(told("dance"), "there is no command dance")

    def test_odoo_home_without_odoo(self):
        outcome = told("setup", ODOO_HOME=str(self.folder))
        self.assert_sentence(outcome, "there is no Odoo there")

    def test_odoo_home_of_another_series(self):
        (self.folder / "odoo").mkdir()
        (self.folder / "odoo" / "release.py").write_text("series = '18.0'\n")
        outcome = told("setup", ODOO_HOME=str(self.folder))
        self.assert_sentence(outcome, "there is Odoo 18.0 there")

    def fetched(self, **environ):
        """What a set-up without Odoo, and with an empty cache, says."""
        with mock.patch.object(odoo_source, "from_python", return_value=None):
            return told("setup", XDG_CACHE_HOME=str(self.folder / "cache"), **environ)

    def test_no_mirror(self):
        environ = self.program("apt-get", "exit 0")
        self.assert_sentence(self.fetched(**environ), "no mirror configured")

    def test_no_network(self):
        body = (
            'case "$*" in *indextargets*) echo "http://127.0.0.1:9/debian sid";;'
            ' *) echo "E: Could not connect to 127.0.0.1:9"; exit 100;; esac'
        )
        outcome = self.fetched(**self.program("apt-get", body))
        self.assert_sentence(outcome, "could not be downloaded", "Could not connect")
        self.assertFalse(list(self.folder.rglob(places.MARKER)))

    def test_a_full_disk_while_downloading(self):
        body = (
            'case "$*" in *indextargets*) echo "http://127.0.0.1:9/debian sid";;'
            ' *) echo "E: Write error - write (28: No space left on device)";'
            " exit 100;; esac"
        )
        outcome = self.fetched(**self.program("apt-get", body))
        self.assert_sentence(outcome, "is full", "free at least")

    def test_a_disk_with_too_little_room_is_seen_before(self):
        little = mock.Mock(free=10**9)
        with mock.patch.object(shutil, "disk_usage", return_value=little):
            self.assert_sentence(self.fetched(), "is full")

    def test_an_error_of_the_system(self):
        for number, wanted in ((errno.ENOSPC, "is full"), (errno.EACCES, "may not be")):
            error = OSError(number, os.strerror(number), "/somewhere")
            with mock.patch.object(cli, "run", side_effect=error):
                self.assert_sentence(told("setup"), wanted, "/somewhere")

    def test_mirrors_are_the_machines_own_without_security(self):
        lines = "http://a/d sid\\nhttp://a/d trixie\\nhttp://a/s x-security\\n"
        environ = self.program("apt-get", f"printf '{lines}'")
        with mock.patch.dict(os.environ, environ):
            self.assertEqual(apt.mirrors(), ["http://a/d"])


class TestResume(unittest.TestCase):
    def test_what_was_not_finished_is_not_taken_for_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            half = Path(folder) / "support_sla" / "odoo" / "19.0.0"
            half.mkdir(parents=True)
            (half / places.MARKER).write_text('{"home": "/x", ')
            with (
                mock.patch.dict(os.environ, XDG_CACHE_HOME=folder),
                mock.patch.object(apt, "mirrors", return_value=[]),
                self.assertRaises(Problem),
            ):
                odoo_source.from_debian()

    def test_a_second_set_up_waits_for_the_first(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lock"
            source = (
                "import sys; from pathlib import Path; from dev.places import locked\n"
                "with locked(Path(sys.argv[1]), 'the test'): print('mine', flush=True)"
            )
            line = [sys.executable, "-c", source, str(path)]
            with places.locked(path, "the test"):
                second = subprocess.Popen(
                    line, stdout=subprocess.PIPE, text=True, cwd=places.ROOT
                )
                self.assertIn("waiting for another", second.stdout.readline())
            self.assertIn("mine", second.communicate(timeout=30)[0])
