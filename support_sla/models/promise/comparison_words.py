# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a level says, in words: facts in, ready cells out; no record is read here.

A cell is a dict of a ``text`` in the environment's language and a ``state``:
``included`` and ``excluded`` may be shown with a symbol beside the text, ``unstated``
says that the level is silent, ``stated`` is any other fact.
"""

from datetime import time

from babel.dates import get_day_names
from babel.numbers import format_decimal

from odoo.tools import format_list, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

from ...tools.promise.policies import POLICIES
from ...tools.promise.week import open_seconds, spans
from ...tools.time.agenda import DAY
from ...tools.time.clock import ELAPSED_HOURS, WORKING_DAYS
from ..clock.zone_words import name_place

HOUR = 3600
WEEK = 7


def cell(text, state="stated"):
    return {"text": text, "state": state}


class ComparisonWords:
    """The sentences of the comparison, in the language of an environment."""

    def __init__(self, env):
        self.env = env
        self.locale = babel_locale_parse(get_lang(env).code)

    # How a level is obtained

    def obtained(self, months):
        if months == 1:
            text = self.env._("Included for 1 month after the implementation ends")
        elif months:
            text = self.env._(
                "Included for %(months)s months after the implementation ends",
                months=months,
            )
        else:
            text = self.env._("Bought at any time, for as long as you wish")
        return cell(text)

    # Whether it has something

    def coverage(self, coverage):
        texts = {
            "included": self.env._("Included"),
            "excluded": self.env._("Not included"),
        }
        state = coverage if coverage in texts else "unstated"
        return cell(texts.get(state) or self.env._("Not stated"), state)

    # Targets

    def target(self, promise, days):
        """Say a range, ``None`` for no promise; days are those of its calendar."""
        if not promise:
            return cell(self.env._("No time promised"), "excluded")
        amount = self._amount(promise.aim, promise.commitment)
        one = promise.aim == promise.commitment == 1
        if promise.unit == ELAPSED_HOURS:
            if one:
                return cell(self.env._("1 hour, day and night"))
            return cell(self.env._("%(amount)s hours, day and night", amount=amount))
        least, most = open_seconds(days)
        hours = self._amount(least / HOUR, most / HOUR)
        if promise.unit == WORKING_DAYS:
            return cell(self._working_days(amount, most and hours, one))
        return cell(self._working_hours(amount, most and hours, one))

    def _working_days(self, amount, hours, one):
        if not hours:
            return self.env._("%(amount)s working days", amount=amount)
        if one:
            return self.env._("1 working day of %(hours)s hours", hours=hours)
        return self.env._(
            "%(amount)s working days of %(hours)s hours", amount=amount, hours=hours
        )

    def _working_hours(self, amount, hours, one):
        if not hours:
            return self.env._("%(amount)s working hours", amount=amount)
        if one:
            return self.env._("1 working hour, %(hours)s a day", hours=hours)
        return self.env._(
            "%(amount)s working hours, %(hours)s a day", amount=amount, hours=hours
        )

    def _amount(self, least, most):
        """Return "24 to 48", or one number where the two are the same."""
        least, most = map(self._number, (least, most))
        if least == most:
            return least
        return self.env._("%(least)s to %(most)s", least=least, most=most)

    def _number(self, value):
        return format_decimal(round(value, 2), locale=self.locale)

    # Opening hours

    def opening(self, days):
        """Say a fortnight of opening hours."""
        first, second = self._week(days[:WEEK]), self._week(days[WEEK:])
        if not first and not second:
            return cell(self.env._("Never open"), "excluded")
        if first == second:
            return cell(first)
        closed = self.env._("closed")
        return cell(
            self.env._(
                "First week: %(first)s. Second week: %(second)s.",
                first=first or closed,
                second=second or closed,
            )
        )

    def _week(self, week):
        return "; ".join(
            self.env._(
                "%(days)s, %(hours)s",
                days=format_list(self.env, self._names(runs)),
                hours=self._hours(hours),
            )
            for runs, hours in spans(week)
        )

    def _names(self, runs):
        names = get_day_names("wide", locale=self.locale)
        words = []
        for first, last in runs:
            if last - first < 2:
                words += [names[day] for day in range(first, last + 1)]
            else:
                words.append(
                    self.env._(
                        "%(first)s to %(last)s", first=names[first], last=names[last]
                    )
                )
        return words

    def _hours(self, hours):
        if hours == ((0, DAY),):
            return self.env._("day and night")
        return format_list(
            self.env,
            [f"{self._time(start)}–{self._time(stop)}" for start, stop in hours],
        )

    def _time(self, second):
        if second == DAY:
            return self.env._("midnight")
        moment = time(second // HOUR, second % HOUR // 60)
        return format_time(self.env, moment, time_format="short")

    def zone(self, tz):
        return cell(self.env._("Time of %(place)s", place=name_place(self.env, tz)))

    # Quota

    def tickets(self, rule):
        if not rule.tickets:
            return cell(self.env._("Unlimited"))
        count = self._number(rule.tickets)
        words = {
            ("week", False): self.env._("%(count)s a calendar week", count=count),
            ("month", False): self.env._("%(count)s a calendar month", count=count),
            ("quarter", False): self.env._("%(count)s a calendar quarter", count=count),
            ("year", False): self.env._("%(count)s a calendar year", count=count),
            ("week", True): self.env._(
                "%(count)s a week, counted from the contract's first day", count=count
            ),
            ("month", True): self.env._(
                "%(count)s a month, counted from the contract's first day", count=count
            ),
            ("quarter", True): self.env._(
                "%(count)s a quarter, counted from the contract's first day",
                count=count,
            ),
            ("year", True): self.env._(
                "%(count)s a year, counted from the contract's first day", count=count
            ),
        }
        return cell(words[rule.period, rule.from_contract])

    def carry_over(self, rule):
        if not rule.tickets:
            return self._no_limit()
        if not rule.carry_over:
            return cell(self.env._("Not carried over"))
        if not rule.carry_over_cap:
            return cell(self.env._("Carried over to the next period"))
        return cell(
            self.env._(
                "Carried over to the next period, at most %(cap)s",
                cap=self._number(rule.carry_over_cap),
            )
        )

    def beyond(self, rule):
        if not rule.tickets:
            return self._no_limit()
        return cell(self.env._(POLICIES[rule.policy].compared))

    def _no_limit(self):
        return cell(self.env._("Does not apply, there is no limit"))

    # Visits

    def visits(self, days, during_implementation):
        if not days:
            return cell(self.env._("No visits"), "excluded")
        if days == 1:
            if during_implementation:
                text = self.env._("1 day a week during the implementation")
            else:
                text = self.env._("1 day a week during the whole contract")
        elif during_implementation:
            text = self.env._(
                "%(days)s days a week during the implementation", days=days
            )
        else:
            text = self.env._(
                "%(days)s days a week during the whole contract", days=days
            )
        return cell(text)
