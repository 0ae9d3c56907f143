# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import Form, tagged

from ..common import MONDAY, SupportCase

HOUR = timedelta(hours=1)


class DeadlineCase(SupportCase):
    """A level that promises all three metrics, and Acme under contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monthly.target_ids.create(
            [
                {
                    "level_id": cls.monthly.id,
                    "metric": metric,
                    "aim": aim,
                    "commitment": commitment,
                }
                for metric, aim, commitment in (
                    ("next_response", 2, 4),
                    ("resolution", 20, 40),
                )
            ]
        )
        cls.contract = cls._make_contract(cls.acme, cls.monthly, "2026-01-01")
        cls.portal_anna = cls._make_portal_user(cls.anna)

    def _row(self, ticket, metric, number=1):
        return ticket.support_deadline_ids.filtered(
            lambda d: d.metric == metric and d.round == number
        )

    def _reply(self, ticket, user=None, **kwargs):
        values = {
            "body": "Have you tried turning it off and on again?",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        return ticket.with_user(user or self.agent).message_post(**values | kwargs)

    def _customer_says(self, ticket, **kwargs):
        return ticket.sudo().message_post(
            **{
                "body": "It burns again.",
                "author_id": self.anna.id,
                "message_type": "email",
                "subtype_xmlid": "mail.mt_comment",
            }
            | kwargs
        )


@tagged("post_install", "-at_install")
class TestFirstResponse(DeadlineCase):
    def _open(self):
        with self.at(MONDAY):
            return self._make_ticket(self.anna)

    def test_an_agents_answer_meets_it(self):
        ticket = self._open()
        row = self._row(ticket, "first_response")
        with self.at(MONDAY + HOUR):
            self._reply(ticket)

        self.assertEqual(row.stopped_at, MONDAY + HOUR)
        self.assertEqual((row.verdict, row.working_seconds), ("met", 3600))
        self.assertEqual(ticket.support_first_response_at, MONDAY + HOUR)

    def test_exactly_at_the_commitment_is_met_a_second_later_missed(self):
        for late, verdict in ((0, "met"), (1, "missed")):
            with self.subTest(late=late):
                ticket = self._open()
                row = self._row(ticket, "first_response")
                with self.at(row.due_at + timedelta(seconds=late)):
                    self._reply(ticket)

                self.assertEqual(row.verdict, verdict)

    def test_what_does_not_answer(self):
        """Notes, stage mails, OdooBot, the customer and assignment stop nothing."""
        ticket = self._open()
        row = self._row(ticket, "first_response")
        with self.at(MONDAY + HOUR):
            self._reply(ticket, subtype_xmlid="mail.mt_note")
            self._reply(ticket, self.env.ref("base.user_root"))
            self._reply(ticket, message_type="auto_comment")
            self._customer_says(ticket)
            ticket.user_id = self.agent
            self.stage_progress.mail_template_id = self.env.ref(
                "helpdesk_mgmt.changed_stage_template"
            )
            ticket.stage_id = self.stage_progress
            self.env.flush_all()

        self.assertEqual(row.verdict, "running")
        self.assertFalse(ticket.support_first_response_at)

    def test_the_composer_answers(self):
        ticket = self._open()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(default_model="helpdesk.ticket", default_res_ids=ticket.ids)
        )
        composer.body = "Here is how."
        with self.at(MONDAY + HOUR):
            composer.save()._action_send_mail()

        self.assertEqual(self._row(ticket, "first_response").verdict, "met")

    def test_a_talking_agent_has_answered(self):
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        email = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        with self.at(MONDAY):
            tickets = [
                self.env["helpdesk.ticket"]
                .with_user(self.agent)
                .create(self._ticket_vals(self.anna, channel_id=channel.id))
                for channel in (phone, email)
            ]

        spoken, written = (self._row(ticket, "first_response") for ticket in tickets)
        self.assertEqual((spoken.verdict, spoken.stopped_at), ("met", MONDAY))
        self.assertEqual(written.verdict, "running")

    def test_a_reply_and_a_stage_change_credit_both_in_either_order(self):
        for reply_first in (True, False):
            with self.subTest(reply_first=reply_first):
                ticket = self._open()
                with self.at(MONDAY + HOUR):
                    if reply_first:
                        self._reply(ticket)
                    ticket.stage_id = self.stage_awaiting
                    if not reply_first:
                        self._reply(ticket)

                row = self._row(ticket, "first_response")
                self.assertEqual((row.verdict, row.working_seconds), ("met", 3600))
                self.assertEqual(self._row(ticket, "resolution").verdict, "paused")


@tagged("post_install", "-at_install")
class TestNextResponse(DeadlineCase):
    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.ticket = self._make_ticket(self.anna)
            self._reply(self.ticket)

    def test_it_counts_from_the_oldest_unanswered_message(self):
        with self.at(MONDAY + HOUR):
            self._customer_says(self.ticket)
        with self.at(MONDAY + 2 * HOUR):
            self._customer_says(self.ticket)
        row = self._row(self.ticket, "next_response")

        self.assertEqual(row.started_at, MONDAY + HOUR)
        self.assertEqual(row.due_at, MONDAY + 5 * HOUR)
        with self.at(MONDAY + 3 * HOUR):
            self._reply(self.ticket)
        self.assertEqual((row.verdict, row.working_seconds), ("met", 7200))

    def test_each_question_is_a_round(self):
        for number in (1, 2):
            with self.at(MONDAY + number * HOUR):
                self._customer_says(self.ticket)
                self._reply(self.ticket)

        rows = self.ticket.support_deadline_ids.filtered(
            lambda d: d.metric == "next_response"
        )
        self.assertEqual(sorted(rows.mapped("round")), [1, 2])
        self.assertEqual(set(rows.mapped("verdict")), {"met"})

    def test_before_the_first_answer_there_is_only_the_first_clock(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            self._customer_says(ticket)

        self.assertFalse(self._row(ticket, "next_response"))


@tagged("post_install", "-at_install")
class TestResolution(DeadlineCase):
    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.ticket = self._make_ticket(self.anna)
        self.first = self._row(self.ticket, "resolution")

    def test_closing_meets_it_and_reopening_starts_a_round_in_full(self):
        with self.at(MONDAY + 3 * HOUR):
            self.ticket.stage_id = self.stage_done
        with self.at(MONDAY + 5 * HOUR):
            self.ticket.stage_id = self.stage_progress
        second = self._row(self.ticket, "resolution", 2)

        self.assertEqual(
            (self.first.verdict, self.first.working_seconds), ("met", 10800)
        )
        self.assertEqual(self.first.stopped_at, MONDAY + 3 * HOUR)
        self.assertEqual(second.started_at, MONDAY + 5 * HOUR)
        self.assertEqual(second.due_at, datetime(2026, 3, 6, 20))

    def test_time_spent_closed_is_never_counted(self):
        """Two hours closed: the first answer is owed two working hours later."""
        row = self._row(self.ticket, "first_response")
        due_at = row.due_at
        with self.at(MONDAY + 3 * HOUR):
            self.ticket.stage_id = self.stage_done
            self.assertEqual(row.verdict, "paused")
            self.assertEqual(self.ticket.support_urgency, "done")
        with self.at(MONDAY + 5 * HOUR):
            self.ticket.stage_id = self.stage_progress

        self.assertEqual(row.verdict, "running")
        self.assertEqual(self.calendar._support_elapsed(due_at, row.due_at), 2 * 3600)

    def test_closing_without_an_answer_after_the_commitment_is_missed(self):
        row = self._row(self.ticket, "first_response")
        with self.at(row.due_at + HOUR):
            self.ticket.stage_id = self.stage_done

        self.assertEqual(row.verdict, "missed")

    def test_closed_rows_never_move(self):
        with self.at(MONDAY + 3 * HOUR):
            self.ticket.stage_id = self.stage_done
        before = self.first.read(["due_at", "stopped_at", "verdict", "level_id"])
        with self.at(MONDAY + 4 * HOUR):
            self.ticket.stage_id = self.stage_progress
            self._make_contract(self.acme, self.preferential, "2026-03-01")

        self.assertEqual(self.ticket.support_level_id, self.preferential)
        self.assertEqual(
            self.first.read(["due_at", "stopped_at", "verdict", "level_id"]), before
        )


@tagged("post_install", "-at_install")
class TestUrgency(DeadlineCase):
    def test_it_follows_the_clock_without_a_cron(self):
        with self.at(MONDAY):
            ticket, other = self._make_ticket(self.anna), self._make_ticket(self.gina)
        row = self._row(ticket, "first_response")
        self._row(ticket, "resolution").unlink()
        ticket._support_rebuild()
        tickets = ticket | other
        second = timedelta(seconds=1)
        for moment, urgency in (
            (MONDAY, "on_track"),
            (row.aim_at - second, "on_track"),
            (row.aim_at, "due_soon"),
            (row.due_at, "due_soon"),
            (row.due_at + second, "late"),
        ):
            with self.subTest(moment=moment), self.at(moment):
                self.assertEqual(ticket.support_urgency, urgency)
                self.assertEqual(other.support_urgency, "none")
                for value in ("none", "on_track", "due_soon", "late", "paused", "done"):
                    found = tickets.search(
                        [("support_urgency", "=", value), ("id", "in", tickets.ids)]
                    )
                    self.assertEqual(
                        found,
                        tickets.filtered(lambda t, v=value: t.support_urgency == v),
                    )
