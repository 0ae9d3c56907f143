# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The shapes of what the public methods return: a promise to other software.

A name may be added to one, and then here and in ``docs/developer.md``; none goes, none
is renamed, none changes its kind.
"""

import re

MOMENT, DAY, TEXT, NUMBER, FLAG = "moment", "day", "text", "number", "flag"
NOTHING = "null"
_FORMATS = {
    MOMENT: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    DAY: re.compile(r"\d{4}-\d\d-\d\d"),
}
_KINDS = {bool: FLAG, int: NUMBER, float: NUMBER, str: TEXT, type(None): NOTHING}

BALANCE = {
    "contract_id": NUMBER,
    "number": TEXT,
    "level": TEXT,
    "state": TEXT,
    "at": MOMENT,
    "period_start": DAY,
    "period_end": DAY,
    "unlimited": FLAG,
    "allowance": NUMBER,
    "size": NUMBER,
    "used": NUMBER,
    "left": NUMBER,
    "over": NUMBER,
}
COMPARISON = {
    "lang": TEXT,
    "levels": [{"id": NUMBER, "code": TEXT, "name": TEXT, "own": FLAG}],
    "sections": [
        {
            "key": TEXT,
            "name": TEXT,
            "rows": [
                {
                    "key": TEXT,
                    "name": TEXT,
                    "cells": [{"level_id": NUMBER, "text": TEXT, "state": TEXT}],
                }
            ],
        }
    ],
}
PROMISE = {
    "ticket_id": NUMBER,
    "number": TEXT,
    "level": TEXT,
    "contract": TEXT,
    "reason": TEXT,
    "state": TEXT,
    "urgency": TEXT,
    "sentence": TEXT,
    "zone": TEXT,
    "held": FLAG,
    "aim_at": MOMENT,
    "due_at": MOMENT,
    "first_response_at": MOMENT,
    "paused_since": MOMENT,
    "closed_at": MOMENT,
    "waiting_for": TEXT,
    "closes_on": DAY,
    "deadlines": [
        {
            "metric": TEXT,
            "round": NUMBER,
            "verdict": TEXT,
            "urgency": TEXT,
            "unit": TEXT,
            "started_at": MOMENT,
            "aim_at": MOMENT,
            "due_at": MOMENT,
            "stopped_at": MOMENT,
            "seconds": NUMBER,
        }
    ],
    "pauses": [
        {
            "waiting_for": TEXT,
            "started_at": MOMENT,
            "stopped_at": MOMENT,
            "seconds": NUMBER,
        }
    ],
}
PREVIEW = {
    "level_id": NUMBER,
    "level": TEXT,
    "priority": TEXT,
    "moment": MOMENT,
    "zone": TEXT,
    "open": FLAG,
    "opens_at": MOMENT,
    "deadlines": [
        {
            "metric": TEXT,
            "unit": TEXT,
            "aim": NUMBER,
            "commitment": NUMBER,
            "aim_at": MOMENT,
            "due_at": MOMENT,
        }
    ],
}
#: What each method returns.
SHAPES = {
    "support.contract/get_balance": [BALANCE],
    "support.level/get_comparison": COMPARISON,
    "helpdesk.ticket/get_promise": [PROMISE],
    "support.level/preview_deadline": [PREVIEW],
}
#: What may be null instead.
NULLABLE = {
    "allowance",
    "size",
    "left",
    "level",
    "contract",
    "aim_at",
    "due_at",
    "first_response_at",
    "paused_since",
    "closed_at",
    "waiting_for",
    "closes_on",
    "stopped_at",
    "opens_at",
}


def differences(value, shape, name="", path=""):
    """Yield what a value has otherwise than its shape, as ``path: found``."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        for number, each in enumerate(value):
            yield from differences(each, shape[0], name, f"{path}[{number}]")
    elif isinstance(shape, dict):
        if not isinstance(value, dict) or [*value] != [*shape]:
            yield f"{path}: {[*value] if isinstance(value, dict) else value}"
            return
        for key, inside in shape.items():
            yield from differences(value[key], inside, key, f"{path}.{key}")
    elif not (value is None and name in NULLABLE):
        kind = _KINDS.get(type(value), type(value).__name__)
        text = _FORMATS.get(shape)
        found = kind == TEXT and text.fullmatch(value) if text else kind == shape
        if not found:
            yield f"{path}: {value!r}"
