# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who ended a ticket, and how; what is open again has no outcome."""

OUTCOME = "support_outcome"


def moved(life, event):
    """Before the clocks move: they say whether it was closed before."""
    if event.stands.closed and not life.stands.closed:
        life.put(**{OUTCOME: event.outcome})
    elif not event.stands.closed and life[OUTCOME]:
        life.put(**{OUTCOME: False})
