# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import MONDAY
from ..quota.quota_common import QuotaCase


@tagged("post_install", "-at_install")
class TestSplit(QuotaCase):
    """One request per ticket: an agent splits what asks for several things."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        cls.channel = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        cls.portal_anna = cls._make_portal_user(cls.anna)

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(MONDAY))
        self.ticket = self._make_ticket(
            self.anna,
            channel_id=self.channel.id,
            priority="2",
            user_id=self.agent_own.id,
        )
        self.ticket.message_subscribe((self.anna | self.bert).ids)

    def _wizard(self, user, *parts, ticket=None):
        ticket = (ticket or self.ticket).with_user(user)
        action = ticket.action_split()
        wizard = self.env[action["res_model"]].with_user(user)
        return wizard.with_context(**action["context"]).create(
            {"line_ids": [(0, 0, {"name": "A part"} | part) for part in parts]}
        )

    def _split(self, user, *parts):
        self._wizard(user, *parts).action_apply()
        return self.ticket.support_split_ids

    def test_the_lowest_agent_splits_a_ticket_into_several(self):
        parts = self._split(self.agent_own, {"name": "Printer"}, {"name": "Mail"})

        self.assertEqual(parts.mapped("name"), ["Printer", "Mail"])
        for part in parts:
            self.assertEqual(part.partner_id, self.anna)
            self.assertEqual(part.channel_id, self.channel)
            self.assertEqual(part.company_id, self.company)
            self.assertEqual(part.team_id, self.team)
            self.assertEqual(part.user_id, self.agent_own)
            self.assertEqual(part.priority, "2")
            self.assertEqual(part.stage_id, self.stage_new)
            self.assertEqual(part.support_split_from_id, self.ticket)
            self.assertEqual(part.support_contract_id, self.contract)
            self.assertTrue(part.support_next_due_at)

    def test_each_is_counted_once_and_the_original_keeps_its_count(self):
        self._assert_balance(self.contract, 1, 2)

        parts = self._split(self.agent_own, {}, {}, {})

        self.assertEqual(self._statuses(parts), ["counted", "counted", "over"])
        self.assertEqual(self.ticket.support_quota_status, "counted")
        self.assertEqual(len(self.ticket.support_quota_entry_ids), 1)
        self._assert_balance(self.contract, 3, 0)

    def test_both_sides_say_so(self):
        part = self._split(self.agent_own, {})

        self.assertIn(part.number, self.ticket.message_ids[0].body)
        self.assertIn(self.ticket.number, part.message_ids[0].body)
        for ticket in self.ticket | part:
            self.assertTrue(ticket.message_ids[0].subtype_id.internal)

    def test_replies_stay_where_they_are_written(self):
        part = self._split(self.agent_own, {})
        self.assertLessEqual(self.anna | self.bert, part.message_partner_ids)

        for ticket, text in ((part, "About this"), (self.ticket, "About that")):
            ticket.with_user(self.portal_anna).message_post(
                body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
            )

        self.assertIn("About this", part.message_ids[0].body)
        self.assertIn("About that", self.ticket.message_ids[0].body)
        self.assertNotIn("About that", "".join(part.message_ids.mapped("body")))

    def test_twice_makes_none_a_second_time(self):
        wizard = self._wizard(self.agent_own, {}, {})

        wizard.action_apply()
        wizard.action_apply()

        self.assertEqual(len(self.ticket.support_split_ids), 2)

    def test_a_part_without_words_takes_those_of_the_original(self):
        bare, told = self._split(
            self.agent_own, {}, {"description": "<b>bold</b>\nsecond line"}
        )

        self.assertEqual(bare.description, self.ticket.description)
        self.assertIn("&lt;b&gt;bold&lt;/b&gt;", told.description)

    def test_names_are_text_on_both_sides(self):
        part = self._split(self.agent_own, {"name": "<script>alert(1)</script>"})

        self.assertEqual(part.name, "<script>alert(1)</script>")
        self.assertNotIn("<script", self.ticket.message_ids[0].body)

    def test_an_agent_hands_a_part_to_a_team_that_is_not_his(self):
        part = self._split(self.agent_own, {"team_id": self.other_team.id})

        self.assertEqual(part.team_id, self.other_team)
        self.assertFalse(part.user_id)

    def test_a_category_takes_a_part_to_its_area(self):
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Mail", "support_team_id": self.other_team.id}
        )

        part = self._split(self.agent_own, {"category_id": category.id})

        self.assertEqual(part.category_id, category)
        self.assertEqual(part.team_id, self.other_team)

    def test_in_the_form_the_category_shows_its_area(self):
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Mail", "support_team_id": self.other_team.id}
        )
        action = self.ticket.with_user(self.agent).action_split()
        wizard = self.env[action["res_model"]].with_user(self.agent)

        with Form(wizard.with_context(**action["context"])) as form:
            self.assertIn("It really is", form.description)
            with form.line_ids.new() as line:
                line.name = "Mail"
                line.category_id = category
                self.assertEqual(line.team_id, self.other_team)

    def test_a_contract_picked_by_hand_is_that_of_the_parts(self):
        elsewhere = self._make_contract(
            self.acme, self.preferential, "2025-01-01", "2025-12-31"
        )
        self.ticket.support_contract_id = elsewhere

        part = self._split(self.agent_own, {})

        self.assertEqual(part.support_contract_id, elsewhere)

    def test_without_lines_nothing_happens(self):
        with self.assertRaises(UserError):
            self._wizard(self.agent_own).action_apply()

    def test_another_companys_team_and_category_are_refused(self):
        team = self._make_team("Elsewhere", company_id=self.other_company.id)
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Elsewhere", "company_id": self.other_company.id}
        )
        for part in ({"team_id": team.id}, {"category_id": category.id}):
            with self.subTest(part=part), self.assertRaises(UserError):
                self._wizard(self.agent_own, part)

    def test_only_who_may_write_the_ticket_splits_it(self):
        theirs = self._make_ticket(self.gina, team_id=self.other_team.id)
        for user, ticket in (
            (self.portal_anna, self.ticket),
            (self.agent_own, theirs),
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    ticket.with_user(user).action_split()

        wizard = self.env["support.ticket.split"].with_user(self.agent_own)
        mine = wizard.create(
            {"ticket_id": theirs.id, "line_ids": [(0, 0, {"name": "A part"})]}
        )
        with self.assertRaises(AccessError):
            mine.action_apply()
        with self.assertRaises(AccessError):
            mine.read(["description"])
        with self.assertRaises(AccessError):
            wizard.with_user(self.portal_anna).create({"ticket_id": self.ticket.id})

    def test_customers_are_not_told_where_a_ticket_comes_from(self):
        part = self._split(self.agent_own, {})

        with self.assertRaises(AccessError):
            part.with_user(self.portal_anna).read(["support_split_from_id"])
