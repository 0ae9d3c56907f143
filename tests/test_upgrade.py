"""A database of each kept version, brought to the present code; and one that leaves.

What a real Odoo process does with it must keep every row and log nothing. The table of
what a migration means to change is tests/upgrade/intended.py; `make dump` keeps the
rows of a new version.
"""

import contextlib
import json
import os
import unittest

from dev import cluster, dumps, environment, logs, odoo_process, places
from dev.databases import Databases

from .servers import servers
from .session import Session
from .upgrade.compare import Changes, differences, shape, snapshot, watched
from .upgrade.intended import INTENDED
from .upgrade.life import ADMINS_OWN

ONCE = ("--stop-after-init", "--no-http")


class Upgraded:
    """A kept dump in a database of its own, before and after the upgrade."""

    def __init__(self, databases, path, version, label):
        self.databases = databases
        self.version = version
        self.label = label
        odoo = dumps.load(databases, path, label)
        self.watched = watched(self.query)
        self.before = snapshot(self.query, self.watched)
        conf = odoo_process.configuration(databases.server)
        modules = "support_sla" if odoo == environment.current().key else "all"
        words = ("-d", databases.name(label), "-u", modules, *ONCE)
        self.log = odoo_process.run(conf, label, *words)
        self.changes = Changes(INTENDED, version)
        renamed = {self.changes.table(old): ids for old, ids in self.watched.items()}
        self.after = snapshot(self.query, renamed)

    def query(self, statement, *values):
        name = self.databases.name(self.label)
        return self.databases.ask(statement, *values, database=name)

    def value(self, xmlid, column):
        module, _, name = xmlid.partition(".")
        [(model, res_id)] = self.query(
            "SELECT model, res_id FROM ir_model_data WHERE module = %s AND name = %s",
            *(module, name),
        )
        table = model.replace(".", "_")
        [(value,)] = self.query(f"SELECT {column} FROM {table} WHERE id = %s", res_id)
        return value


UPGRADED = []
LEFT = contextlib.ExitStack()


def setUpModule():
    """Each kept version, upgraded once for all tests."""
    with contextlib.ExitStack() as stack:
        databases = Databases(stack.enter_context(cluster.running()))
        for path in sorted(dumps.FOLDER.glob("*.sql.gz")):
            version = path.name.removesuffix(".sql.gz")
            label = f"test_{os.getpid()}_{version}"
            stack.callback(databases.drop, label)
            UPGRADED.append(Upgraded(databases, path, version, label))
        LEFT.push(stack.pop_all())


def tearDownModule():
    LEFT.close()


class TestUpgrade(unittest.TestCase):
    def test_nothing_is_worth_a_warning(self):
        for upgraded in UPGRADED:
            with self.subTest(upgraded.version):
                self.assertEqual([str(each) for each in logs.loud(upgraded.log)], [])

    def test_every_row_and_every_xmlid_is_what_it_was(self):
        for upgraded in UPGRADED:
            with self.subTest(upgraded.version):
                for table in ("support_deadline", "support_alert", "helpdesk_ticket"):
                    self.assertTrue(upgraded.before.tables[table].by_key, table)

                found = differences(upgraded.before, upgraded.after, upgraded.changes)

                self.assertFalse(lines := [*found], "\n".join(lines))

    def test_every_confirmed_contract_has_a_link_of_its_own(self):
        for upgraded in UPGRADED:
            with self.subTest(upgraded.version):
                rows = upgraded.query(
                    "SELECT phase, access_token FROM support_contract"
                )
                confirmed = [token for phase, token in rows if phase == "confirmed"]
                self.assertTrue(confirmed)
                self.assertTrue(all(confirmed))
                self.assertEqual(len(set(confirmed)), len(confirmed))
                drafts = [token for phase, token in rows if phase != "confirmed"]
                self.assertFalse(any(drafts))

    def test_every_mail_template_finds_the_file_that_resets_it(self):
        for upgraded in UPGRADED:
            with self.subTest(upgraded.version):
                found = upgraded.query(
                    "SELECT template_fs FROM mail_template WHERE id IN ("
                    " SELECT res_id FROM ir_model_data"
                    " WHERE module = 'support_sla' AND model = 'mail.template')"
                )
                self.assertGreater(len(found), 7)
                for (path,) in found:
                    self.assertTrue((places.ROOT / path).is_file(), path)

    def test_what_an_admin_changed_of_our_data_stays(self):
        for upgraded in UPGRADED:
            with self.subTest(upgraded.version):
                for xmlid, values in ADMINS_OWN.items():
                    for column, wanted in values.items():
                        value = upgraded.value(xmlid, column)
                        if isinstance(value, dict):
                            value = value["en_US"]
                        self.assertEqual(value, wanted, xmlid)
                name = upgraded.value("support_sla.level_monthly", "name")
                self.assertEqual(name["es_419"], "Mensual, como lo llamamos")

    def test_the_shape_is_that_of_a_fresh_install(self):
        with servers(0) as fresh:
            wanted = shape(fresh.query)
            names = fresh.query(
                "SELECT name FROM ir_model_data WHERE module = 'support_sla'"
            )
        self.assertTrue(any(text.startswith("index") for text in wanted))
        for upgraded in UPGRADED:
            with self.subTest(upgraded.version):
                found = shape(upgraded.query)
                self.assertEqual(sorted(wanted - found), [], "missing after an upgrade")
                self.assertEqual(sorted(found - wanted), [], "left over by an upgrade")
                missing = {name for (name,) in names} - upgraded.after.xmlids.keys()
                self.assertEqual(missing, set())


