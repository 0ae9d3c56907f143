# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .board_common import BoardCase

BOARD = "support_sla.support_board_action"


@tagged("post_install", "-at_install")
class TestBoardTours(BoardCase, HttpCase):
    """An agent's day, by keyboard alone, and a leader's."""

    def test_an_agent_answers_the_most_urgent_ticket(self):
        """From the log-in: one key opens it, one the composer, one sends."""
        self._make_contract(self.acme, self.preferential, "2020-01-01")
        self.agent.action_id = self.env.ref(BOARD).id
        start = datetime.now().replace(microsecond=0) - timedelta(days=9)
        with self.at(start):
            urgent = self._make_ticket(
                self.anna, name="The till does not open", user_id=self.agent.id
            )
        later = self._make_ticket(
            self.anna, name="The lamp is dark", user_id=self.agent.id
        )
        nobodys = self._make_ticket(
            self.anna,
            name="The door creaks",
            user_id=False,
            category_id=self.env.ref("support_sla.kind_problem").id,
        )
        self.env.flush_all()

        self.start_tour("/odoo", "support_sla_agent_day", login=self.agent.login)

        self.assertTrue(urgent.support_first_response_at)
        self.assertFalse(later.support_first_response_at)
        self.assertEqual(later.stage_id, self.stage_awaiting)
        self.assertEqual(nobodys.user_id, self.agent)

    def test_an_agent_replies_and_waits_and_asks(self):
        """Each reply is one mail, and the ticket waits in the same act."""
        ticket = self._make_ticket(self.anna, user_id=self.agent_own.id)
        before = self.env["mail.mail"].search([])
        self.env.flush_all()

        self.start_tour(
            f"/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{ticket.id}",
            "support_sla_agent_reply",
            login=self.agent_own.login,
        )

        self.assertEqual(ticket.stage_id, self.stage_awaiting)
        self.assertTrue(ticket.support_first_response_at)
        self.assertTrue(ticket.support_asked_at)
        waits, asks = (self.env["mail.mail"].search([]) - before).sorted("id")
        self.assertIn("turn the key", waits.body_html)
        self.assertNotIn("confirm?token=", waits.body_html)
        self.assertIn("The lock is new", asks.body_html)
        self.assertIn("confirm?token=", asks.body_html)

    def test_a_leader_hands_a_late_ticket_on_by_dragging_it(self):
        """The agent changes and nothing else: the promise stays broken."""
        self._make_contract(self.acme, self.preferential, "2020-01-01")
        self.agent.name, self.agent_own.name = "Ana Agent", "Olga Own"
        self.leader.action_id = self.env.ref(BOARD).id
        start = datetime.now().replace(microsecond=0) - timedelta(days=9)
        with self.at(start):
            late = self._make_ticket(
                self.anna, name="The till does not open", user_id=self.agent.id
            )
        self._make_ticket(self.anna, name="The lamp is dark", user_id=self.agent.id)
        before = self._stored(late)

        self.start_tour("/odoo", "support_sla_leader_day", login=self.leader.login)

        after = self._stored(late)
        self.assertEqual(late.user_id, self.agent_own)
        changed = {name for name, value in after.items() if value != before[name]}
        beside = {"assigned_date", "write_date", "write_uid"}
        self.assertEqual(changed - beside, {"user_id"})

    def _stored(self, ticket):
        """All columns of a ticket, and the rows of its promise."""
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM helpdesk_ticket WHERE id = %s", [ticket.id])
        [columns] = self.env.cr.dictfetchall()
        rows = {}
        for table in ("support_deadline", "support_pause"):
            query = SQL(
                "SELECT * FROM %s WHERE ticket_id = %s ORDER BY id",
                SQL.identifier(table),
                ticket.id,
            )
            self.env.cr.execute(query)
            rows[table] = self.env.cr.dictfetchall()
        return columns | rows
