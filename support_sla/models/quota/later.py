# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import random
import time
from datetime import timedelta
from functools import partial

from odoo import api, models

from ..job import BUSY

_logger = logging.getLogger(__name__)

QUEUE = "support_sla.quota"
TRIES = 10
CRON = "support_sla.ir_cron_update_contracts"
#: by then it was counted, or its server is no more
KILLED_AFTER = timedelta(minutes=5)


class SupportQuotaLater(models.AbstractModel):
    """What could not be counted because others were counting: right after the commit.

    A transaction that lost the race sees an old state until it ends. A page or a call
    is run again by Odoo on such a failure, but a mail fetched by a cron is not, and
    would be lost. So nobody is: the work is taken as it is, committed, and counted at
    once in a transaction of its own. A killed server leaves it to the cron, which is
    woken a little later in any case.
    """

    _name = "support.quota.later"
    _description = "Support: counting after the commit"

    @api.model
    def _after_commit(self, now, tickets=(), contracts=(), keep_past=True):
        """Settle tickets, and admit to contracts, once this one is committed.

        :param keep_past: nobody asked for it: periods that are over stay as they are
        """
        postcommit = self.env.cr.postcommit
        if QUEUE not in postcommit.data:
            postcommit.data[QUEUE] = {"now": now, "tickets": {}, "contracts": set()}
            env = self.env
            self._wake_cron(now)
            postcommit.add(
                partial(
                    _run_apart, env.registry, env.uid, dict(env.context), postcommit
                )
            )
        postcommit.data[QUEUE]["tickets"] |= {t.id: keep_past for t in tickets}
        postcommit.data[QUEUE]["contracts"].update(c.id for c in contracts)

    @api.model
    def _wake_cron(self, now):
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger(now + KILLED_AFTER)

    @api.model
    def _run(self, keep_past, contract_ids, now):
        """Settle and admit, in a transaction that reads what others committed.

        What that is the tickets know; here nobody else gets hold of them meanwhile.
        Returns the ids of those that are still there.

        :param keep_past: ``{ticket id: whether nobody asked for it}``
        """
        self.env.cr.execute(
            "SELECT id FROM helpdesk_ticket WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [sorted(keep_past)],
        )
        return [row[0] for row in self.env.cr.fetchall()]


def _run_apart(registry, uid, context, postcommit):
    """Run the queue in a READ COMMITTED transaction: who waits then reads the news."""
    queue = postcommit.data.pop(QUEUE)
    for attempt in range(TRIES):
        try:
            with registry.cursor() as cr:
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                env = api.Environment(cr, uid, context)
                env["support.quota.later"]._run(
                    queue["tickets"], queue["contracts"], queue["now"]
                )
            return
        except BUSY:
            time.sleep(random.uniform(0, 0.05 * (attempt + 1)))
        except Exception:  # pylint: disable=broad-exception-caught
            # The request it belongs to is committed and must not fail: the cron
            # finds what is still pending.
            _logger.exception("Counting after the commit failed; left to the cron")
            return
    _logger.warning("Counting after the commit stayed busy; left to the cron")
