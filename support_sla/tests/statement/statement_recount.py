# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A month counted by hand: slow, from the records, sharing no code with the figures."""

import math
import statistics
from datetime import UTC
from zoneinfo import ZoneInfo

METRICS = ("first_response", "next_response", "resolution")


class HandCount:
    """Counts what stands in the records of a contract for the month that begins on a
    local day, at a moment after its end."""

    def __init__(self, contract, first, zone, now):
        self.contract, self.first, self.zone, self.now = contract, first, zone, now
        tickets = contract.env["helpdesk.ticket"].with_context(active_test=False)
        self.tickets = tickets.search([("support_contract_id", "=", contract.id)])

    def month(self, moment):
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))
        return local.date().replace(day=1)

    def here(self, moment):
        return bool(moment) and self.month(moment) == self.first

    def _shut(self, ticket):
        """Pairs of (closed at, reopened at or None)."""
        pauses = ticket.support_pause_ids.filtered(lambda p: p.waiting_for == "closed")
        pairs = [(p.started_at, p.stopped_at) for p in pauses]
        if ticket.support_closed_at:
            pairs.append((ticket.support_closed_at, None))
        return pairs

    def _open_at_end(self, ticket):
        if self.month(ticket.support_since) > self.first:
            return False
        moves = sum(
            (-1 if self.month(shut) <= self.first else 0)
            + (1 if again and self.month(again) <= self.first else 0)
            for shut, again in self._shut(ticket)
        )
        return 1 + moves > 0

    def requests(self):
        shut = [pair for ticket in self.tickets for pair in self._shut(ticket)]
        return {
            "opened": sum(self.here(t.support_since) for t in self.tickets),
            "answered": sum(
                self.here(t.support_first_response_at) for t in self.tickets
            ),
            "closed": sum(self.here(start) for start, _stop in shut),
            "reopened": sum(self.here(stop) for _start, stop in shut),
            "open_at_end": sum(self._open_at_end(t) for t in self.tickets),
        }

    def promises(self, metric):
        rows = self.tickets.support_deadline_ids.filtered(lambda r: r.metric == metric)
        kept = rows.filtered(lambda r: r.verdict == "met" and self.here(r.stopped_at))
        broken = rows.filtered(lambda r: r.verdict == "missed" or r._is_late(self.now))
        missed = broken.filtered(lambda r: self.here(r.due_at))
        done = rows.filtered(
            lambda r: r.verdict in ("met", "missed") and self.here(r.stopped_at)
        )
        working = sorted(done.mapped("working_seconds"))
        wall = sorted(int((r.stopped_at - r.started_at).total_seconds()) for r in done)
        return {
            "judged": len(kept) + len(missed),
            "kept": len(kept),
            "within_aim": len(kept.filtered(lambda r: r.stopped_at <= r.aim_at)),
            "missed": len(missed),
            "missed_open": len(
                missed.filtered(
                    lambda r: not r.stopped_at or self.month(r.stopped_at) > self.first
                )
            ),
            "measured": len(done),
            "median": {"working": _middle(working), "wall": _middle(wall)},
            "p95": {"working": _high(working), "wall": _high(wall)},
        }

    def periods(self):
        """``{first day: numbers}`` of the periods that ended in the month."""
        found = {}
        for row in self.contract.quota_period_ids:
            if row.period_end.replace(day=1) != self.first:
                continue
            entries = self.contract.quota_entry_ids.filtered(
                lambda e, row=row: e.period_start == row.period_start
            )
            if not row.allowance and not entries:
                continue  # it was not limited
            sums = {
                kind: sum(e.quantity for e in entries if e.kind == kind)
                for kind in ("consumption", "reversal", "adjustment", "carry_over")
            }
            found[row.period_start.isoformat()] = {
                "allowance": row.allowance,
                "used": sums["consumption"],
                "reversed": -sums["reversal"],
                "carried": -sums["carry_over"],
                "left": row.allowance - sum(entries.mapped("quantity")),
            }
        return found


def _middle(values):
    return int(statistics.median(values)) if values else None


def _high(values):
    return values[math.ceil(len(values) * 0.95) - 1] if len(values) >= 5 else None
