"""Which lines of a log fail a run: those of our addon, or about it."""

import unittest

from dev import logs, places

HEAD = "2026-03-02 10:00:00,000 77"
LOG = f"""{HEAD} INFO db odoo.addons.support_sla.models.promise.support_level: all well
{HEAD} WARNING db odoo.addons.support_sla.models.promise.support_level: ours
Traceback (most recent call last):
  KeyError: 'x'
{HEAD} WARNING db odoo.addons.base.models.ir_ui_view: view support_sla.form is odd
{HEAD} ERROR ? odoo.addons.mail.models.mail_mail: not ours
{HEAD} WARNING db odoo.tools.config: {places.ROOT}/support_sla_x is no folder
{HEAD} WARNING db odoo.addons.support_sla.tests.test_x.TestX: Chrome not found
"""


class TestLogGuard(unittest.TestCase):
    def test_ours_and_what_names_us_is_guilty(self):
        texts = [record.text for record in logs.guilty(LOG)]
        self.assertEqual(len(texts), 3, texts)
        self.assertIn("KeyError", texts[0])
        self.assertIn("view support_sla.form", texts[1])

    def test_paths_are_not_names(self):
        for folder in (places.ROOT, places.cache()):
            said = f"{folder}/lib is old"
            self.assertFalse(logs.Record("WARNING", "py.warnings", said).is_ours())

    def test_an_install_may_not_warn_but_of_the_machine(self):
        loggers = {record.logger for record in logs.loud(LOG)}
        self.assertIn("odoo.addons.mail.models.mail_mail", loggers)
        elsewhere = logs.loud(f"{HEAD} WARNING db odoo.tools.config: no such folder")
        self.assertEqual(elsewhere, [])
