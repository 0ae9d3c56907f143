# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MONDAY
from .test_ticket_deadline import HOUR, DeadlineCase


@tagged("post_install", "-at_install")
class TestPause(DeadlineCase):
    """Waiting is a hole in the calendar (specification 6)."""

    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.ticket = self._make_ticket(self.anna)
        self.row = self._row(self.ticket, "resolution")

    def _pause(self, start, stop, stage=None):
        with self.at(start):
            self.ticket.stage_id = stage or self.stage_awaiting
        if stop:
            with self.at(stop):
                self.ticket.stage_id = self.stage_progress

    def test_waiting_moves_the_due_date_in_working_time(self):
        due_at = self.row.due_at  # 40 hours: Thursday 19:00 would be, Friday 9:00 is
        self._pause(MONDAY + HOUR, False)

        self.assertEqual(self.row.verdict, "paused")
        pause = self.ticket.support_pause_ids
        self.assertEqual((pause.started_at, pause.stopped_at), (MONDAY + HOUR, False))
        self.assertEqual(pause.stage_id, self.stage_awaiting)
        self.assertEqual(self.ticket.support_next_due_at, due_at)
        with self.at(MONDAY + 3 * HOUR):
            self.assertEqual(self.ticket.support_urgency, "paused")
            self.ticket.stage_id = self.stage_progress

        self.assertEqual(pause.working_seconds, 7200)
        self.assertEqual(self.row.verdict, "running")
        self.assertEqual(self.row.due_at, due_at + 2 * HOUR)

    def test_a_pause_over_a_weekend_costs_working_time_only(self):
        friday, monday = datetime(2026, 3, 6, 22), datetime(2026, 3, 9, 16)
        self._pause(MONDAY, friday)
        due_at = self.row.due_at
        self._pause(friday, monday)

        # Friday 16:00–18:00 and Monday 8:00–10:00
        self.assertEqual(self.ticket.support_pause_ids[-1:].working_seconds, 4 * 3600)
        self.assertEqual(
            self.calendar._support_elapsed(due_at, self.row.due_at), 4 * 3600
        )

    def test_a_pause_over_a_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holy Tuesday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 3, 6),
                "date_to": datetime(2026, 3, 4, 5, 59, 59),
            }
        )
        self._pause(datetime(2026, 3, 2, 23), datetime(2026, 3, 4, 15))

        # Monday 17:00–18:00 and Wednesday 8:00–9:00
        self.assertEqual(self.ticket.support_pause_ids.working_seconds, 2 * 3600)

    def test_a_pause_over_a_change_of_the_clocks(self):
        """New York springs forward on Sunday 2026-03-08 at 2:00."""
        self.calendar_alldays.tz = "America/New_York"
        self.calendar_alldays.attendance_ids.write({"hour_from": 0, "hour_to": 24})
        self.monthly.calendar_id = self.calendar_alldays
        with self.at("2026-03-07 17:00"):
            self.ticket = self._make_ticket(self.anna)
        self._pause(datetime(2026, 3, 8, 5), datetime(2026, 3, 9, 4))

        self.assertEqual(self.ticket.support_pause_ids.working_seconds, 23 * 3600)

    def test_a_stage_that_waits_for_somebody_else(self):
        supplier = self.stage_awaiting.copy({"support_waiting_for": "third_party"})
        self._pause(MONDAY, False)
        with self.at(MONDAY + HOUR):
            self.ticket.stage_id = supplier

        first, second = self.ticket.support_pause_ids
        self.assertEqual(first.stopped_at, second.started_at)
        self.assertEqual(
            [first.waiting_for, second.waiting_for], ["customer", "third_party"]
        )
        self.assertEqual(self.row.verdict, "paused")

    def test_closing_ends_the_pause(self):
        self._pause(MONDAY + HOUR, False)
        with self.at(MONDAY + 3 * HOUR):
            self.ticket.stage_id = self.stage_done

        self.assertEqual(self.ticket.support_pause_ids.stopped_at, MONDAY + 3 * HOUR)
        self.assertEqual((self.row.verdict, self.row.working_seconds), ("met", 3600))
        with self.at(MONDAY + 3 * HOUR):
            self.assertEqual(len(self.ticket.support_pause_ids), 1)

    def test_a_late_deadline_stays_late_after_a_pause(self):
        due_at = self.row.due_at
        self._pause(due_at + HOUR, due_at + 3 * HOUR)

        self.assertEqual(self.row.due_at, due_at)
        with self.at(due_at + 3 * HOUR):
            self.assertEqual(self.ticket.support_urgency, "late")

    def test_a_priority_changed_during_a_pause_replays_it(self):
        self.monthly.target_ids.create(
            {
                "level_id": self.monthly.id,
                "metric": "resolution",
                "priority": "3",
                "aim": 5,
                "commitment": 10,
            }
        )
        self._pause(MONDAY + HOUR, MONDAY + 2 * HOUR)
        self._pause(MONDAY + 3 * HOUR, False)
        with self.at(MONDAY + 4 * HOUR):
            self.ticket.priority = "3"
            self.assertEqual(self.row.verdict, "paused")
        with self.at(MONDAY + 6 * HOUR):
            self.ticket.stage_id = self.stage_progress

        # Ten hours of work from Monday 9:00, four of them waited.
        self.assertEqual(self.row.due_at, datetime(2026, 3, 3, 19))

    def test_an_upgrade_in_the_middle_keeps_the_pause(self):
        """What it owes counts from the moment of the upgrade: while we wait."""
        self._pause(MONDAY + HOUR, False)
        with self.at(MONDAY + 2 * HOUR):
            self._make_contract(self.acme, self.preferential, "2026-03-02")
        with self.at(MONDAY + 3 * HOUR):
            self.ticket.stage_id = self.stage_progress

        first = self._row(self.ticket, "first_response")
        self.assertEqual(first.level_id, self.preferential)
        self.assertEqual(first.started_at, MONDAY + 2 * HOUR)
        self.assertEqual(first.due_at, MONDAY + 9 * HOUR)  # six hours and one waited
        self.assertEqual(self.row.verdict, "cancelled")

    def test_a_promise_that_comes_back_revives_its_row(self):
        started_at = self.row.started_at
        with self.at(MONDAY + HOUR):
            self.ticket.partner_id = self.gina
            self.assertEqual(self.row.verdict, "cancelled")
            self.assertEqual(self.ticket.support_urgency, "none")
        with self.at(MONDAY + 2 * HOUR):
            self.ticket.partner_id = self.anna

        self.assertEqual((self.row.verdict, self.row.round), ("running", 1))
        self.assertEqual(self.row.started_at, started_at)

    def test_a_team_whose_stages_do_not_wait_ends_the_pause(self):
        self.stage_awaiting.team_ids = self.team
        self._pause(MONDAY, False)
        with self.at(MONDAY + HOUR):
            self.ticket.team_id = self.other_team
            self.env.flush_all()

        self.assertNotEqual(self.ticket.stage_id, self.stage_awaiting)
        self.assertEqual(self.row.verdict, "running")
        self.assertEqual(self.ticket.support_pause_ids.stopped_at, MONDAY + HOUR)

    def test_a_stage_that_begins_to_wait_pauses_who_stands_in_it(self):
        with self.at(MONDAY + HOUR):
            self.stage_new.support_waiting_for = "customer"
            self.assertEqual(self.row.verdict, "paused")
        with self.at(MONDAY + 2 * HOUR):
            self.stage_new.support_waiting_for = False

        self.assertEqual(self.row.verdict, "running")
        self.assertEqual(self.ticket.support_pause_ids.working_seconds, 3600)

    def test_a_ticket_born_waiting_is_paused(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, stage_id=self.stage_awaiting.id)

        self.assertEqual(set(ticket.support_deadline_ids.mapped("verdict")), {"paused"})
        self.assertEqual(len(ticket.support_pause_ids), 1)

    def test_a_copy_copies_no_state(self):
        self._pause(MONDAY + HOUR, False)
        with self.at(MONDAY + timedelta(days=1)):
            copy = self.ticket.copy()

        self.assertFalse(copy.support_pause_ids)
        self.assertFalse(copy.support_first_response_at)
        self.assertEqual(
            set(copy.support_deadline_ids.mapped("started_at")),
            {MONDAY + timedelta(days=1)},
        )

    def test_an_archived_calendar_still_counts(self):
        self.calendar.active = False
        self._pause(MONDAY + HOUR, MONDAY + 2 * HOUR)

        self.assertEqual(self.ticket.support_pause_ids.working_seconds, 3600)
        self.assertTrue(self.row.due_at)

    def test_a_calendar_that_a_level_needs_is_not_deleted(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.calendar.unlink()

        self.assertEqual(self.row.calendar_id, self.calendar)

    def test_a_calendar_deleted_under_open_deadlines_loses_no_ticket(self):
        due_at = self.row.due_at
        self.monthly.calendar_id = self.calendar_alldays
        self.calendar.unlink()
        self.assertFalse(self.row.calendar_id)
        self._pause(MONDAY + HOUR, MONDAY + 2 * HOUR)

        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "support_sla.ir_cron_recompute_deadlines"
            ).method_direct_trigger()
        self.env.invalidate_all()

        self.assertEqual(self.row.calendar_id, self.calendar_alldays)
        self.assertEqual(self.row.due_at, due_at + HOUR)
