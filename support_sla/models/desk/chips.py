# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Facts beside a ticket's promise, each a chip: a few words, a tone, and what the
reader may do about it. What cannot be done is not offered; who may is asked again when
it is done.
"""

from datetime import datetime
from typing import NamedTuple

from odoo import fields

from ...tools.time.clock import WORKING_DAYS

#: stands in a chip's text for its moment
MOMENT = "{moment}"
ASK_ACTION = "support_sla.support_ticket_ask_action"


class Cover(NamedTuple):
    """Which promise covers a ticket: records as superuser."""

    level: object
    contract: object
    reason: str


class Look(NamedTuple):
    """What is known of all tickets that are looked at together.

    ``writable``: the tickets that the reader may change; ``sells``: whether they may
    make contracts; ``before``: places before each that waits beyond its quota;
    ``offers``: of those that no contract covers, whether one in force could.
    """

    now: datetime
    covers: dict
    writable: object
    sells: bool
    before: dict
    offers: dict


def chip(key, text, tone="muted", icon="", title="", acts=(), moment=None):
    """``tone`` is a contextual colour of Bootstrap; ``acts`` are from :func:`act`;
    ``moment`` (naive UTC) is where the text says :data:`MOMENT`: the browser puts it
    there, in its own zone, as all dates beside it are."""
    found = {"key": key, "text": text, "tone": tone, "icon": icon, "title": title}
    found["moment"] = moment and fields.Datetime.to_string(moment)
    return found | {"acts": [each for each in acts if each]}


def act(may, label, name, confirm="", title=""):
    """A button that calls a method of the ticket; None for who may not."""
    if not may:
        return None
    click = {"type": "object", "name": name} | ({"confirm": confirm} if confirm else {})
    return {"label": label, "title": title, "click": click}


def ask(may, label, ticket, kind, title=""):
    """A button that opens the dialog of what goes to the customer."""
    if not may:
        return None
    context = {"default_ticket_id": ticket.id, "default_kind": kind}
    click = {"type": "action", "name": ASK_ACTION, "context": context}
    return {"label": label, "title": title, "click": click}


def amount_words(promise):
    """Say "3–6 h" of a Promise, shortly; days are working days."""
    unit = "d" if promise.unit == WORKING_DAYS else "h"
    if promise.aim == promise.commitment or not promise.aim:
        return f"{promise.commitment:g} {unit}"
    return f"{promise.aim:g}–{promise.commitment:g} {unit}"
