# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.tests.common import BaseCase

from ...tools.time.iso import day_text, moment_text, read_moment


class TestIso(BaseCase):
    """Moments as other software writes and reads them."""

    def test_what_is_written_is_utc_and_says_so(self):
        self.assertEqual(
            moment_text(datetime(2026, 3, 2, 15, 0, 9, 500)), "2026-03-02T15:00:09Z"
        )
        self.assertEqual(day_text(date(2026, 3, 2)), "2026-03-02")
        for nothing in (None, False):
            self.assertIsNone(moment_text(nothing))
            self.assertIsNone(day_text(nothing))

    def test_what_is_read(self):
        moment = datetime(2026, 3, 2, 15, 0)
        for text in (
            "2026-03-02T15:00:00Z",
            "2026-03-02T15:00:00.250Z",
            "2026-03-02T15:00:00+00:00",
            "2026-03-02T09:00:00-06:00",
            "2026-03-03T00:30+09:30",
            "2026-03-02 15:00:00",
            moment_text(moment),
        ):
            with self.subTest(text):
                self.assertEqual(read_moment(text), moment)

    def test_what_is_no_moment(self):
        for text in (
            *("", "soon", "2026-03-02", "2026-02-30T10:00:00Z", "10:00", None, 5, []),
            "0001-01-01T00:00:00+14:00",
        ):
            with self.subTest(text), self.assertRaises(ValueError):
                read_moment(text)
