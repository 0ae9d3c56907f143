# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import RecordCapturer, tagged

from ..common import MONDAY
from .test_alert import AIM, COMMITMENT, AlertCase

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestAlertWake(AlertCase):
    """A run is woken at the next due moment, and planning costs next to nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_step("aim")
        cls._make_step("commitment")

    def _triggers(self):
        return RecordCapturer(
            self.env["ir.cron.trigger"].sudo(), [("cron_id", "=", self.cron.id)]
        )

    def test_the_first_moment_is_triggered_and_later_ones_wait_for_it(self):
        with self._triggers() as captured:
            self._open()
            self._open(MONDAY + HOUR)
        self.assertEqual(captured.records.mapped("call_at"), [AIM])

    def test_an_earlier_moment_is_triggered_too(self):
        self._open()
        with self._triggers() as captured:
            self._open(MONDAY - HOUR)  # before opening: counts from 8:00
        self.assertEqual(captured.records.mapped("call_at"), [AIM - HOUR])

    def test_a_run_sees_to_the_next_one(self):
        self._open()
        with self._triggers() as captured:
            self._run(AIM)
        self.assertEqual(captured.records.mapped("call_at"), [COMMITMENT])

    def test_a_batch_asks_for_one_trigger(self):
        with self._triggers() as captured, self.at(MONDAY):
            self.env["helpdesk.ticket"].create(
                [self._ticket_vals(self.anna) for _number in range(20)]
            )
        self.assertEqual(len(captured.records), 1)

    def test_a_changed_ladder_is_looked_at_now(self):
        self._open()
        with self._triggers() as captured, self.at(MONDAY + HOUR):
            self._make_step("percent", 10)
        self.assertEqual(captured.records.mapped("call_at"), [MONDAY + HOUR])

    def test_alerts_cost_a_new_ticket_no_query(self):
        """The ladder is cached, the moment is in the row, the trigger is known."""

        def cost():
            with self.at(MONDAY + HOUR):
                vals = self._ticket_vals(self.anna)
                before = self.env.cr.sql_log_count
                self.env["helpdesk.ticket"].create(vals)
                self.env.flush_all()
                return self.env.cr.sql_log_count - before

        self._open()
        cost()
        with_alerts = cost()
        self.levels.alert_step_ids.unlink()
        cost()
        self.assertEqual(with_alerts, cost())

    def test_nothing_due_is_four_looks_whatever_is_open(self):
        def looks():
            with self.at(MONDAY + HOUR):
                before = self.env.cr.sql_log_count
                self.alerts._cron_send_alerts()
                return self.env.cr.sql_log_count - before

        self._open()
        looks()
        self.assertEqual(looks(), 4)
        for _number in range(5):
            self._open()
        self.assertEqual(looks(), 4)
