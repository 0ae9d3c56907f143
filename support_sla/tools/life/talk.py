# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who has spoken: the first answer, and since when the customer waits for the next."""

ANSWERED = "support_first_response_at"
UNANSWERED = "support_unanswered_since"


def born(life, event):
    if event.talk and not life[ANSWERED]:
        life.put(**{ANSWERED: event.at})


def answered(life, event):
    if not life[ANSWERED]:
        life.put(**{ANSWERED: event.at})
    if life[UNANSWERED]:
        life.put(**{UNANSWERED: False})


def asked(life, event):
    """Only what comes after the first answer is a question of its own; while one is
    open, whatever else is written belongs to it."""
    if life[ANSWERED] and not life[UNANSWERED] and not life.stands.closed:
        life.put(**{UNANSWERED: event.at})


def promised(life, event):
    """A talk whose customer was found later was a talk all the same."""
    if event.talked_at and not life[ANSWERED]:
        life.put(**{ANSWERED: event.talked_at})
