# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import TransactionCase

from ...models.clock.zone_words import name_place, say_moment, to_local

#: winter in Madrid and New York, summer in Auckland
MOMENT = datetime(2026, 1, 31, 23, 30)


class TestZoneWords(TransactionCase):
    """Hours are those of whom the caller names, in the words of who reads."""

    def test_a_moment_in_a_zone(self):
        for zone, day, hour, minute in (
            ("Europe/Madrid", 1, 0, 30),
            ("America/New_York", 31, 18, 30),
            ("Asia/Kolkata", 1, 5, 0),
            ("Pacific/Auckland", 1, 12, 30),
            ("US/Eastern", 31, 18, 30),  # renamed long ago, and still in databases
            (False, 31, 23, 30),
        ):
            with self.subTest(zone=zone):
                local = to_local(MOMENT, zone)
                self.assertEqual(
                    (local.day, local.hour, local.minute), (day, hour, minute)
                )

    def test_a_moment_that_has_a_zone_is_refused(self):
        with self.assertRaises(ValueError):
            to_local(to_local(MOMENT, "Europe/Madrid"), "Asia/Kolkata")

    def test_words_do_not_ask_who_runs_the_code(self):
        for tz in ("Asia/Kolkata", "Pacific/Auckland"):
            self.env.user.tz = tz
            for zone, hour in (("America/New_York", "6:30"), (False, "11:30")):
                with self.subTest(user=tz, zone=zone):
                    said = say_moment(self.env, MOMENT, zone, "short")
                    self.assertIn(hour, said)

    def test_the_place_of_a_zone(self):
        self.assertEqual(name_place(self.env, "America/New_York"), "New York")
