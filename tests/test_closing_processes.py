"""Silent tickets: a run that is killed, and two runs at once."""

from .processes import ProcessCase, killed
from .servers import servers

TICKETS = 500

SILENT = """
from datetime import timedelta
from odoo.addons.support_sla.tools.life.events import Ruled
env["helpdesk.ticket"].search([]).active = False
partners = env["res.partner"].create(
    [{{"name": f"C{{n}}", "email": f"c{{n}}@silent.test"}} for n in range(10)]
)
stage = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
tickets = env["helpdesk.ticket"].with_context(tracking_disable=True).create(
    [
        {{
            "name": f"silent {{n}}",
            "description": "x",
            "partner_id": partners[n % 10].id,
            "stage_id": stage.id,
        }}
        for n in range({count})
    ]
)
long_ago = tickets[0].support_silent_since - timedelta(days=30)
tickets._support_store({{"support_silent_since": long_ago, "support_close_at": False}})
sent = {{"support_reminders_sent": 2, "support_reminded_at": long_ago}}
if {closing}:
    tickets._support_store(sent)
tickets._support_happens(Ruled(long_ago))
env["mail.mail"].search([("model", "=", "helpdesk.ticket")]).unlink()
env.cr.commit()
"""

RUN = """
env["helpdesk.ticket"]._cron_close_silent()
env.cr.commit()
"""

KILLED = killed("helpdesk.ticket", "_support_step_silence", RUN)

MAILS = """
SELECT count(*), count(DISTINCT m.res_id) FROM mail_mail
JOIN mail_message m ON m.id = mail_message_id
JOIN helpdesk_ticket t ON t.id = m.res_id AND m.model = 'helpdesk.ticket'
WHERE t.name LIKE 'silent %%'
"""

CLOSED = """
SELECT count(*) FROM helpdesk_ticket
WHERE name LIKE 'silent %%' AND support_outcome = 'silent'
"""

DUE = """
SELECT count(*) FROM helpdesk_ticket
WHERE name LIKE 'silent %%' AND support_silence_due_at <= now() at time zone 'UTC'
"""


class TestClosingProcesses(ProcessCase):
    """Nothing is sent twice or missed, however many processes die or meet."""

    def assertDone(self, farm, mails, closed):
        self.assertEqual(farm.query(MAILS), [(mails, mails)])
        self.assertEqual(farm.query(CLOSED), [(closed,)])

    def test_killed_in_the_middle_then_two_at_once(self):
        with servers(0) as farm:
            self.run_scripts(farm, SILENT.format(count=TICKETS, closing=True))

            self.assertKilled(farm, KILLED)

            self.assertDone(farm, mails=200, closed=200)

            self.run_scripts(farm, RUN, RUN)

            self.assertDone(farm, mails=TICKETS, closed=TICKETS)

            self.run_scripts(farm, RUN)

            self.assertDone(farm, mails=TICKETS, closed=TICKETS)

    def test_reminders_of_two_runs_at_once(self):
        with servers(0) as farm:
            self.run_scripts(farm, SILENT.format(count=TICKETS, closing=False))

            self.run_scripts(farm, RUN, RUN, RUN)

            self.assertDone(farm, mails=TICKETS, closed=0)
            self.assertEqual(farm.query(DUE), [(0,)])
