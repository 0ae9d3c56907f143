# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests.common import BaseCase

from ...tools.life import silence
from ...tools.promise import period

START = datetime(2026, 3, 2, 15)


def day(number):
    return START + timedelta(days=number)


def after(moment, days):
    return moment + timedelta(days=days)


class TestPlan(BaseCase):
    """What comes next in a silence, and when it ends."""

    def assertPlan(self, due, close, reminders=(5, 8), days=10, **facts):
        found = silence.plan(START, list(reminders), days, after, **facts)
        self.assertEqual(found, (day(due), day(close)))

    def test_all_in_time(self):
        for sent, sent_at, due in [(0, None, 5), (1, 5, 8), (2, 8, 10)]:
            with self.subTest(sent=sent):
                at = sent_at and day(sent_at)
                self.assertPlan(due, 10, sent=sent, sent_at=at)

    def test_a_missed_day_delays_and_never_skips(self):
        self.assertPlan(8, 10, sent=1, sent_at=day(6))
        self.assertPlan(8, 10, sent=1, sent_at=day(7))
        self.assertPlan(10, 12, sent=1, sent_at=day(9))
        self.assertPlan(13, 13, sent=2, sent_at=day(11))

    def test_one_reminder(self):
        self.assertPlan(8, 10, reminders=[8])
        self.assertPlan(10, 10, reminders=[8], sent=1, sent_at=day(8))

    def test_never(self):
        found = silence.plan(START, [5, 8], 0, after)
        self.assertEqual(found, silence.NEVER)

    def test_never_before_a_moment_that_was_named(self):
        self.assertPlan(
            10, 10, [1, 2], days=3, sent=2, sent_at=day(5), promised_at=day(10)
        )

    def test_a_moment_that_nobody_named_binds_nobody(self):
        self.assertPlan(1, 3, [1, 2], days=3, promised_at=day(10))

    def test_fewer_reminders_than_were_sent(self):
        self.assertPlan(8, 8, reminders=[4], days=6, sent=2, sent_at=day(6))


class TestDays(BaseCase):
    def test_days_keep_the_local_time_over_a_change_of_clocks(self):
        found = period.add_days(datetime(2026, 3, 27, 9), 4, "Europe/Madrid")
        self.assertEqual(found, datetime(2026, 3, 31, 8))

    def test_a_date_is_local(self):
        moment = datetime(2026, 4, 1, 5, 30)
        for zone, number in [("America/Guatemala", 31), ("UTC", 1)]:
            with self.subTest(zone=zone):
                self.assertEqual(period.local_day(moment, zone).day, number)
