# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ...hooks import post_init_hook
from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase
from ..silence.closing_common import ClosingCase

DAY = timedelta(days=1)
BEFORE = MONDAY - 60 * DAY
# What the columns of a ticket say that was there before this addon.
NOTHING = (
    "closed_at",
    "clock_state",
    "close_at",
    "closes_on",
    "customer_id",
    "entitlement_reason",
    "first_response_at",
    "next_due_at",
    "notice_due",
    "paused_at",
    "quota_status",
    "sheet",
    "silence_due_at",
    "silent_since",
    "since",
)


@tagged("post_install", "-at_install")
class TestFound(DeadlineCase, ClosingCase):
    """A ticket that waited when this addon was installed is silent for nobody."""

    def _found(self, **vals):
        """A ticket that stands there, and then the installation."""
        with self.at(BEFORE):
            ticket = self._make_ticket(self.gina, **vals)
            self.env.flush_all()
        empty = SQL(", ").join(
            SQL("%s = NULL", SQL.identifier(f"support_{name}")) for name in NOTHING
        )
        for table in ("support_pause", "support_deadline"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE ticket_id = %s",
                    SQL.identifier(table),
                    ticket.id,
                )
            )
        self.env.cr.execute(
            SQL("UPDATE helpdesk_ticket SET %s WHERE id = %s", empty, ticket.id)
        )
        self.env.invalidate_all()
        with self.at(MONDAY):
            post_init_hook(self.env)
            self.env.flush_all()
        return ticket

    def _faults(self, ticket):
        found = self.env["support.check"]._support_check(MONDAY)
        return [f.kind for f in found if f.record == ticket]

    def _assert_quiet(self, ticket):
        self.assertEqual(ticket.support_paused_at, MONDAY)
        self.assertFalse(ticket.support_silent_since)
        self.assertFalse(ticket.support_silence_due_at)
        self.assertEqual(self._faults(ticket), [])

    def test_no_silence_begins_with_it(self):
        ticket = self._found(stage_id=self.stage_awaiting.id)

        self._assert_quiet(ticket)
        self.assertTrue(ticket.support_pause_ids.inherited)
        with self.at(MONDAY + DAY):
            self.stage_awaiting.support_waiting_for = "customer"
            ticket._support_rebuild()
        self._run(30, ticket)
        self._assert_quiet(ticket)
        self.assertEqual(ticket.stage_id, self.stage_awaiting)

    def test_nor_for_a_third_party_or_one_put_aside(self):
        supplier = self.stage_awaiting.copy(
            {"name": "Supplier", "support_waiting_for": "third_party"}
        )
        for vals in ({"stage_id": supplier.id}, {"active": False}):
            with self.subTest(vals):
                ticket = self._found(**{"stage_id": self.stage_awaiting.id} | vals)
                self._assert_quiet(ticket)

        with self.at(MONDAY + DAY):
            ticket.active = True

        self._assert_quiet(ticket)

    def test_it_begins_with_the_first_message_of_an_agent(self):
        ticket = self._found(stage_id=self.stage_awaiting.id)
        with self.at(MONDAY + DAY):
            self._reply(ticket)

        self.assertEqual(ticket.support_silent_since, MONDAY + DAY)
        self.assertEqual(ticket.support_reminders_sent, 0)
        self.assertEqual(self._faults(ticket), [])

    def test_or_when_it_waits_again(self):
        ticket = self._found(stage_id=self.stage_awaiting.id)
        with self.at(MONDAY + DAY):
            self._customer_says(ticket, author_id=self.gina.id)
        self.assertEqual(ticket.stage_id.support_waiting_for, False)
        with self.at(MONDAY + 2 * DAY):
            ticket.stage_id = self.stage_awaiting

        self.assertEqual(ticket.support_silent_since, MONDAY + 2 * DAY)
        self.assertEqual(
            ticket.support_pause_ids.sorted("id").mapped("inherited"), [True, False]
        )

    def test_what_was_closed_ended_then(self):
        ticket = self._found(stage_id=self.stage_done.id, closed_date=BEFORE + DAY)

        self.assertEqual(ticket.support_closed_at, BEFORE + DAY)
        self.assertEqual(ticket.support_since, BEFORE)
        self.assertFalse(ticket.support_outcome)
        self.assertFalse(ticket.support_pause_ids)
        self.assertEqual(self._faults(ticket), [])
