# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import tagged

from ...tools.life.events import Replanned
from ..common import MONDAY
from .test_ticket_deadline import HOUR, DeadlineCase

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


class BreachCase(DeadlineCase):
    def setUp(self):
        super().setUp()
        late = self.monthly.target_ids.filtered(lambda t: t.metric == "resolution")
        late.write({"aim": 300, "commitment": 400})
        with self.at(MONDAY):
            self.ticket = self._make_ticket(self.anna, team_id=self.team.id)
        self.row = self._row(self.ticket, "first_response")
        self.due_at = self.row.due_at

    def _is_found_late(self, ticket=None):
        found = self.env["helpdesk.ticket"].search([("support_urgency", "=", "late")])
        return (ticket or self.ticket) in found

    def _wait(self, moment, stage=None):
        with self.at(moment):
            self.ticket.stage_id = stage or self.stage_awaiting
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestBreachAndPause(BreachCase):
    """A promise that is broken stays so while its ticket waits."""

    def test_what_was_late_stays_late_while_it_waits(self):
        self._wait(self.due_at + SECOND)

        self.assertEqual(self.row.verdict, "paused")
        with self.at(self.due_at + 9 * DAY):
            self.assertEqual(self.ticket.support_urgency, "late")
            self.assertEqual(self.row.urgency, "late")
            self.assertEqual(self.ticket.support_next_due_at, self.due_at)
            self.assertEqual(self.ticket.support_paused_at, self.due_at + SECOND)
            self.assertTrue(self._is_found_late())

    def test_what_was_in_time_stays_paused_however_long_it_waits(self):
        self._wait(self.due_at)

        with self.at(self.due_at + 9 * DAY):
            self.assertEqual(self.ticket.support_urgency, "paused")
            self.assertEqual(self.row.urgency, "paused")
            self.assertEqual(self.ticket.support_next_due_at, self.due_at)
            self.assertFalse(self._is_found_late())

    def test_a_second_wait_in_a_row_takes_no_breach_back(self):
        supplier = self.stage_awaiting.copy({"support_waiting_for": "third_party"})
        self._wait(self.due_at + HOUR)
        self._wait(self.due_at + 2 * HOUR, supplier)
        self._wait(self.due_at + 3 * HOUR, self.stage_progress)
        self._wait(self.due_at + 4 * HOUR)

        self.assertEqual(self.row.due_at, self.due_at)
        with self.at(self.due_at + DAY):
            self.assertEqual(self.ticket.support_urgency, "late")

    def test_one_row_is_late_its_neighbour_is_not(self):
        resolution = self._row(self.ticket, "resolution")
        with self.at(MONDAY):
            resolution.write({"due_at": self.due_at - 2 * HOUR})
            self.ticket._support_rebuild()
        self._wait(self.due_at - HOUR)

        with self.at(self.due_at + DAY):
            self.assertEqual(resolution.urgency, "late")
            self.assertEqual(self.row.urgency, "paused")
            self.assertEqual(self.ticket.support_urgency, "late")

    def test_answered_while_it_waits_it_is_missed(self):
        self._wait(self.due_at + HOUR)
        with self.at(self.due_at + 30 * DAY):
            self._reply(self.ticket)

        self.assertEqual(self.row.verdict, "missed")
        self.assertEqual(self.row.due_at, self.due_at)

    def test_a_closed_ticket_owes_nothing_but_its_breach_is_counted(self):
        self._wait(self.due_at + HOUR)
        self._wait(self.due_at + 2 * HOUR, self.stage_done)

        with self.at(self.due_at + DAY):
            self.assertEqual(self.ticket.support_urgency, "done")
        self.assertFalse(self.ticket.support_next_due_at)
        self.assertEqual(self.row.verdict, "missed")

    def test_a_ticket_that_becomes_late_in_a_batch(self):
        with self.at(MONDAY):
            other = self._make_ticket(self.gina)
        both = self.ticket | other
        with self.at(self.due_at + HOUR):
            both.stage_id = self.stage_awaiting
            self.env.flush_all()

        with self.at(self.due_at + DAY):
            urgencies = [ticket.support_urgency for ticket in both]
        self.assertEqual(urgencies, ["late", "none"])