PEOPLE = """
groups = {"agent": "helpdesk_mgmt.group_helpdesk_user", "customer": "base.group_portal"}
for login, group in groups.items():
    env["res.users"].create({
        "name": login, "login": login, "password": login,
        "email": f"{login}@example.com",
        "group_ids": [(6, 0, env.ref(group).ids)],
    })
customer = env["res.partner"].create({"name": "Acme", "is_company": True})
level = env.ref("support_sla.level_monthly")
contract = env["support.contract"].create({
    "partner_id": customer.id, "level_id": level.id, "date_start": "2020-01-01",
})
contract.action_confirm()
tickets = env["helpdesk.ticket"].create([
    {"name": f"Kept {n}", "description": "-", "partner_id": customer.id}
    for n in range(2)
])
tickets[0].message_post(body="Said before", subtype_xmlid="mail.mt_comment")
assert tickets.support_contract_id and tickets.support_deadline_ids
contract._make_statements(env.cr.now())
line = {"ticket_id": tickets[0].id, "number": tickets[0].number, "subject": "Kept"}
objection = env["support.statement.objection"]._take(
    contract.statement_ids, line, "Not so", customer, env.cr.now()
)
assert objection.contract_id == contract
env.cr.commit()
"""
NOTHING_LEFT = {
    "columns": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE table_name ~ '(^|_)support_' OR column_name ~ '(^|_)support_'",
    "constraints": "SELECT conname FROM pg_constraint WHERE conname ~ '(^|_)support_'",
    "models": "SELECT model FROM ir_model WHERE model ~ '^support\\.'",
    "fields": "SELECT model || '.' || name FROM ir_model_fields"
    " WHERE name ~ '^support_' OR relation ~ '^support\\.'",
    "xmlids": "SELECT name FROM ir_model_data WHERE module = 'support_sla'",
    "messages": "SELECT model FROM mail_message WHERE model ~ '^support\\.'",
    "followers": "SELECT res_model FROM mail_followers WHERE res_model ~ '^support\\.'",
    "activities": "SELECT res_model FROM mail_activity WHERE res_model ~ '^support\\.'",
    "files": "SELECT res_model FROM ir_attachment WHERE res_model ~ '^support\\.'",
    "menus shown to more people": "SELECT menu.name"
    " FROM ir_ui_menu_group_rel shown JOIN ir_model_data menu"
    " ON menu.model = 'ir.ui.menu' AND menu.res_id = shown.menu_id"
    " JOIN ir_model_data people"
    " ON people.model = 'res.groups' AND people.res_id = shown.gid"
    " WHERE menu.name = 'helpdesk_ticket_reporting_menu'"
    " AND people.name = 'group_helpdesk_user'",
}
# what our xmlids of these models point to is ours, and goes
OUR_RECORDS = {
    "ir.actions.act_window": "ir_act_window",
    "ir.actions.server": "ir_act_server",
    "ir.cron": "ir_cron",
    "ir.model.access": "ir_model_access",
    "ir.rule": "ir_rule",
    "ir.sequence": "ir_sequence",
    "ir.ui.menu": "ir_ui_menu",
    "ir.ui.view": "ir_ui_view",
    "mail.template": "mail_template",
    "res.groups": "res_groups",
    "resource.calendar": "resource_calendar",
}
TICKETS = "SELECT name, number, partner_id, stage_id, team_id FROM helpdesk_ticket"


