# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import HOUR, DeadlineCase
from ..silence.closing_common import CLOSED, REMINDER, ClosingCase

LATER = MONDAY + 3 * HOUR


@tagged("post_install", "-at_install")
class TestRecomputed(DeadlineCase, ClosingCase):
    """A stage that nobody wrote is another stage all the same.

    Two tickets of no team wait for their customers, in a stage of another team's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asking = cls.stage_awaiting.copy(
            {"name": "Asking", "team_ids": [(6, 0, cls.other_team.ids)]}
        )
        case = cls()
        with case.at(MONDAY):
            cls.first, cls.second = (
                cls._make_ticket(cls.anna, team_id=False, stage_id=cls.asking.id)
                for _number in range(2)
            )
            cls.both = cls.first | cls.second
            cls.env.flush_all()

    def _assert_waits(self, tickets):
        for ticket in tickets:
            self.assertEqual(ticket.support_silent_since, MONDAY)
            self.assertEqual(ticket.support_clock_state, "paused")
            self.assertFalse(ticket.support_pause_ids.stopped_at)

    def _assert_works(self, tickets, since=LATER):
        for ticket in tickets:
            self.assertFalse(ticket.support_silent_since)
            self.assertFalse(ticket.support_silence_due_at)
            self.assertFalse(ticket.support_closes_on)
            self.assertEqual(ticket.support_clock_state, "running")
            self.assertEqual(ticket.support_pause_ids.stopped_at, since)
        self.assertEqual(
            set(self._row(tickets, "resolution").mapped("verdict")), {"running"}
        )

    def _assert_is_left_alone(self, tickets):
        """However long nobody speaks."""
        for day in (6, 9, 12, 15):
            self._run(day)
        self.assertFalse(any(tickets.mapped("closed")))
        self.assertFalse({REMINDER, CLOSED} & set(self._subjects(tickets)))

    def test_assigned_to_me(self):
        """User → team → stage, all computed."""
        self._assert_waits(self.both)
        with self.at(LATER):
            self.first.with_user(self.agent).assign_to_me()

        self.assertEqual(self.first.team_id, self.team)
        self.assertNotEqual(self.first.stage_id, self.asking)
        self._assert_works(self.first)
        self._assert_waits(self.second)
        self._assert_is_left_alone(self.first)

    def test_assigned_at_once(self):
        with self.at(LATER):
            self.both.user_id = self.agent

        self._assert_works(self.both)
        self._assert_is_left_alone(self.both)

    def test_a_team_that_many_get(self):
        with self.at(LATER):
            self.both.with_user(self.manager).write({"team_id": self.team.id})

        self._assert_works(self.both)
        self._assert_is_left_alone(self.both)

    def test_a_stage_that_waits_no_longer(self):
        with self.at(LATER):
            self.asking.support_waiting_for = False
            self._assert_works(self.both)

        self._assert_is_left_alone(self.both)

    def test_a_stage_that_begins_to_wait(self):
        """And back: into the stage, without touching the tickets."""
        with self.at(LATER):
            self.asking.support_waiting_for = False
        with self.at(LATER + HOUR):
            self.asking.support_waiting_for = "customer"

        for ticket in self.both:
            self.assertEqual(ticket.support_silent_since, LATER + HOUR)
            self.assertEqual(ticket.support_clock_state, "paused")

    def test_another_addons_compute(self):
        """It computes the stage from a field of which we know nothing."""
        moving, progress = self.first, self.stage_progress

        def compute(tickets):
            for ticket in tickets:
                ticket.stage_id = progress if ticket in moving else ticket.stage_id

        self.patch(type(self.first), "_compute_stage_id", compute)
        with self.at(LATER):
            self.env.add_to_compute(self.first._fields["stage_id"], self.both)
            self.env.flush_all()
            self.env.cr.precommit.run()  # as when the transaction ends
            self._assert_works(self.first)
            self._assert_waits(self.second)

        self._assert_is_left_alone(self.first)

    def test_a_team_without_stages_of_its_own_changes_nothing(self):
        with self.at(LATER):
            self.both.write({"team_id": self.other_team.id})

        self.assertEqual(self.both.stage_id, self.asking)
        self._assert_waits(self.both)

    def _move_behind_us(self, tickets, stage):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET stage_id = %s WHERE id IN %s",
            [stage.id, tickets._ids],
        )
        self.env.invalidate_all(flush=False)

    def test_behind_our_back_nothing_is_closed_that_the_team_works_on(self):
        """By SQL, at once or between the reminders."""
        self._move_behind_us(self.first, self.stage_progress)
        self._run(6)
        self.assertFalse(self._mails(self.first))
        self.assertEqual(len(self._mails(self.second)), 1)
        self._move_behind_us(self.second, self.stage_progress)
        for day in (9, 12, 15):
            self._run(day)

        self.assertEqual(self.both.stage_id, self.stage_progress)
        self.assertEqual(len(self._mails(self.second)), 1)
        self.assertEqual(set(self.both.mapped("support_clock_state")), {"running"})
        self.assertFalse(any(self.both.mapped("support_silent_since")))

    def test_behind_our_back_what_was_closed_gets_no_mail(self):
        self._move_behind_us(self.first, self.stage_done)
        self._run(6)

        self.assertFalse(self._mails(self.first))
        self.assertEqual(self.first.support_outcome, "agent")
        self.assertEqual(
            self.first.support_closed_at, MONDAY + timedelta(days=6, seconds=1)
        )
