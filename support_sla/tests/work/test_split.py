# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from base64 import b64decode
from datetime import timedelta

from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import MONDAY
from ..quota.quota_common import QuotaCase

HOUR = timedelta(hours=1)
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


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

    def _wizard(self, user, *parts, ticket=None, said=()):
        ticket = (ticket or self.ticket).with_user(user)
        action = ticket.action_split()
        wizard = self.env[action["res_model"]].with_user(user)
        wizard = wizard.with_context(**action["context"]).create(
            {"line_ids": [(0, 0, {"name": "A part"} | part) for part in parts]}
        )
        if said:
            chosen = wizard.offered_ids.filtered(lambda s: s.message_id in said)
            wizard.line_ids.said_ids = chosen
        return wizard

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

    # What the customer wrote goes along

    def _say(self, body, author=None, subtype_xmlid="mail.mt_comment", **vals):
        return self.ticket.message_post(
            body=Markup(body),
            author_id=(author or self.anna).id,
            message_type="email",
            subtype_xmlid=subtype_xmlid,
            **vals,
        )

    def _wizard_form(self):
        action = self.ticket.with_user(self.agent_own).action_split()
        wizards = self.env[action["res_model"]].with_user(self.agent_own)
        return Form(wizards.with_context(**action["context"]))

    def test_only_what_the_customer_wrote_may_be_taken_along(self):
        first = self._say("<p>The mail, too</p>")
        second = self._say("<p>And the lamp</p>", self.bert)
        self._say("<p>For us</p>", subtype_xmlid="mail.mt_note")
        self._say("<p>Who am I?</p>", self.gina)
        self.ticket.with_user(self.agent_own).message_post(
            body="We look", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

        with self._wizard_form() as form:
            offered = form.offered_ids[:]
            self.assertEqual(offered.message_id, first | second)
            self.assertIn("Anna: The mail, too", offered[0].name)
            with form.line_ids.new() as line:
                line.name = "Lamp"
                line.said_ids.add(offered[1])
            with form.line_ids.new() as line:
                line.name = "All of it"
                line.description = "Both <now>"
                line.said_ids.add(offered[0])
                line.said_ids.add(offered[1])
        form.record.action_apply()

        lamp, both = self.ticket.support_split_ids.sorted("id")
        self.assertIn("And the lamp", lamp.description)
        self.assertIn("Bert", lamp.description)
        self.assertNotIn("It really is", lamp.description)
        self.assertNotIn("The mail, too", lamp.description)
        words = ("Both &lt;now&gt;", "The mail, too", "And the lamp")
        places = [both.description.index(text) for text in words]
        self.assertEqual(places, sorted(places))
        self.assertTrue((first | second).exists())
        self.assertEqual(second.res_id, self.ticket.id)

    def test_files_go_along_as_copies_and_pictures_show_the_copy(self):
        said = self._say(
            "<p>Look <img src='cid:one'></p><p onclick='alert(1)'>x</p>",
            attachments=[("one.png", PICTURE, {"cid": "one"}), ("b.txt", b"text")],
        )

        self._wizard(self.agent_own, {"name": "Lamp"}, said=said).action_apply()

        part = self.ticket.support_split_ids
        files, sent = part._support_customer_files(), said.attachment_ids
        self.assertEqual(sorted(files.mapped("name")), ["b.txt", "one.png"])
        self.assertFalse(files & sent)
        tokens = [*files.mapped("access_token"), *sent.mapped("access_token")]
        self.assertEqual(len({*filter(None, tokens)}), len([*filter(None, tokens)]))
        picture = files.filtered(lambda f: f.name == "one.png")
        self.assertIn(f"/web/image/{picture.id}?access_token=", part.description)
        for file in sent:
            self.assertNotIn(f"/web/image/{file.id}", part.description)
        self.assertNotIn("onclick", part.description)
        self.assertEqual(len(said.attachment_ids), 2)

    def test_nobody_takes_along_what_is_not_the_tickets_customers(self):
        note = self._say("<p>For us</p>", subtype_xmlid="mail.mt_note")
        theirs = self._make_ticket(self.gina, team_id=self.other_team.id)
        foreign = theirs.message_post(
            body="Secret",
            author_id=self.gina.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        mine = self.env["support.ticket.split.said"].with_user(self.agent_own)
        forged = mine.create(
            [{"message_id": m.id, "name": "x"} for m in (note, foreign)]
        )

        wizard = self._wizard(self.agent_own, {"said_ids": [(6, 0, forged.ids)]})
        with self.assertRaises(AccessError):
            forged.message_id.read(["body"])
        wizard.action_apply()

        part = self.ticket.support_split_ids
        self.assertEqual(part.description, self.ticket.description)
        self.assertFalse(forged.with_user(self.agent).search([]))
        with self.assertRaises(AccessError):
            forged.with_user(self.agent).read(["name"])
        with self.assertRaises(AccessError):
            mine.with_user(self.portal_anna).search([])

    # What is split off a talk

    def test_what_is_split_off_a_call_was_not_talked_about(self):
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        vals = {"channel_id": phone.id, "user_id": self.agent_own.id}
        tickets = self.env["helpdesk.ticket"].with_user(self.agent_own)
        call = tickets.create(self._ticket_vals(self.anna, **vals))
        self.assertEqual(call.support_first_response_at, MONDAY)

        with self.at(MONDAY + HOUR):
            self._wizard(self.agent_own, {}, ticket=call).action_apply()
            part = call.support_split_ids
            # its promise is asked again, as where a customer is found later
            part.partner_id = self.bert

        self.assertEqual(part.channel_id, phone)
        self.assertFalse(part.support_first_response_at)
        row = part.support_deadline_ids
        self.assertEqual((row.verdict, row.started_at), ("running", MONDAY + HOUR))

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
