# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What we asked the customer with a click: open until they write, or we move on."""

SOLVED = "support_asked_at"  # whether it is solved
MISSING = "support_intake_asked_at"  # for what is missing


def asked(life, event):
    life.put(**{SOLVED: event.at})


def heard(life, _event):
    for name in (SOLVED, MISSING):
        if life[name]:
            life.put(**{name: False})


def moved(life, event):
    """Whoever waits for the customer no longer has nothing left to ask."""
    if life[SOLVED] and not event.stands.awaits_customer:
        life.put(**{SOLVED: False})
