"""The addon comes to a help desk that has worked for a year.

Nothing of what was there before may close, fall due or tell anybody by itself: nobody
promised anything, and nobody counted a silence. What was answered stays answered.
"""

import contextlib

from dev import logs, odoo_process, templates
from dev.databases import at_work

from .processes import ProcessCase
from .servers import servers

# A year of a help desk: 2,000 tickets, 300 of them wait for the customer, 200 were
# answered (and 40 only seem to be), 400 are closed, 100 put aside.
A_YEAR = """
agent = env["res.users"].create({
    "name": "Agent", "login": "agent", "email": "agent@desk.test",
    "group_ids": [(6, 0, env.ref("helpdesk_mgmt.group_helpdesk_manager").ids)],
})
left = agent.copy({"name": "Left", "login": "left", "email": "left@desk.test"})
acme, globex = env["res.partner"].create([
    {"name": name, "is_company": True, "email": f"{name}@desk.test"}
    for name in ("Acme", "Globex")
])
anna, gina, solo = env["res.partner"].create([
    {"name": "Anna", "parent_id": acme.id, "email": "anna@acme.test"},
    {"name": "Gina", "parent_id": globex.id, "email": "gina@globex.test"},
    {"name": "Solo", "email": "solo@desk.test"},
])
people = anna | gina | solo
stage = lambda name: env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
team = env["helpdesk.ticket.team"].create({"name": "Team", "user_ids": [(6, 0, [
    agent.id, left.id])]})
phone = env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
create = env["helpdesk.ticket"].with_context(
    tracking_disable=True, mail_create_nosubscribe=True).create
tickets = create([
    {"name": f"Old {n}", "description": "-", "partner_id": people[n % 3].id,
     "team_id": team.id, "stage_id": stage("new").id}
    for n in range(1960)
])
tickets |= create([
    {"name": f"Nobody {n}", "description": "-", "team_id": team.id} for n in range(20)
])
tickets |= env["helpdesk.ticket"].with_user(agent).create([
    {"name": f"Call {n}", "description": "-", "partner_id": anna.id,
     "team_id": team.id, "channel_id": phone.id, "stage_id": stage("new").id}
    for n in range(20)
])
def move(some, stage, **vals):
    some.with_context(tracking_disable=True).write({"stage_id": stage.id} | vals)
move(tickets[:300], stage("awaiting"))
move(tickets[300:700], stage("done"))
tickets[700:740].active = tickets[:10].active = tickets[300:350].active = False
def said(some, author, **vals):
    return [
        {"model": "helpdesk.ticket", "res_id": t.id, "body": "Said",
         "author_id": author.id, "message_type": "comment",
         "subtype_id": env.ref("mail.mt_comment").id, "date": "2026-01-05 10:00:00"}
        | vals for t in some
    ]
note = env.ref("mail.mt_note").id
messages = env["mail.message"].create(
    said(tickets[200:300], agent.partner_id)
    + said(tickets[200:300], agent.partner_id, date="2026-01-06 10:00:00")
    + said(tickets[700:780], left.partner_id, message_type="email")
    + said(tickets[300:320], left.partner_id)
    # none of these is an answer
    + said(tickets[800:810], agent.partner_id, subtype_id=note)
    + said(tickets[810:820], env.ref("base.partner_root"))
    + said(tickets[820:830], agent.partner_id, message_type="notification")
    + said(tickets[830:840], anna)
    + said(tickets[840:850], agent.partner_id, is_internal=True)
)
# an agent who is the contact is no agent there
tickets[850].partner_id = agent.partner_id
env["mail.message"].create(said(tickets[850], agent.partner_id))
left.active = False
env.flush_all()
env.cr.execute('''
    UPDATE helpdesk_ticket SET
        create_date = date_trunc('second', LOCALTIMESTAMP)
            - (31 + id % 330) * interval '1 day',
        last_stage_update = date_trunc('second', LOCALTIMESTAMP) - interval '1 day',
        closed_date = CASE WHEN closed_date IS NOT NULL
            THEN date_trunc('second', LOCALTIMESTAMP) - interval '1 day' END;
    DELETE FROM mail_mail;
    DELETE FROM mail_activity;
''')
env.cr.commit()
"""
# Each of our jobs, as its cron runs it.
JOBS = """
for cron in env["ir.cron"].with_context(active_test=False).search([]):
    [(module, _name)] = [n.split(".") for n in cron.get_external_id().values()]
    if module == "support_sla":
        cron.method_direct_trigger()
        assert not cron.failure_count, cron.name
assert env["ir.cron"].search_count([("ir_actions_server_id.model_name", "=",
    "support.contract")])
env.cr.commit()
"""
CONTRACT = """
from datetime import date, timedelta
level = env.ref("support_sla.level_monthly")
assert level.quota_tickets == 40
for name in ("Acme", "Solo"):
    customer = env["res.partner"].search([("name", "=", name)])
    env["support.contract"].create({
        "partner_id": customer.id, "level_id": level.id,
        "date_start": date.today() - timedelta(days=365),
        "date_end": date.today() + timedelta(days=365),
    }).action_confirm()
env.cr.commit()
"""
# What the check finds is worth a line of its own.
CHECK = """
from collections import Counter
from odoo import fields
found = Counter(f.kind for f in env["support.check"]._support_check(
    fields.Datetime.now()))
print("found", dict(found))
"""
# What moved, of what was there before.
STATE = """
    SELECT id, stage_id, active, closed_date, user_id, support_closed_at,
           support_first_response_at, support_outcome, support_silent_since,
           support_silence_due_at, support_close_at
      FROM helpdesk_ticket ORDER BY id
"""
COUNTS = {
    "mails": "SELECT count(*) FROM mail_mail",
    "activities": "SELECT count(*) FROM mail_activity",
    "silences": "SELECT count(*) FROM helpdesk_ticket"
    " WHERE COALESCE(support_silent_since, support_silence_due_at) IS NOT NULL",
    "notices": "SELECT count(*) FROM helpdesk_ticket WHERE support_notice_due <> ''",
    "late": "SELECT count(*) FROM support_deadline"
    " WHERE verdict = 'missed' OR due_at < LOCALTIMESTAMP",
    "outcomes": "SELECT count(*) FROM helpdesk_ticket WHERE support_outcome <> ''",
    "messages": "SELECT count(*) FROM mail_message WHERE model = 'helpdesk.ticket'"
    " AND body LIKE '%closed%'",
}
WAITING = """
    SELECT ticket.support_sheet, ticket.support_paused_at,
           ticket.support_clock_state, pause.started_at, pause.waiting_for
      FROM helpdesk_ticket ticket
      JOIN support_pause pause
        ON pause.ticket_id = ticket.id AND pause.stopped_at IS NULL
"""
ANSWERED = """
    SELECT support_first_response_at, count(*) FROM helpdesk_ticket
     WHERE name NOT LIKE 'Call %' AND support_first_response_at IS NOT NULL
     GROUP BY support_first_response_at
"""


