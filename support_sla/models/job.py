# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The frame of every job: what is due gets done, whatever happens to one of it.

- Oldest first, batch by batch. Each is a transaction that begins with the search, so it
  is locked as it was found or not at all; what others hold is passed over and asked for
  once more at the end.
- Who meets another transaction is undone and tried again in a new snapshot, then
  halved, and once alone left due for a minute.
- What fails otherwise is halved until the one at fault is alone. That one rests, longer
  each time, where people see it (``support.trouble``); the others are done.
- A run ends when nothing is due or no time is left, and it sees to the next one: what
  was busy, failed or in others' hands does not wait for the job's interval.
- Killed, the next one goes on with what has no mark yet; run twice, it finds nothing to
  do.

What is due and how it is done says a ``Task``. No room, so that each may name it, and
no model.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from psycopg2.errors import LockNotAvailable, UniqueViolation

from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

TRIES = 3  # with a new snapshot each, before a batch that meets others is halved
PATIENCE = "1s"  # who holds a lock for longer is busy
LAST_PATIENCE = "5s"  # of a run that has nothing else to do any more
SOON = timedelta(minutes=1)  # what others have in hand is looked at again
#: Somebody else was writing there: nothing is wrong, it is done again in a transaction
#: that sees what he wrote.
BUSY = PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


class Task(NamedTuple):
    """One kind of work of a job.

    ``name`` is kept with what failed: it stays when the code moves.
    ``find(extra, limit)`` returns what is due and not yet done, oldest first: the
    records of which a further domain is true as well, at most so many. Where nothing is
    due it costs a look into an index.
    ``work(records)`` does it for records that are locked and were just read, and leaves
    the mark by which ``find`` passes over them. It looks again at what it acts on, by
    the rules of this moment; it commits nothing and survives being undone and repeated.
    ``tell(record, error)`` shows people, where they look anyway, what failed.
    ``lock`` is False where the work itself locks what it acts on, which is another
    record than the one that is due.
    """

    name: str
    find: Callable
    work: Callable
    tell: Callable | None = None
    size: int = 200
    lock: bool = True


def due(records, domain, order="id"):
    """Return the ``find`` of what is due in a model by a domain."""

    def find(extra, limit):
        return records.search(Domain(domain) & extra, order=order, limit=limit)

    return find


def each(work):
    """Return the work on records that a work on one of them is."""

    def work_on(records):
        for record in records:
            work(record)

    return work_on


def wake(env, cron_xmlid, *names):
    """Run a job soon; what rests of the tasks of these names is tried again."""
    resting = env["support.trouble"].sudo().search([("task", "in", names)])
    resting.retry_at = env.cr.now()
    cron = env.ref(cron_xmlid, raise_if_not_found=False)
    if cron:  # not yet there while the addon itself is being installed
        cron.sudo()._trigger()


def run(env, cron_xmlid, now, tasks, again=()):
    """Work off each ``Task`` in turn; return whether there was time for
    all that is due. Nothing of the caller may be uncommitted.

    :param cron_xmlid: the job, which is woken again where that is needed
    :param now: what rests until after this moment is passed over
    :param again: moments at which it is to run besides
    """
    this = _Run(env, cron_xmlid, now, again)
    done = all(this.work_off(task) for task in tasks)
    this.end(done)
    return done


