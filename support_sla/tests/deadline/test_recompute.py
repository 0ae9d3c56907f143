# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ...models.deadline import recompute as support_recompute
from ..common import MONDAY
from .test_ticket_deadline import HOUR, DeadlineCase


@tagged("post_install", "-at_install")
class TestRecompute(CronMixinCase, DeadlineCase):
    """A calendar or holiday edited moves open deadlines, in the background (SPEC 6)."""

    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.tickets = self.env["helpdesk.ticket"].create(
                [self._ticket_vals(self.anna, name=f"Ticket {n}") for n in range(5)]
            )
        self.rows = self.tickets.support_deadline_ids.filtered(
            lambda d: d.metric == "first_response"
        )
        self.due_at = self.rows[0].due_at
        self.env["support.recompute"].search([]).unlink()
        self.cron = self.env.ref("support_sla.ir_cron_recompute_deadlines")

    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _holiday(self, **vals):
        """Tuesday 2026-03-03, the whole day in Guatemala."""
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 3, 6),
                "date_to": datetime(2026, 3, 4, 5, 59, 59),
            }
            | vals
        )

    def _assert_moved(self, rows, hours):
        for row in rows:
            self.assertEqual(
                self.calendar._support_elapsed(row.started_at, row.due_at),
                48 * 3600,
            )
            self.assertEqual(row.due_at - self.due_at, timedelta(hours=hours))

    def test_a_holiday_moves_what_is_open(self):
        closed = self.rows[0]
        with self.at(MONDAY + HOUR):
            self._reply(self.tickets[0])
        with self.capture_triggers(self.cron.id) as triggers:
            holiday = self._holiday()
        self.assertEqual(len(triggers.records), 1)
        self.assertEqual(self.rows[1].due_at, self.due_at, "not at once")

        with patch.object(support_recompute._logger, "info") as log:
            self._run()

        # Friday 17:00 becomes Monday 17:00: a day later, over the weekend.
        self._assert_moved(self.rows[1:], 72)
        self.assertEqual(closed.due_at, self.due_at, "closed rows never move")
        self.assertEqual(log.call_args.args[-1], 9, "how many moved")
        self.assertFalse(self.env["support.recompute"].search([]))

        holiday.unlink()
        self._run()
        self._assert_moved(self.rows[1:], 0)

    def test_a_holiday_of_every_calendar(self):
        self._holiday(calendar_id=False)
        self._run()

        self._assert_moved(self.rows, 72)

    def test_an_absence_of_a_person_is_no_holiday(self):
        somebody = self.env["resource.resource"].create({"name": "Somebody"})
        self._holiday(resource_id=somebody.id)

        self.assertFalse(self.env["support.recompute"].search([]))

    def test_hours_edited(self):
        friday = self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "4")
        friday.hour_to = 12
        self._run()

        # Friday holds four hours now; the other five come on Monday, to 13:00.
        self._assert_moved(self.rows, 68)

    def test_a_level_with_another_calendar(self):
        self.monthly.calendar_id = self.calendar_alldays
        self._run()

        self.assertEqual(self.rows.calendar_id, self.calendar_alldays)

    def test_pauses_are_kept(self):
        with self.at(MONDAY + HOUR):
            self.tickets[0].stage_id = self.stage_awaiting
        with self.at(MONDAY + 2 * HOUR):
            self.tickets[0].stage_id = self.stage_progress
        self._holiday()
        self._run()

        self.assertEqual(self.rows[0].due_at - self.rows[1].due_at, HOUR)

    def test_a_killed_run_goes_on_where_it_was(self):
        self._holiday()
        job = self.env["support.recompute"].search([])
        with patch.object(support_recompute, "BATCH_SIZE", 2):
            first = job._next_batch()
            job._recompute(first)
            self.assertEqual(len(first), 2)
            self.assertFalse(first & job._next_batch())
            self._run()

        self._assert_moved(self.rows, 72)

    def test_editing_twice_asks_once(self):
        self._holiday()
        self._holiday(
            date_from=datetime(2026, 3, 4, 6), date_to=datetime(2026, 3, 5, 5)
        )

        self.assertEqual(len(self.env["support.recompute"].search([])), 1)