class TestUninstall(unittest.TestCase):
    """The helpdesk is not ours: it stays whole when we go."""

    def test_it_leaves_nothing_and_the_helpdesk_goes_on(self):
        newest = UPGRADED[-1]
        with servers(0, source=newest.label) as farm:
            # given a database with rows of ours, and tickets of a customer
            [(code, output)] = farm.scripts(PEOPLE)
            self.assertEqual(code, 0, output)
            kept = f"{TICKETS} WHERE name LIKE 'Kept%%' ORDER BY id"
            tickets = farm.query(kept)

            words = ("uninstall", "-d", farm.database, "support_sla")
            log = odoo_process.run(farm.conf, farm.label, *words, name="module")

            self.assertEqual([str(each) for each in logs.loud(log)], [])
            self.assert_nothing_left(farm, newest.after.xmlids)
            self.assertEqual(farm.query(kept), tickets)
            farm.start()
            farm.wait()
            self.assert_agents_work(farm)
            self.assert_customers_write(farm)
            log = farm.log_paths[0].read_text()
            self.assertEqual([str(each) for each in logs.loud(log)], [])

    def assert_nothing_left(self, farm, xmlids):
        for what, statement in NOTHING_LEFT.items():
            with self.subTest(what):
                self.assertEqual(farm.query(statement), [])
        for model, table in OUR_RECORDS.items():
            ids = [res_id for named, res_id in xmlids.values() if named == model]
            with self.subTest(model):
                self.assertTrue(ids)
                left = farm.query(f"SELECT id FROM {table} WHERE id = ANY(%s)", ids)
                self.assertEqual(left, [])

    def assert_agents_work(self, farm):
        """An agent opens every view, creates a ticket, answers and moves it."""
        agent = Session(farm.urls[0], farm.database, "agent", "agent")
        self.assertIn("odoo", agent.page("/odoo"))
        kinds = [
            [False, kind] for kind in ("list", "form", "kanban", "search", "pivot")
        ]
        views = agent.call("helpdesk.ticket", "get_views", kinds)
        self.assertNotIn("support_", json.dumps(views))
        values = {"name": "After", "description": "It goes on"}
        ticket = agent.call("helpdesk.ticket", "create", [values])[0]
        said = {"body": "We look into it", "message_type": "comment"}
        agent.call("helpdesk.ticket", "message_post", [ticket], **said)
        [(stage,)] = farm.query(
            "SELECT id FROM helpdesk_ticket_stage WHERE closed LIMIT 1"
        )
        agent.call("helpdesk.ticket", "write", [ticket], {"stage_id": stage})
        read = agent.call("helpdesk.ticket", "read", [ticket])[0]
        self.assertTrue(read["closed"])
        bodies = farm.query(
            "SELECT body FROM mail_message WHERE model = 'helpdesk.ticket'"
            " AND res_id = %s AND message_type = 'comment'",
            ticket,
        )
        self.assertIn("We look into it", str(bodies))

    def assert_customers_write(self, farm):
        """The form opens and files a ticket, which the customer finds in his list."""
        customer = Session(farm.urls[0], farm.database, "customer", "customer")
        fields = customer.hidden("/new/ticket")
        fields |= {"subject": "By the form", "description": "Help"}
        self.assertRegex(
            customer.submit("/submitted/ticket", **fields), r"/my/ticket/\d+"
        )
        self.assertIn("By the form", customer.page("/my/tickets"))
