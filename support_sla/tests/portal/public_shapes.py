# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The shapes of what the public methods return: a promise to other software.

A name may be added to one, and then here and in ``docs/developer.md``; none goes, none
is renamed, none changes its kind.
"""

import re

MOMENT, DAY, TEXT, NUMBER, FLAG = "moment", "day", "text", "number", "flag"
ANY = "any"  # number, text, flag or null
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


def _or_null(shape):
    return shape, NOTHING


def _counted(name):
    return [{name: TEXT, "count": NUMBER}]


_LAST_DAY = {"first_day": DAY, "last_day": DAY}
_SPENT = {"count": NUMBER, "seconds": NUMBER}
_TIMES = {"working": _or_null(NUMBER), "wall": _or_null(NUMBER)}
_JUDGED = {
    **dict.fromkeys(("judged", "kept", "within_aim", "missed", "missed_open"), NUMBER),
    **dict.fromkeys(("percent", "aim_percent"), _or_null(NUMBER)),
}
_OPENED = {
    "ticket_id": NUMBER,
    "number": TEXT,
    "subject": TEXT,
    "priority": TEXT,
    "opened_at": MOMENT,
    "answered_at": _or_null(MOMENT),
    "closed_at": _or_null(MOMENT),
    "state": TEXT,
    "quota": TEXT,
    "exempt": _or_null(TEXT),
    "left_out": _or_null(TEXT),
    "verdict": _or_null(TEXT),
    "seconds": _or_null(NUMBER),
    "promises": [
        {
            "metric": TEXT,
            "round": NUMBER,
            "started_at": MOMENT,
            **dict.fromkeys(("aim_at", "due_at", "stopped_at"), _or_null(MOMENT)),
            "result": TEXT,
            "reason": _or_null(TEXT),
            "why": _or_null(TEXT),
            "within_aim": _or_null(FLAG),
            "counts": FLAG,
            "seconds": _or_null(NUMBER),
            "wall_seconds": _or_null(NUMBER),
        }
    ],
    "pauses": [
        {
            "start": MOMENT,
            "stop": _or_null(MOMENT),
            "why": TEXT,
            "seconds": _or_null(NUMBER),
        }
    ],
}
STATEMENT = {
    "id": NUMBER,
    "format": NUMBER,
    "version": NUMBER,
    "latest": FLAG,
    "as_of": MOMENT,
    "mailed_at": _or_null(MOMENT),
    "contract": {
        "id": NUMBER,
        "number": TEXT,
        "level": TEXT,
        "first_day": DAY,
        "last_day": _or_null(DAY),
    },
    "customer": {"id": NUMBER, "name": TEXT},
    "company": {"id": NUMBER, "name": TEXT},
    "month": _LAST_DAY | {"start": MOMENT, "stop": MOMENT, "zone": TEXT},
    "quota": {
        "unlimited": FLAG,
        "periods": [
            _LAST_DAY
            | {"ended": FLAG}
            | dict.fromkeys(
                (
                    *("allowance", "used", "reversed", "granted", "taken", "carried"),
                    *("left", "over"),
                ),
                NUMBER,
            )
        ],
    },
    "requests": {
        **dict.fromkeys(
            (
                *("open_at_start", "opened", "answered", "closed", "reopened"),
                *("open_at_end", "promised"),
            ),
            NUMBER,
        ),
        "left_out": _counted("reason"),
        "not_counted": _counted("reason"),
    },
    "paused": [{"why": TEXT} | _SPENT],
    "metrics": [
        {
            "metric": TEXT,
            **_JUDGED,
            **dict.fromkeys(("promises", "open", "measured"), NUMBER),
            "left_out": _counted("reason"),
            "median": _TIMES,
            "p95": _TIMES,
            "worst": _or_null(
                {
                    **dict.fromkeys(("ticket_id", "round", "wall", "late"), NUMBER),
                    "number": TEXT,
                    "open": FLAG,
                    "working": _or_null(NUMBER),
                }
            ),
            "by_priority": [{"priority": TEXT} | _JUDGED],
        }
    ],
    "visits": dict.fromkeys(("planned", "done", "cancelled"), _SPENT),
    "opened": [_OPENED],
    "earlier": [_OPENED],
    "trend": [
        {
            "month": DAY,
            **dict.fromkeys(
                ("opened", "judged", "kept", "percent", "median"), _or_null(NUMBER)
            ),
        }
    ],
    "changes": [{"path": [TEXT], "before": ANY, "after": ANY}],
    "objections": [
        {
            "ticket_id": NUMBER,
            "number": TEXT,
            "version": NUMBER,
            "by": TEXT,
            "said_at": MOMENT,
            "text": TEXT,
            "state": TEXT,
            "answered_at": _or_null(MOMENT),
            "answer": _or_null(TEXT),
        }
    ],
}
#: What each method returns.
SHAPES = {
    "support.contract/get_balance": [BALANCE],
    "support.level/get_comparison": COMPARISON,
    "helpdesk.ticket/get_promise": [PROMISE],
    "support.level/preview_deadline": [PREVIEW],
    "support.statement/get_statement_data": STATEMENT,
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


def differences(value, shape, name="", path="", ordered=True):
    """Yield what a value has otherwise than its shape, as ``path: found``.

    :param ordered: its names stand in the same order; what the database keeps as JSON
        has one of its own
    """
    if isinstance(shape, tuple) and value is None:
        return
    shape = shape[0] if isinstance(shape, tuple) else shape
    if isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        for number, each in enumerate(value):
            yield from differences(each, shape[0], name, f"{path}[{number}]", ordered)
    elif isinstance(shape, dict):
        if not _has_names(value, shape, ordered):
            yield f"{path}: {[*value] if isinstance(value, dict) else value}"
            return
        for key, inside in shape.items():
            yield from differences(value[key], inside, key, f"{path}.{key}", ordered)
    elif not _is_of_kind(value, shape, name):
        yield f"{path}: {value!r}"


def _has_names(value, shape, ordered):
    if not isinstance(value, dict):
        return False
    return [*value] == [*shape] if ordered else value.keys() == shape.keys()


def _is_of_kind(value, shape, name):
    if shape == ANY:
        return type(value) in _KINDS
    if value is None and name in NULLABLE:
        return True
    kind = _KINDS.get(type(value), type(value).__name__)
    text = _FORMATS.get(shape)
    return bool(kind == TEXT and text.fullmatch(value) if text else kind == shape)
