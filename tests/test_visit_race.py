"""Planners in the same moment, in several processes: a week has exactly its days."""

import functools
import unittest
from concurrent.futures import ThreadPoolExecutor

from tests.test_quota_race import Rival

from .servers import servers
from .session import Refused, Session

# A contract with two days a week, and four people who plan its visits.
SETTING = """
level = env.ref("support_sla.level_accompaniment")
acme = env["res.partner"].create({"name": "Acme", "is_company": True})
env["support.implementation"].create({
    "partner_id": acme.id, "date_start": "2026-01-01", "date_end": "2030-12-31",
})
env["support.contract"].create({
    "partner_id": acme.id, "level_id": level.id, "date_start": "2026-01-01",
}).action_confirm()
group = env.ref("support_sla.group_support_user")
for login in ("planner0", "planner1", "planner2", "planner3"):
    env["res.users"].create({
        "name": login, "login": login, "password": login,
        "group_ids": [(6, 0, group.ids)],
    })
env.cr.commit()
"""
THURSDAY = {"thursday": True}
DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")


class TestVisitRace(unittest.TestCase):
    def test_four_planners_at_once(self):
        with servers(2) as farm, ThreadPoolExecutor(4) as pool:
            # given a week with two days, and four who plan another day of it each
            self.assertEqual(farm.scripts(SETTING)[0][0], 0)
            [(contract, customer)] = farm.query(
                "SELECT id, partner_id FROM support_contract"
            )
            planners = [
                Session(farm.urls[n % 2], farm.database, f"planner{n}", f"planner{n}")
                for n in range(len(DAYS))
            ]

            # when all save at once
            answers = self.meet(
                farm,
                pool,
                customer,
                [
                    functools.partial(self.plan, planner, contract, day)
                    for planner, day in zip(planners, DAYS, strict=True)
                ],
            )

            # then two have a visit, and two are told which days the week has
            refused = [answer for answer in answers if isinstance(answer, str)]
            self.assertEqual(len(refused), 2, answers)
            for words in refused:
                self.assertIn("2026-W10 of Acme is full", words)
            rows = farm.query("SELECT COUNT(*), COUNT(DISTINCT day) FROM support_visit")
            self.assertEqual(rows, [(2, 2)])

            # and the same plan run four times at once makes each visit once
            runs = [self.make_plan(planner, contract) for planner in planners]
            self.meet(farm, pool, customer, runs)
            rows = farm.query(
                "SELECT COUNT(*), COUNT(DISTINCT day) FROM support_visit"
                " WHERE plan_id IS NOT NULL"
            )
            self.assertEqual(rows, [(8, 8)])

    def meet(self, farm, pool, customer, jobs):
        """All at once, while somebody else has the customer in hand."""
        rival = Rival(farm)
        rival.execute(
            f"UPDATE res_partner SET write_date = write_date WHERE id = {customer}"
        )
        running = [pool.submit(job) for job in jobs]
        rival.wait_for(len(jobs), ["transactionid", "tuple"])
        rival.close()
        return [each.result() for each in running]

    def make_plan(self, planner, contract):
        """A draft; return what runs it."""
        [user] = planner.call("res.users", "search", [("login", "=", "planner0")])
        values = {"contract_id": contract, "user_id": user, "tuesday": True}
        values |= {"first_day": "2028-03-06", "last_day": "2028-04-02"}
        [plan] = planner.call("support.visit.plan", "create", [values | THURSDAY])
        return functools.partial(
            planner.call, "support.visit.plan", "action_plan", [plan]
        )

    def plan(self, planner, contract, day):
        values = {
            "contract_id": contract,
            "start_at": f"{day} 15:00:00",
            "stop_at": f"{day} 18:00:00",
        }
        try:
            return planner.call("support.visit", "create", [values])
        except Refused as error:
            return str(error)
