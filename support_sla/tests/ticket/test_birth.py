# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.tests import tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase


@tagged("post_install", "-at_install")
class TestBirth(DeadlineCase):
    """What a new ticket is inserted with, and by which number (specification 15)."""

    def _written(self, values):
        """The field names that are written after the ticket was inserted."""
        with (
            self.at(MONDAY),
            patch.object(
                self.registry["helpdesk.ticket"], "_write_multi", autospec=True
            ) as write,
        ):
            ticket = self.env["helpdesk.ticket"].create(values)
            self.env.flush_all()
        names = {n for call in write.call_args_list for v in call.args[1] for n in v}
        return ticket, names

    def test_a_usual_ticket_is_inserted_whole(self):
        self.monthly.quota_tickets = 10

        ticket, written = self._written(self._ticket_vals(self.anna))

        self.assertEqual(ticket.support_quota_status, "counted")
        self.assertEqual(ticket.support_clock_state, "running")
        self.assertFalse(written)

    def test_what_comes_out_otherwise_is_written(self):
        with self.at(MONDAY):
            self.monthly.write({"quota_tickets": 1, "over_quota_policy": "approval"})
            self.env["helpdesk.ticket"].create(self._ticket_vals(self.anna))

        ticket, written = self._written(self._ticket_vals(self.anna))

        self.assertEqual(ticket.support_quota_status, "over")
        self.assertFalse(ticket.support_next_due_at)
        self.assertLessEqual({"support_held", "support_next_due_at"}, written)

    def test_a_new_sequence_of_the_company_numbers_the_next_ticket(self):
        sequences = self.env["ir.sequence"]
        before = self.env["helpdesk.ticket"].create(self._ticket_vals(self.anna))

        sequence = sequences.create(
            {
                "name": "Own",
                "code": "helpdesk.ticket.sequence",
                "prefix": "OWN",
                "company_id": self.env.company.id,
            }
        )
        own = self.env["helpdesk.ticket"].create(self._ticket_vals(self.anna))
        sequence.active = False
        after = self.env["helpdesk.ticket"].create(self._ticket_vals(self.anna))

        self.assertNotIn("OWN", before.number)
        self.assertTrue(own.number.startswith("OWN"))
        self.assertNotIn("OWN", after.number)
