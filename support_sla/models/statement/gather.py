# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a statement is made of, read for many contracts at once."""

from collections import defaultdict

from odoo.fields import Domain

from ...tools.life.rows import CLOSED
from ...tools.promise import period
from ...tools.statement import facts as shapes
from ...tools.statement.numbers import TREND_MONTHS
from .gather_quota import get_periods, get_place_ends

TICKET_FIELDS = (
    "create_date",
    "name",
    "number",
    "priority",
    "support_admitted_at",
    "support_closed_at",
    "support_contract_id",
    "support_exempt",
    "support_first_response_at",
    "support_held",
    "support_paused_at",
    "support_quota_status",
    "support_scope",
    "support_since",
)
DEADLINE_FIELDS = (
    "aim_at",
    "cancel_reason",
    "due_at",
    "metric",
    "round",
    "started_at",
    "stopped_at",
    "ticket_id",
    "verdict",
    "working_seconds",
)
#: What is told of a month again, in the following ones.
NUMBERS = ("opened_count", "judged_count", "kept_count", "median_seconds")


class Gatherer:
    """Reads what happened in a month of each of some contracts, as superuser: as many
    queries however many contracts, tickets and months.

    :param months: ``{contract: Month}``
    :param now: naive UTC, after the end of each
    """

    def __init__(self, env, months, now):
        self._env = env(su=True, context={**env.context, "active_test": False})
        self._now = now
        self._months = {c.with_env(self._env): month for c, month in months.items()}
        self._contracts = self._env["support.contract"].union(*self._months)
        self._sources = {c: c | self._followers(c, m) for c, m in self._months.items()}
        self._start = min(month.start for month in self._months.values())
        self._stop = max(month.stop for month in self._months.values())

    def _followers(self, contract, month):
        """Return the contracts that followed, and began after the month: what was open
        then is theirs today, and was this one's."""
        found = contract.browse()
        after = contract.next_ids.filtered(
            lambda c: c.phase != "draft" and c.starts_at >= month.stop
        )
        while after:
            found |= after
            after = after.next_ids.filtered(lambda c: c.phase != "draft") - found
        return found

    def facts(self):
        """Return ``{contract: Facts}``."""
        requests, visits = self._get_all_requests(), self._get_visits()
        past = self._get_past()
        periods = get_periods(self._env, self._months, requests)
        return {
            contract: shapes.Facts(
                about=self._about(contract),
                month=month,
                now=self._now,
                ends=contract.ends_at or None,
                unlimited=not contract.level_id._get_quota_rule().tickets,
                periods=tuple(periods[contract]),
                requests=requests[contract],
                visits=tuple(visits[contract]),
                past=tuple(past[contract]),
            )
            for contract, month in self._months.items()
        }

    def _about(self, contract):
        last = contract.date_end
        return {
            "contract": {
                "id": contract.id,
                "number": contract.name,
                "level": contract.level_id.with_context(lang=None).name,
                "first_day": contract.date_start.isoformat(),
                "last_day": last.isoformat() if last else None,
            },
            "customer": _named(contract.partner_id),
            "company": _named(contract.company_id),
        }

    def _search(self, model, domain, names, order=None):
        return self._env[model].search_fetch(domain, names, order=order)

    # Requests

    def _get_all_requests(self):
        """Return ``{contract: its Requests}``, with those that have followed it."""
        requests = self._get_requests()
        return {
            contract: tuple(each for source in sources for each in requests[source])
            for contract, sources in self._sources.items()
        }

    def _get_requests(self):
        tickets = self._get_tickets()
        promises = self._get_promises(tickets)
        closed, waits = self._get_spells(tickets)
        placed_until = get_place_ends(tickets)
        found = defaultdict(list)
        for ticket in tickets:
            shut = closed[ticket]
            if ticket.support_closed_at:
                shut.append(shapes.Spell(ticket.support_closed_at, None, CLOSED, 0))
            found[ticket.support_contract_id].append(
                self._as_request(
                    *(ticket, promises[ticket], shut, waits[ticket]),
                    _admitted_at(ticket, placed_until),
                )
            )
        return found

    def _get_tickets(self):
        """Those that were open at some moment since the months began, were opened in
        them, or were answered later than they were closed."""
        contracts = self._contracts.union(*self._sources.values())
        answered = self._search(
            "support.deadline",
            Domain("ticket_id.support_contract_id", "in", contracts.ids)
            & Domain("stopped_at", ">=", self._start),
            ["ticket_id"],
        ).ticket_id
        return self._search(
            "helpdesk.ticket",
            Domain("support_contract_id", "in", contracts.ids)
            & (
                Domain("support_closed_at", "=", False)
                | Domain("support_closed_at", ">=", self._start)
                | Domain("support_since", ">=", self._start)
                | Domain("support_first_response_at", ">=", self._start)
                | Domain("id", "in", answered.ids)
            ),
            TICKET_FIELDS,
            order="id",
        )

    def _get_promises(self, tickets):
        rows = self._search(
            "support.deadline",
            Domain("ticket_id", "in", tickets.ids),
            DEADLINE_FIELDS,
            order="started_at, id",
        )
        found = defaultdict(list)
        for row in rows:
            found[row.ticket_id].append(
                shapes.Promise(
                    metric=row.metric,
                    round=row.round,
                    started_at=row.started_at,
                    aim_at=row.aim_at or None,
                    due_at=row.due_at or None,
                    stopped_at=row.stopped_at or None,
                    verdict=row.verdict,
                    seconds=row.working_seconds,
                    why=row.cancel_reason or "",
                )
            )
        return found

    def _get_spells(self, tickets):
        """Return ``{ticket: when it was closed}``, ``{ticket: when it waited}``."""
        closed, waits = defaultdict(list), defaultdict(list)
        for spell in self._search(
            "support.pause",
            Domain("ticket_id", "in", tickets.ids),
            ["ticket_id", "started_at", "stopped_at", "waiting_for", "working_seconds"],
            order="started_at, id",
        ):
            kind = closed if spell.waiting_for == CLOSED else waits
            kind[spell.ticket_id].append(
                shapes.Spell(
                    spell.started_at,
                    spell.stopped_at or None,
                    spell.waiting_for,
                    spell.working_seconds,
                )
            )
        return closed, waits

    def _as_request(self, ticket, promises, closed, waits, admitted_at):
        opened_at = ticket.support_since or ticket.create_date
        return shapes.Request(
            id=ticket.id,
            number=ticket.number,
            subject=ticket.name,
            priority=ticket.priority or "0",
            opened_at=opened_at,
            answered_at=ticket.support_first_response_at or None,
            paused_at=ticket.support_paused_at or None,
            quota=ticket.support_quota_status or "none",
            exempt=_why_exempt(ticket),
            held=ticket.support_held,
            admitted_at=admitted_at,
            scope=ticket.support_scope or "",
            promises=tuple(promises),
            # what was entered as over was closed when it was opened
            closed=tuple(s._replace(start=max(s.start, opened_at)) for s in closed),
            waits=tuple(waits),
        )

    # What else happened

    def _get_visits(self):
        found = defaultdict(list)
        for visit in self._search(
            "support.visit",
            Domain("contract_id", "in", self._contracts.ids)
            & Domain("start_at", ">=", self._start)
            & Domain("start_at", "<", self._stop),
            ["contract_id", "state", "start_at", "stop_at"],
        ):
            length = int((visit.stop_at - visit.start_at).total_seconds())
            found[visit.contract_id].append(
                shapes.Visit(visit.state, visit.start_at, length)
            )
        return found

    def _get_past(self):
        """Return ``{contract: the numbers of the months before}``, as once told."""
        firsts = [month.first for month in self._months.values()]
        found = defaultdict(list)
        for row in self._search(
            "support.statement",
            Domain("contract_id", "in", self._contracts.ids)
            & Domain("latest", "=", True)
            & Domain("month", ">=", period.add_months(min(firsts), 1 - TREND_MONTHS))
            & Domain("month", "<", max(firsts)),
            ["contract_id", "month", "measured_count", *NUMBERS],
        ):
            numbers = [row[name] for name in NUMBERS]
            if not row.measured_count:
                numbers[-1] = None
            found[row.contract_id].append(shapes.Past(row.month, *numbers))
        return found


def _named(record):
    return {"id": record.id, "name": record.name}


def _admitted_at(ticket, placed_until):
    """When it was let in: of a place that somebody gave it in a period that was over
    the ledger tells in that period, and so does its line."""
    admitted_at, end = ticket.support_admitted_at or None, placed_until.get(ticket.id)
    return min(admitted_at, end) if admitted_at and end else admitted_at


def _why_exempt(ticket):
    """Why it uses no place; what follows from its scope or stage is said as well."""
    if ticket.support_quota_status != "exempt":
        return ticket.support_exempt or ""
    return ticket.support_exempt or ticket._support_exemption() or "other"
