# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Moments and days as other software writes and reads them: ISO 8601.

What we write is UTC, to the second, and says so: ``2026-03-02T15:00:00Z``.
"""

from datetime import datetime, timedelta


def moment_text(moment):
    """Return a naive UTC moment as text; None for none."""
    return f"{moment.replace(microsecond=0).isoformat()}Z" if moment else None


def day_text(day):
    """Return a day as text, ``2026-03-02``; None for none."""
    return day.isoformat() if day else None


def read_moment(text):
    """Return the naive UTC moment, in whole seconds, that a text names.

    It has a day and a time, and ends with ``Z`` or an offset (``-06:00``); without
    either it is UTC, as in what Odoo itself writes.

    :raises ValueError: it names no moment
    """
    if not isinstance(text, str) or ":" not in text:
        raise ValueError(text)  # a day alone is another day elsewhere
    moment = datetime.fromisoformat(text.strip())
    try:
        moment -= moment.utcoffset() or timedelta()
    except OverflowError as exc:
        raise ValueError(text) from exc
    return moment.replace(tzinfo=None, microsecond=0)
