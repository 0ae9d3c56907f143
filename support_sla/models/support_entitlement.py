# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, groupby

# Parents of parents: deeper than any real group of companies, and finite.
MAX_DEPTH = 32


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
    """A contract on the way from a contact to the top of its companies."""

    partner_id: int
    depth: int
    contract_id: int
    company_id: int
    level_id: int
    rank: int
    starts_at: datetime
    ends_at: datetime | None
    covers: bool

    def in_force(self, *moments):
        return any(
            self.starts_at <= moment and (not self.ends_at or moment < self.ends_at)
            for moment in moments
        )

    def lapsed(self, moment):
        """Was in force once and is over at ``moment``."""
        return bool(self.ends_at) and self.starts_at < self.ends_at <= moment


class SupportEntitlement(models.AbstractModel):
    """Facts of many tickets in, promises out; one query however many (SPEC 3)."""

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
        covering = [c for c in candidates if c.covers]
        in_force = [c for c in covering if c.in_force(fact.since, fact.now)]
        if in_force:
            best = max(
                in_force, key=lambda c: (c.rank, -c.depth, c.starts_at, c.contract_id)
            )
            return Entitlement(best.contract_id, best.level_id, "contract")
        fallback = self._get_fallback_level_id(fact.company_id)
        lapsed = [c for c in covering if c.lapsed(fact.now)]
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
        """Return ``{(partner_id, company_id): [Candidate]}`` in one query."""
        if not partner_ids:
            return {}
        self.env["support.contract"].flush_model()
        self.env["support.level"].flush_model(["rank"])
        self.env["res.partner"].flush_model(["parent_id"])
        rows = self.env.execute_query(self._candidate_query(tuple(partner_ids)))
        return dict(
            groupby(
                (Candidate(*row) for row in rows),
                key=lambda c: (c.partner_id, c.company_id),
            )
        )

    @api.model
    def _candidate_query(self, partner_ids):
        return SQL(
            """
            WITH RECURSIVE up (partner_id, ancestor_id, depth) AS (
                SELECT id, id, 0 FROM res_partner WHERE id IN %(partner_ids)s
                 UNION ALL
                SELECT up.partner_id, partner.parent_id, up.depth + 1
                  FROM up
                  JOIN res_partner partner ON partner.id = up.ancestor_id
                 WHERE partner.parent_id IS NOT NULL AND up.depth < %(max_depth)s
            )
            SELECT up.partner_id, up.depth, contract.id, contract.company_id,
                   contract.level_id, level.rank, contract.starts_at,
                   contract.ends_at,
                   NOT EXISTS (
                       SELECT FROM support_contract_contact_rel named
                        WHERE named.support_contract_id = contract.id
                   ) OR EXISTS (
                       SELECT FROM support_contract_contact_rel named
                        WHERE named.support_contract_id = contract.id
                          AND named.res_partner_id = up.partner_id
                   )
              FROM up
              JOIN support_contract contract
                ON contract.partner_id = up.ancestor_id
               AND contract.phase <> 'draft'
              JOIN support_level level ON level.id = contract.level_id
            """,
            partner_ids=partner_ids,
            max_depth=MAX_DEPTH,
        )
