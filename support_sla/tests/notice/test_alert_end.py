# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..common import MONDAY
from .test_alert import COMMITMENT, HOUR, AlertCase


@tagged("post_install", "-at_install")
class TestAlertEnd(AlertCase):
    """An activity that an alert made is done when what it tells of is over."""

    def setUp(self):
        super().setUp()
        self._make_step(by="activity", recipient="assignee")
        self._make_step("aim", by="activity")
        self.ticket, self.other = self._open(), self._open()
        self._run(COMMITMENT)
        self.assertEqual(len(self._todo(self.ticket)), 2)

    def _todo(self, ticket):
        return ticket.activity_ids.filtered("support_alert_id")

    def _row(self, ticket):
        return ticket.support_deadline_ids

    def _answer(self, ticket, at):
        with self.at(at):
            ticket.with_user(self.agent_own).sudo().message_post(
                body="Here is how.",
                author_id=self.agent_own.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            self.env.flush_all()

    def _assert_done(self, text):
        mails = self.env["mail.mail"].search_count([])
        self._run(COMMITMENT + 2 * HOUR)

        self.assertFalse(self._todo(self.ticket))
        self.assertEqual(len(self._todo(self.other)), 2)
        said = self.ticket.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(said), 2)
        for message in said:
            self.assertIn(text, message.body)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self._run(COMMITMENT + 3 * HOUR)
        said = self.ticket.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(said), 2)

    def test_answered_in_time_or_late(self):
        for hours, verdict in ((0, "met"), (1, "missed")):
            with self.subTest(verdict), self.cr.savepoint() as savepoint:
                self._answer(self.ticket, COMMITMENT + hours * HOUR)
                self.assertEqual(self._row(self.ticket).verdict, verdict)
                self._assert_done("this deadline has ended")
                savepoint.rollback()

    def test_closed_without_an_answer(self):
        with self.at(COMMITMENT + HOUR):
            self.ticket.stage_id = self.stage_done
            self.env.flush_all()

        self._assert_done("this deadline has ended")

    def test_cancelled_by_a_manager(self):
        with self.at(COMMITMENT + HOUR):
            self._row(self.ticket)._take_back("Agreed by phone", COMMITMENT + HOUR)

        self._assert_done("no longer owed")

    def test_the_customer_was_another(self):
        with self.at(COMMITMENT + HOUR):
            self.ticket.partner_id = self.gina
            self.env.flush_all()
        self.assertEqual(self._row(self.ticket).verdict, "cancelled")

        self._assert_done("no longer owed")

    def test_what_stands_still_is_still_to_be_done(self):
        with self.at(COMMITMENT + HOUR):
            self.ticket.stage_id = self.stage_awaiting
            self.env.flush_all()
        self._run(COMMITMENT + 2 * HOUR)

        self.assertEqual(len(self._todo(self.ticket)), 2)

    def test_each_in_her_language_and_what_somebody_did_stays_done(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.agent.lang = "es_419"
        mine = self._todo(self.ticket).filtered(lambda a: a.user_id == self.agent)
        hers = self._todo(self.ticket) - mine
        with self.at(COMMITMENT):
            hers.action_feedback(feedback="I saw it")
        self._answer(self.ticket, COMMITMENT)
        self._run(COMMITMENT + HOUR)

        self.assertFalse(self._todo(self.ticket))
        said = self.ticket.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(len(said), 2)
        self.assertEqual(len(said.filtered(lambda m: "I saw it" in m.body)), 1)

    def test_an_owed_answer_makes_no_activity_done(self):
        self._answer(self.other, MONDAY + HOUR)
        self._run(COMMITMENT + HOUR)

        self.assertEqual(len(self._todo(self.ticket)), 2)
