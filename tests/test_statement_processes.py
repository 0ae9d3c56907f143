"""Statements: a run that is killed, and two runs at once: one statement a contract,
month and version, and one mail."""

from .processes import ProcessCase, killed
from .servers import servers

CONTRACTS = 120

READY = f"""
env["support.contract"].search([])._store_marks({{"statement_from": "2999-01-01"}})
env.company.support_tell_statement = True
level = env.ref("support_sla.level_monthly")
partners = env["res.partner"].create(
    [
        {{"name": f"C{{n}}", "email": f"c{{n}}@stated.test", "is_company": True}}
        for n in range({CONTRACTS})
    ]
)
contracts = env["support.contract"].create(
    [
        {{"partner_id": each.id, "level_id": level.id, "date_start": "2020-01-01"}}
        for each in partners
    ]
)
contracts.action_confirm()
env["mail.mail"].search([]).unlink()
env.cr.commit()
"""

RUN = """
env["support.statement"]._cron_make_statements()
env.cr.commit()
"""

KILLED = killed("support.contract", "_make_statements", RUN)
KILLED_MAILING = killed("support.statement", "_mail_once", RUN)

MADE = "SELECT count(*), count(DISTINCT (contract_id, month)) FROM support_statement"
MAILS = """
SELECT count(*), count(DISTINCT m.res_id) FROM mail_mail
JOIN mail_message m ON m.id = mail_message_id WHERE m.model = 'support.statement'
"""
TOLD = "SELECT count(*) FROM support_statement WHERE mailed_at IS NOT NULL"

CORRECTED = """
statements = env["support.statement"].search([])
entries = env["support.quota.entry"].create(
    [
        {
            "contract_id": each.contract_id.id,
            "period_start": each.month,
            "quantity": -1,
            "reason": "Agreed",
        }
        for each in statements
    ]
)
env.cr.commit()
"""
VERSIONS = """
SELECT version, latest, count(*) FROM support_statement GROUP BY 1, 2 ORDER BY 1, 2
"""


class TestStatementProcesses(ProcessCase):
    def assertDone(self, farm, made, mails):
        self.assertEqual(farm.query(MADE), [(made, made)])
        self.assertEqual(farm.query(MAILS), [(mails, mails)])
        self.assertEqual(farm.query(TOLD), [(mails,)])

    def test_killed_in_the_middle_then_two_at_once(self):
        with servers(0) as farm:
            self.run_scripts(farm, READY)

            self.assertKilled(farm, KILLED)

            self.assertDone(farm, made=50, mails=0)

            self.assertKilled(farm, KILLED_MAILING)

            self.assertDone(farm, made=CONTRACTS, mails=50)

            self.run_scripts(farm, RUN, RUN)

            self.assertDone(farm, made=CONTRACTS, mails=CONTRACTS)

            self.run_scripts(farm, CORRECTED)
            self.run_scripts(farm, RUN, RUN)

            self.assertEqual(
                farm.query(VERSIONS),
                [(1, False, CONTRACTS), (2, True, CONTRACTS)],
            )
            self.assertEqual(farm.query(MAILS), [(CONTRACTS, CONTRACTS)])
