"""A holiday is added while others work: every open deadline moves, and none waits."""

from .processes import ProcessCase, killed, refuse
from .servers import servers

TICKETS = 400  # of two deadlines each

PREPARE = f"""
level = env.ref("support_sla.level_monthly")
level.quota_tickets = 0
env["support.level.target"].create({{
    "level_id": level.id, "metric": "resolution", "aim": 80, "commitment": 100,
}})
customer = env["res.partner"].create({{"name": "Acme", "is_company": True}})
env["support.contract"].create({{
    "partner_id": customer.id, "level_id": level.id, "date_start": "2020-01-01",
}}).action_confirm()
team = env["helpdesk.ticket.team"].create({{"name": "Team"}})
env["helpdesk.ticket"].create([{{
    "name": str(number), "description": "-", "partner_id": customer.id,
    "team_id": team.id,
}} for number in range({TICKETS})])
env.cr.execute("CREATE TABLE before AS SELECT id, due_at FROM support_deadline")
env.cr.execute("CREATE TABLE said (word text)")
env.cr.commit()
"""
SAY = """
import time
def say(word):
    with env.registry.cursor() as cr:
        cr.execute("INSERT INTO said VALUES (%s)", [word])
def hear(word):
    for _ in range(6000):
        with env.registry.cursor() as cr:
            cr.execute("SELECT FROM said WHERE word = %s", [word])
            if cr.rowcount:
                return
        time.sleep(0.01)
    raise TimeoutError(word)
"""
HOLIDAY = """
from datetime import timedelta
from odoo import fields
today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
env["resource.calendar.leaves"].create({
    "name": "Closed for two weeks",
    "calendar_id": env.ref("support_sla.calendar_weekdays_8_18").id,
    "date_from": today + timedelta(days=1),
    "date_to": today + timedelta(days=15),
})
env.cr.commit()
"""
RUN = """
env["support.recompute"]._cron_recompute_deadlines()
env.cr.commit()
"""
# An agent answers one ticket and moves another in the middle; his transaction lasts
# while the job runs.
AGENT = (
    SAY
    + """
answered, waiting = env["helpdesk.ticket"].search([("name", "in", ["100", "300"])])
answered.with_user(env.ref("base.user_admin")).message_post(
    body="Try again", message_type="comment", subtype_xmlid="mail.mt_comment",
)
waiting.stage_id = env["helpdesk.ticket.stage"].search(
    [("support_waiting_for", "=", "customer")], limit=1
)
env.flush_all()
say("acting")
time.sleep(2)
env.cr.commit()
"""
)
MEANWHILE = SAY + 'hear("acting")\n' + RUN
IMPORT = (
    SAY
    + """
ticket = env["helpdesk.ticket"].search([("name", "=", "100")])
late = ticket.copy({"name": "late", "partner_id": ticket.partner_id.id})
env.flush_all()
assert len(late.support_deadline_ids) == 2
env.cr.execute(
    "INSERT INTO before SELECT id, due_at FROM support_deadline WHERE ticket_id = %s",
    [late.id],
)
say("imported")
hear("the job ran")
env.cr.commit()
"""
)
BEFORE_ITS_COMMIT = SAY + 'hear("imported")\n' + HOLIDAY + RUN + 'say("the job ran")\n'
KILLED = killed("helpdesk.ticket", "_support_happens", RUN)
TICKET_OF = "SELECT ticket_id FROM support_deadline WHERE id = %s"
UNMOVED = """
SELECT count(*) FROM support_deadline JOIN before USING (id)
WHERE verdict IN ('running', 'paused') AND support_deadline.due_at = before.due_at
"""
MOVED = """
SELECT count(*) FROM support_deadline JOIN before USING (id)
WHERE support_deadline.due_at > before.due_at
"""
TRIGGERS = """
SELECT count(*) FROM ir_cron_trigger t JOIN ir_model_data d ON d.res_id = t.cron_id
WHERE d.name = 'ir_cron_recompute_deadlines' AND t.call_at > now() AT TIME ZONE 'UTC'
"""


class TestRecomputeProcesses(ProcessCase):
    def test_an_agent_acts_in_the_middle(self):
        with servers(0) as farm:
            self.run_scripts(farm, PREPARE)
            self.run_scripts(farm, HOLIDAY)

            self.run_scripts(farm, AGENT, MEANWHILE)

            self.assertEqual(self.one(farm, UNMOVED), 0)
            self.assertEqual(self.one(farm, MOVED), 2 * TICKETS - 1, "one was answered")

    def test_what_an_import_commits_after_the_run_moves_too(self):
        with servers(0) as farm:
            self.run_scripts(farm, PREPARE)

            self.run_scripts(farm, IMPORT, BEFORE_ITS_COMMIT)

            self.assertEqual(self.one(farm, MOVED), 2 * TICKETS)
            self.assertEqual(self.one(farm, UNMOVED), 2, "they came after the run")
            self.assertGreaterEqual(self.one(farm, TRIGGERS), 1, "it comes again")
            self.run_scripts(farm, RUN)
            self.assertEqual(self.one(farm, UNMOVED), 0)

    def test_killed_in_the_middle_with_a_poisoned_row(self):
        with servers(0) as farm:
            self.run_scripts(farm, PREPARE)
            bad = self.one(farm, "SELECT id FROM before ORDER BY id OFFSET 700 LIMIT 1")
            ticket = self.one(farm, TICKET_OF % bad)
            self.run_scripts(farm, HOLIDAY)

            self.assertKilled(farm, KILLED)

            self.assertEqual(self.one(farm, MOVED), 500, "the first batch stays")
            farm.query(refuse("support_deadline", "UPDATE", f"OLD.id = {bad}"))
            self.run_scripts(farm, RUN, RUN)
            self.assertEqual(self.one(farm, MOVED), 2 * TICKETS - 2, "its ticket's two")
            troubles = farm.query("SELECT res_id FROM support_trouble")
            self.assertEqual(troubles, [(ticket,)])
            self.assertGreaterEqual(self.one(farm, TRIGGERS), 1)
