"""The wheel alone is enough: built, installed, and run with `-i support_sla`."""

import os
import site
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from dev import cluster, environment, logs, odoo_process, packaging, places
from dev.databases import Databases

INSIDE = "odoo/addons/support_sla"


def files_of(folder):
    """All files below a folder, as texts, but what Python and editors leave."""
    found = (path for path in folder.rglob("*") if path.is_file())
    kept = (path.relative_to(folder) for path in found if path.suffix != ".pyc")
    return {str(path) for path in kept}


class TestWheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.wheel = packaging.build_wheel(cls.folder / "dist")

    def clean_environment(self):
        """A new environment that has Odoo and its neighbours, not this project."""
        folder = self.folder / "clean"
        line = [sys.executable, "-m", "venv", "--without-pip", folder]
        subprocess.run(line, check=True)
        python = environment.interpreter(folder)
        (packages,) = folder.glob("lib/python*/site-packages")
        reach = [*site.getsitepackages(), environment.current().home]
        (packages / "reach.pth").write_text("\n".join(reach))
        return python, packages

    def test_every_file_of_the_addon_is_in_it(self):
        with zipfile.ZipFile(self.wheel) as archive:
            packed = set(archive.namelist())
        wanted = {f"{INSIDE}/{name}" for name in files_of(places.ADDON)}
        self.assertEqual(wanted - packed, set())

    def test_it_asks_for_its_neighbour_and_tells_the_manifest_version(self):
        with zipfile.ZipFile(self.wheel) as archive:
            (name,) = (n for n in archive.namelist() if n.endswith("/METADATA"))
            metadata = archive.read(name).decode()
        self.assertIn("Requires-Dist: odoo-addon-helpdesk-mgmt==19.0.*", metadata)
        self.assertRegex(metadata, r"\nVersion: 19\.0\.")

    def test_odoo_installs_it_from_a_clean_environment(self):
        # given an environment with Odoo where only the wheel brings support_sla
        python, packages = self.clean_environment()
        line = [sys.executable, "-m", "pip", "--python", python, "install", "-q"]
        # Odoo's own metadata asks for psycopg2 by its other name: no resolving
        line += ["--no-index", "--no-deps", self.wheel]
        done = subprocess.run(line, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((packages / INSIDE / "__manifest__.py").exists())
        # when Odoo installs it, on a database that has the neighbour
        with cluster.running() as server:
            databases = Databases(server)
            label = f"test_{os.getpid()}_wheel"
            (base,) = databases.labels("base_")
            databases.clone(base, label)
            self.addCleanup(databases.drop, label)
            conf = odoo_process.configuration(
                server, self.folder / "odoo.conf", packages / "odoo/addons"
            )
            output = odoo_process.run(
                *(conf, label, "-d", databases.name(label)),
                *("-i", "support_sla", "--stop-after-init", "--no-http"),
                python=python,
                cwd=self.folder,
            )
            states = databases.ask(
                "SELECT state FROM ir_module_module WHERE name = 'support_sla'",
                database=databases.name(label),
            )
            databases.drop(label)
        # then it is installed and nothing was worth a warning
        self.assertEqual(states, [("installed",)])
        self.assertEqual([str(each) for each in logs.loud(output)], [])
