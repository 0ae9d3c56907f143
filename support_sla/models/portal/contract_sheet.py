# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_list

from ...tools.promise.period import DAY, local_day
from ..clock.zone_words import choose_zone
from ..promise.comparison_words import ComparisonWords
from .contract_words import ContractWords, LevelFacts


class SupportContract(models.Model):
    """What a contract is, in its customer's words: its days, its hours, its gauge.

    Read as superuser: the caller has made sure that the reader may know. The language
    is the context's; as many queries however many contracts.
    """

    _inherit = "support.contract"

    def _portal_sheets(self, now, tz=None):
        """Return ``{contract id: sheet}``: what the level promises, from when to when.

        A dict of texts ready to be printed, none of which names the contract or its
        customer. ``open`` is empty where the contract is not in force.

        :param tz: the reader's zone; without one the company's
        """
        contracts = self.sudo()
        facts = LevelFacts(contracts.level_id)
        words = ContractWords(self.env)
        return {
            contract.id: facts.of(contract.level_id)
            | contract._portal_days(words, now)
            | {"open": contract._portal_opening(words, now, tz)}
            for contract in contracts
        }

    def _portal_days(self, words, now):
        state = self._get_state(now)
        tz = self._get_tz()
        states = dict(self._fields["state"]._description_selection(self.env))
        ended = self.cancelled_at and local_day(self.cancelled_at, tz)
        today = local_day(now, tz)
        return {
            "state": state,
            "state_words": states[state],
            "validity": words.validity(self.date_start, self.date_end),
            "days": words.days(state, self.date_start, self.date_end, today, ended),
        }

    def _portal_opening(self, words, now, tz):
        if self._get_state(now) != "active":
            return {}
        calendar = self.level_id.calendar_id.with_company(self.company_id)
        return words.opening(calendar, now, self._portal_zone(tz))

    def _portal_zone(self, tz=None):
        """Return in whose time moments are told: the reader's, else the company's."""
        self.ensure_one()
        contract = self.sudo()
        return choose_zone(tz, contract.company_id._support_get_zone(), self._get_tz())

    def _portal_people(self):
        """Say who may use a contract of named contacts; empty: everybody may."""
        self.ensure_one()
        contract = self.sudo()
        if not contract.named_only:
            return ""
        if not contract.contact_ids:
            return self.env._("It is for named people, and nobody is named yet.")
        return self.env._(
            "It is for these people: %(people)s.",
            people=format_list(self.env, contract.contact_ids.mapped("name")),
        )

    def _portal_paper(self, now):
        """Return what the document on paper says: it is of the day it is printed."""
        self.ensure_one()
        words = ContractWords(self.env)
        today = words.day(local_day(now, self._get_tz()))
        return {
            "sheet": self._portal_sheets(now)[self.id],
            "gauge": self._portal_gauges(now).get(self.id),
            "periods": self._portal_ledger(now),
            "people": self._portal_people(),
            "as_of": self.env._("As of %(day)s", day=today),
        }

    # The gauge

    def _portal_gauges(self, now):
        """Return ``{contract id: gauge}`` of the present period of those that are in
        force and have a limit.

        ``used``, ``size``, ``left`` and ``over`` are numbers; ``text``, ``reset``,
        ``over_text`` and ``beyond`` say them; ``label`` names the period and ``value``
        is the whole of it for a screen reader.
        """
        contracts = self.sudo().filtered(
            lambda c: c._get_state(now) == "active" and not c.quota_unlimited
        )
        words = ContractWords(self.env)
        overs = {
            (row.contract_id.id, row.period_start): row.over_count
            for row in contracts.quota_period_ids
        }
        return {
            contract.id: contract._portal_gauge(
                words, overs.get((contract.id, contract.quota_period_start), 0)
            )
            for contract in contracts
        }

    def _portal_gauge(self, words, over):
        left = max(self.quota_left, 0)
        numbers = {"used": self.quota_used, "size": self.quota_size, "left": left}
        text = self.env._("%(used)s of %(size)s tickets used, %(left)s left", **numbers)
        reset = self._portal_reset(words)
        rule = self.level_id._get_quota_rule()
        return numbers | {
            "over": over,
            "percent": min(self.quota_percent, 100),
            "full": not left,
            "label": self.env._(
                "Tickets from %(first)s to %(last)s",
                first=words.day(self.quota_period_start),
                last=words.day(self.quota_period_end),
            ),
            "text": text,
            "reset": reset,
            "value": self.env._("%(numbers)s, %(reset)s", numbers=text, reset=reset),
            "over_text": self._portal_over_words(over),
            "beyond": ComparisonWords(self.env).beyond(rule)["text"],
        }

    def _portal_reset(self, words):
        """Say on which day the count begins anew: its own day, never converted."""
        after = self.quota_period_end + DAY
        if self.date_end and after > self.date_end:
            return self.env._("the contract ends with this period")
        return self.env._("starts again on %(day)s", day=words.weekday(after))

    def _portal_over_words(self, over):
        if not over:
            return ""
        if over == 1:
            return self.env._("1 ticket came beyond that number")
        return self.env._("%(count)s tickets came beyond that number", count=over)
