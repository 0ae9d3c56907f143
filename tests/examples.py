"""The examples of docs/developer.md: what is asked, and what is told."""

import json
import re

from dev import places

DEVELOPER = (places.ROOT / "docs/developer.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"```sh\ncurl [^`]*/json/2/(?P<method>[\w.]+/\w+)\"[^`]*-d '(?P<body>[^`]*)'\n```"
    r"(?:\s+```json\n(?P<answer>.*?)```)?",
    re.DOTALL,
)
#: Of an answer: what the demo data say whenever they are asked.
LASTING = ("contract_id", "ticket_id", "level_id", "number", "level", "contract")
LASTING += ("levels", "allowance", "reason", "deadlines")


def examples():
    """Return each as (method, body, answer); the answer is None where none is told."""
    return [
        (
            found["method"],
            json.loads(found["body"]),
            json.loads(found["answer"]) if found["answer"] else None,
        )
        for found in EXAMPLE.finditer(DEVELOPER)
    ]


def lasting(answer):
    """What of an answer does not change from one day to the next, as a contract does
    that is told with its days; and the names of all that is told."""
    rows = answer if isinstance(answer, list) else [answer]
    names = [name for name in LASTING if name != "deadlines" or "moment" in rows[0]]
    told = [{n: row[n] for n in names if n in row} for row in rows]
    return [
        {name: value for name, value in row.items() if not isinstance(value, dict)}
        | {"what is told": sorted(whole)}
        for row, whole in zip(told, rows, strict=True)
    ]
