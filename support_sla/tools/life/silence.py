# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A ticket's silence: since when, when it is reminded of and when it closes.

A silence lasts only while the ticket waits for the customer. It begins when the ticket
gets there, and anew with every message of a person. Where the wait is older than this
addon it begins with the first message: nobody may be closed for a time that nobody
counted. Pure arithmetic on naive UTC
moments; what a day is, the caller says.
"""

from typing import NamedTuple


class Plan(NamedTuple):
    """What comes next, and when the ticket closes if nobody speaks until then."""

    #: the next reminder, or the closing when all reminders were sent
    due_at: object
    close_at: object


NEVER = Plan(False, False)
SINCE = "support_silent_since"
DUE = "support_silence_due_at"
QUIET = {
    SINCE: False,
    "support_reminders_sent": 0,
    "support_reminded_at": False,
    DUE: False,
    "support_close_at": False,
    "support_closes_on": False,
    "support_silence_problem": False,
    "support_stranger_at": False,
}
# Somebody has written whom we do not know: nothing comes next by itself.
STRANGER = "support_stranger_at"
HELD = {DUE: False, "support_close_at": False, "support_closes_on": False}


class SilenceRules(NamedTuple):
    """How a team or a company deals with silence."""

    #: days of each reminder, ascending
    reminders: tuple
    #: day of the closing; 0: never
    close: int
    #: ``days`` or ``working_days``
    unit: str
    #: the calendar where no level has one, or False: the company's
    calendar_id: int
    #: whether a company reminds at all: who is not reminded is not closed either
    reminds: bool = True


def plan(since, reminders, close, after, *, sent=0, sent_at=None, promised_at=None):
    """Return the :class:`Plan` of a silence.

    A missed day delays, it never skips: reminders come one by one and at least a day
    apart, and closing keeps after the last one the distance that the settings promise.
    Nor does it close before a moment that a reminder has already named.

    :param since: when the silence began
    :param reminders: days after ``since`` of each reminder, ascending
    :param close: day after ``since`` of the closing; 0: never
    :param after: ``after(moment, days)`` returns the moment so many days later
    :param sent: how many reminders were sent, the last of them at ``sent_at``
    :param promised_at: the closing that the last reminder named
    """
    if not close:
        return NEVER
    moments, last = [], sent_at
    for day in reminders[sent:]:
        moment = after(since, day)
        last = max(moment, after(last, 1)) if last else moment
        moments.append(last)
    close_at = after(since, close)
    if last:
        close_at = max(close_at, after(last, close - reminders[-1]))
    if promised_at and sent:
        close_at = max(close_at, promised_at)
    return Plan((moments or [close_at])[0], close_at)


# What happens


def moved(life, event):
    """After the clocks: they say where the ticket stands now."""
    if not life.stands.awaits_customer:
        if life[SINCE]:
            life.put(**QUIET)
    elif not life[SINCE] and not life.sheet.inherits:
        _begin(life, event.at)


def heard(life, event):
    """A person spoke while we wait for the customer: silence begins anew."""
    if life.stands.awaits_customer:
        _begin(life, event.at)


def held(life, event):
    """A stranger spoke, who may be the customer: it is no silence to act on."""
    if life[SINCE]:
        life.put(**HELD | {STRANGER: event.at})


def ruled(life, _event):
    """Plan what comes next by the rules and the calendar of this moment."""
    if life[SINCE]:
        planned = _planned(life)
        life.put(**{name: v for name, v in planned.items() if life[name] != v})


def reminded(life, event):
    sent = life["support_reminders_sent"] + 1
    life.put(
        support_reminders_sent=sent,
        support_reminded_at=event.at,
        support_silence_problem=False,
    )
    ruled(life, event)


def archived(life, _event):
    if life[SINCE]:
        life.put(**{DUE: False})


def _begin(life, moment):
    """Count anew: reminders of before count no more."""
    life.put(**QUIET | {SINCE: moment} | life.world.silence(moment))


def _planned(life):
    if life[STRANGER]:
        return HELD
    return life.world.silence(
        life[SINCE],
        sent=life["support_reminders_sent"],
        sent_at=life["support_reminded_at"],
        promised_at=life["support_close_at"],
    )
