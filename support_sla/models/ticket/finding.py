# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a check may find, in words, and what mends it."""

from typing import NamedTuple

from odoo import models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Kind(NamedTuple):
    words: object
    #: the method of ``support.check`` that mends it; empty: a person decides
    mends: str


# In the order in which they are mended: what stands first may cause what follows.
KINDS = {
    "digest": Kind(
        _lt("Its clocks say something else than its deadlines and pauses."),
        "_mend_digest",
    ),
    "stage": Kind(
        _lt("Its clocks do not know the stage in which it stands."), "_mend_standing"
    ),
    "outcome": Kind(
        _lt("It is open and has an outcome all the same."), "_mend_standing"
    ),
    "silence": Kind(
        _lt("Its silence is counted though nobody waits for the customer."),
        "_mend_silence",
    ),
    "no_silence": Kind(
        _lt("It waits for the customer, and its silence is not counted."),
        "_mend_standing",
    ),
    "no_plan": Kind(
        _lt("It is silent and would never be reminded of or closed."), "_mend_plan"
    ),
    "question": Kind(
        _lt("It asks whether it is solved though it does not wait for an answer."),
        "_mend_standing",
    ),
    "held": Kind(_lt("It is held, and no policy of its level says so."), "_mend_place"),
    "uncounted": Kind(
        _lt("It counts as counted, and the ledger does not say so once."), "_mend_place"
    ),
    "counted": Kind(
        _lt("The ledger counts it, and it is none of those counted."), "_mend_place"
    ),
    "elsewhere": Kind(
        _lt("It is counted in another contract than the one that covers it."),
        "_mend_place",
    ),
    "lost": Kind(_lt("A period counts tickets that are no more."), "_mend_lost"),
    "overlap": Kind(
        _lt("It promises the same days as another contract of this customer."), ""
    ),
}


class Finding(NamedTuple):
    kind: str
    record: models.BaseModel

    @property
    def words(self):
        return self.record.env._(KINDS[self.kind].words)

    @property
    def is_mendable(self):
        return bool(KINDS[self.kind].mends)
