# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase
from ..notice.test_alert import COMMITMENT, HOUR, AlertCase
from ..silence.closing_common import REMINDER, ClosingCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestArchivedAlerts(AlertCase):
    """What is put aside alerts nobody, and catches up when it is back."""

    def _put_aside(self, **vals):
        ticket = self._open(**vals)
        with self.at(MONDAY + HOUR):
            ticket.active = False
        return ticket

    def test_it_alerts_nobody_and_catches_up(self):
        self._make_step()
        ticket = self._put_aside()
        self._run(COMMITMENT + HOUR)
        self.assertFalse(self._mails())

        with self.at(COMMITMENT + 2 * HOUR):
            ticket.active = True
        self._run(COMMITMENT + 3 * HOUR)
        self._run(COMMITMENT + 4 * HOUR)

        self.assertEqual(len(self._mails(self.manager)), 1)

    def test_nor_when_the_ladder_is_changed_meanwhile(self):
        step = self._make_step(offset=600)
        ticket = self._put_aside()
        with self.at(MONDAY + DAY):
            step.offset = -60
            self._make_step("aim")
        self._run(COMMITMENT + HOUR)

        self.assertFalse(self._mails())
        with self.at(COMMITMENT + 2 * HOUR):
            ticket.active = True
        self._run(COMMITMENT + 3 * HOUR)
        self.assertEqual(len(self._fired(ticket)), 2)

    def test_nor_by_what_happens_to_it_meanwhile(self):
        """Another priority, another stage and back: none of it wakes anybody."""
        self._make_step()
        ticket = self._put_aside()
        with self.at(MONDAY + 2 * HOUR):
            ticket.write({"priority": "2", "stage_id": self.stage_awaiting.id})
        with self.at(MONDAY + 3 * HOUR):
            ticket.stage_id = self.stage_progress
        self._run(COMMITMENT + DAY)

        self.assertFalse(self._mails())

    def test_nor_with_its_team(self):
        self._make_step()
        ticket = self._open()
        with self.at(MONDAY + HOUR):
            (ticket | self._open(name="Another")).write({"active": False})
            self.team.active = False
        self._run(COMMITMENT + HOUR)

        self.assertFalse(self._mails())


@tagged("post_install", "-at_install")
class TestArchived(DeadlineCase, ClosingCase):
    def _put_aside(self, *tickets):
        with self.at(MONDAY + HOUR):
            for ticket in tickets:
                ticket.active = False

    def test_a_customers_reply_brings_it_back(self):
        closed = self._make_waiting()
        with self.at(MONDAY):
            closed.stage_id = self.stage_done
        tickets = [self._make_waiting(), closed]
        with self.at(MONDAY):
            tickets.append(self._make_ticket(self.anna))
        self._put_aside(*tickets)
        for ticket in tickets:
            with self.subTest(ticket.stage_id.name), self.at(MONDAY + DAY):
                self._customer_says(ticket)
                self.assertTrue(ticket.active)
                self.assertFalse(ticket.closed)
                self.assertFalse(ticket.support_waiting_for)

    def test_with_its_team_it_comes_back_as_well(self):
        ticket = self._make_waiting()
        self._put_aside(ticket, self.team)
        with self.at(MONDAY + DAY):
            self._customer_says(ticket)

        self.assertTrue(ticket.active)
        self.assertFalse(ticket.support_waiting_for)
        self.assertIn("open tickets: 1.", self.team.support_archived_words)

    def test_what_nobody_says_brings_nothing_back(self):
        ticket = self._make_waiting()
        self._put_aside(ticket)
        with self.at(MONDAY + DAY):
            self._customer_says(ticket, support_mail_kind="automatic")
            self._reply(ticket, subtype_xmlid="mail.mt_note")

        self.assertFalse(ticket.active)

    def test_it_reminds_and_closes_nobody_and_catches_up(self):
        ticket = self._make_waiting()
        self._put_aside(ticket)
        self._run(30, ticket)
        self.assertEqual(self._subjects(ticket), [])

        with self.at(MONDAY + 30 * DAY + HOUR):
            ticket.active = True
        self._run(30.5, ticket)
        self._run(30.6, ticket)

        self.assertEqual(self._subjects(ticket), [REMINDER])
        self.assertFalse(ticket.closed)

    def test_what_an_agent_writes_on_it_plans_no_closing(self):
        ticket = self._make_waiting()
        self._put_aside(ticket)
        with self.at(MONDAY + DAY):
            self._reply(ticket)
            self.company.support_close_days = 20
        self._run(60, ticket)

        self.assertEqual(self._subjects(ticket), [])
        self.assertFalse(ticket.closed)

    def test_what_was_promised_meanwhile_is_owed_when_it_is_back(self):
        """A contract, a higher level, and a place that was free."""
        with self.at(MONDAY):
            none = self._make_ticket(self.gina)
            upgraded = self._make_ticket(self.anna)
            self.monthly.quota_tickets = 1
            held = self._make_ticket(self.anna)
        self.assertTrue(held.support_held)
        self._put_aside(none, upgraded, held)
        with self.at(MONDAY + DAY):
            self._make_contract(self.globex, self.monthly, "2026-01-01")
            self._make_contract(self.acme, self.preferential, "2026-01-01")
        tickets = none | upgraded | held
        with self.at(MONDAY + 2 * DAY):
            tickets.active = True

        self.assertEqual(
            tickets.mapped("support_level_id"), self.monthly | self.preferential
        )
        self.assertEqual(upgraded.support_level_id, self.preferential)
        self.assertFalse(held.support_held)
        for ticket in tickets:
            row = self._row(ticket, "first_response")
            self.assertEqual(row.verdict, "running")
        starts = [self._row(t, "first_response").started_at for t in tickets]
        self.assertEqual(starts, [MONDAY + DAY, MONDAY + DAY, MONDAY + 2 * DAY])
