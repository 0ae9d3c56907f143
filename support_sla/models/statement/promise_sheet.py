# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a statement says of promises: a metric as a whole, and request by request."""

from ...tools.statement import judge
from .sheet_words import parse


class PromiseSheet:
    """The part of a statement's sheet that is about promises."""

    def __init__(self, env, words):
        self.env, self.words = env, words

    def reasons(self, rows):
        return [
            {"label": self.words.reason(row["reason"]), "count": row["count"]}
            for row in rows
        ]

    def metric(self, figures):
        words = self.words
        judged = figures["judged"]
        return {
            "name": words.metric(figures["metric"]),
            "facts": [
                (
                    self.env._("In time"),
                    words.share(figures["kept"], judged, figures["percent"]),
                ),
                (
                    self.env._("By the aim"),
                    words.share(figures["within_aim"], judged, figures["aim_percent"]),
                ),
                (self.env._("Not in time"), self._missed(figures)),
                (self.env._("Open, judged later"), figures["open"]),
                *self._times(figures),
            ],
            "left_out": self.reasons(figures["left_out"]),
            "by_priority": [
                {
                    "label": words.priority(row["priority"]),
                    "kept": words.share(row["kept"], row["judged"], row["percent"]),
                    "aim": words.share(
                        row["within_aim"], row["judged"], row["aim_percent"]
                    ),
                    "missed": self._missed(row),
                }
                for row in figures["by_priority"]
            ],
        }

    def _missed(self, figures):
        if not figures["missed_open"]:
            return figures["missed"]
        return self.env._(
            "%(missed)s, of these %(open)s still open at the month's end",
            missed=figures["missed"],
            open=figures["missed_open"],
        )

    def _times(self, figures):
        """Say how long it took, of how many, and the worst of them."""
        words, found = self.words, []
        if figures["measured"]:
            found.append(
                (
                    self.env._("Half of %(count)s within", count=figures["measured"]),
                    words.both(figures["median"]["working"], figures["median"]["wall"]),
                )
            )
        if figures["p95"]["working"] is not None:
            found.append(
                (
                    self.env._("95 of 100 within"),
                    words.both(figures["p95"]["working"], figures["p95"]["wall"]),
                )
            )
        if figures["worst"]:
            found.append((self.env._("The worst"), self._worst(figures["worst"])))
        return found

    def _worst(self, worst):
        facts = {
            "number": worst["number"],
            "time": self.words.both(worst["working"], worst["wall"]),
            "late": self.words.span(worst["late"]),
        }
        if worst["open"]:
            return self.env._(
                "%(number)s: open for %(time)s, %(late)s late by the month's end",
                **facts,
            )
        if worst["late"]:
            return self.env._("%(number)s: %(time)s, %(late)s late", **facts)
        return self.env._("%(number)s: %(time)s, in time", **facts)

    # Request by request

    def line(self, line):
        words = self.words
        quota = words.quota.get(line["quota"], line["quota"])
        if line["exempt"] and line["quota"] == "exempt":
            quota = self.env._(
                "%(quota)s: %(reason)s",
                quota=quota,
                reason=words.reason(line["exempt"]),
            )
        return {
            "ticket_id": line["ticket_id"],
            "number": line["number"],
            "subject": line["subject"],
            "priority": words.priority(line["priority"]),
            "opened": words.moment(line["opened_at"]),
            "state": words.state(line["state"]),
            "quota": quota if line["quota"] != "none" else "",
            "left_out": self._left_out(line),
            "promises": [self._promise(each) for each in line["promises"]],
            "pauses": [words.pause(each) for each in line["pauses"]],
        }

    def _left_out(self, line):
        """Say why, where no promise of it says so."""
        if line["promises"] or not line["left_out"]:
            return ""
        return self.env._(
            "%(result)s: %(reason)s",
            result=self.words.result(judge.LEFT_OUT),
            reason=self.words.reason(line["left_out"]),
        )

    def _promise(self, row):
        used = self.words.both(row["seconds"], row["wall_seconds"])
        return {
            "metric": self.words.metric(row["metric"]),
            "result": row["result"],
            "text": self._verdict(row),
            "due": self._due(row),
            "used": used,
            "why": row["why"] or "",
            "told": not row["counts"],
        }

    def _due(self, row):
        """Say for when it was promised, where no time used says how it went."""
        if row["seconds"] is not None or not row["due_at"]:
            return ""
        return self.env._(
            "promised for %(moment)s", moment=self.words.moment(row["due_at"])
        )

    def _verdict(self, row):
        result = self.words.result(row["result"])
        if row["result"] == judge.LEFT_OUT:
            return self.env._(
                "%(result)s: %(reason)s",
                result=result,
                reason=self.words.reason(row["reason"]),
            )
        if row["result"] == judge.KEPT and row["within_aim"]:
            return self.env._("kept, by the aim")
        if row["result"] != judge.MISSED:
            return result
        if not row["stopped_at"]:
            return self.env._("missed, and open at the month's end")
        if not row["due_at"]:
            return result
        late = parse(row["stopped_at"]) - parse(row["due_at"])
        return self.env._(
            "missed by %(late)s", late=self.words.span(late.total_seconds())
        )
