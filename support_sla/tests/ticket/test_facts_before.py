# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from ..common import MONDAY
from ..deadline.test_ticket_deadline import HOUR, DeadlineCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestFactsBeforeThePromise(DeadlineCase):
    """What happened before a promise was known is judged by its own times."""

    def setUp(self):
        super().setUp()
        self.phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")

    def _first(self, ticket):
        return self._row(ticket, "first_response")

    def test_answered_then_the_customer_is_set(self):
        for hours, verdict in ((1, "met"), (24 * 10, "missed")):
            with self.subTest(verdict):
                with self.at(MONDAY):
                    ticket = self._make_ticket()
                answered_at = MONDAY + hours * HOUR
                with self.at(answered_at):
                    self._reply(ticket)
                with self.at(answered_at + HOUR):
                    ticket.partner_id = self.anna

                row = self._first(ticket)
                self.assertEqual((row.verdict, row.started_at), (verdict, MONDAY))
                self.assertEqual(row.stopped_at, answered_at)
                self.assertGreater(row.working_seconds, 0)

    def test_a_talk_whose_contact_is_found_later(self):
        with self.at(MONDAY):
            talk = self.env["helpdesk.ticket"].with_user(self.agent)
            talk = talk.create(self._ticket_vals(channel_id=self.phone.id))
        with self.at(MONDAY + timedelta(minutes=1)):
            talk.partner_id = self.anna

        row = self._first(talk)
        self.assertEqual(talk.support_first_response_at, MONDAY)
        self.assertEqual((row.verdict, row.stopped_at), ("met", MONDAY))
        self.assertEqual(row.working_seconds, 0)

    def test_a_talk_and_an_answer_before_the_contract_keep_no_promise(self):
        """Nothing was promised then: neither kept nor broken."""
        with self.at(MONDAY):
            talk = self.env["helpdesk.ticket"].with_user(self.agent)
            talk = talk.create(self._ticket_vals(self.gina, channel_id=self.phone.id))
            found = talk.create(self._ticket_vals(channel_id=self.phone.id))
            written = self._make_ticket(self.gina)
        with self.at(MONDAY + HOUR):
            self._reply(written)
        with self.at(MONDAY + DAY):
            self._make_contract(self.globex, self.monthly, "2026-01-01")
            found.partner_id = self.gina

        for ticket in (talk, found, written):
            self.assertFalse(self._first(ticket))
        self.assertEqual(found.support_first_response_at, MONDAY)

    def test_the_customer_who_asked_again_before_is_owed_the_next_answer(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(partner_email="anna@acme.test")
        with self.at(MONDAY + HOUR):
            self._reply(ticket)
        with self.at(MONDAY + 2 * HOUR):
            self._customer_says(ticket, author_id=False, email_from="anna@acme.test")
        with self.at(MONDAY + 3 * HOUR):
            ticket.partner_id = self.anna

        row = self._row(ticket, "next_response")
        self.assertEqual((row.verdict, row.started_at), ("running", MONDAY + 2 * HOUR))


@tagged("post_install", "-at_install")
class TestNewPromise(DeadlineCase):
    """A new promise is owed from when it began, and from no other cause."""

    def _open(self, partner=None):
        with self.at(MONDAY):
            return self._make_ticket(partner or self.anna)

    def _assert_owed_after(self, ticket, moment):
        row = self._row(ticket, "first_response")
        self.assertEqual(row.level_id, self.preferential)
        self.assertEqual((row.verdict, row.started_at), ("running", moment))
        self.assertGreater(row.due_at, moment)
        self.assertFalse(row.filtered(lambda r: r._is_late(moment)))

    def test_an_upgrade_makes_nothing_late(self):
        ticket = self._open()
        now = MONDAY + 2 * DAY
        with self.at(now):
            self.contract._change_level(self.preferential, now.date())

        first_day = self.contract.search([], order="id desc", limit=1).starts_at
        self._assert_owed_after(ticket, max(first_day, now))

    def test_nor_does_a_contract_with_a_first_day_long_ago(self):
        ticket = self._open()
        now = MONDAY + 2 * DAY
        with self.at(now):
            self._make_contract(self.acme, self.preferential, "2025-01-01")

        self._assert_owed_after(ticket, now)

    def test_nor_does_one_that_is_picked_or_that_begins_tomorrow(self):
        picked = self._open()
        now = MONDAY + DAY
        with self.at(now):
            new = self._make_contract(
                self.acme, self.preferential, "2026-03-05", confirm=False
            )
            new.action_confirm()
        day = new.starts_at + HOUR
        with self.at(day):
            picked.support_contract_id = new

        self._assert_owed_after(picked, new.starts_at)

    def test_an_unrelated_edit_picks_up_no_target(self):
        ticket = self._open()
        rows = ticket.support_deadline_ids
        due = {row: row.due_at for row in rows}
        with self.at(MONDAY + HOUR):
            for target in self.monthly.target_ids:
                target.write({"aim": 1, "commitment": 2})
            tag = self.env["helpdesk.ticket.tag"].create({"name": "Loud"})
            for vals in (
                {"priority": ticket.priority},
                {"tag_ids": [(4, tag.id)]},
                {"name": "Another name"},
                {"partner_id": self.bert.id},
                {"user_id": self.agent.id},
                {"team_id": self.other_team.id},
                {"support_contract_id": self.contract.id},
            ):
                with self.subTest(vals):
                    ticket.write(vals)
                    self.env.flush_all()
                    found = {row: row.due_at for row in ticket.support_deadline_ids}
                    self.assertEqual(found, due)

    def test_a_revived_row_begins_anew_with_its_new_marks(self):
        ticket = self._open()
        row = self._row(ticket, "first_response")
        old = row.due_at
        with self.at(MONDAY + HOUR):
            ticket.partner_id = self.gina
        self.assertEqual(row.verdict, "cancelled")
        now = MONDAY + 7 * DAY
        with self.at(now):
            self._make_contract(self.globex, self.preferential, "2026-01-01")

        row = self._row(ticket, "first_response")
        self.assertEqual((row.verdict, row.started_at), ("running", now))
        self.assertGreater(row.aim_at, now)
        self.assertGreater(row.due_at, row.aim_at)
        self.assertNotEqual(row.due_at, old)
        self.assertEqual(row.level_id, self.preferential)
        self.assertFalse(row.stopped_at or row.working_seconds)
