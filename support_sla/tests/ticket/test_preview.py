# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..common import GUATEMALA, MONDAY
from ..quota.quota_common import QuotaCase

SUNDAY = "2026-03-08 22:30:00"  # 16:30 in Guatemala
FRIDAY = "2026-03-06 23:00:00"  # 17:00 in Guatemala


class PreviewCase(QuotaCase):
    """A ticket is previewed, then sent at the same moment: both must say the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.web = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        cls.reader = cls._make_portal_user(cls.anna)
        cls.category = cls.env["helpdesk.ticket.category"].create({"name": "A change"})
        cls.category.support_service_id = cls.env.ref("support_sla.service_changes")

    def _vals(self, partner, **vals):
        """As the portal's form gives them."""
        known = {"team_id": self.team.id, "channel_id": self.web.id, "user_id": False}
        return self._ticket_vals(partner, **(known | vals))

    def _ask(self, partner, now, **vals):
        tickets = self.env["helpdesk.ticket"].with_user(self.reader)
        return tickets._support_preview(self._vals(partner, **vals), now)

    def _assert_same(self, moment, partner, **vals):
        """Preview, send, compare; return what was foreseen."""
        with self.at(moment) as frozen:
            now = frozen.time_to_freeze
            counts = self._counts()
            preview = self._ask(partner, now, **vals)
            again = self._ask(partner, now, **vals)
            self.assertEqual(preview[1:], again[1:])
            self.assertEqual(self._counts(), counts, "nothing is written")
            tickets = self.env["helpdesk.ticket"].with_user(self.reader).sudo()
            ticket = tickets.create(self._vals(partner, **vals))
            row = self._row_of(ticket)
            entry = ticket.support_quota_entry_ids.filtered(
                lambda e: e.kind == "consumption"
            )
            self.assertEqual(
                (preview.aim_at or False, preview.due_at or False),
                (row.aim_at, row.due_at),
            )
            self.assertEqual(preview.status, ticket.support_quota_status)
            if preview.status == "counted":
                self.assertEqual(preview.place, (entry.number, entry.size))
            for name in ("level_id", "entitlement_reason", "scope", "contract_id"):
                name = f"support_{name}"
                self.assertEqual(preview.ticket[name], ticket[name], name)
        return preview

    def _row_of(self, ticket):
        return ticket.support_deadline_ids.filtered(
            lambda d: d.metric == "first_response"
        )

    def _counts(self):
        self.env.flush_all()
        tables = ("helpdesk_ticket", "support_quota_period", "support_quota_entry")
        count = "SELECT COUNT(*) FROM %s"
        return [
            self.env.execute_query(SQL(count, SQL.identifier(table)))
            for table in tables
        ]


