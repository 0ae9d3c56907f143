# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import new_test_user

from ...models.settings.setup_machinery import JOBS, QUEUE
from ..common import GUATEMALA, MONDAY, SupportCase


class SetupCase(SupportCase):
    """A configuration with which nothing is wrong, and who looks at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.seller = new_test_user(
            cls.env, "support-seller", "support_sla.group_support_manager"
        )
        cls.company.partner_id.tz = GUATEMALA
        cls.company.write(
            {"support_phone": "+502 1", "support_chat_url": "https://chat.example.com"}
        )
        cls.holiday = cls.env["resource.calendar.leaves"].create(
            {
                "name": "Labour day",
                "company_id": cls.company.id,
                "date_from": "2026-05-01 06:00:00",
                "date_to": "2026-05-02 05:59:59",
            }
        )
        cls.domain = cls.env["mail.alias.domain"].create({"name": "example.com"})
        for name, team in (("desk", cls.team), ("field", cls.other_team)):
            cls._arm(team, name)
        cls.server = cls.env["ir.mail_server"].create(
            {"name": "Out", "smtp_host": "mail.example.com"}
        )
        jobs = [*(f"support_sla.{name}" for name in JOBS), QUEUE]
        cls.jobs = cls.env["ir.cron"].union(*map(cls.env.ref, jobs))
        cls.jobs.write({"active": True, "nextcall": MONDAY + timedelta(hours=1)})
        cls.contract = cls._make_contract(cls.acme, cls.monthly, "2026-01-01")
        cls._make_portal_user(cls.anna)

    @classmethod
    def _arm(cls, team, name):
        team.write(
            {
                "user_id": cls.manager.id,
                "alias_name": name,
                "alias_domain_id": cls.domain.id,
            }
        )

    def _ask(self, user=None, **context):
        setup = self.env["support.setup"].with_user(user or self.admin)
        return setup.with_context(**context) if context else setup

    def _findings(self, user=None, **context):
        """Return ``{key: finding}`` of what is no note."""
        with self.at(MONDAY):
            found = self._ask(user, **context).get_setup()["findings"]
        return {each["key"]: each for each in found if each["severity"] != "note"}

    def _fix(self, key, user=None):
        with self.at(MONDAY):
            return self._ask(user).open_fix(key)

    def _steps(self, user=None):
        with self.at(MONDAY):
            steps = self._ask(user).get_setup()["steps"]
        return {step["key"]: step["done"] for step in steps}
