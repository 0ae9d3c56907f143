"""Acknowledgements: a run that is killed, one that cannot be told, two runs at once."""

from .processes import ProcessCase, killed, refuse
from .servers import servers

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
KILLED = killed("helpdesk.ticket", "_support_send_notice", RUN)
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


class TestAcknowledgementProcesses(ProcessCase):
    def test_killed_then_two_at_once_with_one_that_fails(self):
        with servers(0) as farm:
            self.run_scripts(farm, PREPARE)
            farm.query("DELETE FROM ir_cron_trigger")

            self.assertKilled(farm, KILLED)

            self.assertEqual(farm.query(MAILS), [(200, 200)])
            bad = self.one(
                farm, "SELECT id FROM helpdesk_ticket WHERE name = 'told 300'"
            )
            its_mail = f"NEW.res_id = {bad} AND NEW.message_type <> 'notification'"
            farm.query(refuse("mail_message", "INSERT", its_mail))
            self.run_scripts(farm, RUN, RUN)
            self.assertEqual(farm.query(MAILS), [(TICKETS - 1, TICKETS - 1)])
            self.assertEqual(farm.query("SELECT res_id FROM support_trouble"), [(bad,)])
            self.assertLess(self.one(farm, QUEUE), 25, "once a transaction, not a mail")

            farm.query("DROP TRIGGER refuse ON mail_message")
            farm.query("UPDATE support_trouble SET retry_at = now() AT TIME ZONE 'UTC'")
            self.run_scripts(farm, RUN)
            self.run_scripts(farm, RUN)

            self.assertEqual(farm.query(MAILS), [(TICKETS, TICKETS)])
            self.assertEqual(farm.query("SELECT res_id FROM support_trouble"), [])
