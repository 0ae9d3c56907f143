# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..common import MONDAY
from .test_ticket_deadline import HOUR, DeadlineCase


@tagged("post_install", "-at_install")
class TestClockCorners(DeadlineCase):
    """Where two things happen to the clocks of a ticket at once, or late."""

    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.ticket = self._make_ticket(self.anna)
        self.first = self._row(self.ticket, "first_response")

    def _make_pending(self):
        """A ticket that waits for others to finish counting: it has no deadline yet."""
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            ticket.support_deadline_ids.unlink()
            ticket._support_store({"support_quota_pending": True})
            ticket._support_rebuild()
        return ticket

    def _settle(self, ticket):
        with self.at(MONDAY + 4 * HOUR):
            ticket._support_settle_pending(fields.Datetime.now())

    def test_from_one_closed_stage_to_another_nothing_wakes(self):
        asked = self.stage_done.copy(
            {"name": "Solved?", "closed": True, "support_waiting_for": "customer"}
        )
        with self.at(MONDAY + HOUR):
            self.ticket.stage_id = asked
        self.assertEqual(self.first.verdict, "paused")
        with self.at(MONDAY + 2 * HOUR):
            self.ticket.stage_id = self.stage_done

        self.assertEqual(self.first.verdict, "paused")

    def test_a_closed_stage_that_waits_no_longer_wakes_nothing(self):
        with self.at(MONDAY + HOUR):
            self.ticket.stage_id = self.stage_done
        for hour, waiting_for in ((2, "customer"), (3, False)):
            with self.at(MONDAY + hour * HOUR):
                self.stage_done.support_waiting_for = waiting_for

        self.assertEqual(self.first.verdict, "paused")

    def test_reopening_and_another_priority_at_once_open_one_round(self):
        with self.at(MONDAY + HOUR):
            self.ticket.stage_id = self.stage_done
        with self.at(MONDAY + 30 * HOUR):
            self.ticket.write({"stage_id": self.stage_progress.id, "priority": "2"})

        second = self._row(self.ticket, "resolution", 2)
        self.assertEqual(second.started_at, MONDAY + 30 * HOUR)
        self.assertFalse(self._row(self.ticket, "resolution", 3))

    def test_an_archived_ticket_feels_that_its_stage_waits(self):
        self.ticket.active = False
        with self.at(MONDAY + HOUR):
            self.stage_new.support_waiting_for = "customer"

        self.assertEqual(self.first.verdict, "paused")

    def test_a_pause_before_the_ticket_was_settled_counts(self):
        due_at = self._row(self.ticket, "resolution").due_at
        ticket = self._make_pending()
        with self.at(MONDAY + HOUR):
            ticket.stage_id = self.stage_awaiting
        with self.at(MONDAY + 2 * HOUR):
            ticket.stage_id = self.stage_progress
        self._settle(ticket)

        self.assertEqual(self._row(ticket, "resolution").due_at, due_at + HOUR)

    def test_an_answer_before_the_ticket_was_settled_counts(self):
        ticket = self._make_pending()
        with self.at(MONDAY + 3 * HOUR):
            self._reply(ticket)
        self._settle(ticket)

        row = self._row(ticket, "first_response")
        self.assertEqual((row.verdict, row.working_seconds), ("met", 3 * 3600))

    def test_an_agent_gives_a_ticket_away_and_moves_it_at_once(self):
        """What follows is done for the ticket, not for whom may still see it."""
        agent = new_test_user(
            self.env, "own-only", "helpdesk_mgmt.group_helpdesk_user_own"
        )
        for stage in (self.stage_awaiting, self.stage_done):
            with self.subTest(stage=stage.name):
                with self.at(MONDAY):
                    ticket = self._make_ticket(self.anna, user_id=agent.id)
                with self.at(MONDAY + HOUR):
                    ticket.with_user(agent).write(
                        {"user_id": self.manager.id, "stage_id": stage.id}
                    )

                self.assertEqual(self._row(ticket, "first_response").verdict, "paused")

    def test_a_long_transaction_wakes_the_alerts_by_the_clock_on_the_wall(self):
        """The trigger that the process remembers was used since it began."""
        self.env["support.alert.step"].create(
            {
                "level_id": self.monthly.id,
                "mark": "percent",
                "offset": 50,
                "user_ids": self.agent.ids,
            }
        )
        cron = self.env.ref("support_sla.ir_cron_send_alerts")
        triggers = self.env["ir.cron.trigger"]
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.env.cr.cache.clear()
        box = self.env["support.deadline"]._wake_box()
        self.addCleanup(box.clear)
        box["at"] = MONDAY + timedelta(minutes=11)
        with (
            freeze_time(MONDAY + timedelta(minutes=12)),
            patch.object(self.env.cr, "now", lambda: MONDAY),
        ):
            self._make_ticket(self.anna)

        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))
