# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form, tagged

from ..common import MONDAY, SupportCase


@tagged("post_install", "-at_install")
class TestEntitlement(SupportCase):
    """Which promise covers a ticket, and why (specification 3)."""

    def _assert_promise(self, ticket, contract, level, reason):
        self.assertEqual(ticket.support_contract_id, contract)
        self.assertEqual(ticket.support_level_id, level)
        self.assertEqual(ticket.support_entitlement_reason, reason)

    def setUp(self):
        super().setUp()
        self.none = self.env["support.contract"]
        self.no_level = self.env["support.level"]

    def test_a_contact_finds_its_companys_contract(self):
        contract = self._make_contract(self.acme, self.monthly, "2026-01-01")
        with self.at(MONDAY):
            covered = self._make_ticket(self.anna)
            stranger = self._make_ticket(self.gina)

        self._assert_promise(covered, contract, self.monthly, "contract")
        self._assert_promise(stranger, self.none, self.no_level, "none")

    def test_parent_companies_cover_their_daughters(self):
        daughter = self._make_customer("Acme North", parent_id=self.acme.id)
        nora = self._make_contact(daughter, "Nora")
        contract = self._make_contract(self.acme, self.monthly, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(nora)
            mother = self._make_ticket(self.acme)

        self._assert_promise(ticket, contract, self.monthly, "contract")
        self._assert_promise(mother, contract, self.monthly, "contract")

    def test_a_daughters_contract_does_not_cover_the_mother(self):
        daughter = self._make_customer("Acme North", parent_id=self.acme.id)
        self._make_contract(daughter, self.monthly, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)

        self._assert_promise(ticket, self.none, self.no_level, "none")

    def test_the_highest_rank_in_force_wins(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        best = self._make_contract(self.acme, self.preferential, "2026-02-01")
        self._make_contract(self.acme, self.accompaniment, "2026-05-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)

        self._assert_promise(ticket, best, self.preferential, "contract")

    def test_named_contacts_only(self):
        contract = self._make_contract(
            self.acme, self.monthly, "2026-01-01", contact_ids=[(6, 0, self.anna.ids)]
        )
        with self.at(MONDAY):
            named = self._make_ticket(self.anna)
            colleague = self._make_ticket(self.bert)

        self._assert_promise(named, contract, self.monthly, "contract")
        self._assert_promise(colleague, self.none, self.no_level, "none")

    def test_an_expired_contract_is_named_as_the_reason(self):
        self._make_contract(self.acme, self.preferential, "2024-01-01", "2024-12-31")
        last = self._make_contract(self.acme, self.monthly, "2025-01-01", "2026-02-28")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)

        self._assert_promise(ticket, last, self.no_level, "expired")

    def test_the_companys_fallback_level(self):
        self.company.support_fallback_level_id = self.monthly
        last = self._make_contract(self.acme, self.monthly, "2025-01-01", "2026-02-28")
        with self.at(MONDAY):
            expired = self._make_ticket(self.anna)
            uncovered = self._make_ticket(self.gina)

        self._assert_promise(expired, last, self.monthly, "expired")
        self._assert_promise(uncovered, self.none, self.monthly, "fallback")

    def test_company_must_match(self):
        contract = self._make_contract(
            self.acme, self.monthly, "2026-01-01", company_id=self.other_company.id
        )
        with self.at(MONDAY):
            here = self._make_ticket(self.anna)
            there = self._make_ticket(
                self.anna, team_id=False, company_id=self.other_company.id
            )

        self._assert_promise(here, self.none, self.no_level, "none")
        self._assert_promise(there, contract, self.monthly, "contract")

    def test_draft_upcoming_and_cancelled_do_not_cover(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01", confirm=False)
        self._make_contract(self.acme, self.monthly, "2026-03-03")
        never = self._make_contract(self.acme, self.preferential, "2026-02-01")
        with self.at("2026-01-15 12:00"):
            never.action_cancel()
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)

        self._assert_promise(ticket, self.none, self.no_level, "none")

    def test_always_a_ticket_always_a_reason(self):
        contactless = self.env["res.partner"].create({"name": "A person, no company"})
        with self.at(MONDAY):
            tickets = self.env["helpdesk.ticket"].create(
                [
                    self._ticket_vals(),
                    self._ticket_vals(team_id=False),
                    self._ticket_vals(partner=contactless),
                ]
            )

        self.assertEqual(
            tickets.mapped("support_entitlement_reason"), ["none", "none", "none"]
        )

    def test_many_tickets_one_query(self):
        for customer in (self.acme, self.globex):
            self._make_contract(customer, self.monthly, "2026-01-01")
        people = [self.anna, self.bert, self.gina] * 20
        with self.at(MONDAY):
            tickets = self.env["helpdesk.ticket"].create(
                [self._ticket_vals(partner=person) for person in people]
            )

            self.env.flush_all()
            with self.assertQueryCount(1):
                tickets._support_entitle(MONDAY)

        self.assertEqual(
            tickets.support_contract_id.partner_id, self.acme | self.globex
        )

    def test_a_new_customer_asks_again(self):
        contract = self._make_contract(self.acme, self.monthly, "2026-01-01")
        other = self._make_contract(self.globex, self.preferential, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket()
            self._assert_promise(ticket, self.none, self.no_level, "none")

            ticket.partner_id = self.anna
            self._assert_promise(ticket, contract, self.monthly, "contract")

            ticket.partner_id = self.gina
            self._assert_promise(ticket, other, self.preferential, "contract")

    def test_what_covered_at_opening_still_covers_later(self):
        contract = self._make_contract(
            self.acme, self.monthly, "2026-01-01", "2026-03-02"
        )
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
        with self.at("2026-03-10 15:00"):
            ticket.priority = "3"

        self._assert_promise(ticket, contract, self.monthly, "contract")

    def test_an_upgrade_reaches_open_tickets_only(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        with self.at(MONDAY):
            opened, closed = (self._make_ticket(self.anna) for _ in range(2))
            closed.stage_id = self.stage_done
        with self.at("2026-03-03 15:00"):
            upgrade = self._make_contract(self.acme, self.preferential, "2026-03-03")

        self._assert_promise(opened, upgrade, self.preferential, "contract")
        self.assertEqual(closed.support_level_id, self.monthly)
        self.assertIn("Preferential", opened.message_ids[0].body)

    def test_an_agent_picks_a_contract_by_hand(self):
        chosen = self._make_contract(self.acme, self.monthly, "2026-01-01")
        best = self._make_contract(self.acme, self.preferential, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            self._assert_promise(ticket, best, self.preferential, "contract")

            with Form(ticket.with_user(self.agent)) as form:
                form.support_contract_id = chosen
            self._assert_promise(ticket, chosen, self.monthly, "contract")

            ticket.priority = "2"
            self._assert_promise(ticket, chosen, self.monthly, "contract")

            ticket.partner_id = self.gina
            self._assert_promise(ticket, self.none, self.no_level, "none")

    def test_a_copy_asks_for_itself(self):
        contract = self._make_contract(
            self.acme, self.monthly, "2026-01-01", "2026-03-31"
        )
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
        with self.at("2026-04-02 15:00"):
            copy = ticket.copy()

        self._assert_promise(ticket, contract, self.monthly, "contract")
        self._assert_promise(copy, contract, self.no_level, "expired")
        self.assertFalse(copy.support_deadline_ids)
