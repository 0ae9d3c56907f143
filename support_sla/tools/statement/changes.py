# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a corrected statement says that the one before did not."""

from .judge import KEPT, MISSED

#: What is another one each time, or names what is stated as it is called and lasts
#: today: that corrects nothing.
NOT_FACTS = {
    *("as_of", "changes", "format", "trend", "version"),
    *("company", "contract", "customer"),
}
#: How a request is called today.
NAMES = {"subject"}
#: What is told as it is today, beside what corrects a month.
OF_TODAY = {"by_priority", "priority"}
#: What moves with every wait of a promise that is not over: that corrects nothing.
MOVING = {"aim_at", "due_at"}
#: By what a dict in a list is known there.
KEYS = ("ticket_id", "first_day", "reason", "why", "priority", "start")


def changes(before, after):
    """Return what differs, as dicts of ``path`` (keys from the top, texts), ``before``
    and ``after`` (numbers, texts or null); a whole line that came or went has one
    entry, with its number for what it is."""
    old, new = flat(before), flat(after)
    heads = {path[:2] for path in old} ^ {path[:2] for path in new}
    whole = {path for path in heads if path[0] in ("opened", "earlier")}
    other = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    found = [
        {"path": [*path], "before": old.get(path), "after": new.get(path)}
        for path in sorted(other)
        if path[:2] not in whole
    ]
    return found + [
        {
            "path": [*path],
            "before": old.get((*path, "number")),
            "after": new.get((*path, "number")),
        }
        for path in sorted(whole)
    ]


def corrects(found):
    """Whether what differs is a correction: who is more urgent today was not so in the
    month."""
    return any(not OF_TODAY & {*change["path"]} for change in found)


def alike(before, after):
    """Return figures as they were ``before``, with what corrects nothing as it is
    ``after``: who reads both, and finds no difference, was told the same."""
    found = before | {key: after[key] for key in NOT_FACTS & after.keys()}
    for name in ("opened", "earlier"):
        now = {line["ticket_id"]: line for line in after[name]}
        found[name] = [_line_alike(line, now) for line in before[name]]
    now = {numbers["metric"]: numbers for numbers in after["metrics"]}
    found["metrics"] = [
        numbers | {"by_priority": now.get(numbers["metric"], numbers)["by_priority"]}
        for numbers in before["metrics"]
    ]
    return found


def _line_alike(line, now):
    other = now.get(line["ticket_id"], line)
    promises = {_key(promise): promise for promise in other["promises"]}
    return line | {
        **{name: other[name] for name in (*NAMES, "priority")},
        "promises": [
            promise | _moving(promises.get(_key(promise), promise))
            if promise["result"] not in (KEPT, MISSED)
            else promise
            for promise in line["promises"]
        ],
    }


def _moving(promise):
    return {name: promise[name] for name in MOVING}


def flat(figures):
    """Return ``{path: value}`` of all that is a fact in figures."""
    facts = {key: value for key, value in figures.items() if key not in NOT_FACTS}
    return dict(_leaves((), facts))


def _leaves(path, value):
    if isinstance(value, dict):
        over = value.get("result") in (None, KEPT, MISSED)
        for key in value.keys() - (NAMES if over else NAMES | MOVING):
            inner = value[key]
            yield from _leaves((*path, key), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves((*path, _key(inner)), inner)
    else:
        yield path, value


def _key(item):
    """By what an item of a list is known; a promise by its metric and round."""
    if "metric" in item:
        return ".".join(str(item[n]) for n in ("metric", "round") if n in item)
    return str(next(item[name] for name in KEYS if name in item))
