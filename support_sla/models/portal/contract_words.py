# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the customer's pages say of contracts and levels: facts in, texts out.

Days of contracts and periods are printed as they stand; moments in the zone of whoever
reads, and then the place is named.
"""

from datetime import timedelta

from babel.dates import format_skeleton

from odoo.tools import format_date, format_list, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

from ...tools.promise.period import DAY, add_months
from ..clock.zone_words import name_place, to_local

#: Where nothing closes within so many days, it never does.
HORIZON = timedelta(days=8)
WEEK = 7


class LevelFacts:
    """What levels promise, in the comparison's own words, read once for all."""

    def __init__(self, levels):
        self.levels = levels
        self.sections = {
            section["key"]: section["rows"] for section in levels._comparison_rows()
        }

    def of(self, level):
        """Return what a level's customer reads about it first."""
        hours = self._texts("hours", level)
        return {
            "level": level.name,
            "description": level.description or "",
            "answers": [
                (name, text)
                for _key, name, text, state in self._texts("answers", level)
                if state != "excluded"
            ],
            "hours": [text for _key, _name, text, _state in hours],
            "tickets": self._texts("tickets", level)[0][2],
        }

    def channels(self, level):
        """Return ``[(kind, name, names of other levels that include it)]``: those that
        this level includes say no others."""
        found = []
        for row in self.sections.get("channels", ()):
            cells = zip(self.levels, row["cells"], strict=True)
            names = {each: each.name for each, c in cells if c["state"] == "included"}
            others = [] if level in names else [*names.values()]
            found.append((row["key"].removeprefix("channel_"), row["name"], others))
        return found

    def _texts(self, section, level):
        return [
            (row["key"], row["name"], cell["text"], cell["state"])
            for row in self.sections.get(section, ())
            for cell in row["cells"]
            if cell["level_id"] == level.id
        ]


class ContractWords:
    """The sentences about days and hours, in the language of an environment."""

    def __init__(self, env):
        self.env = env
        self.locale = babel_locale_parse(get_lang(env).code)

    def day(self, day):
        return format_date(self.env, day, date_format="long")

    def weekday(self, day):
        return format_date(self.env, day, date_format="full")

    def validity(self, first, last):
        if not last:
            return self.env._("From %(first)s on, open-ended", first=self.day(first))
        return self.env._(
            "%(first)s to %(last)s", first=self.day(first), last=self.day(last)
        )

    def period(self, first, last):
        """Name a period of the quota: a month by its name."""
        after = last + DAY
        if first.day == after.day == 1 and add_months(first, 1) == after:
            return format_skeleton("yMMMM", first, locale=self.locale)
        short = (
            format_date(self.env, day, date_format="medium") for day in (first, last)
        )
        return " – ".join(short)

    def days(self, state, first, last, today, ended):
        """Say how long it lasts yet, when it begins, or that it is over."""
        if state == "upcoming":
            count = (first - today).days
            if count == 1:
                return self.env._("Begins tomorrow")
            return self.env._("Begins in %(count)s days", count=count)
        if state == "cancelled":
            return self.env._("Cancelled on %(day)s", day=self.day(ended))
        if state == "expired":
            return self.env._("Ended on %(day)s", day=self.day(last))
        if not last:
            return ""
        count = (last - today).days
        if count < 1:
            return self.env._("Today is its last day")
        if count == 1:
            return self.env._("1 day left")
        return self.env._("%(count)s days left", count=count)

    # Open now?

    def opening(self, calendar, now, tz):
        """Return ``{is_open, text}``: until when a calendar is open, or from when."""
        if not calendar:
            return {}
        closes = self._closing(calendar, now)
        opens = False if closes else calendar._support_next_opening(now)
        return {
            "is_open": bool(closes),
            "text": self._opening_text(closes, opens, now, tz),
        }

    def _opening_text(self, closes, opens, now, tz):
        moment = closes or opens
        if not moment:
            return self.env._("Closed now")
        if closes and closes >= now + HORIZON:
            return self.env._("Open now, day and night")
        words = self._moment(moment, now, tz)
        if closes and "day" not in words:
            return self.env._("Open now, closes at %(time)s (%(place)s)", **words)
        if closes:
            return self.env._(
                "Open now, closes on %(day)s at %(time)s (%(place)s)", **words
            )
        if "day" not in words:
            return self.env._("Closed now, opens at %(time)s (%(place)s)", **words)
        return self.env._(
            "Closed now, opens on %(day)s at %(time)s (%(place)s)", **words
        )

    def _closing(self, calendar, now):
        """Return the end of the working time that a moment is in, False outside."""
        end = now if calendar._support_is_open(now) else False
        if end:
            for start, stop in calendar._support_periods(now, now + HORIZON):
                if start > end:
                    break
                end = stop
        return end

    def _moment(self, moment, now, tz):
        local = to_local(moment, tz)
        away = (local.date() - to_local(now, tz).date()).days
        words = {
            "time": format_time(self.env, local.timetz(), time_format="short"),
            "place": name_place(self.env, tz),
        }
        if away >= WEEK:
            words["day"] = format_date(self.env, local, date_format="full")
        elif away:
            words["day"] = format_date(self.env, local, date_format="EEEE")
        return words

    # Requests

    def requests(self, count, waiting):
        """Say how many are open, and how many of them wait for the customer."""
        if not count:
            return self.env._("No request is open")
        if not waiting:
            return self.env._("%(count)s open", count=count)
        if waiting == 1:
            return self.env._("%(count)s open, 1 waits for you", count=count)
        return self.env._(
            "%(count)s open, %(waiting)s wait for you", count=count, waiting=waiting
        )

    def wish(self, level, first):
        """Say which level was asked for, and that it is not forgotten."""
        return self.env._(
            "You have asked for %(level)s from %(day)s on. We will answer you.",
            level=level,
            day=self.day(first),
        )

    def not_included(self, channel, levels):
        """Say of a channel which levels would include it."""
        return self.env._(
            "%(channel)s: not included in your level; %(levels)s would include it",
            channel=channel,
            levels=format_list(self.env, levels),
        )
