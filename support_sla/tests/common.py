# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import new_test_user
from odoo.tests.common import HttpCase, TransactionCase
from odoo.tools import SQL

GUATEMALA = "America/Guatemala"
# Monday 2026-03-02, 9:00 in Guatemala (UTC-6, no daylight saving).
MONDAY = datetime(2026, 3, 2, 15, 0)


def make_user(env, login, groups="base.group_user", **vals):
    """Odoo's `new_test_user` without the mail that invites the new one, and without
    what is noted of him."""
    quietly = {"no_reset_password": True, "tracking_disable": True}
    return new_test_user(env, login, groups, quietly, **vals).with_env(env)


class SupportCase(TransactionCase):
    """Makers and people for every test: two companies, two customers, three roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not issubclass(cls, HttpCase):
            # Time goes on as it does. Whoever stops it in between is spared the search
            # of all modules for clocks, which is made once. Not beside a browser, whose
            # threads have another clock then.
            cls.startClassPatcher(freeze_time(datetime.now(), tick=True))
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other Provider"})
        cls.calendar = cls.env.ref("support_sla.calendar_weekdays_8_18")
        cls.calendar_alldays = cls.env.ref("support_sla.calendar_alldays_8_18")
        (cls.calendar | cls.calendar_alldays).tz = GUATEMALA
        cls.monthly = cls.env.ref("support_sla.level_monthly")
        cls.preferential = cls.env.ref("support_sla.level_preferential")
        cls.accompaniment = cls.env.ref("support_sla.level_accompaniment")
        cls.stage_new = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        cls.stage_progress = cls.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
        )
        cls.stage_awaiting = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        cls.stage_done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")

        cls.acme = cls._make_customer("Acme")
        cls.anna = cls._make_contact(cls.acme, "Anna")
        cls.bert = cls._make_contact(cls.acme, "Bert")
        cls.globex = cls._make_customer("Globex")
        cls.gina = cls._make_contact(cls.globex, "Gina")

        cls.agent = make_user(
            cls.env, "support-agent", "helpdesk_mgmt.group_helpdesk_user"
        )
        cls.agent_own = make_user(
            cls.env, "support-agent-own", "helpdesk_mgmt.group_helpdesk_user_own"
        )
        cls.manager = make_user(
            cls.env, "support-manager", "helpdesk_mgmt.group_helpdesk_manager"
        )
        cls.team = cls._make_team("Team A", cls.agent | cls.agent_own)
        cls.other_team = cls._make_team("Team B", cls.manager)

    @classmethod
    def _make_customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "email": f"info@{name.lower()}.test"}
            | vals
        )

    @classmethod
    def _make_contact(cls, customer, name, **vals):
        email = f"{name.lower()}@{customer.name.lower().replace(' ', '')}.test"
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": customer.id, "email": email} | vals
        )

    @classmethod
    def _make_portal_user(cls, partner):
        return make_user(
            cls.env,
            partner.email,
            "base.group_portal",
            name=partner.name,
            password=partner.email,
            partner_id=partner.id,
        )

    @classmethod
    def _make_team(cls, name, users=None, **vals):
        return cls.env["helpdesk.ticket.team"].create(
            {
                "name": name,
                "user_ids": [(6, 0, users.ids if users else [])],
                "company_id": cls.company.id,
            }
            | vals
        )

    @classmethod
    def _make_contract(cls, customer, level, first, last=False, confirm=True, **vals):
        contract = cls.env["support.contract"].create(
            {
                "partner_id": customer.id,
                "level_id": level.id,
                "date_start": first,
                "date_end": last,
            }
            | vals
        )
        if confirm:
            contract.action_confirm()
        return contract

    @classmethod
    def _make_ticket(cls, partner=None, **vals):
        return cls.env["helpdesk.ticket"].create(
            cls._ticket_vals(partner=partner, **vals)
        )

    @classmethod
    def _ticket_vals(cls, partner=None, **vals):
        return {
            "name": "The printer is on fire",
            "description": "<p>It really is.</p>",
            "partner_id": partner.id if partner else False,
            "team_id": cls.team.id,
        } | vals

    def _refuse(self, table, event, condition):
        """A database that refuses some rows of a table, until ``_accept(table)``."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN
                    RAISE 'refused';
                END $$ LANGUAGE plpgsql;
                CREATE TRIGGER refuse BEFORE %s ON %s FOR EACH ROW
                    WHEN (%s) EXECUTE FUNCTION refuse();
                """,
                SQL(event),
                SQL.identifier(table),
                SQL(condition),
            )
        )

    def _accept(self, table):
        self.env.cr.execute(SQL("DROP TRIGGER refuse ON %s", SQL.identifier(table)))

    @contextmanager
    def at(self, moment):
        """Freeze Python's and the cursor's clock at a naive UTC moment."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        with (
            freeze_time(moment) as frozen,
            patch.object(self.env.cr, "now", lambda: moment),
        ):
            self.env.invalidate_all()
            yield frozen
