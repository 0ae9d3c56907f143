# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class Fact(NamedTuple):
    """What the entitlement needs to know of a ticket; moments are naive UTC.

    A contract covers the ticket when it is in force at ``since`` (it was opened)
    or at ``now`` (an upgrade or a late renewal reached it).

    ``customer_id`` is whose the ticket is (0: whose its contact is now), ``kept_id``
    the contract of a ticket whose contact is no more: it may have named that person.
    """

    partner_id: int
    company_id: int
    since: datetime
    now: datetime
    customer_id: int = 0
    kept_id: int = 0

    @property
    def start_id(self):
        return self.customer_id or self.partner_id


class Entitlement(NamedTuple):
    """Which promise covers a ticket, and why (``support_entitlement_reason``)."""

    contract_id: int
    level_id: int
    reason: str

    def ticket_vals(self):
        """Return what a ticket stores of it."""
        return {
            "support_contract_id": self.contract_id,
            "support_level_id": self.level_id,
            "support_entitlement_reason": self.reason,
        }


class Candidate(NamedTuple):
    """A contract that covers a contact, on the way to the top of its companies."""

    depth: int
    company_id: int
    named_only: bool
    named: list
    contract_id: int
    level_id: int
    rank: int
    starts_at: datetime
    ends_at: datetime | None

    def covers(self, fact):
        """Is it for this company's tickets, and for their contact?"""
        if self.company_id != fact.company_id:
            return False
        if not (self.named_only or self.named):
            return True
        if fact.partner_id:
            return fact.partner_id in self.named
        return self.contract_id == fact.kept_id

    def in_force(self, *moments):
        return any(
            self.starts_at <= moment and (not self.ends_at or moment < self.ends_at)
            for moment in moments
        )

    def lapsed(self, moment):
        """Was in force once and is over at ``moment``."""
        return bool(self.ends_at) and self.starts_at < self.ends_at <= moment


class SupportEntitlement(models.AbstractModel):
    """Facts of many tickets in, promises out; as many queries however many."""

    _name = "support.entitlement"
    _description = "Support Entitlement"

    @api.model
    def _resolve(self, facts):
        """Return one Entitlement per Fact, in the same order. Never raises.

        The ticket's customer → its parent companies; the company must match; the
        highest rank in force wins, then the nearest company, then the contract that
        began last. Reads as superuser: who files a ticket need not see contracts.
        """
        parents, contracts = self._climb({f.start_id for f in facts if f.start_id})
        found = {}
        for start_id in {fact.start_id for fact in facts}:
            found[start_id] = [
                Candidate(depth, *row)
                for depth, customer_id in enumerate(_way_up(start_id, parents))
                for row in contracts.get(customer_id, ())
            ]
        return [
            self._choose(fact, [c for c in found[fact.start_id] if c.covers(fact)])
            for fact in facts
        ]

    @api.model
    def _get_level_in_force(self, partner, company, now):
        """Return the level, as superuser, that a contract gives a contact now; or
        none."""
        (found,) = self._resolve([Fact(partner.id, company.id, now, now)])
        covered = found.reason == "contract"
        return self.env["support.level"].sudo().browse(covered and found.level_id)

    @api.model
    def _choose(self, fact, candidates):
        in_force = [c for c in candidates if c.in_force(fact.since, fact.now)]
        if in_force:
            best = max(
                in_force, key=lambda c: (c.rank, -c.depth, c.starts_at, c.contract_id)
            )
            return Entitlement(best.contract_id, best.level_id, "contract")
        fallback = self._get_fallback_level_id(fact.company_id)
        lapsed = [c for c in candidates if c.lapsed(fact.now)]
        if lapsed:
            last = max(lapsed, key=lambda c: (c.ends_at, c.rank, c.contract_id))
            return Entitlement(last.contract_id, fallback, "expired")
        return Entitlement(False, fallback, "fallback" if fallback else "none")

    @api.model
    def _get_fallback_level_id(self, company_id):
        company = self.env["res.company"].sudo().browse(company_id)
        return company.support_fallback_level_id.id if company_id else False

    @api.model
    def _climb(self, partner_ids):
        """Return ``{partner_id: parent_id}`` up to the top companies, and their
        contracts: ``{partner_id: [(*Candidate but depth)]}``.

        One query for customers, who seldom have parents, and one for each further
        generation: cheaper than one recursive query.
        """
        parents, contracts = {}, defaultdict(list)
        asked = set(partner_ids)
        self.env["support.contract"].flush_model()
        self.env["support.level"].flush_model(["rank"])
        self.env["res.partner"].flush_model(["parent_id"])
        while asked:
            rows = self.env.execute_query(self._generation_query(tuple(asked)))
            for partner_id, parent_id, *row in rows:
                parents[partner_id] = parent_id
                if row[0]:
                    contracts[partner_id].append(row)
            asked = {i for i in parents.values() if i and i not in parents}
        return parents, contracts

    @api.model
    def _generation_query(self, partner_ids):
        return SQL(
            """
            SELECT partner.id, partner.parent_id,
                   contract.company_id, contract.named_only,
                   ARRAY(
                       SELECT res_partner_id FROM support_contract_contact_rel
                        WHERE support_contract_id = contract.id
                   ),
                   contract.id, contract.level_id, level.rank,
                   contract.starts_at, contract.ends_at
              FROM res_partner partner
              LEFT JOIN support_contract contract
                ON contract.partner_id = partner.id AND contract.phase <> 'draft'
              LEFT JOIN support_level level ON level.id = contract.level_id
             WHERE partner.id IN %s
            """,
            partner_ids,
        )


def _way_up(partner_id, parents):
    """Return a customer and its parents, nearest first."""
    way = []
    while partner_id and partner_id not in way:
        way.append(partner_id)
        partner_id = parents.get(partner_id)
    return way
