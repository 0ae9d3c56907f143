# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Specification 5, rule by rule, on real calendars; frozen dates."""

from datetime import datetime

from odoo.tests import TransactionCase, tagged

from .clock_common import HOUR, CalendarMixin


@tagged("post_install", "-at_install")
class TestCalendarExamples(CalendarMixin, TransactionCase):
    """The examples of the terms, America/Guatemala (UTC-6, no DST)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monthly = cls.make_calendar([(day, 8, 18) for day in range(5)])
        cls.preferential = cls.make_calendar([(day, 8, 18) for day in range(7)])

    def test_monthly_friday_afternoon(self):
        friday = self.local("2026-03-06 17:00")

        aim = self.monthly._support_plan(friday, 24 * HOUR)
        commitment = self.monthly._support_plan(friday, 48 * HOUR)

        self.assertEqual(aim, self.local("2026-03-11 11:00"))
        self.assertEqual(commitment, self.local("2026-03-13 15:00"))

    def test_preferential_sunday_afternoon(self):
        sunday = self.local("2026-03-08 16:30")

        aim = self.preferential._support_plan(sunday, 3 * HOUR)
        commitment = self.preferential._support_plan(sunday, 6 * HOUR)

        self.assertEqual(aim, self.local("2026-03-09 09:30"))
        self.assertEqual(commitment, self.local("2026-03-09 12:30"))

    def test_elapsed_is_the_other_half(self):
        friday = self.local("2026-03-06 17:00")

        for hours in (0, 1, 24, 48, 1000):
            due = self.monthly._support_plan(friday, hours * HOUR)
            elapsed = self.monthly._support_elapsed(friday, due)
            self.assertEqual(elapsed, hours * HOUR)

    def test_naive_utc_in_and_out(self):
        moment = self.monthly._support_plan(datetime(2026, 3, 9, 14), 60)

        self.assertEqual(moment, datetime(2026, 3, 9, 14, 1))
        self.assertIsNone(moment.tzinfo)
