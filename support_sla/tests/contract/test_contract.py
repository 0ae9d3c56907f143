# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import SupportCase


@tagged("post_install", "-at_install")
class TestImplementation(SupportCase):
    def _make(self, start, end, **vals):
        return self.env["support.implementation"].create(
            {"partner_id": self.anna.id, "date_start": start, "date_end": end} | vals
        )

    def test_the_end_brings_the_included_contract(self):
        """The two examples of specification 2, month ends and February included."""
        for end, first, last in (
            (date(2026, 1, 31), date(2026, 2, 1), date(2026, 7, 31)),
            (date(2026, 8, 31), date(2026, 9, 1), date(2027, 2, 28)),
        ):
            with self.subTest(end=end):
                implementation = self._make(date(2025, 6, 1), end)

                implementation.action_finish()

                contract = implementation.contract_ids
                self.assertEqual(
                    (contract.date_start, contract.date_end), (first, last)
                )
                self.assertEqual(contract.level_id, self.monthly)
                self.assertEqual(contract.origin, "included")
                self.assertEqual(contract.phase, "confirmed")
                self.assertEqual(contract.partner_id, self.acme)

    def test_finishing_twice_or_correcting_the_date_makes_no_second(self):
        implementation = self._make(date(2025, 6, 1), date(2026, 1, 31))
        implementation.action_finish()
        contract = implementation.contract_ids

        implementation.action_finish()
        implementation.date_end = date(2026, 2, 28)
        implementation.action_finish()

        self.assertEqual(implementation.contract_ids, contract)
        self.assertEqual(
            (contract.date_start, contract.date_end),
            (date(2026, 3, 1), date(2026, 8, 31)),
            "an untouched included contract follows the corrected end",
        )

    def test_a_contract_somebody_changed_does_not_follow(self):
        implementation = self._make(date(2025, 6, 1), date(2026, 1, 31))
        implementation.action_finish()
        contract = implementation.contract_ids
        contract.date_end = date(2026, 12, 31)

        implementation.date_end = date(2026, 2, 28)

        self.assertEqual(contract.date_start, date(2026, 2, 1))
        self.assertEqual(contract.date_end, date(2026, 12, 31))

    def test_without_an_end_it_ends_today(self):
        with self.at("2026-03-02 15:00"):
            implementation = self._make(date(2025, 6, 1), False)
            implementation.action_finish()

        self.assertEqual(implementation.date_end, date(2026, 3, 2))
        self.assertEqual(implementation.contract_ids.date_start, date(2026, 3, 3))

    def test_today_is_the_companys_wherever_one_sells(self):
        """While it is March 3 for a colleague in Madrid, it is March 2 here."""
        self.company.partner_id.tz = "America/Guatemala"
        abroad = self.env(context={"tz": "Europe/Madrid"})
        with self.at("2026-03-03 02:00"):
            contract = Form(abroad["support.contract"])
            implementation = Form(abroad["support.implementation"])
            running = self._make(date(2025, 6, 1), False).with_env(abroad)
            running.action_finish()

        self.assertEqual(contract.date_start, date(2026, 3, 2))
        self.assertEqual(implementation.date_start, date(2026, 3, 2))
        self.assertEqual(running.date_end, date(2026, 3, 2))

    def test_days_already_covered_leave_a_draft_and_a_word(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        implementation = self._make(date(2025, 6, 1), date(2026, 1, 31))

        implementation.action_finish()

        self.assertEqual(implementation.state, "finished")
        self.assertEqual(implementation.contract_ids.phase, "draft")
        self.assertIn("draft", implementation.contract_ids.message_ids[0].body)

    def test_the_button_of_the_form(self):
        form = Form(self.env["support.implementation"].with_user(self.manager))
        form.partner_id = self.acme
        form.date_start = date(2026, 1, 1)
        implementation = form.save()

        implementation.action_finish()

        self.assertEqual(implementation.level_id, self.monthly)
        self.assertEqual(len(implementation.contract_ids), 1)


@tagged("post_install", "-at_install")
class TestContract(SupportCase):
    def test_the_customer_is_always_the_commercial_entity(self):
        contract = self._make_contract(self.anna, self.monthly, "2026-01-01")

        self.assertEqual(contract.partner_id, self.acme)

    def test_state_follows_from_dates_alone(self):
        """Days begin and end in the calendar's zone: Guatemala is UTC-6."""
        contract = self._make_contract(
            self.acme, self.monthly, "2026-03-01", "2026-03-31"
        )
        for moment, state in (
            ("2026-03-01 05:59:59", "upcoming"),
            ("2026-03-01 06:00:00", "active"),
            ("2026-04-01 05:59:59", "active"),
            ("2026-04-01 06:00:00", "expired"),
        ):
            with self.subTest(moment=moment), self.at(moment):
                self.assertEqual(contract.state, state)
                for wanted in ("upcoming", "active", "expired", "draft"):
                    found = contract.search([("state", "=", wanted)])
                    self.assertEqual(contract in found, wanted == state)

    def test_draft_and_open_ended(self):
        with self.at("2026-03-02 15:00"):
            contract = self._make_contract(
                self.acme, self.monthly, "2026-03-01", confirm=False
            )
            self.assertEqual(contract.state, "draft")
            contract.action_confirm()
            self.assertEqual(contract.state, "active")
        with self.at("2036-03-02 15:00"):
            self.assertEqual(contract.state, "active")
            self.assertIn(contract, contract.search([("state", "!=", "expired")]))

    def test_cancelling_keeps_the_past(self):
        contract = self._make_contract(self.acme, self.monthly, "2026-03-01")
        with self.at("2026-03-02 15:00"):
            contract.action_cancel()
            self.assertEqual(contract.state, "cancelled")
        with self.at("2026-03-05 15:00"):
            contract.action_cancel()

        self.assertEqual(contract.starts_at, datetime(2026, 3, 1, 6))
        self.assertEqual(contract.ends_at, datetime(2026, 3, 2, 15))

    def test_overlap_is_refused_in_words(self):
        self._make_contract(self.acme, self.monthly, "2026-03-01", "2026-03-31")
        for first, last, overlaps in (
            ("2026-03-31", "2026-04-30", True),
            ("2026-01-01", "2026-03-01", True),
            ("2026-01-01", False, True),
            ("2026-03-10", "2026-03-12", True),
            ("2026-01-01", "2026-02-28", False),
            ("2026-04-01", False, False),
        ):
            with self.subTest(first=first, last=last):
                contract = self._make_contract(
                    self.bert, self.monthly, first, last, confirm=False
                )
                if overlaps:
                    with (
                        self.assertRaisesRegex(ValidationError, "already has level"),
                        self.env.cr.savepoint(),
                    ):
                        contract.action_confirm()
                else:
                    contract.action_confirm()
                    contract.action_cancel()

    def test_another_level_company_or_customer_may_overlap(self):
        self._make_contract(self.acme, self.monthly, "2026-03-01")
        self._make_contract(self.acme, self.preferential, "2026-03-01")
        self._make_contract(self.globex, self.monthly, "2026-03-01")
        other = self._make_contract(
            self.acme, self.monthly, "2026-03-01", company_id=self.other_company.id
        )

        self.assertEqual(other.phase, "confirmed")

    def test_named_contacts_must_belong_to_the_customer(self):
        with self.assertRaisesRegex(ValidationError, "do not belong"):
            self._make_contract(
                self.acme,
                self.monthly,
                "2026-03-01",
                contact_ids=[(6, 0, self.gina.ids)],
            )

    def test_only_a_draft_can_be_deleted(self):
        contract = self._make_contract(self.acme, self.monthly, "2026-03-01")
        draft = self._make_contract(
            self.globex, self.monthly, "2026-03-01", confirm=False
        )

        with self.assertRaisesRegex(UserError, "Only a draft"):
            contract.unlink()
        draft.unlink()

        self.assertFalse(draft.exists())

    def test_numbers_come_from_the_sequence(self):
        one, two = (
            self._make_contract(customer, self.monthly, "2026-03-01")
            for customer in (self.acme, self.globex)
        )

        self.assertRegex(one.name, r"^SC\d+$")
        self.assertNotEqual(one.name, two.name)

    def test_the_last_day_cannot_lie_before_the_first(self):
        form = Form(self.env["support.contract"].with_user(self.manager))
        form.partner_id = self.anna
        form.level_id = self.monthly
        form.date_start, form.date_end = date(2026, 3, 2), date(2026, 3, 1)

        self.assertEqual(form.partner_id, self.acme)
        with self.assertRaisesRegex(ValidationError, "cannot lie before"):
            form.save()
