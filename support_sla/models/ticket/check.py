# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from itertools import combinations

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import groupby

from ...tools.life.events import Ruled
from ...tools.life.silence import DUE, QUIET, SINCE
from ...tools.promise import policies
from .finding import KINDS, Finding

BATCH = 1000  # tickets looked at, or mended, at a time
CRON = "support_sla.ir_cron_check"
TASK = "check.report"
AGAIN = timedelta(days=40)  # the line stands until the next report is there


class SupportCheck(models.AbstractModel):
    """Looks for tickets and contracts of which the stored facts disagree, and mends
    what can be mended by the ways in which our own code writes them.

    There are none, as long as nothing passes our code by: SQL, a restored table, a bug.
    """

    _name = "support.check"
    _description = "Support: check and repair"

    # Check

    @api.model
    def _support_check(self, now, companies=None):
        """Yield each Finding, batch by batch.

        :param companies: those to look at; none: all
        """
        of_company = Domain("company_id", "in", companies.ids) if companies else []
        for tickets in self._batches(of_company):
            yield from self._check_tickets(tickets, now)
        yield from self._check_lost(of_company)
        yield from self._check_overlaps(of_company)

    @api.model
    def _batches(self, domain):
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        last = 0
        while batch := tickets.search(
            Domain(domain) & Domain("id", ">", last), order="id", limit=BATCH
        ):
            last = batch[-1].id
            yield batch
            self.env.invalidate_all()  # or the cache grows to all there are

    @api.model
    def _check_tickets(self, tickets, now):
        summaries = tickets._support_summaries()
        counts = self._counts(tickets)
        entries = self.env["support.quota.entry"]._open_consumptions(tickets)
        for ticket in tickets:
            entry = entries.get(ticket.id)
            for kind in (
                *self._check_clocks(ticket, summaries[ticket]),
                *self._check_silence(ticket),
                *self._check_place(ticket, counts.get(ticket.id, 0), entry, now),
            ):
                yield Finding(kind, ticket)

    def _check_clocks(self, ticket, summary):
        if any(_plain(ticket[name]) != _plain(v) for name, v in summary.items()):
            yield "digest"
        stands = ticket._support_stands()
        sheet = ticket.support_sheet or {}
        if (sheet.get("waits_for", ""), bool(ticket.support_closed_at)) != stands[:2]:
            yield "stage"
        if ticket.support_outcome and not stands.closed:
            yield "outcome"
        if ticket.support_asked_at and not stands.awaits_customer:
            yield "question"

    def _check_silence(self, ticket):
        awaits = ticket._support_awaits_customer()
        if not awaits and any(ticket[name] for name in QUIET):
            yield "silence"
        elif awaits and not ticket[SINCE]:
            if not (ticket.support_sheet or {}).get("inherited"):
                yield "no_silence"
        elif awaits and ticket.active and not ticket[DUE]:
            if ticket._support_silence_rules().close:
                yield "no_plan"

    def _check_place(self, ticket, count, entry, now):
        if ticket.support_quota_pending:
            return  # it is being counted
        policy = ticket.support_over_policy
        over = ticket.support_quota_status == "over"
        if ticket.support_held != (over and policies.holds(policy)):
            yield "held"
        counted = ticket.support_quota_status == "counted"
        if counted and count != 1:
            yield "uncounted"
        elif count and not counted:
            yield "counted"
        elif entry and entry.contract_id != ticket.support_contract_id:
            if not entry._is_past(now):  # what is past stays where it was
                yield "elsewhere"

    def _counts(self, tickets):
        groups = (
            self.env["support.quota.entry"]
            .sudo()
            ._read_group(
                [
                    ("ticket_id", "in", tickets.ids),
                    ("kind", "in", ("consumption", "reversal")),
                ],
                ["ticket_id"],
                ["quantity:sum"],
            )
        )
        return {ticket.id: count for ticket, count in groups}

    @api.model
    def _lost(self, of_company):
        """Return ``[(contract, first day, places of tickets that are no more)]``."""
        return [
            (contract, first, count)
            for contract, first, count in self.env["support.quota.entry"]
            .sudo()
            ._read_group(
                [
                    *Domain(of_company),
                    ("ticket_id", "=", False),
                    ("kind", "in", ("consumption", "reversal")),
                ],
                ["contract_id", "period_start:day"],
                ["quantity:sum"],
            )
            if count
        ]

    def _check_lost(self, of_company):
        contracts = {contract for contract, _first, _count in self._lost(of_company)}
        for contract in contracts:
            yield Finding("lost", contract)

    def _check_overlaps(self, of_company):
        """Two confirmed contracts of one customer, company and level on the same days:
        as a merge of customers may leave them."""
        model = self.env["support.contract"].sudo().with_context(active_test=False)
        confirmed = model.search(Domain(of_company) & Domain("phase", "=", "confirmed"))
        same = confirmed.grouped(lambda c: (c.partner_id, c.company_id, c.level_id))
        for contracts in same.values():
            overlapping = self.env["support.contract"].union(
                *(
                    one | other
                    for one, other in combinations(contracts, 2)
                    if one.date_start <= (other.date_end or date.max)
                    and other.date_start <= (one.date_end or date.max)
                )
            )
            for contract in overlapping:
                yield Finding("overlap", contract)

    # Repair

    @api.model
    def _support_repair(self, findings, now):
        """Mend what can be mended, by the ways in which our own code writes it."""
        for kind, (_words, mends) in KINDS.items():
            found = [finding.record for finding in findings if finding.kind == kind]
            for start in range(0, len(found) if mends else 0, BATCH):
                records = found[0].union(*found[start : start + BATCH])
                getattr(self, mends)(records, now)
                self.env.flush_all()

    def _mend_digest(self, tickets, now):
        tickets._support_rebuild()
        tickets._support_move(now)  # it may have known a wait of which there is no row

    def _mend_standing(self, tickets, now):
        tickets._support_move(now)

    def _mend_silence(self, tickets, now):
        tickets._support_store(QUIET)
        tickets._support_move(now)

    def _mend_plan(self, tickets, now):
        tickets._support_happens(Ruled(now))

    def _mend_place(self, tickets, now):
        tickets._support_settle(now)

    def _mend_lost(self, contracts, now):
        """What tickets use that are no more is given back, to the period it was in."""
        self.env["support.quota.entry"].sudo()._append(
            [
                {
                    "contract_id": contract.id,
                    "company_id": contract.company_id.id,
                    "period_start": first,
                    "quantity": -count,
                    "kind": "reversal",
                    "why": "repaired",
                }
                for contract, first, count in self._lost(
                    Domain("contract_id", "in", contracts.ids)
                )
            ]
        )
        self.env["helpdesk.ticket"]._support_places_free(contracts, now)

    # The job

    @api.model
    def _cron_check(self):
        """Only tell that something is wrong, where people look for what jobs could not
        do: what is to be done about it a person decides."""
        now = fields.Datetime.now()
        found = list(self._support_check(now))
        troubles = self.env["support.trouble"].sudo()
        cron = self.env.ref(CRON).sudo()
        if not found:
            troubles._forget(TASK, cron)
            return
        troubles._put_off(
            cron,
            TASK,
            cron,
            now + AGAIN,
            error="\n".join(self._lines(found)),
            tries=len(found),
        )

    def _lines(self, found):
        for kind, same in groupby(found, key=lambda finding: finding.kind):
            names = [finding.record.display_name for finding in same[:5]]
            yield self.env._(
                "%(what)s (%(count)s): %(examples)s",
                what=self.env._(KINDS[kind].words),
                count=len(same),
                examples=", ".join([*names, "…"] if len(same) > 5 else names),
            )


def _plain(value):
    """A column or digest to be compared: in the digest the order says nothing."""
    if not isinstance(value, dict):
        return value or False
    rows = value.get("rows", [])
    order = sorted(rows, key=lambda row: (row["metric"], row["round"]))
    return {**value, "rows": order, "pauses": sorted(value.get("pauses", []))}
