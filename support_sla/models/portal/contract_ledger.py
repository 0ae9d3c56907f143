# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.fields import Domain

from ...tools.promise.period import local_day
from .contract_words import ContractWords

#: Which entries stand behind a figure: what gives places, what uses them, both.
GIVEN, USED, LEFT, OVER = "size", "used", "left", "over"
FIGURES = (GIVEN, USED, LEFT, OVER)


class SupportContract(models.Model):
    """The ledger as the customer reads it: a row a period, and what is behind it."""

    _inherit = "support.contract"

    def _portal_ledger(self, now):
        """Return the periods of one contract, newest first.

        Each is ``{first, key, label, current}`` and its figures by name (``FIGURES``):
        ``left`` is what was available minus what was used. The present period is among
        them, also when nothing is written of it yet. Read as superuser.
        """
        self.ensure_one()
        contract = self.sudo()
        words = ContractWords(self.env)
        running = contract._get_state(now) == "active" and not contract.quota_unlimited
        current = running and contract.quota_period_start
        rows = [
            self._portal_period(words, row.period_start, row.period_end, current)
            | {
                GIVEN: row.size,
                USED: row.used,
                LEFT: max(row.left, 0),
                OVER: row.over_count,
            }
            for row in contract.quota_period_ids
            if row.size or row.used
        ]
        if current and not any(row["current"] for row in rows):
            numbers = {
                GIVEN: contract.quota_size,
                USED: contract.quota_used,
                LEFT: max(contract.quota_left, 0),
                OVER: 0,
            }
            rows.append(
                self._portal_period(words, current, contract.quota_period_end, current)
                | numbers
            )
        return sorted(rows, key=lambda row: row["first"], reverse=True)

    def _portal_period(self, words, first, last, current):
        return {
            "first": first,
            "key": first.isoformat(),
            "label": words.period(first, last),
            "current": first == current,
        }

    def _portal_entries_domain(self, first, figure):
        """Return which entries stand behind a figure of the period that begins then."""
        self.ensure_one()
        entries = self.env["support.quota.entry"]
        here = Domain("contract_id", "=", self.id) & Domain("period_start", "=", first)
        if figure == GIVEN:
            return here & entries._given_domain()
        return here & ~entries._given_domain() if figure == USED else here

    def _portal_entries(self, entries, reader):
        """Return entries in words: ``{day, what, places, ticket}``.

        ``places`` is what an entry adds to what is left; ``ticket`` is named only to
        whoever may read it.
        """
        entries = entries.sudo()
        words = ContractWords(self.env)
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        tickets = entries.ticket_id.with_user(reader)._filtered_access("read").sudo()
        return [
            {
                "day": words.day(local_day(entry.create_date, self._get_tz())),
                "what": self._portal_what(entry, kinds[entry.kind]),
                "places": f"{-entry.quantity:+d}".replace("-", "−"),
                "ticket": entry.ticket_id if entry.ticket_id in tickets else None,
            }
            for entry in entries
        ]

    def _portal_what(self, entry, kind):
        """A count says which one it was; all else says why."""
        if entry.kind == "consumption":
            return entry.reason_words
        return self.env._("%(kind)s: %(reason)s", kind=kind, reason=entry.reason_words)
