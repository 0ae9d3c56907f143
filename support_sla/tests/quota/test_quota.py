# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MONDAY
from .quota_common import QuotaCase


@tagged("post_install", "-at_install")
class TestQuota(QuotaCase):
    def test_counted_until_the_allowance_then_over(self):
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at(MONDAY):
            tickets = self._make_tickets(5)

            self._assert_balance(contract, 3, 0)
        self.assertEqual(self._statuses(tickets), ["counted"] * 3 + ["over"] * 2)
        self.assertEqual(
            [(e.quantity, e.kind, e.period_start) for e in contract.quota_entry_ids],
            [(1, "consumption", date(2026, 3, 1))] * 3,
        )
        self.assertEqual(
            [(e.number, e.size) for e in contract.quota_entry_ids.sorted("id")],
            [(1, 3), (2, 3), (3, 3)],
        )

    def test_one_by_one_is_the_same(self):
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at(MONDAY):
            tickets = self.env["helpdesk.ticket"]
            for _ in range(4):
                tickets += self._make_ticket(self.anna)

            self._assert_balance(contract, 3, 0)
        self.assertEqual(self._statuses(tickets), ["counted"] * 3 + ["over"])

    def test_without_a_contract_or_a_limit_no_quota_applies(self):
        self._make_contract(self.globex, self.preferential, "2026-01-01")
        expired = self._make_contract(
            self._make_customer("Initech"), self.small, "2025-01-01", "2025-12-31"
        )
        with self.at(MONDAY):
            nobody = self._make_ticket()
            uncovered = self._make_ticket(self.bert)
            unlimited = self._make_ticket(self.gina)
            late = self._make_ticket(expired.partner_id)

        tickets = nobody | uncovered | unlimited | late
        self.assertEqual(self._statuses(tickets), ["none"] * 4)
        self.assertFalse(
            self.env["support.quota.entry"].search([("ticket_id", "in", tickets.ids)])
        )

    def test_two_customers_do_not_share_a_quota(self):
        acme = self._make_contract(self.acme, self.small, "2026-01-01")
        globex = self._make_contract(self.globex, self.small, "2026-01-01")
        with self.at(MONDAY):
            self._make_tickets(4)
            ticket = self._make_ticket(self.gina)

            self._assert_balance(acme, 3, 0)
            self._assert_balance(globex, 1, 2)
        self.assertEqual(ticket.support_quota_status, "counted")

    def test_period_borders_are_local(self):
        """2026-04-01 05:30 UTC is still March in Guatemala (specification 4)."""
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at("2026-04-01 05:30:00"):
            self._make_ticket(self.anna)
            self._assert_balance(contract, 1, 2)
        with self.at("2026-04-01 06:00:00"):
            self._assert_balance(contract, 0, 3)
            self._make_ticket(self.anna)
            self._assert_balance(contract, 1, 2)
        self.assertEqual(
            contract.quota_entry_ids.mapped("period_start"),
            [date(2026, 4, 1), date(2026, 3, 1)],
        )

    def test_a_week_and_from_the_contracts_first_day(self):
        self.small.write({"quota_period": "week", "quota_anchor": "contract"})
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at(MONDAY):
            self._make_ticket(self.anna)

            self.assertEqual(contract.quota_period_start, date(2026, 2, 26))
            self.assertEqual(contract.quota_period_end, date(2026, 3, 4))
        self.assertEqual(contract.quota_entry_ids.period_start, date(2026, 2, 26))

    def test_the_level_changes_and_past_figures_stay(self):
        contract = self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at("2026-02-10 15:00"):
            self._make_tickets(2)
        with self.at(MONDAY):
            tickets = self._make_tickets(4)
            self.assertTrue(tickets[3].support_held)

            self.small.quota_tickets = 10

            self.assertEqual(tickets[3].support_quota_status, "counted")
            self._assert_balance(contract, 4, 6)
            self.assertEqual(
                [
                    (row.period_start.month, row.allowance, row.used)
                    for row in contract.quota_period_ids
                ],
                [(3, 10, 4), (2, 3, 2), (1, 3, 0)],
            )

    def test_unlimited_from_now_on_lets_everybody_in(self):
        self._make_contract(self.acme, self.small, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_tickets(4)[3]
            self.assertFalse(ticket.support_deadline_ids)

            self.small.quota_tickets = 0

            self.assertEqual(ticket.support_quota_status, "none")
            self.assertTrue(ticket.support_deadline_ids)


@tagged("post_install", "-at_install")
class TestReversal(QuotaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")

    def test_a_duplicate_is_not_counted(self):
        with self.at(MONDAY):
            one, two = self._make_tickets(2)

            two.duplicate_id = one

            self.assertEqual(two.support_quota_status, "exempt")
            self._assert_balance(self.contract, 1, 2)
        reversal = self.contract.quota_entry_ids[0]
        self.assertEqual((reversal.quantity, reversal.kind), (-1, "reversal"))
        self.assertEqual(reversal.reason, "Duplicate")

    def test_each_reads_why_in_her_language_and_what_was_typed_as_typed(self):
        self.env["res.lang"]._activate_lang("es_419")
        module = self.env["ir.module.module"].search([("name", "=", "support_sla")])
        module._update_translations(["es_419"])
        self.small.quota_carry_over = True
        contract = self._make_contract(self.globex, self.small, "2026-01-01")
        with self.at("2026-01-12 15:00"):
            one, two, *more = self._make_tickets(4, self.gina)
            more[-1].action_support_grant()
            two.with_context(lang="es_419").support_exempt = "own_defect"
            one.partner_id = self.anna  # of another customer
            number = more[0].number
            more[0].with_context(lang="es_419").unlink()
        with self.at("2026-02-12 15:00"):
            self._make_ticket(self.gina)
            self.env["support.quota.entry"].create(
                {"contract_id": contract.id, "quantity": -1, "reason": "A gift"}
            )

        entries = self.env["support.quota.entry"].search(
            [("contract_id", "=", contract.id)]
        )
        for lang, words in (
            (
                "en_US",
                {
                    "Ticket 3 of 3",
                    "Granted beyond the quota",
                    "Our own defect",
                    "Covered by another contract, or by none",
                    f"Deleted: {number}",
                    "Left of the period from 01/01/2026",
                    "A gift",
                },
            ),
            (
                "es_419",
                {
                    "Ticket 3 de 3",
                    "Concedido por encima del cupo",
                    "Defecto nuestro",
                    "Cubierto por otro contrato, o por ninguno",
                    f"Eliminado: {number}",
                    "Sobrante del período que empezó el 01/01/2026",
                    "A gift",
                },
            ),
        ):
            with self.subTest(lang):
                said = entries.with_context(lang=lang)
                self.assertLessEqual(words, {*said.mapped("reason_words")})
                found = said.search(
                    [("reason_words", "ilike", "GIFT"), ("id", "in", entries.ids)]
                )
                self.assertEqual(found.reason, "A gift")
        found = entries.with_context(lang="es_419").search(
            [("reason_words", "ilike", "defecto"), ("id", "in", entries.ids)]
        )
        self.assertEqual(found.why, "own_defect")

    def test_rejected_then_reopened_counts_once(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            for _ in range(2):
                ticket.stage_id = self.stage_rejected
                self._assert_balance(self.contract, 0, 3)
                ticket.stage_id = self.stage_progress
                self._assert_balance(self.contract, 1, 2)
        self.assertEqual(
            self.contract.quota_entry_ids.sorted("id").mapped("quantity"),
            [1, -1, 1, -1, 1],
        )

    def test_closed_and_reopened_stays_counted(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            ticket.stage_id = self.stage_done
            ticket.stage_id = self.stage_progress
            ticket.write({"priority": "3"})

        self.assertEqual(len(self.contract.quota_entry_ids), 1)

    def test_a_freed_place_goes_to_the_oldest(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(3)
            first, second = (self._make_ticket(self.anna) for _ in range(2))
        with self.at("2026-03-03 15:00"):
            tickets[1]._support_exclude("own_defect", "Our bug", MONDAY)

            self.assertEqual(first.support_quota_status, "counted")
            self.assertEqual(second.support_quota_status, "over")
            self.assertEqual(
                first.support_deadline_ids.mapped("started_at"),
                [datetime(2026, 3, 3, 15, 0)],
                "its deadlines start when it is admitted",
            )
            self.assertFalse(second.support_deadline_ids)
            self._assert_balance(self.contract, 3, 0)

    def test_a_reversal_in_a_closed_period_changes_that_period_only(self):
        with self.at("2026-03-31 15:00"):
            march = self._make_tickets(3)
        with self.at("2026-04-01 15:00"):
            april = self._make_tickets(4)

            march[0].duplicate_id = march[1]

            self._assert_balance(self.contract, 3, 0)
            self.assertEqual(april[3].support_quota_status, "over")
            self.assertEqual(
                [
                    (row.period_start.month, row.used)
                    for row in self.contract.quota_period_ids
                ],
                [(4, 3), (3, 2)],
            )

    def test_moved_to_another_contract(self):
        with self.at("2026-01-01 15:00"):
            globex = self._make_contract(self.globex, self.small, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
        with self.at("2026-04-03 15:00"):
            ticket.partner_id = self.gina

        rows = [
            (e.contract_id, e.quantity, e.period_start)
            for e in ticket.support_quota_entry_ids.sorted("id")
        ]
        march = date(2026, 3, 1)
        self.assertEqual(
            rows,
            [(self.contract, 1, march), (self.contract, -1, march), (globex, 1, march)],
        )

    def test_an_upgrade_moves_no_figure_of_the_past(self):
        with self.at("2026-03-31 15:00"):
            march = self._make_ticket(self.anna)
        with self.at("2026-04-02 15:00"):
            april = self._make_ticket(self.anna)
            self._make_contract(self.acme, self.preferential, "2026-04-02")

            self.assertEqual(march.support_level_id, self.preferential)
            self.assertEqual(march.support_quota_status, "counted")
            self.assertEqual(april.support_quota_status, "none")
            self._assert_balance(self.contract, 0, 3)

    def test_the_ledger_is_append_only(self):
        with self.at(MONDAY):
            self._make_ticket(self.anna)
        entry = self.contract.quota_entry_ids

        with self.assertRaisesRegex(UserError, "only ever added to"):
            entry.sudo().quantity = 5
        with self.assertRaisesRegex(UserError, "only ever added to"):
            entry.sudo().unlink()

    def test_an_adjustment_by_hand(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(4)
            entry = (
                self.env["support.quota.entry"]
                .with_user(self.manager)
                .create(
                    {
                        "contract_id": self.contract.id,
                        "quantity": -2,
                        "kind": "adjustment",
                        "reason": "For the trouble of last week",
                    }
                )
            )

            self.assertEqual(entry.period_start, date(2026, 3, 1))
            self.assertEqual(entry.create_uid, self.manager)
            self.assertEqual(tickets[3].support_quota_status, "counted")
            self._assert_balance(self.contract, 4, 1)
        with self.assertRaises(AccessError):
            self.env["support.quota.entry"].with_user(self.agent).create(
                {"contract_id": self.contract.id, "quantity": -2, "reason": "Me too"}
            )
