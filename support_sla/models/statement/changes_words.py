# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a corrected statement changed, in words: the differences are in its figures."""

LISTS = ("opened", "earlier")
#: In which order the page says things.
PAGE = ("quota", "requests", "metrics", "paused", "visits", *LISTS)
#: Parts of what is said of the worst case and of how long it took: none has a name.
NAMELESS = {"worst", "median", "p95"}


def rows(env, words, figures):
    """Return ``[{what, before, after}]``, in the page's order: a row for each number
    that has a name on the page, and for each request what became of it. Of what else
    changed one row says that there is some. Each row once.
    """
    told = ChangeWords(env, words, figures)
    found = {}
    for change in sorted(figures["changes"], key=_place):
        row = told.row(change["path"], change["before"], change["after"])
        found.setdefault(tuple(row.values()), row)
    return sorted(found.values(), key=lambda row: row["what"] == told.others)


def _place(change):
    first = change["path"][0]
    return PAGE.index(first) if first in PAGE else len(PAGE)


class ChangeWords:
    """The words of one difference between two versions of the figures."""

    def __init__(self, env, words, figures):
        self.env, self.words = env, words
        self.numbers = {
            str(line["ticket_id"]): line["number"]
            for name in LISTS
            for line in figures[name]
        }
        self.others = self.env._("Other figures")
        self.of_requests = self._labels_of_requests()
        self.of_numbers = self._labels_of_numbers()

    def row(self, path, before, after):
        if path[0] in LISTS:
            return self._of_request(path, before, after)
        return self._of_number(path, before, after)

    def _changed(self, what):
        return _row(what, "", self.env._("changed"))

    # Requests

    def _of_request(self, path, before, after):
        """``path``: the list, the request's id, and what of it, if not all of it."""
        if len(path) == 2:
            there, gone = self.env._("listed"), self.env._("not listed")
            return _row(
                self.env._("Request %(number)s", number=after or before),
                there if before else gone,
                there if after else gone,
            )
        number, name = self.numbers.get(path[1], path[1]), path[-1]
        if name not in self.of_requests:
            return self._changed(
                self.env._("Request %(number)s: details", number=number)
            )
        label, say = self.of_requests[name]
        if name == "result":
            label = self.words.metric(path[3].partition(".")[0])
        what = self.env._("Request %(number)s: %(what)s", number=number, what=label)
        return _row(what, before and say(before), after and say(after))

    def _labels_of_requests(self):
        """Return ``{key of a line: (its name, how its values are said)}``."""
        words = self.words
        why = self.env._("why it is left out")
        return {
            "result": ("", words.result),
            "reason": (why, words.reason),
            "left_out": (why, words.reason),
            "exempt": (self.env._("why it is not counted"), words.reason),
            "state": (self.env._("state"), words.state),
            "priority": (self.env._("priority"), words.priority),
            "quota": (self.env._("quota"), lambda key: words.quota.get(key, key)),
        }

    # Numbers

    def _of_number(self, path, before, after):
        label = self.of_numbers.get(path[-1])
        if not label or NAMELESS & {*path}:
            return self._changed(self.others)
        say = self.words.used if path[-1] == "seconds" else _plain
        section = self._section(path)
        if section:
            label = self.env._("%(section)s: %(label)s", section=section, label=label)
        return _row(label, say(before), say(after))

    def _section(self, path):
        """Where on the page a number stands."""
        kind, name = path[0], path[-2] if len(path) > 1 else ""
        if "left_out" in path:
            return self.env._("Left out, %(reason)s", reason=self.words.reason(name))
        if "not_counted" in path:
            return self.env._("Not counted, %(reason)s", reason=self.words.reason(name))
        if kind == "metrics" and "by_priority" in path:
            return self.env._(
                "%(metric)s, priority %(priority)s",
                metric=self.words.metric(path[1]),
                priority=self.words.priority(name),
            )
        if kind == "metrics":
            return self.words.metric(path[1])
        if kind == "quota" and "periods" in path:
            return self.env._("Quota from %(day)s", day=self.words.day(path[2]))
        if kind == "visits":
            return self.words.visits.get(name, name)
        return self.words.waited(name) if kind == "paused" else ""

    def _labels_of_numbers(self):
        return {
            "allowance": self.env._("Allowance"),
            "carried": self.env._("Carried over"),
            "granted": self.env._("Granted"),
            "taken": self.env._("Taken"),
            "used": self.env._("Used"),
            "reversed": self.env._("Given back"),
            "left": self.env._("Left"),
            "over": self.env._("Over"),
            "open_at_start": self.env._("Open when the month began"),
            "opened": self.env._("Opened in the month"),
            "reopened": self.env._("Reopened in the month"),
            "closed": self.env._("Closed in the month"),
            "open_at_end": self.env._("Open when the month ended"),
            "answered": self.env._("Answered for the first time"),
            "promised": self.env._("With a promise that counts"),
            "judged": self.env._("Judged"),
            "kept": self.env._("In time"),
            "within_aim": self.env._("By the aim"),
            "missed": self.env._("Not in time"),
            "missed_open": self.env._("Not in time, and open"),
            "open": self.env._("Open, judged later"),
            "count": self.env._("Number"),
            "seconds": self.env._("Time"),
        }


def _row(what, before, after):
    return {"what": what, "before": _plain(before), "after": _plain(after)}


def _plain(value):
    """An empty value is a dash to the eye; a number is itself."""
    return "–" if value is None or value == "" or value is False else str(value)
