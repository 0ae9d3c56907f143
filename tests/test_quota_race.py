"""Many submissions in the same moment, through every door of several processes.

At the limit they give exactly the allowance, the rest over quota, no error to anybody
and no message lost (specification 4).
"""

import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import psycopg2

from .servers import servers
from .session import Refused, Session

PEOPLE = 8
MAIL = """\
From: Person <person{person}@acme.test>
To: support@provider.test
Subject: Mail {label}
Message-Id: <{label}@acme.test>
Content-Type: text/plain

Something is broken.
"""

# A level with 40 tickets of which 38 are used; each person has a portal login.
SETTING = f"""
level = env.ref("support_sla.level_monthly")
acme = env["res.partner"].create({{"name": "Acme", "is_company": True}})
portal = env.ref("base.group_portal")
for index in range({PEOPLE}):
    login = f"person{{index}}@acme.test"
    person = env["res.partner"].create(
        {{"name": f"Person {{index}}", "email": login, "parent_id": acme.id}}
    )
    env["res.users"].create({{
        "name": person.name, "login": login, "password": login,
        "partner_id": person.id, "group_ids": [(6, 0, portal.ids)],
    }})
contract = env["support.contract"].create({{
    "partner_id": acme.id, "level_id": level.id, "date_start": "2020-01-01",
}})
contract.action_confirm()
env["mail.alias.domain"].create({{"name": "provider.test"}})
env["helpdesk.ticket.team"].create({{"name": "Support", "alias_name": "support"}})
env["helpdesk.ticket"].create([
    {{"name": f"Old {{n}}", "description": "x", "partner_id": acme.id}}
    for n in range(37)
])
# Odoo itself writes on an alias when its first mail comes.
env["mail.thread"].message_process(
    "helpdesk.ticket", {MAIL.format(person=0, label="first")!r}
)
env.cr.commit()
"""

# A fetched mail, as a cron takes it: nobody runs this again when it fails.
FETCH = """
with env.registry.cursor() as gate:
    gate.execute("SELECT pg_advisory_lock_shared(4038)")
env["mail.thread"].with_context(fetchmail_cron_running=True).message_process(
    "helpdesk.ticket", {mail!r}
)
env.cr.commit()
"""
FORMS, GATEWAY_MAILS, FETCHED_MAILS = 8, 8, 4


class Rival:
    """A transaction of our own that holds the gate, and then the period's row."""

    def __init__(self, farm):
        self.connection = psycopg2.connect(
            dbname=farm.database, **farm.databases.server.settings
        )
        self.cursor = self.connection.cursor()
        self.farm = farm

    def execute(self, statement):
        self.cursor.execute(statement)

    def wait_for(self, count, kind):
        """Until so many others wait for a lock of a kind."""
        for _ in range(1200):
            rows = self.farm.query(
                "SELECT COUNT(*) FROM pg_locks"
                " WHERE NOT granted AND locktype = ANY(%s)",
                list(kind),
            )
            if rows[0][0] >= count:
                return
            time.sleep(0.1)
        raise AssertionError(f"fewer than {count} wait for {kind}")

    def close(self):
        self.connection.commit()
        self.connection.close()


