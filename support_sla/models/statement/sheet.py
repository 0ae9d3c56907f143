# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A statement as whoever prints it gets it: figures in, texts out.

The page, the paper and the form in the backend print the same sheet, in the language of
its environment; nothing is counted here.
"""

from markupsafe import Markup

from ...tools.statement import trend
from . import changes_words
from .promise_sheet import PromiseSheet
from .sheet_words import StatementWords

#: Columns of a quota period, in the order of the sum that they are.
PERIOD = ("allowance", "carried", "granted", "taken", "used", "reversed", "left")
COUNTS = (
    *("open_at_start", "opened", "reopened", "closed", "open_at_end"),
    "answered",
)


class Sheet:
    """Makes the sheet of one statement's figures."""

    def __init__(self, env, figures):
        self.env, self.figures = env, figures
        self.words = StatementWords(env, figures["month"]["zone"])
        self.promises = PromiseSheet(env, self.words)

    def sheet(self):
        """Return a dict of texts, and of lists of dicts of texts."""
        figures, words = self.figures, self.words
        month = words.month(figures["month"]["first_day"])
        contract = figures["contract"]
        return {
            "month": month,
            "title": self.env._("Support statement for %(month)s", month=month),
            "customer": figures["customer"]["name"],
            "company": figures["company"]["name"],
            "contract": contract["number"],
            "level": self._level(),
            "days": words.days(
                figures["month"]["first_day"], figures["month"]["last_day"]
            ),
            "version": self._version(),
            "zone": self.env._(
                "Days and times are those of %(place)s.", place=words.place()
            ),
            "changes": changes_words.rows(self.env, words, figures),
            "empty": not (figures["opened"] or figures["earlier"]),
            "headline": self._headline(),
            "quota": self._quota(),
            "counts": self._counts(),
            "left_out": self.promises.reasons(figures["requests"]["left_out"]),
            "included": self._included(),
            "not_counted": self.promises.reasons(figures["requests"]["not_counted"]),
            "metrics": [self.promises.metric(each) for each in figures["metrics"]],
            "paused": [self._paused(each) for each in figures["paused"]],
            "visits": self._visits(),
            "lists": self._lists(),
            **self._trend(),
        }

    def _level(self):
        """Its name in the reader's language, while it is called as it was then."""
        frozen = self.figures["contract"]
        contract = self.env["support.contract"].sudo().browse(frozen["id"])
        level = contract.level_id
        same = level.with_context(lang=None).name == frozen["level"]
        return level.name if same else frozen["level"]

    def _version(self):
        words = {
            "version": self.figures["version"],
            "moment": self.words.moment(self.figures["as_of"]),
        }
        if words["version"] == 1:
            return self.env._("Version 1, as of %(moment)s", moment=words["moment"])
        return self.env._("Version %(version)s, corrected on %(moment)s", **words)

    def _headline(self):
        """What somebody reads who reads one line."""
        first = self.figures["metrics"][0]
        if not first["judged"]:
            return self.env._("No first answer was due in this month.")
        return self.env._(
            "First answers in time: %(share)s",
            share=self.words.share(first["kept"], first["judged"], first["percent"]),
        )

    # The quota

    def _quota(self):
        quota = self.figures["quota"]
        names = [
            self.env._("Allowance"),
            self.env._("Carried over"),
            self.env._("Granted"),
            self.env._("Taken"),
            self.env._("Used"),
            self.env._("Given back"),
            self.env._("Left"),
            self.env._("Over"),
        ]
        return {
            "unlimited": quota["unlimited"],
            "names": names,
            "rows": [
                {
                    "label": self._period(period),
                    "cells": [period[name] for name in (*PERIOD, "over")],
                }
                for period in quota["periods"]
            ],
        }

    def _period(self, period):
        days = self.words.days(period["first_day"], period["last_day"])
        if period["ended"]:
            return days
        return self.env._("%(days)s (still running)", days=days)

    # Requests

    def _counts(self):
        labels = {
            "open_at_start": self.env._("Open when the month began"),
            "opened": self.env._("Opened in the month"),
            "reopened": self.env._("Reopened in the month"),
            "closed": self.env._("Closed in the month"),
            "open_at_end": self.env._("Open when the month ended"),
            "answered": self.env._("Answered for the first time"),
        }
        requests = self.figures["requests"]
        return [{"label": labels[name], "count": requests[name]} for name in COUNTS]

    def _included(self):
        """All that were opened are either here or there: the sum is printed."""
        requests = self.figures["requests"]
        left_out = sum(each["count"] for each in requests["left_out"])
        if not requests["opened"]:
            return self.env._("No request was opened.")
        return self.env._(
            "%(opened)s opened: %(promised)s with a promise that counts, %(left)s left "
            "out.",
            opened=requests["opened"],
            promised=requests["promised"],
            left=left_out,
        )

    # What stood still, and who came

    def _paused(self, row):
        return {
            "label": self.words.waited(row["why"]),
            "count": row["count"],
            "time": self.words.used(row["seconds"]),
        }

    def _visits(self):
        rows = self.figures["visits"]
        return [
            {
                "label": self.words.visits.get(state, state),
                "count": row["count"],
                "time": self.words.span(row["seconds"]),
            }
            for state, row in rows.items()
            if row["count"]
        ]

    # The requests one by one

    def _lists(self):
        """Those opened in the month, and those that were there before."""
        titles = {
            "opened": self.env._("Requests opened in this month"),
            "earlier": self.env._("Earlier requests that were open in it"),
        }
        return [
            {
                "key": key,
                "title": title,
                "rows": [self.promises.line(line) for line in self.figures[key]],
            }
            for key, title in titles.items()
            if self.figures[key]
        ]

    # Six months

    def _trend(self):
        rows = self.figures["trend"]
        months = [
            {
                "month": self.words.month(row["month"]),
                "opened": self._known(row["opened"]),
                "kept": self.words.share(row["kept"], row["judged"], row["percent"])
                if row["judged"] is not None
                else self.env._("not known"),
                "median": self.words.used(row["median"]),
            }
            for row in rows
        ]
        bars = [
            trend.Bar(
                self.words.short_month(row["month"]),
                f"{row['kept']}/{row['judged']}" if row["judged"] else "",
                row["judged"],
                row["kept"],
            )
            for row in rows
        ]
        title = self.env._("First answers of the last months")
        picture = trend.svg(
            bars,
            title,
            self.env._(
                "A bar a month: kept below in green, missed above in red. The table "
                "says the same in numbers."
            ),
        )
        # every text in it is escaped there
        return {"trend": months, "trend_title": title, "picture": Markup(picture)}

    def _known(self, number):
        return self.env._("not known") if number is None else number
