# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase


class AskingCase(DeadlineCase):
    """What an agent asks and tells with one click, and how it arrives."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.anna.lang = "es_419"
        cls.env["ir.module.module"].search(
            [("name", "=", "support_sla")]
        )._update_translations(["es_419"])

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(MONDAY))
        self.ticket = self._make_fault(self.anna)

    def _make_fault(self, partner=None, **vals):
        """A ticket of the kind that asks for steps and images."""
        kind = self.env.ref("support_sla.kind_problem")
        given = {"user_id": self.agent_own.id, "category_id": kind.id}
        return self._make_ticket(partner, **given | vals)

    def _as_agent(self, ticket=None):
        return (ticket or self.ticket).with_user(self.agent_own)

    def _last(self, ticket=None):
        """The newest message of a person: a move of the stage says nothing."""
        messages = (ticket or self.ticket).message_ids
        return messages.filtered(lambda m: m.message_type == "comment")[:1]

    def _assert_told(self, message, user=None):
        self.assertEqual(message.author_id, (user or self.agent_own).partner_id)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertIn(self.anna, message.notified_partner_ids)

    def _assert_waits_unanswered(self, ticket):
        self.assertEqual(ticket.stage_id, self.stage_awaiting)
        self.assertFalse(ticket.support_first_response_at)
        self.assertEqual(self._row(ticket, "first_response").verdict, "paused")

    def _assert_waits_and_is_answered(self, ticket):
        self.assertEqual(ticket.stage_id, self.stage_awaiting)
        self.assertEqual(ticket.support_first_response_at, MONDAY)
        self.assertEqual(self._row(ticket, "first_response").verdict, "met")
        self.assertEqual(self._row(ticket, "resolution").verdict, "paused")