class TestInstallInUse(ProcessCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        databases, conf = stack.enter_context(at_work())
        base, _warnings = templates.ready(databases, conf, templates.BASE)
        cls.farm = farm = stack.enter_context(servers(0, source=base))
        [(code, output)] = farm.scripts(A_YEAR)
        assert code == 0, output
        words = ("-d", farm.database, "-i", "support_sla")
        cls.log = odoo_process.run(
            conf, farm.label, *words, "--stop-after-init", "--no-http"
        )

    def _counts(self):
        return {name: self.one(self.farm, query) for name, query in COUNTS.items()}

    def _found(self):
        [(code, output)] = self.farm.scripts(CHECK)
        self.assertEqual(code, 0, output)
        return output.strip().splitlines()[-1]

    def test_nothing_happens_by_itself(self):
        farm = self.farm
        self.assertEqual([str(each) for each in logs.loud(self.log)], [])

        with self.subTest("all is known that there was"):
            [(unknown, closed)] = farm.query(
                "SELECT count(*) FILTER (WHERE support_since IS DISTINCT FROM"
                " create_date OR partner_id IS NOT NULL AND support_customer_id IS"
                " NULL), count(support_closed_at) FROM helpdesk_ticket"
            )
            self.assertEqual((unknown, closed), (0, 400))
            answered = {str(at): count for at, count in farm.query(ANSWERED)}
            self.assertEqual(answered, {"2026-01-05 10:00:00": 200})
            calls = "SELECT count(*) FROM helpdesk_ticket WHERE name LIKE 'Call %'"
            calls += " AND support_first_response_at = create_date"
            self.assertEqual(self.one(farm, calls), 20)

        with self.subTest("who waits, waits from now on"):
            waiting = farm.query(WAITING)
            self.assertEqual(len(waiting), 300)
            for sheet, paused_at, state, started_at, waiting_for in waiting:
                self.assertEqual(paused_at, started_at)
                self.assertEqual((state, waiting_for), ("none", "customer"))
                self.assertEqual(sheet["waits_since"], str(started_at))

        nothing = dict.fromkeys(COUNTS, 0)
        before = farm.query(STATE)
        with self.subTest("the check"):
            self.assertEqual(self._found(), "found {}")
        with self.subTest("our jobs"):
            self.run_scripts(farm, JOBS)
            self.assertEqual(farm.query(STATE), before)
            self.assertEqual(self._counts(), nothing)

        with self.subTest("a contract with its true first day"):
            [(entered,)] = farm.query(
                "SELECT date_trunc('second', now() AT TIME ZONE 'UTC')"
            )
            self.run_scripts(farm, CONTRACT)
            self.assert_past_stays(entered)
            self.run_scripts(farm, JOBS)
            self.assert_past_stays(entered)
            self.assertEqual(farm.query(STATE), before)
            self.assertEqual(self._counts(), nothing)
            self.assertEqual(self._found(), "found {}")

    def assert_past_stays(self, entered):
        """Rows are owed from now on, to whom nobody has answered; no place was taken
        in what was over."""
        farm = self.farm
        rows = farm.query(
            "SELECT started_at, due_at, verdict, support_first_response_at"
            "  FROM support_deadline row"
            "  JOIN helpdesk_ticket ticket ON ticket.id = ticket_id"
        )
        self.assertGreater(len(rows), 500)
        for started_at, due_at, verdict, answered_at in rows:
            self.assertGreaterEqual(started_at, entered)
            self.assertGreater(due_at, started_at)
            self.assertIn(verdict, ("running", "paused"))
            self.assertIsNone(answered_at)
        past = "SELECT count(*) FROM support_quota_entry entry"
        past += " WHERE kind = 'consumption' AND period_start < date_trunc('month', %s)"
        [(count,)] = farm.query(past, entered)
        self.assertEqual(count, 0)
