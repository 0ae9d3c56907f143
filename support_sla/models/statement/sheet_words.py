# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How a statement says its numbers: a figure in, a text out.

Its days and moments are those of its contract's zone, whoever reads it: by them it was
counted. Working time is said in hours, as it was promised, never in days of 24.
"""

from datetime import date, datetime

from babel.dates import format_skeleton

from odoo.tools import format_date, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

from ...tools.life.rows import CLOSED
from ...tools.statement import judge
from ..clock.zone_words import name_place, to_local
from ..deadline.state_words import pause_words, span


def parse(moment):
    """Return the naive UTC datetime of a figure's moment."""
    return datetime.fromisoformat(moment.removesuffix("Z"))


class StatementWords:
    """The words of one statement, in the language of an environment."""

    def __init__(self, env, zone):
        self.env, self.zone = env, zone
        self.locale = babel_locale_parse(get_lang(env).code)
        self.pauses = pause_words(env)
        ticket = env["helpdesk.ticket"]
        self.priorities = self._labels(ticket, "priority")
        self.quota = self._labels(ticket, "support_quota_status")
        self.exemptions = self._labels(ticket, "support_exempt")
        self.visits = self._labels(env["support.visit"], "state")
        self.metrics = self._labels(env["support.deadline"], "metric")
        self.reasons = self.exemptions | self._reasons()

    def _labels(self, model, name):
        return dict(model._fields[name]._description_selection(self.env))

    # Days and times

    def place(self):
        return name_place(self.env, self.zone)

    def day(self, text):
        return format_date(self.env, date.fromisoformat(text), date_format="long")

    def days(self, first, last):
        short = (
            format_date(self.env, date.fromisoformat(day), date_format="medium")
            for day in (first, last)
        )
        return " – ".join(short)

    def month(self, text):
        """Return the name of a month and its year."""
        return format_skeleton("yMMMM", date.fromisoformat(text), locale=self.locale)

    def short_month(self, text):
        return format_skeleton("MMM", date.fromisoformat(text), locale=self.locale)

    def moment(self, moment):
        """Say a moment, a figure's text or a naive UTC datetime; empty ones as such."""
        if not moment:
            return ""
        moment = parse(moment) if isinstance(moment, str) else moment
        local = to_local(moment, self.zone)
        return self.env._(
            "%(date)s, %(time)s",
            date=format_skeleton("yMMMd", local.date(), locale=self.locale),
            time=format_time(self.env, local.timetz(), time_format="short"),
        )

    def used(self, seconds):
        """Say working time, in hours and minutes; None: nothing is known yet."""
        if seconds is None:
            return ""
        hours, minutes = divmod(int(seconds) // 60, 60)
        if not hours:
            return span(self.env, seconds)
        if minutes:
            return self.env._(
                "%(hours)s h %(minutes)s min", hours=hours, minutes=minutes
            )
        return self.env._("%(hours)s h", hours=hours)

    def span(self, seconds):
        """Say time by the clock on the wall."""
        return "" if seconds is None else span(self.env, seconds)

    def both(self, working, wall):
        """Say both: what counts, and how long it was all in all."""
        if working is None:
            return self.span(wall)
        if wall is None or wall == working:
            return self.used(working)
        return self.env._(
            "%(used)s (%(wall)s from start to end)",
            used=self.used(working),
            wall=self.span(wall),
        )

    # Numbers

    def share(self, part, whole, percent):
        """Never a bare percentage, and none of few."""
        if not whole:
            return self.env._("none")
        if percent is None:
            return self.env._("%(part)s of %(whole)s", part=part, whole=whole)
        return self.env._(
            "%(part)s of %(whole)s (%(percent)s %%)",
            part=part,
            whole=whole,
            percent=percent,
        )

    def metric(self, key):
        return self.metrics.get(key, key)

    def priority(self, key):
        return self.priorities.get(key, key)

    def reason(self, key):
        return self.reasons.get(key, key)

    def _reasons(self):
        """Why nothing is judged of a request or a promise."""
        return {
            judge.TAKEN_BACK: self.env._("taken back by us, with a reason"),
            judge.NO_LONGER: self.env._(
                "no longer promised: level, priority or customer changed"
            ),
            judge.CLOSED: self.env._("closed before it fell due"),
            judge.HELD: self.env._("over the quota and not admitted"),
            judge.OUT_OF_SCOPE: self.env._("not part of the level"),
            judge.LATER: self.env._("promised in a later month"),
            judge.NO_PROMISE: self.env._("no time was promised for it"),
        }

    def result(self, key):
        return {
            judge.KEPT: self.env._("kept"),
            judge.MISSED: self.env._("missed"),
            judge.OPEN: self.env._("open"),
            judge.LEFT_OUT: self.env._("left out"),
        }.get(key, key)

    def state(self, key):
        return {
            "open": self.env._("open at the month's end"),
            "waiting": self.env._("waiting at the month's end"),
            "closed": self.env._("closed at the month's end"),
        }.get(key, key)

    def waited(self, key):
        """For whom was waited, of all that is counted together."""
        return {
            "customer": self.env._("We waited for your reply"),
            "third_party": self.env._("We waited for somebody else"),
            CLOSED: self.env._("It was closed"),
        }.get(key, key)

    def pause(self, pause):
        """Say a time that does not count, and how much working time that was."""
        lasting, over = self.pauses.get(pause["why"], self.pauses["third_party"])
        words = {name: self.moment(pause[name]) for name in ("start", "stop")}
        text = (over if pause["stop"] else lasting) % words
        if not pause["seconds"]:
            return text
        return self.env._(
            "%(text)s (%(used)s of working time)",
            text=text,
            used=self.used(pause["seconds"]),
        )
