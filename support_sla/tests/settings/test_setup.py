# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...models.settings.setup_checks import CHECKS
from ...models.settings.setup_finding import CARE, NOTE, WRONG
from ...models.settings.setup_machinery import JOBS, TEMPLATES
from ..common import MONDAY
from .setup_common import SetupCase

MOST_QUERIES = 60
RENDERING = (
    "odoo.addons.mail.models.mail_template",
    "odoo.addons.mail.models.mail_render_mixin",
)


@tagged("post_install", "-at_install")
class TestSetup(SetupCase):
    """What is wrong is found, said and led to what mends it; by whom it may be."""

    # What breaks one thing of a configuration that is in order, by the key of the check
    # that finds it; each returns the record that the fix leads to, or the model.

    def break_zone_unknown(self):
        self.company.partner_id.tz = False
        calendar = self.company.resource_calendar_id
        calendar.tz = "UTC"
        (self.calendar | self.calendar_alldays).tz = "UTC"
        return calendar

    def break_zone_other(self):
        self.calendar_alldays.tz = "Asia/Tokyo"
        return self.calendar_alldays

    def break_outgoing(self):
        self.server.active = False
        return "ir.mail_server"

    def break_jobs_off(self):
        job = self.env.ref("support_sla.ir_cron_close_silent")
        job.active = False
        return job

    def break_jobs_late(self):
        job = self.env.ref("support_sla.ir_cron_send_alerts")
        job.nextcall = MONDAY - timedelta(hours=2)
        return job

    def break_missing(self):
        self.env.ref("support_sla.mail_template_confirmation").unlink()
        return self.env.ref("base.module_support_sla")

    def break_templates_broken(self):
        template = self.env.ref("support_sla.mail_template_confirmation")
        template.with_context(lang="es_ES").subject = "{{ object.nothing }}"
        self._make_ticket(self.anna)
        return template

    def break_stage_waiting(self):
        self.stage_awaiting.support_waiting_for = False
        return "helpdesk.ticket.stage"

    def break_level_target(self):
        self.monthly.target_ids.unlink()
        return self.monthly

    def break_leader(self):
        self.team.user_id = False
        return self.team

    def break_team_domain(self):
        self.team.alias_domain_id = False
        return "mail.alias.domain"

    def break_contract_nobody(self):
        self.contract.named_only = True
        return self.contract

    def break_terms(self):
        self.monthly.is_public = True
        terms = self.env.ref("support_sla.terms_first")
        terms.action_publish()
        self.monthly.quota_tickets += 1
        return terms

    def break_phone(self):
        self.company.support_phone = False
        return "support.settings"

    def break_chat(self):
        self.company.support_chat_url = False
        return "support.settings"

    def break_holidays(self):
        self.holiday.date_from = "2027-05-01 06:00:00"
        self.holiday.date_to = "2027-05-02 05:59:59"
        return "resource.calendar.leaves"

    def break_team_address(self):
        self.team.alias_name = False
        return self.team

    def break_category_service(self):
        return self.env["helpdesk.ticket.category"].create({"name": "Others"})

    def break_contract_manager(self):
        self.contract.user_id = False
        return self.contract

    def break_contract_portal(self):
        self._make_contract(self.globex, self.monthly, "2026-06-01")
        return "portal.wizard"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_ES")

    @mute_logger(*RENDERING)
    def test_each_fault_is_found_and_leads_to_what_mends_it(self):
        self.assertFalse(self._findings())
        for check in CHECKS:
            if check.severity == "note":
                continue
            with self.subTest(check.key), self.env.cr.savepoint() as savepoint:
                with self.at(MONDAY):
                    wanted = getattr(self, f"break_{check.key}")()

                findings = self._findings()
                self.assertEqual([*findings], [check.key])
                finding = findings[check.key]
                self.assertTrue(finding["can_fix"])
                self.assertFalse(finding["who"])
                self.assertEqual(finding["severity"], check.severity)
                action = self._fix(check.key)
                self.assertTrue(action["views"])
                if isinstance(wanted, str):
                    self.assertEqual(action["res_model"], wanted)
                else:
                    found = self.env[action["res_model"]].browse(action["res_id"])
                    self.assertEqual(found, wanted)
                    self.assertEqual([v[1] for v in action["views"]], ["form"])
                    if check.key != "missing":
                        self.assertIn(wanted.display_name, finding["words"])
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()
        self.assertFalse(self._fix("leader"), "it is mended already")
        self.assertFalse(self._fix("nonsense"))

    def test_several_are_one_finding_and_one_list(self):
        teams = self.env["helpdesk.ticket.team"]
        for number in range(7):
            team = self._make_team(f"Team {number}")
            self._arm(team, f"team{number}")
            team.user_id = False
            teams |= team

        [finding] = self._findings().values()
        action = self._fix("leader")

        self.assertIn("Team 0, Team 1, Team 2, Team 3, Team 4, …", finding["words"])
        self.assertNotIn("Team 5", finding["words"])
        self.assertEqual(action["domain"], [("id", "in", teams.ids)])

    def test_the_words_are_the_readers(self):
        self.team.user_id = False

        english = self._findings()["leader"]["words"]
        spanish = self._findings(lang="es_ES")["leader"]["words"]

        self.assertIn("Alerts are to tell the team leader", english)
        self.assertIn("Team A", spanish)
        self.assertNotIn("Alerts", spanish)

    def test_who_may_not_mend_it_is_told_who_can(self):
        self.server.active = False
        self.team.user_id = False
        self.contract.user_id = False

        by_manager = self._findings(self.manager)
        by_seller = self._findings(self.seller)

        self.assertEqual([*by_manager], [*by_seller])
        for found, user in ((by_manager, self.manager), (by_seller, self.seller)):
            self.assertFalse(found["outgoing"]["can_fix"])
            self.assertIn(self.admin.name, found["outgoing"]["who"])
            self.assertTrue(found["contract_manager"]["can_fix"])
            with self.assertRaises(AccessError):
                self._fix("outgoing", user)
        self.assertTrue(by_manager["leader"]["can_fix"])
        self.assertFalse(by_seller["leader"]["can_fix"])
        self.assertIn(self.manager.name, by_seller["leader"]["who"])

    def test_of_some_records_a_manager_may_mend_a_part(self):
        """The calendars of support are his, those of the people are not."""
        theirs = self.env["resource.calendar"].create(
            {"name": "The people's", "tz": "Asia/Tokyo"}
        )
        self.preferential.calendar_id = theirs
        self.holiday.company_id = False
        self.calendar.tz = "Asia/Tokyo"

        finding = self._findings(self.manager)["zone_other"]

        self.assertTrue(finding["can_fix"])
        self.assertIn(self.admin.name, finding["who"])

    def test_nobody_else_asks(self):
        employee = new_test_user(self.env, "plain-employee", "base.group_user")
        portal = self._make_portal_user(self.bert)
        public = self.env.ref("base.public_user")
        for user in self.agent | employee | portal | public:
            setup = self._ask(user)
            for asked in (
                setup.get_setup,
                lambda setup=setup: setup.open_fix("outgoing"),
                lambda setup=setup: setup.open_step("portal"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    asked()

    def test_each_company_is_its_own_affair(self):
        """Also to an administrator, until he switches the other one on."""
        self._make_team("Elsewhere", company_id=self.other_company.id)
        self.assertFalse(self._findings())
        self.admin.company_ids |= self.other_company
        self.assertFalse(self._findings(allowed_company_ids=self.company.ids))

        both = (self.company | self.other_company).ids
        found = self._findings(allowed_company_ids=both)

        self.assertIn("Elsewhere", found["leader"]["words"])
        self.assertIn(self.other_company.name, found["phone"]["words"])
        self.assertNotIn(self.company.name, found["phone"]["words"])

    def test_what_comes_with_us_is_what_is_looked_for(self):
        data = self.env["ir.model.data"]
        for model, names in (("ir.cron", JOBS), ("mail.template", TEMPLATES)):
            shipped = data.search(
                [("module", "=", "support_sla"), ("model", "=", model)]
            )
            self.assertEqual({*shipped.mapped("name")}, {*names})

    def test_what_matters_most_stands_first(self):
        weights = [(WRONG, CARE, NOTE).index(check.severity) for check in CHECKS]
        self.assertEqual(weights, sorted(weights))
        self.assertEqual(len({check.key for check in CHECKS}), len(CHECKS))

    def test_what_prints_is_a_note(self):
        with self.at(MONDAY):
            found = self._ask().get_setup()["findings"]
        notes = [each["key"] for each in found if each["severity"] == "note"]
        info = _wkhtml()
        if info.state != "ok":
            self.assertEqual(notes, ["pdf_missing"])
        else:
            self.assertEqual(notes, [] if info.is_patched_qt else ["pdf_plain"])
        self.assertEqual(
            self._fix("pdf_plain" if info.state == "ok" else "pdf_missing")
            if notes
            else False,
            notes and self._link() or False,
        )

    def _link(self):
        url = "https://github.com/odoo/odoo/wiki/Wkhtmltopdf"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def test_queries_do_not_grow(self):
        """Whatever is wrong, however often."""
        self.team.write({"user_id": False, "alias_name": False})
        self._make_contract(self.globex, self.monthly, "2026-01-01", user_id=False)
        self.monthly.is_public = True
        self.env.ref("support_sla.terms_first").action_publish()
        self.monthly.target_ids.unlink()
        few = self._cost()
        for number in range(20):
            level = self.monthly.copy(
                {"code": f"level{number}", "calendar_id": self.calendar.copy().id}
            )
            level.is_public = True
            self._make_team(f"Team {number}")
            self.env["helpdesk.ticket.category"].create({"name": f"Kind {number}"})
            customer = self._make_customer(f"Customer {number}")
            self._make_contract(customer, level, "2026-01-01", user_id=False)

        many = self._cost()

        self.assertLessEqual(many, few + 1)
        self.assertLessEqual(many, MOST_QUERIES)

    def _cost(self):
        with self.at(MONDAY):
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._ask(self.manager, lang="en_US").get_setup()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestSetupSteps(SetupCase):
    """Six steps from nothing to the first promise, each ticked by what is there."""

    def test_each_step_is_ticked_by_what_is_there(self):
        self.contract.phase = "draft"
        (self.team | self.other_team).alias_name = False
        self.calendar.tz = "Asia/Tokyo"
        self.assertFalse(any(self._steps().values()))
        acts = {
            "hours": lambda: self.calendar.write({"tz": self.calendar_alldays.tz}),
            "level": lambda: self.monthly.write({"is_public": True}),
            "team": lambda: self.team.write({"alias_name": "desk"}),
            "contract": self.contract.action_confirm,
            "portal": lambda: self.env.ref("base.user_admin"),  # somebody is in already
            "ticket": lambda: self._make_ticket(self.anna),
        }
        self.assertEqual([*self._steps()], [*acts])
        for key, act in acts.items():
            with self.at(MONDAY):
                act()
            self.assertTrue(self._steps()[key], key)
        self.assertTrue(all(self._steps().values()))

    def test_each_step_opens_its_screen(self):
        models = {
            "hours": "resource.calendar",
            "level": "support.level",
            "team": "helpdesk.ticket.team",
            "contract": "support.contract",
            "portal": "support.contract",
            "ticket": "helpdesk.ticket",
        }
        for key, model in models.items():
            for user in (self.admin, self.seller):
                action = self._ask(user).open_step(key)
                self.assertEqual(action["res_model"], model)
                self.assertTrue(action["views"])
        self.assertFalse(self._ask().open_step("nonsense"))

    def test_the_portal_is_opened_for_those_who_are_not_in(self):
        self._make_contract(self.globex, self.monthly, "2026-01-01")

        action = self._ask().open_step("portal")
        self.assertEqual(action["views"], [(False, "form")])

        wizard = self.env["portal.wizard"].browse(action["res_id"])
        self.assertEqual(wizard.user_ids.partner_id, self.globex | self.gina)
        self.assertEqual(
            self._ask(self.seller).open_step("portal")["res_model"], "support.contract"
        )

    def test_the_hours_lead_to_the_calendar_that_the_others_follow(self):
        self.company.partner_id.tz = False
        self.company.resource_calendar_id.tz = "UTC"

        action = self._ask().open_step("hours")

        self.assertEqual(action["res_id"], self.company.resource_calendar_id.id)
