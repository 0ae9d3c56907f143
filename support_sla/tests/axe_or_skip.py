# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""axe-core where it is installed; elsewhere its tests are skipped and say so.

axe-core (Mozilla Public License 2.0) comes in the package `axe-playwright-python`, of
which nothing else is used. It is run by the tests only and is no part of the addon.
"""

import unittest

try:
    from axe_playwright_python.base import AXE_SCRIPT
except ImportError:
    AXE_SCRIPT = ""

needs_axe = unittest.skipUnless(AXE_SCRIPT, "axe-playwright-python is not installed")
