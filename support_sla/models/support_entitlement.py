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
    """Facts of many tickets in, promises out (SPEC 3).

    One query however many, besides reading the contacts' companies: those of a new
    ticket were read already.
    """

    _name = "support.entitlement"
    _description = "Support Entitlement"

    @api.model
    def _resolve(self, facts):
        """Return one Entitlement per Fact, in the same order. Never raises.

        Contact → its commercial entity → parent companies; the company must match;
        the highest rank in force wins, then the nearest company, then the contract
        that began last. Reads as superuser: who files a ticket need not see contracts.
        """
        candidates = self._fetch_candidates({f.partner_id for f in facts} - {False})
        return [
            self._choose(fact, candidates.get((fact.partner_id, fact.company_id), ()))
            for fact in facts
        ]

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
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        ways = {partner.id: partner._support_ancestors()._ids for partner in partners}
        contracts = self._fetch_contracts({i for way in ways.values() for i in way})
        candidates = defaultdict(list)
        for partner_id, way in ways.items():
            for depth, ancestor_id in enumerate(way):
                for company_id, named, *facts in contracts.get(ancestor_id, ()):
                    if not named or partner_id in named:
                        candidates[partner_id, company_id].append(
                            Candidate(depth, *facts)
                        )
        return candidates

    @api.model
    def _fetch_contracts(self, partner_ids):
        """Return ``{partner_id: [(company, named contacts, *what a Candidate has)]}``.

        Not by records: a few columns of each are asked for, once, on every new ticket.
        """
        if not partner_ids:
            return {}
        self.env["support.contract"].flush_model()
        self.env["support.level"].flush_model(["rank"])
        contracts = defaultdict(list)
        for partner_id, *row in self.env.execute_query(
            SQL(
                """
                SELECT contract.partner_id, contract.company_id,
                       ARRAY(
                           SELECT res_partner_id FROM support_contract_contact_rel
                            WHERE support_contract_id = contract.id
                       ),
                       contract.id, contract.level_id, level.rank,
                       contract.starts_at, contract.ends_at
                  FROM support_contract contract
                  JOIN support_level level ON level.id = contract.level_id
                 WHERE contract.partner_id IN %s AND contract.phase <> 'draft'
                """,
                tuple(partner_ids),
            )
        ):
            contracts[partner_id].append(row)
        return contracts
