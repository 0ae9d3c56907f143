# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common import SupportCase


@tagged("post_install", "-at_install")
class TestTriage(SupportCase):
    """A category carries its area: the team that works on its tickets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls._make_category("Printers", support_team_id=cls.team.id)
        cls.other = cls._make_category("Mail", support_team_id=cls.other_team.id)
        cls.plain = cls._make_category("Anything")

    @classmethod
    def _make_category(cls, name, **vals):
        return cls.env["helpdesk.ticket.category"].create({"name": name} | vals)

    def _create(self, category, user=None, **vals):
        tickets = self.env["helpdesk.ticket"]
        tickets = tickets.with_user(user) if user else tickets.sudo()
        return tickets.create(
            {
                "name": "Help",
                "description": "<p>Please.</p>",
                "partner_id": self.anna.id,
            }
            | {"category_id": category.id}
            | vals
        )

    def test_a_new_ticket_goes_to_its_area(self):
        self.assertEqual(self._create(self.category).team_id, self.team)
        self.assertEqual(self._create(self.other).team_id, self.other_team)
        self.assertFalse(self._create(self.plain).team_id)

    def test_what_somebody_chose_stays(self):
        chosen = self._create(self.other, team_id=self.team.id)
        by_person = self._create(self.other, user_id=self.agent.id)
        by_alias = self.env["helpdesk.ticket"].with_context(
            default_team_id=self.team.id
        )
        by_mail = by_alias.create(
            {"name": "Help", "description": "x", "category_id": self.other.id}
        )

        self.assertEqual(chosen.team_id, self.team)
        self.assertEqual(by_person.team_id, self.team)
        self.assertEqual(by_mail.team_id, self.team)

    def test_the_stage_is_one_of_the_tickets_company(self):
        """A form of company A asks for a category of B, with the first stage of A."""
        stages = self.env["helpdesk.ticket.stage"]
        ours, theirs = (
            stages.create({"name": "First", "sequence": -9, "company_id": company.id})
            for company in (self.company, self.other_company)
        )
        team = self._make_team("Team C", company_id=self.other_company.id)
        closed = stages.create(
            {"name": "Over", "company_id": self.other_company.id, "closed": True}
        )
        theirs_vals = {"company_id": self.other_company.id}
        for vals, given, expected in (
            (theirs_vals, ours, theirs),
            (theirs_vals | {"team_id": team.id}, ours, theirs),
            (theirs_vals, closed, closed),
            ({}, theirs, ours),
            ({}, ours, ours),
            (theirs_vals, self.stage_progress.browse(), theirs),
        ):
            with self.subTest(vals=vals, given=given):
                if given:
                    vals = vals | {"stage_id": given.id}
                ticket = self._create(self.plain, **vals)
                self.assertEqual(ticket.stage_id, expected)

    def test_the_stage_is_one_of_the_areas_own(self):
        stage = self.env["helpdesk.ticket.stage"].create(
            {"name": "Of Team B", "sequence": -10, "team_ids": self.other_team.ids}
        )
        of_nobody = self.env["helpdesk.ticket.stage"].create(
            {"name": "Of Team A", "team_ids": self.team.ids}
        )

        # the portal's form names the first stage of tickets without a team
        ticket = self._create(self.other, stage_id=of_nobody.id)
        kept = self._create(self.other, stage_id=self.stage_progress.id)

        self.assertEqual(ticket.stage_id, stage)
        self.assertEqual(kept.stage_id, self.stage_progress)

    def test_an_area_of_another_company_is_passed_over(self):
        shared_team = self._make_team("Shared", company_id=False)
        shared = self._make_category(
            "Shared", company_id=False, support_team_id=shared_team.id
        )

        ticket = self._create(self.category, company_id=self.other_company.id)
        elsewhere = self._create(shared, company_id=self.other_company.id)

        self.assertFalse(ticket.team_id)
        self.assertEqual(ticket.company_id, self.other_company)
        self.assertEqual(elsewhere.team_id, shared_team)
        self.assertEqual(elsewhere.company_id, self.other_company)

    def test_a_category_names_what_is_its_companys_only(self):
        team = self._make_team("Elsewhere", company_id=self.other_company.id)
        service = self.env["support.service"].create(
            {"name": "Elsewhere", "company_id": self.other_company.id}
        )
        for vals in ({"support_team_id": team.id}, {"support_service_id": service.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.category.write(vals)

    def test_an_archived_team_is_no_area(self):
        self.other_team.active = False

        self.assertFalse(self._create(self.other).team_id)

    def test_in_the_form_the_category_moves_the_ticket(self):
        ticket = self._make_ticket(self.anna, user_id=self.agent_own.id)

        with Form(ticket.with_user(self.agent_own)) as form:
            form.category_id = self.plain
            self.assertEqual(form.team_id, self.team)
            form.category_id = self.other
            self.assertEqual(form.team_id, self.other_team)
            form.category_id = self.category
            form.user_id = self.agent_own

        self.assertEqual(ticket.team_id, self.team)

    def test_who_may_open_tickets_for_his_own_teams_only_still_can(self):
        """The helpdesk would refuse his ticket in the other team."""
        ticket = self._create(self.other, self.agent_own, user_id=self.agent_own.id)
        with Form(self.env["helpdesk.ticket"].with_user(self.agent_own)) as form:
            form.name = "Help"
            form.description = "<p>Please.</p>"
            form.team_id = self.team
            form.category_id = self.other
            self.assertEqual(form.team_id, self.team)

        self.assertEqual(ticket.category_id, self.other)
        self.assertEqual(form.record.category_id, self.other)
        self.assertEqual(self._create(self.other, self.agent).team_id, self.other_team)

    def test_many_at_once(self):
        tickets = self.env["helpdesk.ticket"].create(
            [
                {"name": "Help", "description": "x", "category_id": category.id}
                for category in (self.category, self.other, self.plain)
            ]
        )

        self.assertEqual(
            [ticket.team_id for ticket in tickets],
            [self.team, self.other_team, self.team.browse()],
        )
