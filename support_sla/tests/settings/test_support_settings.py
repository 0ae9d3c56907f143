# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import SupportCase


@tagged("post_install", "-at_install", "security")
class TestSupportSettings(SupportCase):
    """The manager of support sets what his companies promise and tell, nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "support-seller", "support_sla.group_support_manager"
        )
        cls.settings = cls.env["support.settings"].with_user(cls.seller)

    def _open(self, user=None):
        return Form(self.settings.with_user(user or self.seller))

    def test_the_form_shows_and_writes_those_of_the_company(self):
        self.company.support_close_days = 20

        with self._open() as form:
            self.assertEqual(form.support_close_days, 20)
            # judged together: alone the first would come after the last
            form.support_remind_first_days = 11
            form.support_remind_last_days = 12
            form.support_fallback_level_id = self.monthly
            form.support_expiry_days = "60, 5"
            form.support_acknowledge = False
        form.support_reopen_days = 3
        form.save()

        company = self.company
        self.assertEqual(company._support_reminder_days(), [11, 12])
        self.assertEqual(company.support_fallback_level_id, self.monthly)
        self.assertEqual(company._support_get_expiry_days(), {60, 5})
        self.assertFalse(company.support_acknowledge)
        self.assertEqual(company.support_reopen_days, 3)
        self.assertEqual(self.other_company.support_reopen_days, 15)

    def test_impossible_rules_are_refused(self):
        for vals in (
            {"support_remind_first_days": 9, "support_remind_last_days": 8},
            {"support_expiry_days": "soon"},
            {"support_close_stage_id": self.stage_progress.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.settings.create(vals)

    def test_only_settings_are_written(self):
        name = self.company.name
        for strange in ("name", "support_authserv_id", "support_own_rules"):
            with self.subTest(field=strange), self.assertRaises(ValueError):
                self.settings.create({strange: "Ours now"})
        with self.assertRaises(AccessError):
            self.company.with_user(self.seller).support_reopen_days = 1
        self.settings.create({"support_reopen_days": 1})

        self.assertEqual(self.company.name, name)
        self.assertEqual(self.company.support_reopen_days, 1)

    def test_only_in_ones_own_companies_and_with_what_one_sees(self):
        theirs = self.monthly.copy({"company_id": self.other_company.id})
        theirs.code = "theirs"
        for vals in (
            {"company_id": self.other_company.id, "support_reopen_days": 1},
            {"support_fallback_level_id": theirs.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.settings.create(vals)
        ours = self.settings.create({})
        with self.assertRaises(AccessError):
            ours.write({"company_id": self.other_company.id, "support_reopen_days": 1})
        self.assertEqual(self.other_company.support_reopen_days, 15)

        self.seller.company_ids |= self.other_company
        self.settings.create(
            {"company_id": self.other_company.id, "support_reopen_days": 1}
        )
        self.assertEqual(self.other_company.support_reopen_days, 1)

    def test_the_settings_of_others_are_not_read(self):
        self.other_company.support_fallback_level_id = self.monthly
        settings = self.env["support.settings"].create(
            {"company_id": self.other_company.id}
        )
        settings = self.settings.browse(settings.id)
        self.env.invalidate_all()

        with self.assertRaises(AccessError):
            settings.read(["support_fallback_level_id"])

    def test_nobody_else_comes_in(self):
        portal = self._make_portal_user(self.anna)
        for user in (self.agent, self.agent_own, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.settings.with_user(user).create({"support_reopen_days": 1})
        menu = self.env.ref("support_sla.support_settings_menu").id
        for user, seen in ((self.manager, True), (self.agent, False)):
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(menu in menus, seen)

    def test_what_is_as_it_was_is_not_written(self):
        with self._open() as form:
            form.support_reopen_days = 15
        self.env.flush_all()
        self.company.invalidate_recordset()
        before = self.company.write_date

        self.settings.create({"support_close_days": 10, "support_reopen_days": 15})

        self.assertEqual(self.company.write_date, before)
