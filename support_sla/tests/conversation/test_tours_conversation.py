# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .test_confirmation import ConfirmationCase


@tagged("post_install", "-at_install")
class TestConversationTours(ConfirmationCase):
    """Closing, reopening, yes and no in a real browser."""

    def _tour(self, path, name, login=None):
        self.env.flush_all()
        self.start_tour(path, f"support_sla_portal_{name}", login=login)
        self.ticket.invalidate_recordset()

    def test_close_and_reopen(self):
        path = f"/my/ticket/{self.ticket.id}"
        self._tour(path, "conversation", login=self.anna_user.login)
        self.assertFalse(self.ticket.closed)
        bodies = " ".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("It burns again", bodies)

    def test_no_by_the_link_of_the_mail(self):
        self._tour(self._ask(), "confirm_no")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_yes_from_the_ticket_page(self):
        self._ask()
        path = f"/my/ticket/{self.ticket.id}"
        self._tour(path, "confirm_yes", login=self.anna_user.login)
        self.assertEqual(self.ticket.support_outcome, "confirmed")
