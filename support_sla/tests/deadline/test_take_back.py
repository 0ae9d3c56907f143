# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_breach import BreachCase
from .test_ticket_deadline import HOUR


@tagged("post_install", "-at_install")
class TestTakeBack(BreachCase):
    """A manager, with a reason, is the only one who takes a broken promise back."""

    def _take_back(self, row, user=None, reason="It was promised by mistake"):
        user = user or self.manager
        action = row.with_user(user).action_take_back()
        wizard = self.env[action["res_model"]].with_user(user)
        form = Form(wizard.with_context(**action["context"]))
        form.reason = reason
        form.save().action_apply()
        self.env.flush_all()

    def _report(self):
        line = self.env["support.sla.report"].browse(self.row.id)
        line.invalidate_recordset()
        return line.result, line.broken_count

    def test_it_is_counted_no_more_and_the_ticket_says_who_and_why(self):
        with self.at(self.due_at + HOUR):
            self._take_back(self.row)

        self.assertEqual(self.row.verdict, "cancelled")
        self.assertEqual(self.row.cancel_reason, "It was promised by mistake")
        self.assertEqual(self._report(), ("cancelled", 0))
        note = self.ticket.message_ids[0]
        self.assertIn("It was promised by mistake", note.body)
        self.assertIn("First response", note.body)
        self.assertEqual(note.author_id, self.manager.partner_id)
        self.assertTrue(note.subtype_id.internal)

    def test_one_that_was_missed_too(self):
        with self.at(self.due_at + HOUR):
            self._reply(self.ticket)
        self.assertEqual(self._report(), ("broken", 1))
        self._take_back(self.row)

        self.assertEqual(self._report(), ("cancelled", 0))
        self.assertEqual(self.row.stopped_at, self.due_at + HOUR)
        self.env.invalidate_all()
        self.assertEqual((self.ticket.support_past or {}).get("late", 0), 0)

    def test_it_does_not_come_back_by_another_priority(self):
        with self.at(self.due_at + HOUR):
            self._take_back(self.row)
            self.ticket.priority = "3"

        self.assertEqual(self.row.verdict, "cancelled")

    def test_it_comes_back_for_a_customer_to_whom_it_was_never_promised(self):
        self._make_contract(self.globex, self.preferential, "2026-01-01")
        with self.at(self.due_at + HOUR):
            self._take_back(self.row)
            self.ticket.partner_id = self.gina

        self.assertEqual(self.row.verdict, "running")
        self.assertEqual(self.row.level_id, self.preferential)
        self.assertFalse(self.row.cancel_reason)

    def test_what_was_kept_or_is_cancelled_is_not_taken_back(self):
        with self.at(self.due_at - HOUR):
            self._reply(self.ticket)
        with self.assertRaises(UserError):
            self._take_back(self.row)

    def test_an_agent_may_not(self):
        with self.assertRaises(AccessError):
            self._take_back(self.row, self.agent)
        with self.assertRaises(AccessError):
            self.row.with_user(self.agent).write({"cancel_reason": "No"})
        self.assertEqual(self.row.verdict, "running")
