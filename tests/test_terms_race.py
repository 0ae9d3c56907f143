"""Two clicks in the same moment, in two processes: one acceptance, no error."""

import unittest
from concurrent.futures import ThreadPoolExecutor

from tests.test_quota_race import Rival

from .servers import servers
from .session import Session

# A customer with a contract and two people; terms that its provider has published.
SETTING = """
level = env.ref("support_sla.level_monthly")
level.is_public = True
env.ref("support_sla.terms_first").action_publish()
acme = env["res.partner"].create({"name": "Acme", "is_company": True})
portal = env.ref("base.group_portal")
for name in ("anna", "bert"):
    login = f"{name}@acme.test"
    person = env["res.partner"].create(
        {"name": name, "email": login, "parent_id": acme.id}
    )
    env["res.users"].create({
        "name": name, "login": login, "password": login,
        "partner_id": person.id, "group_ids": [(6, 0, portal.ids)],
    })
env["support.contract"].create({
    "partner_id": acme.id, "level_id": level.id, "date_start": "2020-01-01",
}).action_confirm()
env.cr.commit()
"""
PAGE, ACCEPT = "/support/terms", "/my/support/terms/accept"


class TestTermsRace(unittest.TestCase):
    def test_two_clicks_and_a_colleague_at_once(self):
        with servers(2) as farm, ThreadPoolExecutor(3) as pool:
            # given a form that is open in three windows, on two servers
            self.assertEqual(farm.scripts(SETTING)[0][0], 0)
            [(terms, customer)] = farm.query(
                "SELECT terms.id, partner.id FROM support_terms terms, "
                "res_partner partner WHERE partner.name = 'Acme'"
            )
            windows = []
            for server, name in ((0, "anna"), (1, "anna"), (1, "bert")):
                login = f"{name}@acme.test"
                browser = Session(farm.urls[server], farm.database, login, login)
                windows.append((browser, browser.hidden(PAGE) | {"terms_id": terms}))

            # when all are sent while somebody else writes the customer
            rival = Rival(farm)
            rival.execute(
                f"UPDATE res_partner SET write_date = write_date WHERE id = {customer}"
            )
            running = [
                pool.submit(browser.submit, ACCEPT, **form) for browser, form in windows
            ]
            rival.wait_for(3, ["transactionid", "tuple"])
            rival.close()
            answers = [each.result() for each in running]

            # then one acceptance is kept, with one document, and all are thanked
            for url in answers:
                self.assertIn(f"{PAGE}?company=", url)
                self.assertIn("accepted=1", url)
            self.assertEqual(
                farm.query(
                    "SELECT COUNT(*), COUNT(DISTINCT partner_id), MIN(partner_id)"
                    " FROM support_terms_acceptance"
                ),
                [(1, 1, customer)],
            )
            self.assertEqual(
                farm.query(
                    "SELECT COUNT(*) FROM ir_attachment"
                    " WHERE res_model = 'support.contract'"
                ),
                [(1,)],
            )
