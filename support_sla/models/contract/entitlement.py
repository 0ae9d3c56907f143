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
    """

    partner_id: int
    company_id: int
    since: datetime
    now: datetime


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
    contract_id: int
    level_id: int
    rank: int
    starts_at: datetime
    ends_at: datetime | None

    def in_force(self, *moments):
        return any(
            self.starts_at <= moment and (not self.ends_at or moment < self.ends_at)
            for moment in moments
        )

    def lapsed(self, moment):
        """Was in force once and is over at ``moment``."""
        return bool(self.ends_at) and self.starts_at < self.ends_at <= moment


class SupportEntitlement(models.AbstractModel):
    """Facts of many tickets in, promises out; as many queries however many (SPEC 3)."""

    _name = "support.entitlement"
    _description = "Support Entitlement"

    @api.model
    def _resolve(self, facts):
        """Return one Entitlement per Fact, in the same order. Never raises.

        Contact → its commercial entity → parent companies; the company must match;
        the highest rank in force wins, then the nearest company, then the contract
        that began last. Reads as superuser: who files a ticket need not see contracts.
        """
        candidates = self._fetch_candidates(
            {fact.partner_id for fact in facts if fact.partner_id}
        )
        return [
            self._choose(fact, candidates.get((fact.partner_id, fact.company_id), ()))
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
    def _fetch_candidates(self, partner_ids):
        """Return ``{(partner_id, company_id): [Candidate]}``."""
        parents, contracts = self._climb(partner_ids)
        candidates = defaultdict(list)
        for partner_id in partner_ids:
            for depth, ancestor_id in enumerate(_way_up(partner_id, parents)):
                for company_id, named, *facts in contracts.get(ancestor_id, ()):
                    if not named or partner_id in named:
                        candidates[partner_id, company_id].append(
                            Candidate(depth, *facts)
                        )
        return candidates

    @api.model
    def _climb(self, partner_ids):
        """Return ``{partner_id: parent_id}`` up to the top companies, and their
        contracts: ``{partner_id: [(company, named contacts, *Candidate but depth)]}``.

        One query for contacts and their parents, whom a ticket has in its cache, and
        one for each further generation: rare, and cheaper than one recursive query.
        """
        parents, contracts = {}, defaultdict(list)
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        asked = {*partner_ids, *partners.parent_id.ids}
        self.env["support.contract"].flush_model()
        self.env["support.level"].flush_model(["rank"])
        partners.flush_model(["parent_id"])
        while asked:
            rows = self.env.execute_query(self._generation_query(tuple(asked)))
            for partner_id, parent_id, contract_id, *row in rows:
                parents[partner_id] = parent_id
                if contract_id:
                    contracts[partner_id].append((*row[:2], contract_id, *row[2:]))
            asked = {i for i in parents.values() if i and i not in parents}
        return parents, contracts

    @api.model
    def _generation_query(self, partner_ids):
        return SQL(
            """
            SELECT partner.id, partner.parent_id, contract.id, contract.company_id,
                   ARRAY(
                       SELECT res_partner_id FROM support_contract_contact_rel
                        WHERE support_contract_id = contract.id
                   ),
                   contract.level_id, level.rank, contract.starts_at, contract.ends_at
              FROM res_partner partner
              LEFT JOIN support_contract contract
                ON contract.partner_id = partner.id AND contract.phase <> 'draft'
              LEFT JOIN support_level level ON level.id = contract.level_id
             WHERE partner.id IN %s
            """,
            partner_ids,
        )


def _way_up(partner_id, parents):
    """Return a contact and its parents, nearest first."""
    way = []
    while partner_id and partner_id not in way:
        way.append(partner_id)
        partner_id = parents.get(partner_id)
    return way
