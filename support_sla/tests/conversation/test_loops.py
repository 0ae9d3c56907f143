# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Many mails of one sender: nothing is lost, only the answering stops."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gateway_common import GatewayCase, raw_mail
from .mails import index

LUIS = "luis@customer.example.org"
REPLY = f"In-Reply-To: <{index.PLACEHOLDER.decode()}>\n"
MACHINE = "Auto-Submitted: auto-generated\n"


@tagged("post_install", "-at_install", "security")
class TestLoops(GatewayCase):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()
        self.outbox = self.env["mail.mail"].search([])

    def _letters(self):
        self.env.cr.precommit.run()
        return self.env["mail.mail"].search([]) - self.outbox

    def _receive_many(self, count, sender=LUIS, extra="", first=1):
        """So many mails, each by a transaction of its own; return the new tickets."""
        tickets = self.env["helpdesk.ticket"]
        for number in range(first, first + count):
            tickets += self.receive(raw_mail(number, sender, extra))
            self.env.cr.precommit.run()
        return tickets

    def _told(self, tickets):
        notes = tickets.message_ids.filtered(lambda m: "in a short time" in m.body)
        return notes

    # What is kept

    def test_the_21st_mail_in_two_hours_is_a_ticket_without_acknowledgement(self):
        tickets = self._receive_many(22)

        self.assertEqual(len(tickets), 22)
        quiet = [t for t in tickets if not t.support_notice_due]
        self.assertEqual(quiet, list(tickets[20:]))
        self.assertTrue(all(t.support_no_auto_answer for t in quiet))
        self.assertFalse(self._letters() - self._told(tickets).mail_ids)

    def test_the_agents_are_told_once(self):
        tickets = self._receive_many(24)

        notes = self._told(tickets)
        self.assertEqual(notes.res_id, tickets[20].id)
        self.assertIn(self.mail_agent.partner_id, notes.notified_partner_ids)
        self.assertTrue(notes.is_internal)

    def test_tickets_that_were_not_mailed_do_not_count(self):
        """By form, phone or import: the first mail afterwards is a first mail."""
        for number in range(25):
            self._make_ticket(self.luis, name=f"Imported {number}", partner_email=LUIS)

        ticket = self._receive_many(1)

        self.assertEqual(ticket.support_notice_due, "received")

    def test_the_mails_of_a_namesake_do_not_count(self):
        """Only mails of exactly that address do."""
        self._receive_many(20, "jose" + LUIS)

        ticket = self._receive_many(1, first=50)

        self.assertEqual(ticket.support_notice_due, "received")

    def test_an_agent_who_forwards_is_spared(self):
        tickets = self._receive_many(25, "agent@example.com")

        self.assertEqual(len(tickets), 25)
        self.assertFalse(self._told(tickets))
        self.assertFalse(any(tickets.mapped("support_no_auto_answer")))

    def test_an_address_that_the_admin_allows_is_spared(self):
        self.env["mail.gateway.allowed"].create({"email": LUIS})

        tickets = self._receive_many(22)

        self.assertEqual(set(tickets.mapped("support_notice_due")), {"received"})

    def test_a_reply_reaches_its_ticket_whatever_the_number(self):
        stage = self.stage_progress
        stage.mail_template_id = self.env.ref("helpdesk_mgmt.closed_ticket_template")
        before = self.mails_of(self.ticket)
        self._receive_many(20, extra=REPLY)
        self.ticket.stage_id = self.stage_awaiting
        self.env.cr.precommit.run()
        self.outbox = self.env["mail.mail"].search([])

        self._receive_many(1, extra=REPLY, first=21)

        self.assertEqual(len(self.mails_of(self.ticket) - before), 21)
        self.assertEqual(self.ticket.stage_id, stage)
        letters = self._letters().filtered(lambda m: "Your ticket" in m.subject)
        self.assertFalse(letters, "the stage's own mail would feed the loop")
        self.assertFalse(self.ticket.support_no_auto_answer)

    def test_from_the_100th_on_they_are_gathered_on_the_newest_open_ticket(self):
        tickets = self._receive_many(99)
        newest = tickets[-1]

        self.assertEqual(len(tickets), 99)
        self.assertFalse(self._receive_many(1, first=100))
        newest.stage_id = self.stage_done
        self.assertFalse(self._receive_many(1, first=101))

        self.assertEqual(self.mails_of(newest)[0].subject, "Mail 100")
        self.assertEqual(self.mails_of(tickets[-2])[0].subject, "Mail 101")

    def test_who_has_no_open_ticket_gets_one_even_then(self):
        tickets = self._receive_many(99)
        tickets.stage_id = self.stage_done

        self.assertEqual(len(self._receive_many(2, first=100)), 1)

    def test_after_the_window_all_is_as_before(self):
        now = fields.Datetime.now()
        with self.at(now - timedelta(hours=3)):
            self._receive_many(21)
            # the database's clock is not ours
            self.env["mail.message"].search([("email_from", "ilike", LUIS)])._write(
                {"create_date": now - timedelta(hours=3)}
            )

        ticket = self._receive_many(1, first=30)

        self.assertEqual(ticket.support_notice_due, "received")

    def test_the_admin_says_how_many_are_too_many(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)

        tickets = self._receive_many(4)

        self.assertEqual(
            [t.support_notice_due for t in tickets], ["received"] * 3 + [False]
        )
        self.assertEqual(self.receive(raw_mail(9)).support_notice_due, "received")

    # What is not

    def test_a_machine_beyond_them_opens_nothing(self):
        tickets = self._receive_many(22, extra=MACHINE)

        self.assertEqual(len(tickets), 20)
        self.assertFalse(self._letters())

    def test_a_machine_beyond_them_fills_no_ticket(self):
        before = self.mails_of(self.ticket)

        self._receive_many(22, extra=REPLY + MACHINE)

        self.assertEqual(len(self.mails_of(self.ticket) - before), 20)

    def test_an_address_that_the_mail_has_not_is_counted_by_nobody(self):
        raw = raw_mail(1).replace("From: ana@customer.example.org\n", "")

        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.assertTrue(self.receive(raw))
