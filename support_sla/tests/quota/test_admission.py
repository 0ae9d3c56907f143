# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from ..common import MONDAY
from .quota_common import PlaceCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestAdmission(PlaceCase):
    def test_a_grant_on_an_overdrawn_period_gives_what_is_missing(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(2)
            self.small.quota_tickets = 1

            held[1].with_user(self.agent).action_support_grant()

            self.assertEqual(held[1].support_quota_status, "counted")
            self.assertEqual(held[0].support_quota_status, "over")
            self._assert_balance(self.contract, 4, 0)

    def test_a_grant_of_two_at_once(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(2)
            self.small.quota_tickets = 2

            held.with_user(self.agent).action_support_grant()

            self.assertEqual(self._statuses(held), ["counted"] * 2)
            self._assert_balance(self.contract, 5, 0)

    def test_a_policy_that_holds_nobody_releases_who_waits(self):
        for policy in ("inform", "extra"):
            with self.subTest(policy=policy), self.env.cr.savepoint() as savepoint:
                with self.at(MONDAY):
                    self._make_tickets(3)
                    held = self._make_tickets(2)
                with self.at(MONDAY + DAY):
                    self.small.over_quota_policy = policy

                    self.assertEqual(self._statuses(held), ["over"] * 2)
                    self.assertEqual(held.mapped("support_held"), [False] * 2)
                    self.assertEqual(set(held.mapped("support_over_policy")), {policy})
                    self.assertEqual(
                        held.support_deadline_ids.mapped("started_at"),
                        [MONDAY + DAY] * 2,
                    )
                savepoint.rollback()
                self.env.registry.clear_cache()

    def test_many_who_wait_are_released_by_the_job(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(25)
            self.contract._open_period(MONDAY)
            self.small.over_quota_policy = "inform"
            self.assertTrue(all(held.mapped("support_held")))

            for contract in self.contract._get_unopened(MONDAY):
                contract._open_period(MONDAY)

            self.assertFalse(any(held.mapped("support_held")))

    def test_a_held_ticket_of_an_ended_contract_says_so(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_ticket(self.anna)
            self.contract.action_cancel()
        with self.at("2026-04-02 15:00"):
            lines = held._support_quota_lines()

            self.assertIn("has ended", lines[-1])
            self.assertTrue(held.support_held, "nobody admits it any more")

    def test_a_deleted_ticket_gives_its_place_back(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(3)
            held = self._make_ticket(self.anna)
            number = tickets[1].number

            tickets[1].with_user(self.manager).unlink()

            self.assertEqual(held.support_quota_status, "counted")
            self._assert_balance(self.contract, 3, 0)
            reversal = self.contract.quota_entry_ids.filtered(
                lambda e: e.kind == "reversal"
            )
            self.assertEqual(reversal.reason, f"Deleted: {number}")
            self.assertFalse(reversal.ticket_id)

    def test_deleting_what_is_not_counted_changes_nothing(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(2)
            held[0].with_user(self.manager).unlink()

            self._assert_balance(self.contract, 3, 0)

    def test_deleting_in_a_period_that_is_over_frees_no_place(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(3)
        with self.at("2026-04-02 15:00"):
            self._make_tickets(3)
            held = self._make_ticket(self.anna)
            tickets[0].with_user(self.manager).unlink()

            self.assertEqual(held.support_quota_status, "over")

    def test_what_is_born_closed_is_history(self):
        with self.at(MONDAY):
            solved = self._make_ticket(self.anna, stage_id=self.stage_done.id)

            self.assertEqual(solved.support_quota_status, "none")
            self.assertFalse(solved.support_notice_due)
            self._assert_balance(self.contract, 0, 3)

    def test_a_stage_that_does_not_count_any_more(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(3)
            held = self._make_ticket(self.anna)
            tickets[0].stage_id = self.stage_progress
            self.stage_progress.support_not_counted = True

            self.assertEqual(tickets[0].support_quota_status, "exempt")
            self.assertEqual(held.support_quota_status, "counted")
