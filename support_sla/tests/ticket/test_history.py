# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import email
import email.policy
from datetime import datetime, timedelta

from odoo.tests import tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase
from ..silence.closing_common import ClosingCase

DAY = timedelta(days=1)
CLOSED = datetime(2024, 5, 3, 10)
COLUMNS = ["name", "description", "partner_id/.id", "team_id/.id", "stage_id/.id"]


@tagged("post_install", "-at_install")
class TestHistory(DeadlineCase, ClosingCase):
    """What is entered as over uses nothing, tells nobody and stays as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monthly.quota_tickets = 2
        cls.company.support_acknowledge = True
        cls.email = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")

    def _load(self, rows, columns=(), user=None):
        result = (
            self.env["helpdesk.ticket"]
            .with_user(user or self.manager)
            .with_context(import_file=True)
            .load([*COLUMNS, "channel_id/.id", *columns], rows)
        )
        self.assertFalse(result["messages"])
        self.env.flush_all()
        return self.env["helpdesk.ticket"].browse(result["ids"])

    def _line(self, stage, *more):
        ids = (self.anna, self.team, stage, self.email)
        return ["Old", "…", *(str(record.id) for record in ids), *more]

    def _send_acknowledgements(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("support_sla.ir_cron_send_acknowledgements")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _assert_history(self, tickets):
        self.assertEqual(set(tickets.mapped("support_quota_status")), {"none"})
        self.assertFalse(tickets.support_quota_entry_ids)
        self.assertFalse(any(tickets.mapped("support_notice_due")))
        self.assertEqual(self.contract.quota_used, 0)
        self._send_acknowledgements()
        self.assertFalse(self._mails(tickets))
        self.assertFalse(tickets._support_summaries() and tickets.support_pause_ids)
        found = self.env["support.check"]._support_check(MONDAY)
        self.assertFalse([f for f in found if f.record in tickets])

    def test_a_year_by_csv(self):
        with self.at(MONDAY):
            tickets = self._load(
                [
                    self._line(self.stage_done, str(CLOSED), "customer"),
                    self._line(self.stage_done, str(CLOSED + DAY), "silent"),
                    self._line(self.stage_done, str(CLOSED), ""),
                ]
                * 10,
                ["support_closed_at", "support_outcome"],
            )

        self.assertEqual(tickets[0].support_closed_at, CLOSED)
        self.assertEqual(
            tickets[:3].mapped("support_outcome"), ["customer", "silent", False]
        )
        self._assert_history(tickets)
        with self.at(MONDAY + DAY):
            new = self._make_ticket(self.anna)
        self.assertEqual(new.support_quota_status, "counted")

    def test_by_the_helpdesks_own_closing_date(self):
        with self.at(MONDAY):
            tickets = self._load(
                [self._line(self.stage_done, str(CLOSED))], ["closed_date"]
            )
            tickets |= self._make_ticket(
                self.anna, stage_id=self.stage_done.id, closed_date=CLOSED
            )

        for ticket in tickets:
            self.assertEqual(ticket.closed_date, CLOSED)
            self.assertEqual(ticket.support_closed_at, CLOSED)
        self._assert_history(tickets)

    def test_a_solved_case_that_an_agent_logs(self):
        with self.at(MONDAY):
            ticket = (
                self.env["helpdesk.ticket"]
                .with_user(self.agent)
                .create(self._ticket_vals(self.anna, stage_id=self.stage_done.id))
            )
            self.env.flush_all()

        self.assertEqual(ticket.support_closed_at, MONDAY)
        self._assert_history(ticket)

    def test_a_reply_on_what_ended_long_ago_opens_another(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(
                self.anna, stage_id=self.stage_done.id, closed_date=CLOSED
            )
        with self.at(MONDAY + DAY):
            self._customer_says(ticket)

        self.assertTrue(ticket.closed)
        self.assertEqual(len(ticket.support_follow_up_ids), 1)
        self.assertEqual(ticket.support_closed_at, CLOSED)

    def _reopened(self, partner, **vals):
        """Entered on Monday as closed then, reopened a day later by its customer."""
        vals = {"partner_email": self.anna.email, "create_date": CLOSED} | vals
        with self.at(MONDAY):
            ticket = self._make_ticket(partner, stage_id=self.stage_done.id, **vals)
        with self.at(MONDAY + DAY):
            author = {"author_id": False, "email_from": self.anna.email}
            self._customer_says(ticket, **author)
        self.assertFalse(ticket.closed)
        return ticket

    def test_reopened_it_is_owed_its_first_answer_from_then(self):
        ticket = self._reopened(self.anna)

        row = self._row(ticket, "first_response")
        self.assertEqual((row.verdict, row.started_at), ("running", MONDAY + DAY))
        due_at = row.due_at
        with self.at(MONDAY + DAY + timedelta(hours=1)):
            ticket.priority = "3"
            self.assertEqual(ticket.support_urgency, "on_track")
        self.assertEqual(self._row(ticket, "first_response").due_at, due_at)
        with self.at(MONDAY + DAY + timedelta(hours=2)):
            self._reply(ticket)
        self.assertEqual(row.verdict, "met")

    def test_whoever_was_answered_then_is_owed_the_next_answer_only(self):
        ticket = self._reopened(self.anna, support_first_response_at=CLOSED)

        self.assertFalse(self._row(ticket, "first_response"))
        self.assertEqual(ticket.support_unanswered_since, MONDAY + DAY)

    def test_a_contract_that_comes_after_the_reopening_owes_nothing_older(self):
        """Answered or not meanwhile: neither is measured from the year of the entry."""
        for hours in (0, 2):
            with self.subTest(answered_after=hours):
                ticket = self._reopened(None)
                if hours:
                    with self.at(MONDAY + DAY + hours * timedelta(hours=1)):
                        self._reply(ticket)
                with self.at(MONDAY + DAY + timedelta(hours=3)):
                    ticket.partner_id = self.anna
                row = self._row(ticket, "first_response")
                self.assertEqual(row.started_at, MONDAY + DAY)
                self.assertEqual(row.verdict, "met" if hours else "running")

    def test_what_an_agent_adds_to_it_is_no_late_answer(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, stage_id=self.stage_done.id)
        with self.at(MONDAY + 30 * DAY):
            self._reply(ticket)
            ticket.priority = "3"

        self.assertFalse(ticket.support_deadline_ids)

    def test_what_is_imported_open_is_promised_and_told_to_nobody(self):
        with self.at(MONDAY):
            tickets = self._load([self._line(self.stage_new)] * 2)
            self._send_acknowledgements()

        self.assertEqual(set(tickets.mapped("support_quota_status")), {"counted"})
        self.assertFalse(self._mails(tickets))

    def test_no_loop_is_seen_in_it(self):
        with self.at(MONDAY):
            self._load([self._line(self.stage_done)] * 30)
            count, threshold = self.env["helpdesk.ticket"]._support_count_mailed(
                self.env["mail.thread"]._support_classify(_mail(self.anna.email)),
                {"email_from": self.anna.email},
            )

        self.assertEqual(count, 0)
        self.assertGreater(threshold, 0)


def _mail(sender):
    text = f"From: {sender}\r\nSubject: Hello\r\n\r\nHelp"
    return email.message_from_string(text, policy=email.policy.SMTP)
