# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from .test_alert import COMMITMENT, HOUR, AlertCase


@tagged("post_install", "-at_install")
class TestAlertBreach(AlertCase):
    """Waiting stops no alert about what is broken already."""

    def test_a_broken_promise_goes_on_alerting_while_its_ticket_waits(self):
        self._make_step("commitment", 20)
        self._make_step("commitment", 40)
        waiting, gone_on, in_time = self._open(), self._open(), self._open()
        with self.at(COMMITMENT):
            in_time.stage_id = self.stage_awaiting
        with self.at(COMMITMENT + HOUR / 60):
            (waiting | gone_on).stage_id = self.stage_awaiting
        with self.at(COMMITMENT + HOUR / 6):
            gone_on.stage_id = self.stage_progress

        self._run(COMMITMENT + HOUR / 3)
        for ticket in (waiting, gone_on):
            self.assertEqual(len(self._fired(ticket)), 1)
        self._run(COMMITMENT + HOUR / 3 * 2)
        for ticket in (waiting, gone_on):
            self.assertEqual(len(self._fired(ticket)), 2)
        self.assertEqual(self._fired(in_time), [])

        with self.at(COMMITMENT + HOUR):
            in_time.stage_id = self.stage_progress
        self._run(COMMITMENT + timedelta(days=4))
        self.assertEqual(len(self._fired(in_time)), 2)
