"""Which tests run: what `T=` names, and nothing that Odoo's own runner passes over."""

import contextlib
import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from odoo.tests import loader

import odoo.addons
from odoo.addons.support_sla.tests.architecture import unseen_tests

from dev import places, run_tests

TEST = """
from odoo.tests.common import BaseCase

class Test{name}(BaseCase):
    def test_it(self):
        self.assertTrue(True)
"""
#: An addon with rooms: what its tests/__init__.py binds, Odoo sees.
ROOMS = {
    "__manifest__.py": "{'name': 'Rooms', 'license': 'AGPL-3', 'depends': ['base']}",
    "__init__.py": "",
    "tests/__init__.py": (
        "from . import test_flat\n"
        "from .named import test_named, test_same\n"
        "from .starred import *\n"
        "from . import whole\n"
    ),
    "tests/named/__init__.py": "",
    "tests/starred/__init__.py": "from . import test_starred, test_same\n",
    "tests/whole/__init__.py": "from . import test_whole\n",
    "tests/test_flat.py": TEST.format(name="Flat"),
    "tests/test_forgotten.py": TEST.format(name="Forgotten"),
    "tests/named/test_named.py": TEST.format(name="Named"),
    "tests/named/test_same.py": TEST.format(name="FirstOfTheName"),
    "tests/starred/test_same.py": TEST.format(name="SecondOfTheName"),
    "tests/starred/test_starred.py": TEST.format(name="Starred"),
    "tests/whole/test_whole.py": TEST.format(name="Whole"),
}
SEEN = {"Flat", "Named", "SecondOfTheName", "Starred"}
UNSEEN = ("test_forgotten", "test_same", "whole.test_whole")


class TestOdooSees(unittest.TestCase):
    """The law and Odoo's runner agree, also about tests in sub-packages."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name, text in ROOMS.items():
            path = self.folder / "rooms_of_a_test" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def seen_by_odoo(self):
        """Classes of which Odoo's own loader takes tests."""
        path = [*odoo.addons.__path__, str(self.folder)]
        with mock.patch.object(odoo.addons, "__path__", path):
            self.addCleanup(self.forget)
            return {
                type(case).__name__.removeprefix("Test")
                for module in loader.get_test_modules("rooms_of_a_test")
                for case in loader.get_module_test_cases(module)
            }

    def forget(self):
        for name in [name for name in sys.modules if "rooms_of_a_test" in name]:
            del sys.modules[name]

    def test_the_law_names_what_odoo_does_not_see(self):
        folder = self.folder / "rooms_of_a_test" / "tests"
        found = [path.relative_to(folder) for path in folder.rglob("test_*.py")]
        modules = [".".join(path.with_suffix("").parts) for path in found]
        named = " ".join(unseen_tests((folder / "__init__.py").read_text(), modules))
        self.assertEqual(self.seen_by_odoo(), SEEN)
        for module in UNSEEN:
            self.assertIn(module, named)


class TestSelection(unittest.TestCase):
    """What `make test T=…` hands to pytest."""

    def setUp(self):
        super().setUp()
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(mock.patch.object(places, "ROOT", self.root))
        for name in ("tests/test_b.py", "support_sla/tests/room/test_a.py"):
            (self.root / name).parent.mkdir(parents=True)
            (self.root / name).touch()

    def selected(self, text):
        root = f"{self.root}{os.sep}"
        return [word.removeprefix(root) for word in run_tests.selection(text)]

    def test_a_file_is_found_by_its_name_in_any_room(self):
        wanted = "support_sla/tests/room/test_a.py"
        for text in ("test_a", "test_a.py", "room/test_a", wanted):
            with self.subTest(text):
                self.assertEqual(self.selected(text), [wanted])
        part = "::TestB::test_x"
        self.assertEqual(self.selected(f"test_b{part}"), [f"tests/test_b.py{part}"])
        self.assertEqual(self.selected("room"), ["support_sla/tests/room"])

    def test_files_of_one_name_all_run(self):
        (self.root / "tests" / "deep").mkdir()
        (self.root / "tests" / "deep" / "test_a.py").touch()
        self.assertEqual(len(self.selected("test_a")), 2)

    def test_all_else_is_an_expression_however_long(self):
        folders = [*run_tests.OWN_FOLDERS]
        long = " or ".join(f"test_number_{n}" for n in range(500))
        for text in ("TestA and not test_x", "test_unknown", "[", long):
            with self.subTest(text[:30]):
                self.assertEqual(self.selected(text), ["-k", text, *folders])
