# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class SupportBatch(models.AbstractModel):
    """Work through due records one by one, whatever happens to one of them."""

    _name = "support.batch"
    _description = "Support: work of a cron"

    @api.model
    def _run(self, steps):
        """Do each ``(records, work, give_up)``: one record, one transaction.

        A record that fails is logged, then given up (``give_up(record)`` marks it as
        done) or, where there is none, left due for the next run; the others go on. One
        that somebody else is writing at that moment is always left for the next run.
        What a run has no time for is taken up by the next one.
        """
        cron = self.env["ir.cron"]
        remaining = sum(len(records) for records, *_ in steps)
        cron._commit_progress(remaining=remaining)
        for records, work, *give_up in steps:
            for record in records:
                # Committing empties the cache: alone, it is read again alone.
                self._do(record.browse(record.id), work, *give_up)
                if not cron._commit_progress(1):
                    return

    @api.model
    def _do(self, record, work, give_up=None):
        try:
            with self.env.cr.savepoint():
                work(record)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Nothing is wrong with it: it stays due, and the next run takes it.
            _logger.info("%s is busy elsewhere, left for the next run", record)
        except Exception:
            _logger.exception("%s failed; the others go on", record)
            if give_up:
                give_up(record)
