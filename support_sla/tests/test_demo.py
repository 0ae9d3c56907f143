# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

ROLES = {
    "marta": "helpdesk_mgmt.group_helpdesk_user_own",
    "pablo": "helpdesk_mgmt.group_helpdesk_user_team",
    "elena": "helpdesk_mgmt.group_helpdesk_user",
    "ricardo": "helpdesk_mgmt.group_helpdesk_manager",
    "lucia": "base.group_portal",
    "diego": "base.group_portal",
}


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """What a newcomer meets: the demo data load, and show every state there is.

    The one test that looks at demo data; it loads its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in Manifest.for_addon("support_sla")["demo"]:
            convert_file(cls.env, "support_sla", name, {}, mode="init", noupdate=True)

    def _ref(self, name):
        return self.env.ref(f"support_sla.{name}")

    def test_there_is_a_person_for_each_role(self):
        for login, group in ROLES.items():
            with self.subTest(login=login):
                user = self.env["res.users"].search([("login", "=", login)])
                self.assertTrue(user.has_group(group))
                self.assertTrue(user.function, "what this person sees")
                self.assertTrue(
                    user.with_user(user)._check_credentials(
                        {"login": login, "password": login, "type": "password"},
                        {"interactive": True},
                    )
                )

    def test_there_is_a_customer_in_each_situation(self):
        states = self.env["support.contract"].search([]).mapped("state")
        self.assertEqual(set(states), {"draft", "upcoming", "active", "expired"})
        self.assertEqual(self._ref("implementation_cafe").state, "finished")
        self.assertEqual(self._ref("implementation_clinic").state, "running")

    def test_there_is_a_ticket_in_each_situation(self):
        tickets = self.env["helpdesk.ticket"].search([])
        self.assertEqual(
            set(tickets.mapped("support_entitlement_reason")),
            {"contract", "expired", "none"},
        )
        self.assertLessEqual(
            {"New", "In Progress", "Awaiting", "Done", "Cancelled"},
            set(tickets.stage_id.mapped("name")),
        )
        self.assertEqual(len(tickets.support_level_id), 3)
        self.assertLessEqual(
            {"running", "met"}, set(tickets.support_deadline_ids.mapped("verdict"))
        )

    def test_a_ticket_that_is_old_is_late(self):
        ticket = self._ref("ticket_drawer")
        self.assertEqual(ticket.support_deadline_ids.verdict, "running")
        self.assertEqual(ticket.support_urgency, "late")

    def test_there_is_a_visit_in_each_situation(self):
        visits = self.env["support.visit"].search([])
        self.assertLessEqual(
            {("done", "none"), ("planned", "asked"), ("planned", "confirmed")},
            {(visit.state, visit.confirmation) for visit in visits},
        )
        self.assertTrue(self._ref("visit_to_sign")._awaits_signature())
        lucia = self._ref("user_lucia")
        seen = self.env["support.visit"].with_user(lucia).search([])
        self.assertEqual(seen, self._ref("visit_to_sign") | self._ref("visit_asked"))
        self.assertGreater(len(self._ref("visit_plan_clinic").visit_ids), 4)

    def test_nobody_is_written_to(self):
        models = ["helpdesk.ticket", "support.visit"]
        since = self.env["mail.mail"].search([("mail_message_id.model", "in", models)])
        self.assertFalse(since)
