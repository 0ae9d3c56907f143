# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .test_confirmation import ConfirmationCase


@tagged("post_install", "-at_install")
class TestConversationTours(ConfirmationCase):
    """Closing, reopening, yes and no in a real browser."""

    def _tour(self, path, name, login=None, who="portal"):
        self.env.flush_all()
        self.start_tour(path, f"support_sla_{who}_{name}", login=login)
        self.ticket.invalidate_recordset()

    def test_close_and_reopen(self):
        path = f"/my/ticket/{self.ticket.id}"
        self._tour(path, "conversation", login=self.anna_user.login)
        self.assertFalse(self.ticket.closed)
        bodies = " ".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("It burns again", bodies)

    def test_asked_through_the_dialog_and_denied_by_the_link(self):
        """A double click on "Assign to me" mails nobody; the question leaves at Send;
        a Spanish customer with an English browser says no, and the agent sees it."""
        self.env["res.lang"]._activate_lang("es_419")
        ours = [("name", "=", "support_sla")]
        self.env["ir.module.module"].search(ours)._update_translations(["es_419"])
        self.anna.lang = "es_419"
        self.ticket.user_id = False
        form = f"/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{self.ticket.id}"
        before = self._mails(self.ticket)

        self._tour(form, "ask", login=self.agent.login, who="agent")

        self.assertEqual(self.ticket.user_id, self.agent)
        answer, asked = self._mails(self.ticket) - before
        self.assertIn("turn the key", answer.body_html)
        self.assertIn("resuelto", asked.subject)
        self.assertEqual(asked.recipient_ids, self.anna)
        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)

        self._tour(f"/support/levels#{self._link(asked)}", "confirm_no")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)
        self._tour(form, "told", login=self.agent.login, who="agent")

    def test_yes_from_the_ticket_page(self):
        self._ask()
        path = f"/my/ticket/{self.ticket.id}"
        self._tour(path, "confirm_yes", login=self.anna_user.login)
        self.assertEqual(self.ticket.support_outcome, "confirmed")
