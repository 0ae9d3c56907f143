# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..common import MONDAY
from .test_ticket_deadline import HOUR, DeadlineCase

BATCH_LOGGER = "odoo.addons.support_sla.models.job"


@tagged("post_install", "-at_install")
class TestRecompute(CronMixinCase, DeadlineCase):
    """A calendar or holiday edited moves open deadlines, in the background."""

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

        self._run()

        # Friday 17:00 becomes Monday 17:00: a day later, over the weekend.
        self._assert_moved(self.rows[1:], 72)
        self.assertEqual(closed.due_at, self.due_at, "closed rows never move")
        self.assertFalse(self._stale())

        holiday.unlink()
        self._run()
        self._assert_moved(self.rows[1:], 0)

    def test_a_holiday_of_every_calendar(self):
        self._holiday(calendar_id=False)
        self._run()

        self._assert_moved(self.rows, 72)

    def test_an_absence_of_a_person_is_no_holiday(self):
        somebody = self.env["resource.resource"].create({"name": "Somebody"})
        with self.capture_triggers(self.cron.id) as triggers:
            self._holiday(resource_id=somebody.id)

        self.assertFalse(triggers.records)
        self.assertFalse(self._stale())

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

    def test_a_second_run_does_nothing(self):
        self._holiday()
        self._run()
        moved = self.rows.mapped("write_date")

        with self.at(MONDAY + HOUR):
            self._run()

        self.assertEqual(self.rows.mapped("write_date"), moved)

    def test_what_was_planned_by_an_old_calendar_is_found_later(self):
        """As an import commits it that did not see the edit, after the run."""
        late = self.rows[0]
        seen = late.planned_by
        self._holiday()
        self._run()
        late.write({"due_at": self.due_at, "planned_by": seen})

        self._run()

        self._assert_moved(late, 72)

    def test_a_poisoned_row_is_marked_and_the_others_move(self):
        poisoned = self.rows[2]
        self._poison(poisoned)
        holiday = self._holiday()

        with mute_logger("odoo.sql_db", BATCH_LOGGER):
            self._run()

        self._assert_moved(self.rows - poisoned, 72)
        self.assertEqual(poisoned.due_at, self.due_at)
        trouble = self.env["support.trouble"].search([])
        self.assertEqual((trouble.res_id, trouble.tries), (poisoned.ticket_id.id, 1))
        self.assertIn("refused", trouble.error)
        self.assertEqual(trouble.cron_id, self.cron)
        self.assertTrue(trouble.with_user(self.manager).has_access("read"))

        # It rests; when the holiday is saved again, it is tried again at once.
        self._accept("support_deadline")
        self._run()
        self.assertEqual(poisoned.due_at, self.due_at)
        with self.capture_triggers(self.cron.id) as triggers:
            holiday.name = "The same holiday"
        self.assertEqual(len(triggers.records), 1)
        self._run()

        self._assert_moved(poisoned, 72)
        self.assertFalse(trouble.exists())

    def test_somebody_tries_again_what_failed(self):
        poisoned = self.rows[2]
        self._poison(poisoned)
        self._holiday()
        with mute_logger("odoo.sql_db", BATCH_LOGGER):
            self._run()
        self._accept("support_deadline")

        trouble = self.env["support.trouble"].search([])
        with self.capture_triggers(self.cron.id) as triggers:
            trouble.with_user(self.manager).action_retry()
        self.assertEqual(len(triggers.records), 1)
        self._run()

        self._assert_moved(poisoned, 72)

    def test_it_comes_again_for_what_failed(self):
        self._poison(self.rows[2])
        self._holiday()

        with (
            mute_logger("odoo.sql_db", BATCH_LOGGER),
            self.capture_triggers(self.cron.id) as triggers,
            self.at(MONDAY),
        ):
            self._run()

        retry_at = self.env["support.trouble"].search([]).retry_at
        self.assertEqual(retry_at, MONDAY + timedelta(minutes=10))
        self.assertIn(retry_at, triggers.records.mapped("call_at"))

    def test_what_is_asked_does_not_grow_with_the_rows(self):
        """The request asks for no row, the job looks at what rows were planned by."""
        job = self.env["support.recompute"]
        few = self._count(job._get_stale_keys)
        with self.at(MONDAY):
            self.env["helpdesk.ticket"].create(
                [self._ticket_vals(self.anna) for _number in range(50)]
            )
            self.env.flush_all()
        self.assertEqual(self._count(job._get_stale_keys), few)

    def _count(self, work):
        work()  # warm
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def _stale(self):
        return self.env["support.recompute"]._get_stale_keys()

    def _poison(self, row):
        """A database that refuses to move one deadline, and only that."""
        self._refuse("support_deadline", "UPDATE", f"OLD.id = {row.id}")
