"""Two servers that touch the clocks of one ticket at once: nobody's act is refused."""

import unittest

from .servers import servers

PREPARE = """
level = env.ref("support_sla.level_monthly")
level.quota_tickets = 0
env["support.level.target"].create({
    "level_id": level.id, "metric": "next_response", "aim": 2, "commitment": 4,
})
customer = env["res.partner"].create({"name": "Acme", "email": "acme@race.test"})
env["support.contract"].create({
    "partner_id": customer.id, "level_id": level.id, "date_start": "2020-01-01",
}).action_confirm()
team = env["helpdesk.ticket.team"].create({"name": "Team"})
ticket = env["helpdesk.ticket"].create({
    "name": "Race", "description": "-", "partner_id": customer.id, "team_id": team.id,
})
ticket.with_user(env.ref("base.user_admin")).message_post(
    body="Try again", message_type="comment", subtype_xmlid="mail.mt_comment",
)
assert ticket.support_first_response_at
env.cr.execute("CREATE TABLE meeting (id serial)")
env.cr.commit()
"""
# Both look, then both act: each sleeps on what it wrote before it commits.
RUN = """
import time
from odoo.service.model import retrying
ticket = env["helpdesk.ticket"].search([("name", "=", "Race")])
waiting = env["helpdesk.ticket.stage"].search(
    [("support_waiting_for", "=", "customer")], limit=1
)
env.cr.execute("INSERT INTO meeting DEFAULT VALUES")
env.cr.commit()
while True:
    env.cr.execute("SELECT count(*) FROM meeting")
    if env.cr.fetchone()[0] == 2:
        break
    env.cr.rollback()
    time.sleep(0.01)
env.cr.rollback()
def act():
    %s
    env.flush_all()
    time.sleep(1)
retrying(act, env)
"""
ASK = """ticket.message_post(
        body="Again!", message_type="email", subtype_xmlid="mail.mt_comment",
        author_id=ticket.partner_id.id)"""
WAIT = "ticket.stage_id = waiting"


class TestClockRace(unittest.TestCase):
    def _race(self, farm, act):
        ends = farm.scripts(RUN % act, RUN % act)
        self.assertEqual([code for code, _ in ends], [0, 0], ends)

    def test_two_customers_ask_at_once(self):
        with servers(0) as farm:
            [(code, output)] = farm.scripts(PREPARE)
            self.assertEqual(code, 0, output)
            self._race(farm, ASK)

            rounds = farm.query(
                "SELECT count(*) FROM support_deadline WHERE metric = 'next_response'"
            )
            said = farm.query(
                "SELECT count(*) FROM mail_message WHERE body LIKE '%%Again!%%'"
            )
            self.assertEqual((rounds, said), ([(1,)], [(2,)]))

    def test_two_agents_begin_to_wait_at_once(self):
        with servers(0) as farm:
            [(code, output)] = farm.scripts(PREPARE)
            self.assertEqual(code, 0, output)
            self._race(farm, WAIT)

            pauses = farm.query(
                "SELECT count(*) FROM support_pause WHERE stopped_at IS NULL"
            )
            self.assertEqual(pauses, [(1,)])
