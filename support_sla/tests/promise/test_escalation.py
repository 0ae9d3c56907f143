# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests.common import BaseCase

from ...tools.promise.escalation import Rung, reach, rungs_of


class TestLadder(BaseCase):
    def test_where_a_step_is_reached(self):
        for mark, offset, expected in (
            ("percent", 50, (4, 0)),
            ("percent", 150, (12, 0)),
            ("aim", 0, (6, 0)),
            ("aim", -30, (6, -1800)),
            ("commitment", 0, (8, 0)),
            ("commitment", 90, (8, 5400)),
        ):
            with self.subTest(mark=mark, offset=offset):
                rung = Rung(1, False, mark, offset)
                self.assertEqual(reach(rung, aim=6, commitment=8), expected)

    def test_a_step_without_metric_watches_all(self):
        every = Rung(1, False, "aim", 0)
        one = Rung(2, "resolution", "aim", 0)

        self.assertEqual(rungs_of((every, one), "resolution"), [every, one])
        self.assertEqual(rungs_of((every, one), "first_response"), [every])