@tagged("post_install", "-at_install")
class TestPreview(PreviewCase):
    """What a customer is told before sending is what the ticket gets."""

    def test_levels_calendars_and_moments(self):
        holiday = {"date_from": "2026-03-09 06:00:00", "date_to": "2026-03-10 05:59:59"}
        self.env["resource.calendar.leaves"].create(
            {"name": "Fair", "calendar_id": self.calendar.id, **holiday}
        )
        contract = self._make_contract(self.acme, self.monthly, "2026-01-01")
        for level in (self.monthly, self.preferential, self.accompaniment):
            contract.level_id = level
            for moment in (str(MONDAY), FRIDAY, SUNDAY):
                with self.subTest(level=level.code, moment=moment):
                    preview = self._assert_same(moment, self.anna)
                    self.assertTrue(preview.due_at)

    def test_another_zone_and_another_priority(self):
        self.calendar.tz = "Pacific/Auckland"
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        self.monthly.target_ids.copy({"priority": "3", "aim": 1, "commitment": 2})
        for priority in ("0", "3"):
            with self.subTest(priority=priority):
                self._assert_same(SUNDAY, self.anna, priority=priority)

    def test_no_contract_an_expired_one_and_the_companys_own_level(self):
        for fallback in (self.monthly.browse(), self.monthly):
            self.company.support_fallback_level_id = fallback
            with self.subTest(fallback=fallback):
                preview = self._assert_same(SUNDAY, self.gina)
                self.assertEqual(bool(preview.due_at), bool(fallback))
        self._make_contract(self.globex, self.preferential, "2025-01-01", "2025-12-31")

        preview = self._assert_same(SUNDAY, self.gina)

        self.assertEqual(preview.ticket.support_entitlement_reason, "expired")
        self.assertIsNone(preview.place)

    def test_the_team_says_whose_ticket_it_is(self):
        """A team of another company, where another contract covers."""
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        theirs = self._make_team("Theirs", company_id=self.other_company.id)

        preview = self._assert_same(SUNDAY, self.anna, team_id=theirs.id)

        self.assertEqual(preview.ticket.support_entitlement_reason, "none")

    def test_the_categorys_area_decides_where_no_team_is_chosen(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        self.category.support_team_id = self.other_team

        preview = self._assert_same(
            SUNDAY, self.anna, team_id=False, category_id=self.category.id
        )

        self.assertEqual(preview.ticket.team_id, self.other_team)

    def test_at_the_edges_of_contracts(self):
        """A contract's days are the calendar's; the best in force wins."""
        yearly = self.small.copy({"quota_tickets": 1, "quota_period": "year"})
        self._make_contract(self.globex, self.small, "2026-01-01", "2026-03-31")
        with self.at(MONDAY):
            self._make_contract(self.acme, yearly, "2026-03-03")
            self._make_contract(self.acme, self.preferential, "2027-02-01")
        for moment, who, reason, status in (
            ("2026-04-01 05:59:59", self.gina, "contract", "counted"),
            ("2026-04-01 06:00:00", self.gina, "expired", "none"),
            ("2026-03-03 05:59:59", self.anna, "none", "none"),
            ("2026-03-03 06:00:00", self.anna, "contract", "counted"),
            ("2026-03-03 06:00:01", self.anna, "contract", "over"),
            ("2027-02-01 05:59:59", self.anna, "contract", "over"),
            ("2027-02-01 06:00:00", self.anna, "contract", "none"),
        ):
            with self.subTest(moment):
                preview = self._assert_same(moment, who)
                said = preview.ticket.support_entitlement_reason, preview.status
                self.assertEqual(said, (reason, status))

    def test_what_was_put_away_still_holds(self):
        """Archived levels, teams and kinds; a reader without zone; no hours."""
        self._make_contract(self.acme, self.preferential, "2026-01-01")
        (self.anna | self.reader.partner_id).tz = False
        self.preferential.active = self.team.active = self.category.active = False

        self.assertTrue(self._assert_same(str(MONDAY), self.anna).due_at)
        self._assert_same(str(MONDAY), self.anna, category_id=self.category.id)
        self.calendar_alldays.attendance_ids.unlink()
        self.assertFalse(self._assert_same(str(MONDAY), self.anna).due_at)

    def test_a_named_contacts_contract_covers_who_is_named(self):
        self._make_contract(
            self.acme,
            self.preferential,
            "2026-01-01",
            contact_ids=[(6, 0, self.anna.ids)],
        )

        for person, level in (
            (self.anna, self.preferential),
            (self.bert, self.preferential.browse()),
        ):
            with self.subTest(person=person.name):
                preview = self._assert_same(SUNDAY, person)
                self.assertEqual(preview.ticket.support_level_id, level)
                self.assertEqual(bool(preview.due_at), bool(level))

    def test_hours(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        self.assertIsNone(self._assert_same(str(MONDAY), self.anna).opens_at)
        opens_at = self._assert_same(SUNDAY, self.anna).opens_at
        self.assertEqual(str(opens_at), "2026-03-09 14:00:00")

    def test_an_agent_asks_for_a_customer(self):
        """The same method serves the agents' own form."""
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        self.reader = new_test_user(
            self.env, "own", "helpdesk_mgmt.group_helpdesk_user_own", tz=GUATEMALA
        )
        self.assertTrue(self._assert_same(SUNDAY, self.anna).due_at)


@tagged("post_install", "-at_install")
class TestPreviewQuota(PreviewCase):
    """Which place it would have, or what is done beyond them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        with case.at("2026-01-01 15:00:00"):
            cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        cls.size = cls.small.quota_tickets

    def test_one_place_after_the_other(self):
        for number in range(1, self.size + 1):
            with self.subTest(number=number):
                preview = self._assert_same(str(MONDAY), self.anna)
                self.assertEqual(preview.place, (number, self.size))

    def test_beyond_the_quota_by_policy(self):
        for policy, held in (
            ("inform", False),
            ("extra", False),
            ("no_commitment", True),
            ("approval", True),
        ):
            with self.subTest(policy=policy), self.env.cr.savepoint() as savepoint:
                self.small.over_quota_policy = policy
                with self.at(MONDAY):
                    self._make_tickets(self.size)
                for _ in range(2):
                    preview = self._assert_same(str(MONDAY), self.anna)
                    self.assertEqual(preview.status, "over")
                    self.assertEqual(preview.due_at is None, held)
                # who waits comes first where a place gets free
                self.small.quota_tickets += 1
                self._assert_same(str(MONDAY), self.anna)
                self._assert_same("2026-04-02 15:00:00", self.anna)
                savepoint.rollback()
                self.env.registry.clear_cache()

    def test_what_the_level_excludes_takes_no_place(self):
        for policy in ("no_commitment", "approval"):
            self.small.over_quota_policy = policy
            for _ in range(self.size):
                with self.subTest(policy=policy):
                    change = {"category_id": self.category.id}
                    preview = self._assert_same(str(MONDAY), self.anna, **change)
                    self.assertEqual(preview.status, "exempt")
                    self.assertEqual(preview.ticket.support_scope, "excluded")
        with self.at(MONDAY):
            self._make_tickets(self.size)
        self._assert_same(str(MONDAY), self.anna, category_id=self.category.id)

    def test_what_is_carried_over_is_foreseen(self):
        with self.at("2026-01-05 15:00:00"):
            self.small.write({"quota_carry_over": True, "quota_carry_over_cap": 4})
        for moment in ("2026-02-03 15:00", "2026-04-30 15:00", "2026-05-01 15:00"):
            with self.subTest(moment=moment):
                self._assert_same(f"{moment}:00", self.anna)
        self.assertEqual(
            self._assert_same("2026-05-02 15:00:00", self.anna).place.size,
            self.size + 4,
        )

    def test_periods_from_the_contracts_first_day(self):
        self.small.quota_anchor = "contract"
        self.contract.action_cancel()
        self._make_contract(self.globex, self.small, "2026-01-20")
        for moment in ("2026-02-19 15:00:00", "2026-02-20 15:00:00"):
            with self.subTest(moment=moment):
                preview = self._assert_same(moment, self.gina)
                self.assertEqual(preview.place.number, 1)
