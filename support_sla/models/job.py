# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What every job is made of; how it is worked off says ``support.batch``.

No room, so that each may name it, and no model.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

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
