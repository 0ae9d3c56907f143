"""Two servers that run the alerts together fire each step once, and tell each once."""

import re
import unittest

from .servers import servers

TICKETS = 450  # more than two batches
PREPARE = f"""
from datetime import timedelta
from odoo import fields
level = env.ref("support_sla.level_monthly")
level.quota_tickets = 0
level.alert_step_ids.unlink()
leader = env.ref("base.user_admin")
for mark in ("aim", "percent", "commitment"):
    env["support.alert.step"].create({{
        "level_id": level.id, "mark": mark, "offset": 75 if mark == "percent" else 0,
        "recipient": "leader", "notify_by": "mail",
    }})
customer = env["res.partner"].create({{"name": "Acme", "is_company": True}})
env["support.contract"].create({{
    "partner_id": customer.id, "level_id": level.id, "date_start": "2020-01-01",
}}).action_confirm()
team = env["helpdesk.ticket.team"].create({{
    "name": "Team", "user_id": leader.id, "user_ids": [(4, leader.id)],
}})
tickets = env["helpdesk.ticket"].create([{{
    "name": str(number), "description": "-", "partner_id": customer.id,
    "team_id": team.id,
}} for number in range({TICKETS})])
rows = tickets.support_deadline_ids
assert len(rows) == {TICKETS}, len(rows)
# They were promised long ago.
now = fields.Datetime.now()
tickets._support_backdate(tickets.ids, now - timedelta(days=60), now)
env.cr.execute("CREATE TABLE meeting (id serial)")
env.cr.commit()
"""
# Each waits for the other before it begins.
RUN = """
import time
env.cr.execute("INSERT INTO meeting DEFAULT VALUES")
env.cr.commit()
while True:
    env.cr.execute("SELECT count(*) FROM meeting")
    if env.cr.fetchone()[0] == 2:
        break
    env.cr.rollback()
    time.sleep(0.01)
env.cr.rollback()
env["support.alert"]._cron_send_alerts()
env.cr.commit()
"""


class TestAlertRace(unittest.TestCase):
    def test_two_processes_fire_each_once(self):
        with servers(0) as farm:
            # given tickets that crossed three steps each while nobody ran
            [(code, output)] = farm.scripts(PREPARE)
            self.assertEqual(code, 0, output)
            # when two processes run the job at the same moment
            ends = farm.scripts(RUN, RUN)
            self.assertEqual([code for code, _ in ends], [0, 0], ends)
            self.assertNotIn("Traceback", "".join(out for _, out in ends))
            # then every step of every ticket is marked once, and told once
            marks = farm.query(
                "SELECT count(*), count(DISTINCT (deadline_id, step_id)),"
                " count(told_at) FROM support_alert"
            )
            self.assertEqual(marks, [(3 * TICKETS, 3 * TICKETS, 3 * TICKETS)])
            subjects = farm.query(
                "SELECT subject FROM mail_mail m JOIN mail_message g"
                " ON g.id = m.mail_message_id WHERE subject LIKE '%%need you'"
            )
            told = [int(re.match(r"\d+", subject)[0]) for (subject,) in subjects]
            self.assertEqual(sum(told), TICKETS)
            self.assertLessEqual(len(told), 2, "one digest per person and run")
