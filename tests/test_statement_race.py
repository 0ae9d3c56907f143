"""A correction in the moment in which its month is stated: the one sees the other."""

from .processes import ProcessCase
from .servers import servers
from .test_statement_processes import RUN

READY = """
env["support.contract"].search([])._store_marks({"statement_from": "2999-01-01"})
partner = env["res.partner"].create({"name": "Acme", "is_company": True})
contract = env["support.contract"].create(
    {
        "partner_id": partner.id,
        "level_id": env.ref("support_sla.level_monthly").id,
        "date_start": "2020-01-01",
    }
)
contract.action_confirm()
env.cr.commit()
"""

# The job has read the ledger when somebody adds to it, and writes when that is told.
CORRECTED_MEANWHILE = f"""
import threading
from odoo.service.model import retrying
from odoo.addons.support_sla.models.statement.gather import Gatherer

read, registry, writers = Gatherer.facts, env.registry, []

def correct():
    with registry.cursor() as cr:
        mine = env(cr=cr)
        def write():
            contracts = mine["support.contract"]
            contract = contracts.search([("statement_from", "<", "2999-01-01")])
            mine["support.quota.entry"].create(
                {{
                    "contract_id": contract.id,
                    "period_start": contract.statement_from,
                    "quantity": -7,
                    "reason": "Agreed",
                }}
            )
        retrying(write, mine)

def facts(self):
    found = read(self)
    if not writers:
        writers.append(threading.Thread(target=correct))
        writers[0].start()
        writers[0].join(3)
    return found

Gatherer.facts = facts
{RUN}
writers[0].join()
"""
NEWEST = """
SELECT figures -> 'quota' -> 'periods' -> 0 -> 'granted' FROM support_statement
WHERE latest
"""


class TestStatementRace(ProcessCase):
    def test_a_correction_while_its_month_is_stated(self):
        with servers(0) as farm:
            self.run_scripts(farm, READY)
            self.run_scripts(farm, CORRECTED_MEANWHILE)
            self.run_scripts(farm, RUN)

            self.assertEqual(farm.query(NEWEST), [(7,)])