class TestQuotaRace(unittest.TestCase):
    def test_twenty_at_once(self):
        with servers(2) as farm, ThreadPoolExecutor(24) as pool:
            # given 38 of 40 tickets, and people who are about to send 20 more
            self.assertEqual(farm.scripts(SETTING)[0][0], 0)
            jobs = [self.portal_job(farm, person) for person in range(FORMS)]
            jobs += [self.gateway_job(farm, n) for n in range(GATEWAY_MAILS)]
            rival = Rival(farm)
            rival.execute("SELECT pg_advisory_lock(4038)")
            fetched = pool.submit(self.fetch, farm)
            rival.wait_for(FETCHED_MAILS, ["advisory"])

            # when all send at once, while somebody else counts and commits
            rival.execute("UPDATE support_quota_period SET counted_at = counted_at")
            rival.execute("SELECT pg_advisory_unlock(4038)")
            running = [pool.submit(job) for job in jobs]
            rival.wait_for(5, ["transactionid", "tuple"])
            rival.close()
            answers = [each.result() for each in running]

            # then nobody saw an error, and exactly the allowance is counted
            for code, output in fetched.result():
                self.assertEqual(code, 0, output)
            for url in answers[:FORMS]:
                self.assertRegex(url, r"/my/ticket/\d+")
            self.assert_exactly_the_allowance(farm)

    def portal_job(self, farm, person):
        login = f"person{person}@acme.test"
        browser = Session(farm.urls[person % 2], farm.database, login, login)
        fields = browser.hidden("/new/ticket")
        fields |= {"subject": f"Form {person}", "description": "Help"}
        return lambda: browser.submit("/submitted/ticket", **fields)

    def gateway_job(self, farm, number):
        """The mail gateway's script; every mail is delivered twice."""
        mail = MAIL.format(person=number % PEOPLE, label=f"gateway-{number}")
        session = farm.session(number % 2)

        def deliver():
            for _ in range(2):
                session.call("mail.thread", "message_process", "helpdesk.ticket", mail)

        return deliver

    def fetch(self, farm):
        return farm.scripts(
            *(
                FETCH.format(mail=MAIL.format(person=n, label=f"fetched-{n}"))
                for n in range(FETCHED_MAILS)
            )
        )

    def assert_exactly_the_allowance(self, farm):
        statuses = dict(
            farm.query(
                "SELECT support_quota_status, COUNT(*) FROM helpdesk_ticket GROUP BY 1"
            )
        )
        self.assertEqual(statuses, {"counted": 40, "over": 18})
        self.assertEqual(
            farm.query(
                "SELECT COUNT(*), SUM(quantity), COUNT(DISTINCT ticket_id),"
                " COUNT(DISTINCT number), MAX(number) FROM support_quota_entry"
            ),
            [(40, 40, 40, 40, 40)],
        )
        self.assertEqual(
            farm.query(
                "SELECT COUNT(*) FROM helpdesk_ticket WHERE support_quota_pending"
                " OR (support_quota_status = 'over') <> support_held"
            ),
            [(0,)],
        )
        # held tickets are promised nothing, the others all have their deadline
        self.assertEqual(
            farm.query(
                "SELECT t.support_held, COUNT(DISTINCT t.id), COUNT(d.id)"
                " FROM helpdesk_ticket t LEFT JOIN support_deadline d"
                " ON d.ticket_id = t.id GROUP BY 1 ORDER BY 1"
            ),
            [(False, 40, 40), (True, 18, 0)],
        )

    def test_two_people_confirm_overlapping_contracts(self):
        """One gets the contract, the other the clear error (specification 2)."""
        with servers(2) as farm, ThreadPoolExecutor(2) as pool:
            sessions = [farm.session(index) for index in range(2)]
            customer = sessions[0].call(
                "res.partner", "create", {"name": "Globex", "is_company": True}
            )
            level = farm.query("SELECT id FROM support_level WHERE code = 'monthly'")
            vals = {"partner_id": customer, "level_id": level[0][0]}
            contracts = [
                sessions[0].call(
                    "support.contract", "create", vals | {"date_start": first}
                )
                for first in ("2026-01-01", "2026-06-01")
            ]
            rival = Rival(farm)
            rival.execute(
                f"UPDATE res_partner SET write_date = write_date WHERE id = {customer}"
            )

            running = [
                pool.submit(self.confirm, session, contract)
                for session, contract in zip(sessions, contracts, strict=True)
            ]
            rival.wait_for(2, ["transactionid", "tuple"])
            rival.close()

            answers = sorted(each.result() for each in running)
            self.assertEqual(answers[0], "")
            self.assertIn("already has level", answers[1])
            phases = farm.query(
                "SELECT phase FROM support_contract WHERE id = ANY(%s) ORDER BY phase",
                contracts,
            )
            self.assertEqual(phases, [("confirmed",), ("draft",)])

    def confirm(self, session, contract):
        try:
            session.call("support.contract", "action_confirm", [contract])
        except Refused as refusal:
            return str(refusal)
        return ""
