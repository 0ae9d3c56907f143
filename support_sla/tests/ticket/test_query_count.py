# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase

BATCH = 200


@tagged("post_install", "-at_install")
class TestQueryCount(DeadlineCase):
    """What a ticket costs over plain helpdesk_mgmt, in queries (specification 15).

    Plain is measured in the same test, with our own hooks taken out of the way.
    """

    def setUp(self):
        super().setUp()
        self.monthly.quota_tickets = 100000
        people = self.anna | self.bert
        self.vals = [
            self._ticket_vals(people[n % 2], name=f"Ticket {n}") for n in range(BATCH)
        ]

    def _plain(self):
        """Without our hooks: what is left is helpdesk_mgmt's own work."""
        ticket = type(self.env["helpdesk.ticket"])
        return patch.multiple(
            ticket,
            _support_complete=lambda self, vals_list: None,
            _support_start=lambda self, births, now: None,
            _support_changed=lambda self, changed, now: None,
            _support_message_kind=lambda self, message: "automatic",
        )

    def _count(self, work):
        """Queries of ``work()``, warm and flushed, with an empty record cache."""
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work()
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _create(self, number):
        return lambda: self.env["helpdesk.ticket"].create(
            [dict(vals) for vals in self.vals[:number]]
        )

    def _assert_dearer_by(self, work, at_most):
        with self.at(MONDAY):
            with self._plain():
                plain = self._count(work)
            ours = self._count(work)
        self.assertLessEqual(ours, plain + at_most, f"plain {plain}, with us {ours}")

    def test_one_ticket(self):
        self._assert_dearer_by(self._create(1), 2)

    def test_a_batch(self):
        self._assert_dearer_by(self._create(BATCH), BATCH * 0.05)

    def test_a_batch_with_categories(self):
        """Triage and scope read the category and its level's coverage once."""
        service = self.env.ref("support_sla.service_questions")
        category = self.env["helpdesk.ticket.category"].create(
            {
                "name": "Questions",
                "support_team_id": self.team.id,
                "support_service_id": service.id,
            }
        )
        with self.at(MONDAY):
            plain = self._count(self._create(BATCH))
            for vals in self.vals:
                vals |= {"category_id": category.id, "team_id": False}
            ours = self._count(self._create(BATCH))
        self.assertLessEqual(ours, plain + 10)

    def test_a_reply_when_nothing_is_owed(self):
        with self.at(MONDAY):
            ticket = self._create(1)()
            self._reply(ticket)

        self._assert_dearer_by(lambda: self._reply(ticket), 1)

    def test_a_reply_that_answers(self):
        """Nothing is read; row and ticket are written by one statement."""
        with self.at(MONDAY):
            tickets = self._create(6)()
        unanswered = iter(tickets)

        self._assert_dearer_by(lambda: self._reply(next(unanswered)), 1)

    def test_a_customer_who_asks_again(self):
        with self.at(MONDAY):
            tickets = self._create(6)()
            for ticket in tickets:
                self._reply(ticket)
        answered = iter(tickets)

        self._assert_dearer_by(lambda: self._customer_says(next(answered)), 1)

    def test_a_reply_while_we_wait_for_the_customer(self):
        """The silence begins anew, and the first answer is given."""
        with self.at(MONDAY):
            tickets = self._create(6)()
            tickets.stage_id = self.stage_awaiting
        waiting = iter(tickets)

        self._assert_dearer_by(lambda: self._reply(next(waiting)), 1)

    def _move_and_back(self, tickets, stage):
        def work():
            tickets.stage_id = stage
            self.env.flush_all()
            tickets.stage_id = self.stage_new

        return work

    def test_a_stage_that_means_nothing_to_the_clocks(self):
        with self.at(MONDAY):
            tickets = self._create(BATCH)()
        for number in (1, BATCH):
            work = self._move_and_back(tickets[:number], self.stage_progress)
            with self.subTest(number=number):
                self._assert_dearer_by(work, 0)

    def test_a_stage_that_waits_or_closes(self):
        """There and back: one statement each for rows and pauses, however many."""
        with self.at(MONDAY):
            tickets = self._create(BATCH)()
        for stage in (self.stage_awaiting, self.stage_done):
            for number, at_most in ((1, 2), (BATCH, 4)):
                work = self._move_and_back(tickets[:number], stage)
                with self.subTest(stage=stage.name, number=number):
                    self._assert_dearer_by(work, at_most)

    def test_a_contract_that_reaches_many_open_tickets(self):
        """What an upgrade does to each of a customer's open tickets is batch work."""
        costs = []
        for number in (5, 45):
            customer = self._make_customer(f"Reached {number}")
            with self.at(MONDAY):
                self.env["helpdesk.ticket"].create(
                    [self._ticket_vals(customer, name=f"{n}") for n in range(number)]
                )
                costs.append(
                    self._count_once(
                        lambda c=customer: self._make_contract(
                            c, self.preferential, "2026-03-01"
                        )
                    )
                )

        few, many = costs
        self.assertLessEqual(many - few, 40 * 0.5, f"5: {few}, 45: {many} queries")

    def _count_once(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
