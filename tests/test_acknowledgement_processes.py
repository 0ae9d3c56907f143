"""Acknowledgements: a run that is killed, one that cannot be told, two runs at once."""

import unittest

from dev.servers import servers

TICKETS = 450  # more than two batches

PREPARE = f"""
web = env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
partners = env["res.partner"].create(
    [{{"name": f"C{{n}}", "email": f"c{{n}}@told.test"}} for n in range(10)]
)
env["helpdesk.ticket"].create([{{
    "name": f"told {{number}}", "description": "-", "channel_id": web.id,
    "partner_id": partners[number % 10].id,
}} for number in range({TICKETS})])
env["mail.mail"].search([("model", "=", "helpdesk.ticket")]).unlink()
env.cr.commit()
"""
RUN = """
env["helpdesk.ticket"]._cron_send_acknowledgements()
env.cr.commit()
"""
KILLED = """
import os, signal
model = type(env["helpdesk.ticket"])
original, batches = model._support_send_notice, []

def send(self):
    original(self)
    self.env.flush_all()
    batches.append(self)
    if len(batches) == 2:
        # its mails are queued, nothing of it is committed
        os.kill(os.getpid(), signal.SIGKILL)

model._support_send_notice = send
env["helpdesk.ticket"]._cron_send_acknowledgements()
"""
# The mails to one customer cannot be written.
POISON = """
CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE 'refused'; END $$
LANGUAGE plpgsql;
CREATE TRIGGER refuse BEFORE INSERT ON mail_message FOR EACH ROW
WHEN (NEW.model = 'helpdesk.ticket' AND NEW.message_type <> 'notification'
      AND NEW.res_id = (%s))
EXECUTE FUNCTION refuse()
"""
MAILS = """
SELECT count(*), count(DISTINCT m.res_id) FROM mail_mail
JOIN mail_message m ON m.id = mail_message_id
JOIN helpdesk_ticket t ON t.id = m.res_id AND m.model = 'helpdesk.ticket'
WHERE t.name LIKE 'told %%'
"""
QUEUE = """
SELECT count(*) FROM ir_cron_trigger t JOIN ir_model_data d ON d.res_id = t.cron_id
WHERE d.name = 'ir_cron_mail_scheduler_action'
"""


class TestAcknowledgementProcesses(unittest.TestCase):
    def run_scripts(self, farm, *sources):
        ends = farm.scripts(*sources)
        self.assertEqual([code for code, _ in ends], [0] * len(sources), ends)

    def test_killed_then_two_at_once_with_one_that_fails(self):
        with servers(0) as farm:
            self.run_scripts(farm, PREPARE)
            farm.query("DELETE FROM ir_cron_trigger")

            [(code, output)] = farm.scripts(KILLED)

            self.assertEqual(code, -9, output)
            self.assertEqual(farm.query(MAILS), [(200, 200)])
            [(bad,)] = farm.query("SELECT id FROM helpdesk_ticket WHERE name = 'told 300'")
            farm.query(POISON % bad)
            self.run_scripts(farm, RUN, RUN)
            self.assertEqual(farm.query(MAILS), [(TICKETS - 1, TICKETS - 1)])
            self.assertEqual(farm.query("SELECT res_id FROM support_trouble"), [(bad,)])
            [(woken,)] = farm.query(QUEUE)
            self.assertLess(woken, 25, "once a transaction, not once a mail")

            farm.query("DROP TRIGGER refuse ON mail_message")
            farm.query("UPDATE support_trouble SET retry_at = now() AT TIME ZONE 'UTC'")
            self.run_scripts(farm, RUN)
            self.run_scripts(farm, RUN)

            self.assertEqual(farm.query(MAILS), [(TICKETS, TICKETS)])
            self.assertEqual(farm.query("SELECT res_id FROM support_trouble"), [])
