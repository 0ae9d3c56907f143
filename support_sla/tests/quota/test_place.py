# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..common import MONDAY
from .quota_common import PlaceCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestNotKnownYet(PlaceCase):
    """What is not known yet is not taken for nothing promised."""

    def _pending(self, tickets):
        """Others count: what the ledger answers while another process has the row."""
        claim = type(self.env["support.quota"])._claim
        busy = patch.object(
            type(self.env["support.quota"]), "_claim", lambda *args, **kwargs: None
        )
        self.assertTrue(claim)
        with busy:
            self._make_contract(self.acme, self._bigger(), "2026-03-02")
        self.assertTrue(all(tickets.mapped("support_quota_pending")))

    def _bigger(self):
        return self.small.copy({"code": "big", "quota_tickets": 30, "rank": 99})

    def test_an_upgrade_that_lost_the_race_keeps_the_deadlines(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(2)
            tickets.support_deadline_ids.flush_recordset()
            due = tickets.support_deadline_ids.mapped("due_at")
            self._pending(tickets)

            self.assertEqual(self._verdicts(tickets), ["running"] * 2)
            self.assertEqual(tickets.support_deadline_ids.mapped("due_at"), due)

            tickets._support_settle_pending(MONDAY)

            self.assertEqual(self._verdicts(tickets), ["running"] * 2)
            self.assertEqual(self._statuses(tickets), ["counted"] * 2)

    def test_another_priority_meanwhile_leaves_rows_alone(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(2)
            self._pending(tickets)

            tickets.priority = "3"

            self.assertEqual(self._verdicts(tickets), ["running"] * 2)

    def test_a_held_ticket_settled_late_counts_from_its_admission(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(1)
        with self.at(MONDAY + DAY):
            self._pending(held)
        with self.at(MONDAY + 2 * DAY):
            held._support_settle_pending(MONDAY + 2 * DAY)

            self.assertFalse(held.support_held)
            self.assertEqual(held.support_admitted_at, MONDAY + 2 * DAY)
            self.assertEqual(
                held.support_deadline_ids.mapped("started_at"), [MONDAY + 2 * DAY]
            )

    def test_a_cancelled_row_is_revived_from_its_new_start(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(4)
            first, last = tickets[0], tickets[3]
            first.support_exempt = "merged"
            self.assertFalse(last.support_held)
            last.support_contract_id = False
        with self.at(MONDAY + DAY):
            last.action_support_reattach()

            row = last.support_deadline_ids
            self.assertEqual((row.verdict, row.stopped_at), ("running", False))
            self.assertEqual(row.started_at, last.support_admitted_at or MONDAY)


@tagged("post_install", "-at_install")
class TestThePastStays(PlaceCase):
    def test_a_renewal_ahead_of_time(self):
        """November stays; December counts only who was held, oldest first."""
        self.small.quota_tickets = 12
        old = self._contract_since("2026-11-01", "2026-11-30", customer=self.globex)
        with self.at("2026-11-10 15:00"):
            tickets = self._make_tickets(12, self.gina)
            held = self._make_tickets(2, self.gina)
            new = old._renew()
        with self.at("2026-12-01 12:00"):
            new._reach(datetime(2026, 12, 1, 12))
            new._open_period(datetime(2026, 12, 1, 12))

        self.assertEqual(self._used(old, "2026-11-01"), 12)
        self.assertEqual(self._used(new, "2026-12-01"), 2)
        self.assertEqual(self._statuses(tickets), ["counted"] * 12)
        self.assertEqual(self._verdicts(tickets), ["running"] * 12)
        self.assertEqual(self._statuses(held), ["counted"] * 2)
        self.assertEqual(
            set(held.mapped("support_admitted_at")), {datetime(2026, 12, 1, 12)}
        )

    def test_an_upgrade_in_the_middle_of_a_period(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(3)
            held = self._make_tickets(1)
        with self.at(MONDAY + 7 * DAY):
            new = self.contract._change_level(
                self.preferential, (MONDAY + 7 * DAY).date()
            )

            self.assertEqual(self._used(self.contract, "2026-03-01"), 3)
            self.assertEqual(self._statuses(tickets), ["counted"] * 3)
            self.assertEqual(tickets.support_contract_id, new)
            self.assertFalse(held.support_held)

    def test_a_contract_that_comes_later_takes_no_place_in_a_period_that_was_over(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
        with self.at("2026-04-02 15:00"):
            late = self._make_contract(self.globex, self.small, "2026-03-01")

            self.assertEqual(ticket.support_contract_id, late)
            self.assertEqual(ticket.support_quota_status, "none")
            self.assertFalse(late.quota_entry_ids)
            self.assertEqual(self._verdicts(ticket), ["running"])

    def test_a_person_may_correct_the_past_but_frees_no_place_there(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(3)
            held = self._make_tickets(1)
        with self.at("2026-03-31 15:00"):
            self.contract.action_cancel()
        with self.at("2026-04-02 15:00"):
            tickets[0].support_exempt = "own_defect"

            self.assertEqual(self._used(self.contract, "2026-03-01"), 2)
            self.assertEqual(held.support_quota_status, "over")


@tagged("post_install", "-at_install")
class TestOldestFirst(PlaceCase):
    """Whoever claims places in bulk claims oldest first."""

    def _aged(self, count, partner=None):
        tickets = self.env["helpdesk.ticket"]
        for hours in range(count):
            with self.at(MONDAY + timedelta(hours=hours)):
                tickets += self._make_ticket(
                    partner or self.gina, priority=str(hours % 4)
                )
        return tickets

    def test_a_contract_is_bought(self):
        tickets = self._aged(5)
        with self.at(MONDAY + DAY):
            self._make_contract(self.globex, self.small, "2026-03-01")

            self.assertEqual(self._statuses(tickets), ["counted"] * 3 + ["over"] * 2)

    def test_the_customer_of_many_is_corrected(self):
        tickets = self._aged(5, self._make_customer("Unknown"))
        with self.at(MONDAY + DAY):
            mixed = tickets[2] + tickets[4] + tickets[0] + tickets[3] + tickets[1]
            mixed.partner_id = self.anna

            self.assertEqual(self._statuses(tickets), ["counted"] * 3 + ["over"] * 2)

    def test_many_wait_for_a_place(self):
        tickets = self._aged(6, self.anna)
        with self.at(MONDAY + DAY):
            self.small.quota_tickets = 5

            self.assertEqual(self._statuses(tickets), ["counted"] * 5 + ["over"])


@tagged("post_install", "-at_install")
class TestPickedByHand(PlaceCase):
    """The choice of a person reaches the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._contract_since(
            "2026-01-01", level=cls.small.copy({"code": "low", "rank": 1})
        )

    def test_another_contract(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            ticket.support_contract_id = self.other

            march = date(2026, 3, 1)
            self.assertEqual(
                self._entries(ticket),
                [
                    (self.contract, "consumption", 1, march),
                    (self.contract, "reversal", -1, march),
                    (self.other, "consumption", 1, march),
                ],
            )

    def test_none(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            ticket.support_contract_id = False
            ticket.partner_id = self._make_customer("Initech")

            self.assertEqual(self._used(self.contract, "2026-03-01"), 0)
            self.assertEqual(ticket.support_quota_status, "none")

    def test_picked_and_given_back_lets_others_in(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(3)
            held = self._make_tickets(1)
            tickets[0].support_contract_id = self.other

            self.assertEqual(held.support_quota_status, "counted")
            self.assertEqual(self._verdicts(held), ["running"])


@tagged("post_install", "-at_install")
class TestNewPeriod(PlaceCase):
    """Whoever waits comes before who arrives on the first, also before the job ran."""

    def test_a_ticket_of_the_first_comes_after_who_waits(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(3)
        with self.at("2026-04-01 12:00"):
            new = self._make_ticket(self.anna)

            self.assertEqual(self._statuses(held), ["counted"] * 3)
            self.assertEqual(new.support_quota_status, "over")

    def test_it_takes_what_they_leave(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(2)
        with self.at("2026-04-01 12:00"):
            new = self._make_tickets(2)

            self.assertEqual(self._statuses(held), ["counted"] * 2)
            self.assertEqual(self._statuses(new), ["counted", "over"])
            self.assertEqual(self._verdicts(new), ["running"])

    def test_a_corrected_customer_comes_after_who_waits(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(3)
        with self.at("2026-04-01 12:00"):
            other = self._make_ticket(self._make_customer("Unknown"))
            other.partner_id = self.anna

            self.assertEqual(self._statuses(held), ["counted"] * 3)
            self.assertEqual(other.support_quota_status, "over")

    def test_after_the_zone_was_moved(self):
        """Midnight comes seven hours earlier: nobody waits for the old one."""
        with self.at(MONDAY):
            self._make_tickets(3)
            held = self._make_tickets(1)
            self.contract._open_period(MONDAY)
        with self.at("2026-03-20 15:00"):
            self.calendar.tz = "Europe/Madrid"
        moment = datetime(2026, 3, 31, 23, 0)  # 1:00 of April there
        with self.at(moment):
            self.assertIn(self.contract, self.contract._get_unopened(moment))
            self.contract._open_period(moment)

            self.assertFalse(held.support_held)
