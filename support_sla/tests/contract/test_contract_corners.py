# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import MONDAY, SupportCase


@tagged("post_install", "-at_install")
class TestIncludedFollows(SupportCase):
    """The included contract follows its implementation until somebody changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls.env["support.implementation"].create(
            {
                "partner_id": cls.acme.id,
                "date_start": "2025-06-01",
                "date_end": "2026-01-31",
                "level_id": cls.monthly.id,
            }
        )
        cls.project.action_finish()
        cls.contract = cls.project.contract_ids

    def _assert_days(self, first, last):
        self.assertEqual(
            (self.contract.date_start, self.contract.date_end),
            (date.fromisoformat(first), date.fromisoformat(last)),
        )

    def test_an_end_that_is_cleared_and_typed_again(self):
        self.project.date_end = False
        self._assert_days("2026-02-01", "2026-07-31")
        self.project.date_end = "2026-02-28"
        self._assert_days("2026-03-01", "2026-08-31")
        self.project.date_end = "2026-03-31"
        self._assert_days("2026-04-01", "2026-09-30")

    def test_months_that_were_changed_meanwhile(self):
        self.monthly.included_months = 3
        self._assert_days("2026-02-01", "2026-07-31")
        self.project.date_end = "2026-02-28"
        self._assert_days("2026-03-01", "2026-05-31")

    def test_customer_and_level_corrected(self):
        self.preferential.included_months = 2
        self.project.write(
            {"partner_id": self.globex.id, "level_id": self.preferential.id}
        )
        self.assertEqual(self.contract.partner_id, self.globex)
        self.assertEqual(self.contract.level_id, self.preferential)
        self._assert_days("2026-02-01", "2026-03-31")

    def test_not_once_somebody_changed_it(self):
        # written again as it is, by an import: nobody's wish
        self.contract.write({"date_end": "2026-07-31", "level_id": self.monthly.id})
        self.assertTrue(self.contract.follows_implementation)
        self.contract._extend(date(2026, 8, 31))
        # and back again: a person's choice all the same
        self.contract.date_end = "2026-07-31"
        self.project.date_end = "2026-02-28"

        self._assert_days("2026-02-01", "2026-07-31")


@tagged("post_install", "-at_install")
class TestContractWords(SupportCase):
    """Words instead of the database's, and no silence where a person waits for one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(
            cls.acme, cls.monthly, "2026-01-01", "2026-12-31"
        )

    def test_a_cancelled_contract_is_not_extended(self):
        with self.at(MONDAY):
            self.contract.action_cancel()
            for act in (
                lambda: self.contract._extend(date(2027, 12, 31)),
                lambda: self.contract._extend(False),
                lambda: self.contract._change_level(
                    self.preferential, date(2026, 6, 1)
                ),
            ):
                with self.assertRaisesRegex(UserError, "was cancelled"):
                    act()

    def test_days_of_no_calendar_are_refused(self):
        """Others write 9999 for ever."""
        contract = self._make_contract(self.globex, self.monthly, "2020-01-01")
        for vals in (
            {"date_end": "9999-12-31"},
            {"date_end": "3000-01-01"},
            {"date_start": "0001-01-01"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError) as refused:
                contract.write(vals)
            self.assertIn("between the years 1900 and 2999", str(refused.exception))
        contract.date_end = "2999-12-31"
        self.assertEqual(contract.ends_at.year, 3000)
        entries = self.env["support.quota.entry"].with_user(self.manager)
        entry = {"contract_id": contract.id, "quantity": -1, "reason": "x"}
        for day in ("0001-01-01", "9999-12-31"):
            with self.subTest(day=day), self.assertRaises(UserError):
                entries.create(entry | {"period_start": day})

    def test_a_level_is_copied_twice_and_with_others(self):
        first, second = self.monthly.copy(), self.monthly.copy()
        both = (self.monthly | first).copy()

        codes = (self.monthly | first | second | both).mapped("code")
        self.assertEqual(len({*codes}), 5)
        self.assertEqual(second.code, "monthly-copy-2")
        self.assertEqual(self.monthly.copy({"code": "mine"}).code, "mine")

    def test_what_is_exported_is_imported_again(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
        other = self._make_contract(self.globex, self.monthly, "2026-01-01")
        for records, names in (
            (ticket, ["id", "support_contract_id"]),
            (self.contract, ["id", "level_id", "partner_id", "named_only"]),
        ):
            with self.subTest(records=records):
                rows = records.export_data(names)["datas"]
                result = records.load(names, rows)
                self.assertFalse(result["messages"])
                self.assertEqual(result["ids"], records.ids)
        self.assertEqual(ticket.support_contract_id, self.contract)
        contracts = self.env["support.contract"]
        for operator in ("=", "ilike"):
            found = contracts.name_search(self.contract.display_name, operator=operator)
            self.assertEqual([row[0] for row in found], self.contract.ids)
        found = contracts.search(
            [("display_name", "in", (self.contract | other).mapped("display_name"))]
        )
        self.assertEqual(found, self.contract | other)

    def test_archived_means_put_away(self):
        with self.at(MONDAY):
            with self.assertRaisesRegex(ValidationError, "cancel it before"):
                self.contract.active = False
            later = self._make_contract(self.globex, self.monthly, "2026-06-01")
            with self.assertRaisesRegex(ValidationError, "cancel it before"):
                later.action_archive()
            later.action_cancel()
            (
                later
                | self._make_contract(
                    self.acme, self.monthly, "2024-01-01", "2024-12-31"
                )
            ).action_archive()
        draft = self._make_contract(
            self.acme, self.preferential, "2026-01-01", confirm=False, active=False
        )
        with self.at(MONDAY), self.assertRaisesRegex(ValidationError, "cancel it"):
            draft.action_confirm()

    def test_the_last_named_contact_is_deleted(self):
        named = self._make_contract(
            self.acme,
            self.preferential,
            "2026-01-01",
            contact_ids=[(6, 0, (self.anna | self.bert).ids)],
        )
        self.anna.active = False
        self.assertIn(self.anna, named.contact_ids)
        self.bert.unlink()
        self.assertFalse(named.activity_ids)
        self.anna.unlink()

        self.assertTrue(named.named_only)
        self.assertIn("Covers nobody", named.activity_ids.summary)
        with self.at(MONDAY):
            ticket = self._make_ticket(self.acme)
        self.assertEqual(ticket.support_contract_id, self.contract)
        # a person may say so
        named.named_only = False
        with self.at(MONDAY):
            self.assertEqual(self._make_ticket(self.acme).support_contract_id, named)


@tagged("post_install", "-at_install")
class TestCompanysStages(SupportCase):
    """A ticket without a team takes the stages of its own company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["helpdesk.ticket.stage"]
        for company in (cls.company, cls.other_company):
            stages.create(
                [
                    {
                        "name": f"{name} {company.name}",
                        "company_id": company.id,
                        "sequence": number - 10,
                        "unattended": not number,
                    }
                    for number, name in enumerate(("First", "Work"))
                ]
            )

    def _make(self, **vals):
        return self._make_ticket(
            self.anna, team_id=False, company_id=self.other_company.id, **vals
        )

    def test_when_it_is_made(self):
        self.assertEqual(self._make().stage_id.company_id, self.other_company)

    def test_when_it_loses_its_team(self):
        ticket = self._make()
        ticket.stage_id = self.stage_new
        team = self._make_team("B", company_id=self.other_company.id)
        ticket.team_id = team
        ticket.stage_id = self.env["helpdesk.ticket.stage"].create(
            {"name": "Only theirs", "team_ids": [(6, 0, team.ids)]}
        )
        ticket.team_id = False
        self.assertEqual(ticket.stage_id.company_id, self.other_company)

    def test_when_it_is_reopened(self):
        ticket = self._make()
        ticket.stage_id = self.stage_done
        ticket.message_post(
            body="It burns again",
            author_id=self.anna.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertFalse(ticket.closed)
        self.assertEqual(ticket.stage_id.company_id, self.other_company)

    def test_when_it_is_asked_confirmed_or_closed_in_silence(self):
        """Whoever acts works for the other company, and each has its own stages."""
        stages = self.env["helpdesk.ticket.stage"]
        waits, over = {}, {}
        for company in (self.company, self.other_company):
            vals = {"company_id": company.id, "sequence": -5}
            waits[company] = stages.create(
                vals | {"name": "Wait", "support_waiting_for": "customer"}
            )
            over[company] = stages.create(
                vals | {"name": "Over", "closed": True, "close_from_portal": True}
            )
        theirs = self.other_company
        asked, silent = self._make(), self._make()
        asked.action_request_confirmation()
        self.assertEqual(asked.stage_id, waits[theirs])
        self.assertIn(over[theirs], asked._support_offered_stages())
        self.assertNotIn(over[self.company], asked._support_offered_stages())
        asked._support_answer(True, "", self.anna)
        self.assertEqual(asked.stage_id, over[theirs])
        self.assertEqual(silent._support_stage_after("test"), waits[theirs])
        self.assertEqual(silent._support_silent_stage(), over[theirs])


@tagged("post_install", "-at_install")
class TestArchivedTeam(SupportCase):
    def test_it_says_what_lies_there_and_what_still_comes(self):
        with self.at(MONDAY):
            opened, closed = (self._make_ticket(self.anna) for _ in range(2))
            closed.stage_id = self.stage_done
        self.team.alias_name = "team-a"
        self.assertFalse(self.team.support_archived_words)

        self.team.active = False

        self.assertIn("open tickets: 1.", self.team.support_archived_words)
        self.assertIn("team-a", self.team.support_archived_words)
        self.assertIn("open tickets", self.team.message_ids[0].body)
        opened.stage_id = self.stage_done
        self.team.alias_name = False
        self.assertFalse(self.team.support_archived_words)
