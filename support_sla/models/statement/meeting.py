# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A month is corrected while the job states it: neither sees what the other writes, and
the statement would stay wrong. So both write the contract's row.

The job gives way by itself: it is done again with a new snapshot. A person's request
would be as well, but not a mail that is fetched: who corrects goes on, and the
statement is looked for when the correction is committed and the job is done.
"""

import logging
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from ..job import BUSY

_logger = logging.getLogger(__name__)

TRIES = 5
#: A transaction that corrects a month may have begun so long before its end.
LONGEST = timedelta(hours=1)
WRITE = "UPDATE support_contract SET write_date = write_date WHERE id IN %s"
LOCK = "SELECT FROM support_contract WHERE id IN %s ORDER BY id FOR NO KEY UPDATE"


def meet(contracts, day):
    """Be seen by the job that states months of contracts just now, of which one since
    a local day is corrected here."""
    soon = contracts.env.cr.now() + LONGEST
    due = contracts.sudo().filtered(
        lambda c: c.statement_due_at and c.statement_due_at <= soon
    )
    if not due:
        return
    cr, ids = contracts.env.cr, tuple(sorted(due.ids))
    contracts.env.flush_all()
    try:
        with cr.savepoint(flush=False):
            cr.execute(SQL(f"{LOCK} NOWAIT", ids), log_exceptions=False)
            cr.execute(SQL(WRITE, ids), log_exceptions=False)
    except BUSY:
        cr.postcommit.add(partial(_look, contracts.env.registry, ids, day))


def _look(registry, ids, day):
    """Look again at what the job has made, in a transaction that sees it: it waits for
    the job, and reads what was committed by then."""
    for _number in range(TRIES):
        try:
            with registry.cursor() as cr:
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                cr.execute(SQL(LOCK, ids))
                env = api.Environment(cr, SUPERUSER_ID, {})
                contracts = env["support.contract"].browse(ids)
                env["support.statement"]._look_at_months(contracts, day)
            return
        except BUSY:
            continue
    _logger.warning("Contracts %s stayed busy: their statements may be old", ids)
