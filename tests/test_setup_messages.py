"""A failure of the set-up is one clear sentence and what to do (SPEC 17)."""
import unittest

from dev.__main__ import complaint


class TestPython(unittest.TestCase):
    def test_an_old_python_is_told_what_is_needed(self):
        self.assertIn("Python 3.11 or later is needed", complaint((3, 9, 18)))

    def test_a_new_enough_python_passes(self):
        self.assertIsNone(complaint((3, 11, 2)))
