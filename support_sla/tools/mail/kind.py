# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The one place that says what an incoming mail is (specification 8 and 16).

A mail is judged by its headers and its structure, never by its text: a person may write
about out-of-office notes. Known subjects are the last resort and need company,
because some servers mark their automatic answers in no other way.

``X-Auto-Response-Suppress`` proves nothing: it asks others not to answer, and people's
mail carries it too. It only stops our acknowledgement.
"""

from dataclasses import dataclass

from . import authentication as mail_authentication
from . import signs as signs

HUMAN = "human"
LIST = "list"
MACHINE = "machine"
AUTO_REPLY = "auto_reply"
OUT_OF_OFFICE = "out_of_office"
CALENDAR = "calendar"
RECEIPT = "receipt"
BOUNCE = "bounce"
LOOP = "loop"

LOOP_HEADER = signs.LOOP_HEADER

#: a person wrote it
PERSONAL = frozenset({HUMAN, LIST})
_OPENING = {HUMAN, LIST, MACHINE}


@dataclass(frozen=True)
class MessageKind:
    """What a mail is: a plain value, safe to hand from room to room."""

    kind: str
    #: short words saying what gave it away, e.g. ``auto-submitted=auto-replied``
    reasons: tuple = ()
    #: message ids that it refers to, oldest first
    references: tuple = ()
    #: ``pass``, ``fail`` or ``unknown``
    authentication: str = mail_authentication.UNKNOWN
    #: the receiving server is known by name and vouches for the sender
    verified: bool = False
    #: the sender asked not to be answered by machines
    suppress_answer: bool = False

    @property
    def automatic(self):
        """No person wrote it: it answers, reopens, resets and counts nothing."""
        return self.kind not in PERSONAL

    @property
    def opens_ticket(self):
        """It may open a ticket when it belongs to none."""
        return self.kind in _OPENING

    @property
    def forged(self):
        """The receiving server says that the sender is not who it claims to be."""
        return self.authentication == mail_authentication.FAIL

    @property
    def trusted(self):
        """It may count as its sender's act."""
        return not self.automatic and not self.forged

    @property
    def acknowledge(self):
        """A new ticket made of it is answered by an acknowledgement."""
        return self.kind == HUMAN and not self.forged and not self.suppress_answer


def classify(message, *, own_marks=(), own_lists=(), authserv_id=None):
    """Return the :class:`MessageKind` of a parsed mail; never raises.

    :param message: an ``email.message.Message``
    :param own_marks: values of :data:`LOOP_HEADER` or ``X-Loop`` that are ours
    :param own_lists: mail domains of ours: their distribution lists are no strangers'
    :param authserv_id: see :func:`mail_authentication.authentication`
    """
    kind, reasons = _judge(message, own_marks, own_lists)
    authentication = mail_authentication.authentication(message, authserv_id)
    return MessageKind(
        kind=kind,
        reasons=tuple(reasons),
        references=signs.references(message),
        authentication=authentication,
        # without the server's name, the sender may have written the header himself
        verified=bool(authserv_id) and authentication == mail_authentication.PASS,
        suppress_answer=signs.suppresses(message),
    )


def _judge(message, own_marks, own_lists):
    for kind, evidence in (
        (LOOP, signs.loop_marks(message, own_marks)),
        (RECEIPT, signs.receipt_signs(message)),
        (BOUNCE, signs.bounce_signs(message)),
        (CALENDAR, signs.calendar_signs(message)),
    ):
        if evidence:
            return kind, evidence
    lists = signs.list_signs(message, own_lists)
    automatic = signs.automatic_signs(message, bool(lists))
    absence = signs.absence_signs(message, automatic)
    if absence:
        return OUT_OF_OFFICE, automatic + absence
    answer = signs.answer_signs(message, automatic)
    if answer:
        return AUTO_REPLY, automatic + answer
    if automatic:
        return MACHINE, automatic
    return (LIST, lists) if lists else (HUMAN, [])
