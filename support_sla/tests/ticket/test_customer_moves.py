# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import MONDAY, SupportCase


@tagged("post_install", "-at_install")
class TestCustomerMoves(SupportCase):
    """The customer changes, and nobody writes the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.monthly, "2026-01-01")
        cls.ivan = cls.env["res.partner"].create(
            {"name": "Ivan", "email": "ivan@i.test"}
        )

    def _merge(self, *partners):
        """Merge partners, as the wizard does, into the first one."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([p.id for p in partners], partners[0])

    def _running(self, ticket):
        return ticket.support_deadline_ids.filtered(lambda d: d.verdict == "running")

    # Set with the contact, by every way

    def test_a_ticket_is_its_contacts_customers(self):
        with self.at(MONDAY):
            ticket, typed = self._make_ticket(self.anna), self._make_ticket()
            self.assertEqual(ticket.support_customer_id, self.acme)
            self.assertFalse(typed.support_customer_id)

            (ticket | typed).write({"partner_id": self.gina.id})
            self.assertEqual((ticket | typed).support_customer_id, self.globex)

            ticket.partner_id = False
            self.assertFalse(ticket.support_customer_id)

    # A contact moves

    def test_a_contact_that_moves_leaves_its_tickets(self):
        self._make_contract(self.globex, self.preferential, "2026-01-01")
        with self.at(MONDAY):
            opened, closed = (self._make_ticket(self.anna) for _ in range(2))
            closed.stage_id = self.stage_done
        with self.at("2026-03-03 15:00"):
            self.anna.parent_id = self.globex
            # the same contact is written again, as an import does
            opened.write({"partner_id": self.anna.id, "priority": "3"})
            later = self._make_ticket(self.anna)

        self.assertEqual((opened | closed).support_customer_id, self.acme)
        self.assertEqual(opened.support_contract_id, self.contract)
        self.assertTrue(self._running(opened))
        self.assertEqual(later.support_customer_id, self.globex)
        self.assertEqual(later.support_level_id, self.preferential)

    def test_who_left_is_not_named_again(self):
        named = self._make_contract(
            self.acme,
            self.preferential,
            "2026-01-01",
            "2026-03-31",
            contact_ids=[(6, 0, self.anna.ids)],
        )
        with self.at(MONDAY):
            self.anna.parent_id = self.globex
            renewal = named._renew()

        self.assertTrue(renewal.named_only)
        self.assertFalse(renewal.contact_ids)

    # A company gets a parent

    def test_a_company_that_gets_a_parent_is_covered_at_once(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
            self.assertEqual(ticket.support_entitlement_reason, "none")
        with self.at("2026-03-03 15:00"):
            self.globex.parent_id = self.acme

        self.assertEqual(ticket.support_customer_id, self.globex)
        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertEqual(ticket.support_quota_status, "counted")
        self.assertTrue(self._running(ticket))

    def test_a_company_that_loses_its_parent_is_covered_no_more(self):
        self.globex.parent_id = self.acme
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
            self.assertEqual(ticket.support_contract_id, self.contract)
            self.globex.parent_id = False

        self.assertEqual(ticket.support_entitlement_reason, "none")
        self.assertFalse(self._running(ticket))

    def test_the_parent_of_a_parent(self):
        group = self._make_customer("Group")
        self._make_contract(group, self.accompaniment, "2026-01-01")
        self.globex.parent_id = self.acme
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
            self.assertEqual(ticket.support_level_id, self.monthly)
            self.acme.parent_id = group

        self.assertEqual(ticket.support_level_id, self.accompaniment)

    # An individual gets a company

    def test_an_individual_that_gets_a_company(self):
        with self.at(MONDAY):
            opened, closed = (self._make_ticket(self.ivan) for _ in range(2))
            closed.stage_id = self.stage_done
        with self.at("2026-03-03 15:00"):
            self.ivan.parent_id = self.acme

        self.assertEqual(opened.support_customer_id, self.acme)
        self.assertEqual(opened.support_contract_id, self.contract)
        self.assertEqual(closed.support_customer_id, self.ivan)

    def test_its_contract_comes_along_and_covers_nobody_else(self):
        own = self._make_contract(self.ivan, self.accompaniment, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.ivan)
            self.ivan.parent_id = self.acme
            colleague = self._make_ticket(self.anna)

        self.assertEqual(own.partner_id, self.acme)
        self.assertIn(own, self.acme.support_contract_ids)
        self.assertEqual(own.contact_ids, self.ivan)
        self.assertEqual(ticket.support_contract_id, own)
        self.assertEqual(colleague.support_contract_id, self.contract)

    def test_a_contract_of_the_same_level_is_listed_not_refused(self):
        own = self._make_contract(self.ivan, self.monthly, "2026-01-01")
        with self.at(MONDAY):
            self.ivan.parent_id = self.acme

        self.assertEqual(own.partner_id, self.acme)
        self.assertTrue(own.overlaps)
        self.assertIn(self.contract.name, own.activity_ids.summary)
        with self.at("2026-03-03 15:00"):
            own.with_user(self.manager).action_cancel()
        self.assertFalse((own | self.contract).filtered("overlaps"))

    def test_a_company_that_becomes_a_part_of_another(self):
        globex = self._make_contract(self.globex, self.preferential, "2026-01-01")
        implementation = self.env["support.implementation"].create(
            {"partner_id": self.globex.id}
        )
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
            self.globex.write({"parent_id": self.acme.id, "is_company": False})

        self.assertEqual(ticket.support_customer_id, self.acme)
        self.assertEqual(globex.partner_id, self.acme)
        self.assertEqual(implementation.partner_id, self.acme)
        self.assertEqual(ticket.support_contract_id, globex)

    # Partners are merged

    def test_merged_companies_have_one_promise(self):
        twin = self._make_customer("Acme Inc")
        tina = self._make_contact(twin, "Tina")
        with self.at(MONDAY):
            ticket = self._make_ticket(tina)
            self.assertEqual(ticket.support_entitlement_reason, "none")
        with self.at("2026-03-03 15:00"):
            self._merge(self.acme, twin)

        self.assertEqual(ticket.support_customer_id, self.acme)
        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertTrue(self._running(ticket))

    def test_merged_contracts_that_overlap_are_listed_once(self):
        twin = self._make_customer("Acme Inc")
        third = self._make_customer("Acme Co")
        other = self._make_contract(twin, self.monthly, "2026-02-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(twin)
            self._merge(self.acme, twin)
            self._merge(self.acme, third)

        both = self.contract | other
        self.assertEqual(other.partner_id, self.acme)
        self.assertEqual(
            self.env["support.contract"].search([("overlaps", "=", True)]) & both, both
        )
        self.assertEqual([len(c.activity_ids) for c in both], [1, 1])
        self.assertEqual(ticket.support_entitlement_reason, "contract")
        # the way out
        with self.at("2026-03-03 15:00"):
            self.contract.date_end = "2026-01-31"
        self.assertFalse(both.filtered("overlaps"))

    def test_a_company_merged_into_a_contact_of_another(self):
        twin = self._make_customer("Globex North")
        other = self._make_contract(twin, self.preferential, "2026-01-01")
        place = self._make_contact(self.globex, "North")
        with self.at(MONDAY):
            ticket = self._make_ticket(twin)
            twin.is_company = False
            self._merge(place, twin)

        self.assertEqual(other.partner_id, place.commercial_partner_id)
        self.assertEqual(ticket.support_customer_id, self.globex)
        self.assertEqual(ticket.support_contract_id, other)

    def test_merged_contacts_of_two_companies(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            self._merge(self.gina, self.anna)

        self.assertEqual(ticket.partner_id, self.gina)
        self.assertEqual(ticket.support_customer_id, self.acme)
        self.assertEqual(ticket.support_contract_id, self.contract)

    def test_no_constraint_of_ours_names_a_partner(self):
        """A merge deletes what one keeps it from moving."""
        self.env.cr.execute(
            """
            SELECT c.conrelid::regclass::text, c.conname
              FROM pg_constraint c
              JOIN pg_constraint f ON f.conrelid = c.conrelid AND f.contype = 'f'
               AND f.confrelid = 'res_partner'::regclass AND f.conkey <@ c.conkey
             WHERE c.contype IN ('c', 'u') AND c.conrelid::regclass::text ~ '^support_'
             UNION
            SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text
              FROM pg_index i
              JOIN pg_constraint f ON f.conrelid = i.indrelid AND f.contype = 'f'
               AND f.confrelid = 'res_partner'::regclass
               AND f.conkey[1] = ANY(i.indkey)
             WHERE i.indisunique AND i.indrelid::regclass::text ~ '^support_'
               AND NOT i.indrelid::regclass::text ~ '_rel$'
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])

    # A contact is deleted

    def test_a_deleted_contact_leaves_its_ticket_to_its_customer(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            self.anna.unlink()
            ticket.priority = "2"

        self.assertEqual(ticket.support_customer_id, self.acme)
        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertTrue(self._running(ticket))

    def test_a_deleted_contact_who_was_named(self):
        named = self._make_contract(
            self.acme,
            self.preferential,
            "2026-01-01",
            contact_ids=[(6, 0, self.anna.ids)],
        )
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            self.assertEqual(ticket.support_contract_id, named)
            self.anna.unlink()
            colleague = self._make_ticket(self.bert)

        self.assertEqual(ticket.support_contract_id, named)
        self.assertTrue(named.named_only)
        self.assertEqual(colleague.support_contract_id, self.contract)

    def test_a_deleted_individual_is_promised_nothing(self):
        self.company.support_fallback_level_id = self.monthly
        with self.at(MONDAY):
            ticket = self._make_ticket(self.ivan)
            self.ivan.unlink()

        self.assertFalse(ticket.support_customer_id)
        self.assertEqual(ticket.support_entitlement_reason, "fallback")

    def test_a_customer_with_contracts_stays_and_says_why(self):
        self.contract.action_cancel()
        for refused in (self.acme, self.acme | self.ivan):
            with self.assertRaisesRegex(UserError, self.contract.name):
                refused.unlink()
