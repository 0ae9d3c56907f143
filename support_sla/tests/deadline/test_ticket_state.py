# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from ..common import MONDAY
from .test_breach import BreachCase
from .test_ticket_deadline import HOUR

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestTicketState(BreachCase):
    """What an agent and a customer read of a ticket, from its birth to its end."""

    def _state(self, moment, ticket=None):
        self.env.flush_all()
        with self.at(moment):
            return (ticket or self.ticket).support_state

    def _note(self, moment):
        self.env.flush_all()
        with self.at(moment):
            return self.ticket._support_portal_promises()[self.ticket.id]["note"]

    def _said(self, moment):
        """All that the ticket's page says."""
        self.env.flush_all()
        with self.at(moment):
            return " ".join(self.ticket._support_portal_next(None, moment)["lines"])

    def _cancel(self, rows, moment):
        """As a level does that does not promise it any more."""
        rows.write({"verdict": "cancelled", "stopped_at": moment})
        self.ticket._support_rebuild()

    def _past(self):
        self.env.invalidate_all()
        return self.ticket.support_past

    def test_a_life_that_went_well(self):
        self.assertEqual(self._state(MONDAY), "on_track")
        self.assertEqual(self._state(self.row.aim_at), "due_soon")
        with self.at(MONDAY + HOUR):
            self._reply(self.ticket)
            self._cancel(self._row(self.ticket, "resolution"), MONDAY + HOUR)

        self.assertEqual(self._state(MONDAY + HOUR), "answered")
        self.assertEqual(self._past(), {"act": "answer", "took": 3600, "late": 0})
        self.assertIn("that was within our promise.", self._note(MONDAY + DAY))
        self._wait(MONDAY + 2 * HOUR)
        self.assertEqual(self._state(MONDAY + DAY), "waiting")
        with self.at(MONDAY + DAY):
            self._cancel(self._row(self.ticket, "next_response"), MONDAY)
            self._customer_says(self.ticket)
            self._cancel(self.ticket.support_deadline_ids._get_open(), MONDAY + DAY)
        self.assertEqual(self._state(MONDAY + DAY), "our_turn")
        self._wait(MONDAY + 2 * DAY, self.stage_done)
        self.assertEqual(self._state(MONDAY + 3 * DAY), "closed")
        self.assertIn("We closed it on", self._note(MONDAY + 3 * DAY))

    def test_a_missed_promise_stays_visible_for_ever(self):
        with self.at(self.due_at + DAY):
            self._reply(self.ticket)
            self._cancel(self._row(self.ticket, "resolution"), MONDAY + HOUR)

        self.assertEqual(self._state(self.due_at + 9 * DAY), "answered_late")
        self.assertEqual(self._past()["late"], 86400)
        self._wait(self.due_at + 2 * DAY, self.stage_done)
        self.assertEqual(self._state(self.due_at + 3 * DAY), "closed_late")
        self.assertIn("later than we had promised", self._said(self.due_at + 3 * DAY))
        self._wait(self.due_at + 4 * DAY, self.stage_progress)
        self.assertEqual(self._past()["late"], 86400)

    def test_who_closes_a_ticket_answers_nobody(self):
        self._wait(self.due_at + DAY, self.stage_done)

        self.assertEqual(self._state(self.due_at + 2 * DAY), "closed_late")
        self.assertEqual(self._past()["act"], "nobody")
        self.assertIn("before we had answered", self._said(self.due_at + 2 * DAY))

    def test_the_customer_reads_that_we_are_late_while_we_wait_too(self):
        self.assertIn("We are late", self._note(self.due_at + HOUR))
        self._wait(self.due_at + HOUR)

        note = self._note(self.due_at + DAY)

        self.assertIn("We are late: we promised it for Friday, March 6, 2026", note)
        self.assertIn("Now we wait for your reply, since Friday", note)

    def test_of_a_pause_in_time_the_customer_reads_since_when(self):
        self._wait(MONDAY + HOUR)

        note = self._note(MONDAY + DAY)

        self.assertIn("stands still while we wait for your reply, since Monday", note)

    def test_a_closed_ticket_that_nobody_answered_says_no_time_stands_still(self):
        self._wait(MONDAY + HOUR)
        self._wait(MONDAY + 2 * HOUR, self.stage_done)

        self.assertEqual(self.row.verdict, "paused")
        self.assertNotIn("stands still", self._note(MONDAY + DAY))
        action = self.row.action_explain()
        warning = self.env[action["res_model"]].browse(action["res_id"]).warning
        self.assertIn("was closed before this was due", warning)
        self.assertNotIn("stands still", warning)

    def test_the_way_to_why_is_of_what_is_due_first(self):
        explain = self.ticket.with_user(self.agent).action_support_explain()
        dialog = self.env[explain["res_model"]].browse(explain["res_id"])
        self.assertEqual(dialog.deadline_id, self.row)

        with self.at(MONDAY + HOUR):
            self._reply(self.ticket)
        explain = self.ticket.with_user(self.agent).action_support_explain()
        dialog = self.env[explain["res_model"]].browse(explain["res_id"])
        self.assertEqual(dialog.deadline_id, self._row(self.ticket, "resolution"))
        with self.at(MONDAY):
            bare = self._make_ticket(self.gina)
        self.assertFalse(bare.action_support_explain())

    def test_durations_in_the_explanation_are_of_whole_minutes(self):
        with self.at(MONDAY - timedelta(seconds=1)):
            ticket = self._make_ticket(self.anna)
        action = self._row(ticket, "first_response").action_explain()
        text = self.env[action["res_model"]].browse(action["res_id"]).explanation

        self.assertIn("48 h", text)
        self.assertNotIn("59 min", text)

    def test_how_it_went_costs_no_query_each(self):
        with self.at(MONDAY):
            several = self.ticket | self.ticket.create(
                [self._ticket_vals(self.anna) for _number in range(9)]
            )
        self.env.flush_all()

        def count(tickets):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tickets.mapped("support_past")
            tickets.mapped("support_state")
            return self.cr.sql_log_count - before

        count(self.ticket)
        self.assertEqual(count(self.ticket), count(several))
