# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's own ways of answering, and of taking an answer away."""

from datetime import timedelta

from odoo.tests import tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase


@tagged("post_install", "-at_install")
class TestAnswers(DeadlineCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.at(MONDAY))
        self.ticket = self._make_ticket(self.anna, user_id=self.agent.id)
        self.supplier = self.env["res.partner"].create(
            {"name": "Supplier", "email": "help@supplier.example"}
        )

    def _answered(self, ticket=None):
        return bool((ticket or self.ticket).support_first_response_at)

    def _schedule(self, **vals):
        return (
            self.env["mail.scheduled.message"]
            .with_user(self.agent)
            .create(
                {
                    "author_id": self.agent.partner_id.id,
                    "model": "helpdesk.ticket",
                    "res_id": self.ticket.id,
                    "body": "<p>It is mended.</p>",
                    "scheduled_date": MONDAY + timedelta(hours=1),
                }
                | vals
            )
        )

    def _compose(self, tickets=None, **vals):
        tickets = tickets or self.ticket
        composer = self.env["mail.compose.message"].with_user(self.agent)
        return composer.with_context(
            active_model="helpdesk.ticket", active_ids=tickets.ids
        ).create(
            {
                "model": "helpdesk.ticket",
                "res_ids": str(tickets.ids),
                "body": "<p>All is mended.</p>",
                "subject": "Mended",
            }
            | vals
        )

    # Sent later

    def test_what_is_sent_later_answers_when_it_is_sent(self):
        later = self._schedule()
        self.assertFalse(self._answered())

        with self.at(MONDAY + timedelta(hours=1)):
            later._post_message()

        self.assertEqual(
            self.ticket.support_first_response_at, MONDAY + timedelta(hours=1)
        )
        self.assertEqual(self._row(self.ticket, "first_response").verdict, "met")

    def test_a_note_that_is_written_later_answers_nothing(self):
        self._schedule(is_note=True)._post_message()

        self.assertFalse(self._answered())

    # To many

    def test_the_mass_composer_answers_each(self):
        other = self._make_ticket(self.gina, user_id=self.agent.id)

        self._compose(
            self.ticket | other, composition_mode="mass_mail"
        ).action_send_mail()

        self.assertTrue(self._answered() and self._answered(other))

    def test_a_batch_of_comments_answers_each(self):
        other = self._make_ticket(self.gina, user_id=self.agent.id)

        self._compose(
            self.ticket | other, composition_mode="comment"
        ).action_send_mail()

        self.assertTrue(self._answered() and self._answered(other))

    def test_a_stages_own_mail_answers_nothing(self):
        self.stage_progress.mail_template_id = self.env.ref(
            "helpdesk_mgmt.closed_ticket_template"
        )
        self.ticket.with_user(self.agent).stage_id = self.stage_progress
        self.env.cr.precommit.run()

        self.assertFalse(self._answered())

    # To others

    def test_a_forward_to_a_supplier_answers_nothing(self):
        self._compose(
            composition_mode="comment",
            partner_ids=self.supplier.ids,
            notify_skip_followers=True,
        ).action_send_mail()

        self.assertFalse(self._answered())

    def test_neither_does_one_to_an_address(self):
        self.ticket.with_user(self.agent).message_post(
            body="Can you?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            outgoing_email_to="help@supplier.example",
            notify_skip_followers=True,
        )

        self.assertFalse(self._answered())

    def test_one_that_names_the_customer_as_well_answers(self):
        self._compose(
            composition_mode="comment",
            partner_ids=(self.supplier | self.bert).ids,
            notify_skip_followers=True,
        ).action_send_mail()

        self.assertTrue(self._answered())

    # Taken away

    def _lost(self):
        return self.ticket.message_ids.filtered(lambda m: "only answer" in m.body)

    def _answer(self):
        return self.ticket.with_user(self.agent).message_post(
            body="Done.", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def _assert_stays_answered(self):
        self.assertEqual(self.ticket.support_first_response_at, MONDAY)
        self.assertEqual(self._row(self.ticket, "first_response").verdict, "met")
        self.assertEqual(len(self._lost()), 1)
        self.assertEqual(self._lost().author_id, self.agent.partner_id)

    def test_the_only_answer_is_deleted(self):
        self._answer().sudo().unlink()

        self._assert_stays_answered()

    def test_the_only_answer_is_emptied_as_the_chatter_does(self):
        self.ticket.with_user(self.agent).sudo()._message_update_content(
            self._answer().sudo(), body="", attachment_ids=[]
        )

        self._assert_stays_answered()

    def test_the_only_answer_is_hidden(self):
        self._answer().with_user(self.agent).sudo().is_internal = True

        self._assert_stays_answered()

    def test_one_of_two_answers_is_deleted(self):
        self._answer()

        self._answer().sudo().unlink()

        self.assertFalse(self._lost())

    def test_what_is_corrected_or_was_a_note_is_no_loss(self):
        self._answer().with_user(self.agent).sudo().body = "Done, really."
        note = self.ticket.with_user(self.agent).message_post(body="For us")
        note.sudo().unlink()

        self.assertFalse(self._lost())

    def test_a_ticket_may_go_with_its_answers(self):
        self._answer()

        self.ticket.with_user(self.manager).unlink()

        self.assertFalse(self.ticket.exists())
        left = [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        self.assertFalse(self.env["mail.message"].search(left))