@tagged("post_install", "-at_install")
class TestBreachIsKept(BreachCase):
    """Nothing that an agent can click makes a broken promise disappear."""

    def assertKept(self, moment=None):
        self.env.flush_all()
        with self.at(moment or self.due_at + 3 * HOUR):
            self.assertEqual(self.row.due_at, self.due_at)
            self.assertEqual(self.row.urgency, "late")
            self.assertEqual(self.ticket.support_urgency, "late")
            self.assertTrue(self._is_found_late())

    def _promise(self, priority, metric, commitment):
        self.monthly.target_ids.create(
            {
                "level_id": self.monthly.id,
                "metric": metric,
                "priority": priority,
                "aim": 1,
                "commitment": commitment,
            }
        )

    def test_a_longer_promise_of_another_priority(self):
        self._promise("0", "first_response", 400)
        for waits in (False, True):
            with self.subTest(waits=waits), self.at(self.due_at + HOUR):
                if waits:
                    self.ticket.stage_id = self.stage_awaiting
                self.ticket.with_user(self.agent).priority = "0"
                self.assertKept()
                self.ticket.priority = "1"

    def test_before_the_commitment_the_new_promise_counts(self):
        self._promise("0", "first_response", 400)
        with self.at(self.due_at):
            self.ticket.with_user(self.agent).priority = "0"

        self.assertGreater(self.row.due_at, self.due_at)

    def test_a_contract_picked_by_hand_whose_level_promises_nothing(self):
        level = self.monthly.copy({"code": "silent", "target_ids": False})
        level.target_ids.unlink()
        other = self._make_contract(self.acme, level, "2026-02-01")
        with self.at(self.due_at + HOUR):
            self.ticket.with_user(self.agent).support_contract_id = other

        self.assertEqual(self.ticket.support_level_id, level)
        self.assertKept()

    def test_another_team(self):
        with self.at(self.due_at + HOUR):
            self.ticket.team_id = self.other_team

        self.assertKept()

    def test_a_holiday_entered_afterwards(self):
        for waits in (False, True):
            with self.subTest(waits=waits):
                if waits:
                    self._wait(self.due_at + HOUR)
                self.env["resource.calendar.leaves"].create(
                    {
                        "name": "We slept",
                        "calendar_id": self.calendar.id,
                        "date_from": self.due_at - DAY,
                        "date_to": self.due_at + DAY * (1 + waits),
                    }
                )
                self.ticket._support_happens(Replanned(self.due_at + 2 * HOUR))
                self.assertKept()
        self._wait(self.due_at + 3 * HOUR, self.stage_progress)
        self.assertKept(self.due_at + 4 * HOUR)

    def test_the_job_does_not_find_a_kept_one_again(self):
        leave = {
            "name": "Late",
            "calendar_id": self.calendar.id,
            "date_from": datetime(2026, 3, 5, 6),
            "date_to": datetime(2026, 3, 6, 5),
        }
        self.env["resource.calendar.leaves"].create(leave)
        jobs = self.env["support.recompute"]
        self.assertTrue(jobs._get_stale_keys())

        self.ticket._support_happens(Replanned(self.due_at + HOUR))

        self.assertFalse(jobs._get_stale_keys())

    def test_a_corrected_customer_is_owed_what_is_his(self):
        self._make_contract(self.globex, self.preferential, "2026-01-01")
        with self.at(self.due_at + HOUR):
            self.ticket.with_user(self.agent).partner_id = self.gina

        self.assertEqual(self.row.level_id, self.preferential)
        self.assertEqual(self.row.due_at, MONDAY + 6 * HOUR)

    def test_a_corrected_customer_without_any_promise(self):
        with self.at(self.due_at + HOUR):
            self.ticket.partner_id = self.gina

        self.assertEqual(self.row.verdict, "cancelled")

    def test_a_colleague_of_the_same_customer_corrects_nothing(self):
        with self.at(self.due_at + HOUR):
            self.ticket.partner_id = self.bert

        self.assertKept()