class _Run:
    """One run of a job, and when it is to be woken again."""

    def __init__(self, env, cron_xmlid, now, again):
        self._env, self._cron_xmlid, self._now = env, cron_xmlid, now
        self._troubles = env["support.trouble"].sudo()
        self._again = set(again)
        self._passed = set()  # ids that others hold
        self._idle = True

    def end(self, done):
        """Set the triggers, and tell the job's runner whether something is left."""
        if self._again and (cron := self._get_cron()):
            cron._trigger(sorted(self._again))
        if self._again or not self._idle:
            self._env["ir.cron"]._commit_progress(remaining=0 if done else 1)

    def _get_cron(self):
        """Looked up where it is needed only: most runs find nothing to do."""
        cron = self._env.ref(self._cron_xmlid, raise_if_not_found=False)
        return (cron or self._env["ir.cron"]).sudo()

    def work_off(self, task):
        """Do what is due, each record once a run; False when no time was left."""
        tried, left = set(), []
        self._passed.clear()
        try:
            while batch := self._next(task, tried, left):
                tried.update(batch.ids)
                if not self._do(task, batch):
                    return False
            return self._wait_for_others(task)
        except Exception:
            # It cannot even be searched for: the job's other tasks go on.
            self._env.cr.rollback()
            _logger.exception("%s cannot be done", task.name)
        return True

    def _wait_for_others(self, task):
        """What others held may be free by now: wait for it once, if it is a batch."""
        ids, self._passed = list(self._passed), set()
        if not ids:
            return True
        waited = task.find(Domain("id", "in", ids), task.size)
        error = self._attempt(task, waited, wait=True)
        if error or len(ids) > task.size:
            self._again.add(self._now + SOON)
        return self._do(task, waited) if error else self._settle(waited)

    def _next(self, task, tried, left):
        """Return the next that are due and were not tried yet.

        :param left: ids of those that were tried and are due all the same
        """
        while True:
            awake = self._troubles._awake_domain(task.name, self._now)
            found = task.find(awake & Domain("id", "not in", left), task.size)
            new = found.filtered(lambda record: record.id not in tried)
            left += (found - new).ids
            if new or not found:
                return new

    def _do(self, task, batch):
        """Do a batch, in parts where that is needed; False when no time is left.

        The time is looked at when a part is settled, so that every run gets on.
        """
        self._idle = False
        parts = [batch]
        while parts:
            records = parts.pop()
            error = self._attempt(task, records)
            if error and len(records) > 1:
                half = len(records) // 2
                parts += [records[half:], records[:half]]
                continue
            if error:
                self._rest(task, records, error)
            if not self._settle(records):
                return False
        return True

    def _settle(self, records):
        """Commit; return whether there is time left."""
        cron = self._env["ir.cron"]
        return bool(cron._commit_progress(len(records), remaining=1))

    def _attempt(self, task, records, wait=False):
        """Work on records; return the error that undid it, or None.

        A savepoint would not do: the transaction's snapshot would stay the old one.
        """
        cr = self._env.cr
        for _number in range(TRIES):
            try:
                if locked := self._lock(task, records, wait):
                    task.work(locked)
                    self._troubles._forget(task.name, locked)
                cr.flush()
                return None
            except BUSY as busy:
                cr.rollback()
                error = busy
                if isinstance(busy, LockNotAvailable):
                    break  # somebody takes his time, and takes as much again
            except Exception as broken:
                cr.rollback()
                return broken
        return error

    def _lock(self, task, records, wait):
        """Lock those that are still due and that nobody else has in hand."""
        cr = self._env.cr
        patience = LAST_PATIENCE if wait else PATIENCE
        cr.execute(SQL("SET LOCAL lock_timeout = %s", patience))
        found = task.find(Domain("id", "in", records.ids), len(records))
        if not found or not task.lock:
            return found
        if wait:
            query = "SELECT FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE"
            table = SQL.identifier(found._table)
            cr.execute(SQL(query, table, found._ids), log_exceptions=False)
            return found
        locked = found.try_lock_for_update(allow_referencing=True)
        self._passed.update((found - locked).ids)
        return locked

    def _rest(self, task, record, error):
        """Leave a record alone for a while, and show what failed."""
        soon = self._now + SOON
        try:
            if isinstance(error, BUSY):
                _logger.info("%s: %s is busy elsewhere", task.name, record)
                self._troubles._put_off(self._get_cron(), task.name, record, soon)
                self._again.add(soon)
            else:
                _logger.error("%s: %s failed", task.name, record, exc_info=error)
                self._again.add(self._note(task, record, error))
            self._env.cr.flush()
        except (*BUSY, UniqueViolation):  # another server notes the same
            self._env.cr.rollback()
            self._again.add(soon)

    def _note(self, task, record, error):
        cron = self._get_cron()
        retry_at = self._troubles._note(cron, task.name, record, error, self._now)
        if task.tell:
            self._tell(task, record, error)
        return retry_at

    def _tell(self, task, record, error):
        """To tell of a failure may fail as well; the record rests all the same."""
        try:
            with self._env.cr.savepoint():
                task.tell(record, error)
        except BUSY:
            _logger.info("%s: %s is busy, its failure is not told", task.name, record)
        except Exception:
            _logger.exception("%s: the failure of %s is not told", task.name, record)
