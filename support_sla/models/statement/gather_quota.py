# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The quota periods of a statement, read for many contracts at once."""

from collections import defaultdict

from odoo.fields import Domain

from ...tools.promise import period
from ...tools.statement import facts as shapes


def get_periods(env, months, requests):
    """Return ``{contract: its QuotaPeriods}`` of those that run in its month, also of
    which nothing is written down: three queries however many.

    :param months: ``{contract: Month}``
    :param requests: ``{contract: its Requests}`` of the month
    """
    contracts = env["support.contract"].union(*months)
    rows = defaultdict(dict)
    for row in env["support.quota.period"].search_fetch(
        [("contract_id", "in", contracts.ids)],
        ["contract_id", "period_start", "period_end", "allowance"],
    ):
        rows[row.contract_id][row.period_start, row.period_end] = row.allowance
    windows = {c: _windows(c, month, rows[c]) for c, month in months.items()}
    entries, over = (
        _get_entries(contracts, windows),
        _get_over(months, windows, requests),
    )
    return {
        contract: [
            shapes.QuotaPeriod(
                *(first, last, allowance),
                tuple(entries[contract, first]),
                tuple(over[contract, first].values()),
            )
            for (first, last), allowance in sorted(windows[contract].items())
        ]
        for contract in contracts
    }


def get_place_ends(tickets):
    """Return ``{ticket id: the last moment}`` of the period, or the contract, in which
    a ticket that was let in has its place: three queries, none without such tickets."""
    env = tickets.env
    placed = env["support.quota.entry"]._open_consumptions(
        tickets.filtered("support_admitted_at")
    )
    entries = env["support.quota.entry"].union(*placed.values())
    rows = env["support.quota.period"].search_fetch(
        [
            ("contract_id", "in", entries.contract_id.ids),
            ("period_start", "in", entries.mapped("period_start")),
        ],
        ["contract_id", "period_start", "period_end"],
    )
    last = {(row.contract_id, row.period_start): row.period_end for row in rows}
    found = {}
    for ticket_id, entry in placed.items():
        contract = entry.contract_id
        day = last[contract, entry.period_start]
        end = period.day_start(day + period.DAY, contract._get_tz())
        found[ticket_id] = min(end, contract.ends_at or end) - end.resolution
    return found


def _windows(contract, month, rows):
    """Return ``{(first, last): allowance}`` of the periods that run in a month."""
    rule = contract.level_id._get_quota_rule()
    found = {
        days: allowance
        for days, allowance in rows.items()
        if days[0] < month.next_first and days[1] >= month.first
    }
    if rule.tickets:
        day, after = _days_inside(contract, month)
        while day < after:
            window = rule.window_of_day(day, contract.date_start, [*rows])
            found.setdefault((window.first, window.last), rule.tickets)
            day = window.next_first
    return found


def _days_inside(contract, month):
    """Return the first day of a month that the contract has, and the first after."""
    after = month.next_first
    if contract.ends_at:
        before = contract.ends_at - contract.ends_at.resolution
        last = period.local_day(before, month.zone)
        after = min(after, last + period.DAY)
    return max(month.first, contract.date_start), after


def _get_entries(contracts, windows):
    """Return ``{(contract, first day): its entries}``."""
    days = {first for found in windows.values() for first, _last in found}
    found = defaultdict(list)
    for entry in contracts.env["support.quota.entry"].search_fetch(
        Domain("contract_id", "in", contracts.ids)
        & Domain("period_start", "in", sorted(days)),
        ["contract_id", "period_start", "kind", "quantity", "create_date"],
    ):
        found[entry.contract_id, entry.period_start].append(
            shapes.Entry(entry.kind, entry.quantity, entry.create_date)
        )
    return found


def _get_over(months, windows, requests):
    """Return ``{(contract, first day): {ticket id: when it came}}`` of those that found
    no place, also where they have got one since the month."""
    contracts = next(iter(months)).union(*months)
    came = defaultdict(dict)
    for ticket in contracts.env["helpdesk.ticket"].search_fetch(
        Domain("support_contract_id", "in", contracts.ids)
        & Domain("support_quota_status", "=", shapes.OVER),
        ["support_contract_id", "support_since"],
    ):
        came[ticket.support_contract_id][ticket.id] = ticket.support_since
    found = defaultdict(dict)
    for contract, month in months.items():
        for request in requests[contract]:
            if request.quota_before(month.stop) == shapes.OVER:
                came[contract][request.id] = request.opened_at
        for ticket_id, since in came[contract].items():
            day = contract._quota_day(since)
            for first, last in windows[contract]:
                if first <= day <= last:
                    found[contract, first][ticket_id] = since
    return found
