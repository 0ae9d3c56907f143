"""Two processes that settle places of one customer at once, and one that is killed."""

import unittest

from .servers import servers

PREPARE = """
small = env.ref("support_sla.level_monthly").copy({
    "code": "small", "quota_tickets": 5, "over_quota_policy": "no_commitment",
})
big = small.copy({"code": "big", "quota_tickets": 30, "rank": 99})
customer = env["res.partner"].create({"name": "Acme", "email": "acme@race.test"})
env["support.contract"].create({
    "partner_id": customer.id, "level_id": small.id, "date_start": "2020-01-01",
}).action_confirm()
team = env["helpdesk.ticket.team"].create({"name": "Team"})
VALS = {"name": "Race", "description": "-", "partner_id": customer.id,
        "team_id": team.id}
env["helpdesk.ticket"].create([dict(VALS) for _ in range(%d)])
env.cr.execute("CREATE TABLE meeting (id serial)")
env.cr.commit()
"""
FIND = """
import os, signal, time
from odoo.service.model import retrying
customer = env["res.partner"].search([("name", "=", "Acme")])
team = env["helpdesk.ticket.team"].search([("name", "=", "Team")])
VALS = {"name": "Race", "description": "-", "partner_id": customer.id,
        "team_id": team.id}
def meet(number):
    while True:
        env.cr.execute("SELECT count(*) FROM meeting")
        if env.cr.fetchone()[0] >= number:
            return env.cr.rollback()
        env.cr.rollback()
        time.sleep(0.01)
def arrive():
    with env.registry.cursor() as cr:
        cr.execute("INSERT INTO meeting DEFAULT VALUES")
"""
# Counts in the old contract's period, and takes its time.
FILE = (
    FIND
    + """
env["helpdesk.ticket"].create(dict(VALS))
env.flush_all()
arrive()
time.sleep(2)
env.cr.commit()
"""
)
# A higher level begins to cover what is counted there.
UPGRADE = (
    FIND
    + """
meet(1)
big = env["support.level"].search([("code", "=", "big")])
def buy():
    env["support.contract"].create({
        "partner_id": customer.id, "level_id": big.id, "date_start": "2020-01-01",
    }).action_confirm()
retrying(buy, env)
env.cr.commit()
"""
)
KILLED = UPGRADE.replace(
    "meet(1)\n",
    """meet(1)
from odoo.addons.support_sla.models.quota import later
later._run_apart = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
""",
)
JOB = 'env["support.contract"]._cron_update_contracts()\nenv.cr.commit()\n'
# By whoever lost the race, whether or not it lives to count.
WOKEN_SOON = """
    SELECT count(*) FROM ir_cron_trigger due
      JOIN ir_model_data name ON name.res_id = due.cron_id AND name.model = 'ir.cron'
     WHERE name.name = 'ir_cron_update_contracts'
       AND call_at - now() AT TIME ZONE 'UTC' BETWEEN interval '1 minute'
           AND interval '10 minutes'
"""
OPEN_ROWS = "SELECT count(*) FROM support_deadline WHERE verdict = 'running'"
PENDING = "SELECT count(*) FROM helpdesk_ticket WHERE support_quota_pending"
COUNTED = """
    SELECT level.code, SUM(entry.quantity) FROM support_quota_entry entry
      JOIN support_contract contract ON contract.id = entry.contract_id
      JOIN support_level level ON level.id = contract.level_id
     GROUP BY level.code ORDER BY level.code
"""
# All that is there was counted, and held, in the month before.
A_MONTH_AGO = """
    UPDATE helpdesk_ticket SET support_since = support_since - interval '1 month';
    UPDATE support_quota_entry SET period_start = period_start - interval '1 month';
    UPDATE support_quota_period
       SET period_start = period_start - interval '1 month',
           period_end = period_start - interval '1 day';
    UPDATE support_contract SET opened_until = NULL
"""
NEWEST = "SELECT id FROM helpdesk_ticket ORDER BY id DESC LIMIT 2"
HELD = "SELECT count(*) FROM helpdesk_ticket WHERE support_held"


class TestPlaceRace(unittest.TestCase):
    def _prepared(self, farm, count):
        [(code, output)] = farm.scripts(PREPARE % count)
        self.assertEqual(code, 0, output)

    def _one(self, farm, query):
        return farm.query(query)[0][0]

    def test_an_upgrade_while_a_ticket_is_filed(self):
        with servers(0) as farm:
            self._prepared(farm, 4)

            ends = farm.scripts(FILE, UPGRADE)

            self.assertEqual([code for code, _ in ends], [0, 0], ends)
            self.assertEqual(self._one(farm, PENDING), 0)
            self.assertEqual(self._one(farm, OPEN_ROWS), 5)
            self.assertEqual(farm.query(COUNTED), [("big", 4), ("small", 1)])

    def test_killed_before_it_is_settled(self):
        with servers(0) as farm:
            self._prepared(farm, 4)
            farm.query("DELETE FROM ir_cron_trigger")

            (filed, _), (killed, output) = farm.scripts(FILE, KILLED)

            self.assertEqual((filed, killed), (0, -9), output)
            self.assertEqual(self._one(farm, PENDING), 4)
            self.assertEqual(self._one(farm, OPEN_ROWS), 5)
            self.assertEqual(self._one(farm, WOKEN_SOON), 1, "not in an hour")
            for _again in range(2):
                [(code, output)] = farm.scripts(JOB)
                self.assertEqual(code, 0, output)
                self.assertEqual(self._one(farm, PENDING), 0)
                self.assertEqual(self._one(farm, OPEN_ROWS), 5)
                self.assertEqual(farm.query(COUNTED), [("big", 4), ("small", 1)])

    def test_who_waits_comes_before_two_who_file_at_once_on_the_first(self):
        with servers(0) as farm:
            self._prepared(farm, 10)
            self.assertEqual(self._one(farm, HELD), 5)
            farm.query(A_MONTH_AGO)
            file = (
                FIND
                + "arrive()\nmeet(2)\n"
                + (
                    'retrying(lambda: env["helpdesk.ticket"].create(dict(VALS)), env)\n'
                    "env.cr.commit()\n"
                )
            )

            ends = farm.scripts(file, file)

            self.assertEqual([code for code, _ in ends], [0, 0], ends)
            self.assertEqual(self._one(farm, PENDING), 0)
            held = farm.query(
                "SELECT id FROM helpdesk_ticket WHERE support_held ORDER BY id"
            )
            newest = farm.query(
                "SELECT id FROM helpdesk_ticket ORDER BY id DESC LIMIT 2"
            )
            self.assertEqual(held, newest[::-1])
            self.assertEqual(farm.query(COUNTED), [("small", 10)])
