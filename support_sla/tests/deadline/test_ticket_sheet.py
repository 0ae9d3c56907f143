# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from ...tools.life.events import Replanned
from ..common import MONDAY
from .test_ticket_deadline import HOUR, DeadlineCase

STEPS = 14


@tagged("post_install", "-at_install")
class TestTicketSheet(DeadlineCase):
    """The digest on the ticket and its rows say the same, whoever wrote them."""

    def setUp(self):
        super().setUp()
        self.env["support.alert.step"].create(
            {
                "level_id": self.monthly.id,
                "mark": "percent",
                "offset": 50,
                "user_ids": self.agent.ids,
            }
        )
        self.monthly.target_ids.create(
            {
                "level_id": self.monthly.id,
                "metric": "resolution",
                "priority": "3",
                "aim": 5,
                "commitment": 10,
            }
        )
        with self.at(MONDAY):
            self.ticket = self._make_ticket(self.anna)
            self.other = self._make_ticket(self.bert)

    def assertAgree(self, tickets):
        self.env.flush_all()
        self.env.invalidate_all()
        for ticket in tickets:
            stored = self._said(ticket)
            ticket._support_rebuild()
            self.assertEqual(stored, self._said(ticket))
            self.env.flush_all()

    def _said(self, ticket):
        sheet = ticket.support_sheet or {}
        rows = sorted(sheet.pop("rows", []), key=lambda r: (r["metric"], r["round"]))
        return (
            rows,
            sheet,
            ticket.support_clock_state,
            ticket.support_due_soon_at,
            ticket.support_next_due_at,
        )

    def test_it_follows_every_event_in_any_order(self):
        stages = (
            self.stage_new | self.stage_progress | self.stage_awaiting | self.stage_done
        )
        for seed in range(6):
            dice, moment = random.Random(seed), MONDAY
            with self.at(moment):
                first = self._make_ticket(self.anna)
                both = first | self._make_ticket(self.bert)
            acts = [
                lambda t=first: self._reply(t),
                lambda t=first: self._customer_says(t),
                lambda t=first, d=dice: t.write({"stage_id": d.choice(stages).id}),
                lambda t=both, d=dice: t.write({"stage_id": d.choice(stages).id}),
                lambda t=both, d=dice: t.write({"priority": d.choice("03")}),
                lambda t=both: self._plan_again(t),
            ]
            for step in range(STEPS):
                moment += timedelta(hours=dice.randint(0, 9))
                with self.at(moment), self.subTest(seed=seed, step=step):
                    dice.choice(acts)()
                    self.assertAgree(both)

    def _plan_again(self, tickets):
        tickets._support_happens(Replanned(datetime.now()))

    def test_what_fired_does_not_fire_again_after_a_pause(self):
        """Half of 48 hours; then two hours of waiting move the next step, not this."""
        later = self.env["support.alert.step"].create(
            {
                "level_id": self.monthly.id,
                "metric": "first_response",
                "mark": "percent",
                "offset": 75,
                "user_ids": self.agent.ids,
            }
        )
        row = self._row(self.ticket, "first_response")
        self.ticket._support_happens(Replanned(MONDAY))
        half = row.next_alert_at
        self.env["support.alert"]._fire(row, half)
        moments = row._get_own_alert_moments([])
        self.assertEqual(row.next_alert_at, moments[later.id])
        with self.at(half):
            self.ticket.stage_id = self.stage_awaiting
        with self.at(half + timedelta(hours=1)):
            self.ticket.stage_id = self.stage_progress

        pauses = self.ticket._support_get_pauses()[self.ticket]
        moved = row._get_own_alert_moments(pauses)
        self.assertEqual(row.next_alert_at, moved[later.id])
        self.assertGreater(row.next_alert_at, moments[later.id])

    def test_a_row_that_is_deleted_is_forgotten_when_it_is_rebuilt(self):
        self._row(self.ticket, "resolution").unlink()
        self.ticket._support_rebuild()
        self.assertAgree(self.ticket)
        with self.at(MONDAY + HOUR):
            self._reply(self.ticket)

        self.assertEqual(self.ticket.support_clock_state, "done")

    def test_two_tickets_closed_in_one_write(self):
        tickets = self.ticket | self.other
        with self.at(MONDAY + HOUR):
            self._reply(self.ticket)
            tickets.stage_id = self.stage_done
        self.assertAgree(tickets)

        self.assertEqual(self._row(self.ticket, "first_response").verdict, "met")
        self.assertEqual(self._row(self.other, "first_response").verdict, "paused")
        with self.at(MONDAY + 2 * HOUR):
            tickets.stage_id = self.stage_progress
        self.assertAgree(tickets)
        self.assertEqual(self._row(self.other, "first_response").verdict, "running")

    def test_who_wrote_and_when_is_kept(self):
        with self.at(MONDAY + HOUR):
            self._reply(self.ticket)
        row = self._row(self.ticket, "first_response")

        self.assertEqual(row.write_uid, self.agent)
        self.assertEqual(self.ticket.write_uid, self.agent)

    def test_what_waits_to_be_written_is_not_lost(self):
        """A change of the ticket that the ORM still holds back."""
        self.ticket.name = "Renamed"
        with self.at(MONDAY + HOUR):
            self._reply(self.ticket)
        self.assertAgree(self.ticket)

        self.env.invalidate_all()
        self.assertEqual(self.ticket.name, "Renamed")
        self.assertEqual(self.ticket.support_first_response_at, MONDAY + HOUR)

    def test_the_cache_sees_what_was_written(self):
        rows = self.ticket.support_deadline_ids
        self.assertEqual(set(rows.mapped("verdict")), {"running"})
        self.assertFalse(self.ticket.support_first_response_at)
        with self.at(MONDAY + HOUR):
            self._reply(self.ticket)
            self._customer_says(self.ticket)

        self.assertEqual(len(self.ticket.support_deadline_ids), 3)
        self.assertEqual(rows.mapped("verdict").count("met"), 1)
        self.assertEqual(self.ticket.support_first_response_at, MONDAY + HOUR)
        self.assertEqual(self.ticket.support_unanswered_since, MONDAY + HOUR)

    def test_rows_and_pauses_follow_their_ticket_to_another_company(self):
        """Who may see them is a matter of the company (specification 16)."""
        other = self.env["res.company"].create({"name": "Branch"})
        self.team.company_id = self.acme.company_id = False
        with self.at(MONDAY + HOUR):
            self.ticket.stage_id = self.stage_awaiting
            self.ticket.company_id = other

        self.assertEqual(self.ticket.support_deadline_ids.company_id, other)
        self.assertEqual(self.ticket.support_pause_ids.company_id, other)
