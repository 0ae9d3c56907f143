# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.helpdesk_mgmt.models.helpdesk_ticket import HelpdeskTicket

from ..common import MONDAY
from ..quota.quota_common import PlaceCase


@tagged("post_install", "-at_install")
class TestCreation(PlaceCase):
    """Another addon, loaded before, does what it likes inside ``create``."""

    def _meddling(self, act):
        create = HelpdeskTicket.create

        def meddle(tickets, vals_list):
            made = create(tickets, vals_list)
            act(made)
            return made

        meddle._api_model = True
        return patch.object(HelpdeskTicket, "create", meddle)

    def _born(self, act, **vals):
        with self.at(MONDAY), self._meddling(act):
            ticket = self._make_ticket(self.anna, **vals)
            self.env.flush_all()
            self.env.invalidate_all()
        return ticket

    def test_it_moves_the_stage(self):
        def wait(tickets):
            tickets.write({"stage_id": self.stage_awaiting.id})

        ticket = self._born(wait)

        self.assertEqual(self._verdicts(ticket), ["paused"])
        self.assertEqual(ticket.support_pause_ids.mapped("waiting_for"), ["customer"])
        self.assertEqual(ticket.support_silent_since, MONDAY)

    def test_it_closes(self):
        def close(tickets):
            tickets.write({"stage_id": self.stage_done.id})

        ticket = self._born(close)

        self.assertEqual(ticket.support_quota_status, "none")
        self.assertFalse(ticket.support_deadline_ids)
        self.assertEqual(ticket.support_closed_at, MONDAY)

    def test_it_raises_the_priority(self):
        self.small.target_ids[0].copy({"priority": "3", "aim": 1, "commitment": 2})

        ticket = self._born(lambda tickets: tickets.write({"priority": "3"}))

        self.assertEqual(ticket.support_deadline_ids.commitment, 2)
        self.assertEqual(len(ticket.support_deadline_ids), 1)

    def test_it_changes_the_customer(self):
        other = self._contract_since("2026-01-01", customer=self.globex)

        ticket = self._born(lambda t: t.write({"partner_id": self.gina.id}))

        self.assertEqual(ticket.support_contract_id, other)
        self.assertEqual(self._used(other, "2026-03-01"), 1)
        self.assertEqual(self._used(self.contract, "2026-03-01"), 0)

    def test_it_picks_a_contract(self):
        low = self._contract_since(
            "2026-01-01", level=self.small.copy({"code": "low", "rank": 1})
        )

        ticket = self._born(lambda t: t.write({"support_contract_id": low.id}))

        self.assertEqual(ticket.support_contract_id, low)
        self.assertTrue(ticket.support_contract_picked)
        self.assertEqual(self._used(low, "2026-03-01"), 1)

    def test_it_answers(self):
        def answer(tickets):
            tickets.with_user(self.agent).message_post(
                body="We are on it",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

        ticket = self._born(answer)

        self.assertEqual(self._verdicts(ticket), ["met"])
        self.assertEqual(ticket.support_first_response_at, MONDAY)

    def test_what_fails_there_leaves_nothing_behind(self):
        def fail(tickets):
            raise UserError("No")

        with self.at(MONDAY):
            with self._meddling(fail), self.assertRaises(UserError):
                self._make_ticket(self.anna)
            ticket = self._make_ticket(self.anna)
            ticket.stage_id = self.stage_awaiting

            self.assertEqual(self._verdicts(ticket), ["paused"])
