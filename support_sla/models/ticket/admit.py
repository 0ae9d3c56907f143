# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain

from ...tools.promise import policies
from ...tools.promise.policies import MANAGER, POLICIES
from .. import known
from .life import ALL


class SupportAdmissionMixin(models.AbstractModel):
    """A ticket's place: one settlement, and how those over the quota get in.

    ``_support_settle`` is the one way: birth apart, whatever happened to a ticket, it
    makes ledger, held state and deadlines agree with what the ticket is now.
    """

    _name = "support.admission.mixin"
    _description = "Support: place of a ticket"

    support_admitted_at = fields.Datetime(
        string="Admitted",
        readonly=True,
        copy=False,
        help="When a ticket over the quota got its place; deadlines start here.",
        prefetch="support_rare",
    )

    def _support_settle(self, now, keep_past=False):
        """Make ledger, held state and deadlines agree with what these tickets are now.

        Twice is once, and whoever waits longest comes first. Where other transactions
        count at this very moment nothing is known yet: the tickets stay as they are,
        marked pending, and are settled right after the commit. Whoever gets a place by
        what is freed here is let in.

        :param keep_past: nobody asked for it: periods that are over stay as they are
        """
        events, freed = self._support_find_places(now, keep_past)
        self._support_happen(events, now)
        self._support_places_free(freed, now)

    def _support_find_places(self, now, keep_past=False, anew=None, corrected=()):
        """Make ledger and held state agree with what these tickets are now.

        Returns what their clocks are to be told, and the contracts of which something
        was taken back: who waits there is to be let in.

        :param anew: ``{ticket: the metrics of which the promise is another one}``
        :param corrected: the tickets of which the customer is another one
        """
        if not self:
            return {}, self.env["support.contract"]
        anew = anew or {}
        held = self.filtered("support_held")
        pending = self.filtered("support_quota_pending")
        freed = self._support_settle_quota(now, keep_past=keep_past).contract_id
        # what is not known yet leaves clocks alone
        settled = self.filtered(lambda t: not t.support_quota_pending)
        released = (held & settled).filtered(lambda t: not t.support_held)
        released._support_release(now)
        afresh = released | pending
        return {
            ticket: [
                ticket._support_promise(
                    now,
                    ALL if ticket in afresh else anew.get(ticket, frozenset()),
                    ticket in corrected,
                )
            ]
            for ticket in settled
        }, freed

    def _support_settle_pending(self, now, keep_past=True):
        """Settle what waited for others to finish counting."""
        pending = self.filtered("support_quota_pending")
        pending._support_settle(now, keep_past=keep_past)

    def _support_miscounted(self):
        """Return those whose being counted or not no longer fits what they are."""
        return self.filtered(
            lambda t: (
                t.support_quota_status not in ("none", False)
                and bool(t._support_exemption()) != (t.support_quota_status == "exempt")
            )
        )

    @api.model
    def _support_places_free(self, contracts, now, aside=()):
        """Give free places of the current period to waiting tickets, oldest first.

        Held tickets wait as long as they are open, and until their level no longer
        holds anybody. Others over the quota were served already; they are counted if a
        place of their own, current period gets free.

        :param aside: tickets that are being settled already
        """
        if not contracts:
            return
        tickets = self.sudo().search(
            Domain("support_quota_status", "=", "over")
            & Domain("support_quota_pending", "=", False)
            & Domain.OR(c._get_waiting_domain(now) for c in contracts.sudo()),
            order="support_since, id",
        ) - self.browse(t.id for t in aside)
        claims = {ticket: ticket._support_claim(now) for ticket in tickets}
        unlimited = tickets.filtered(lambda t: not claims[t])
        places = self.env["support.quota"]._claim(
            [c for c in claims.values() if c], now
        )
        if places is None:
            self.env["support.quota.later"]._after_commit(now, contracts=contracts)
            return
        unlimited._support_let_in("none", now)
        placed = tickets.filtered(lambda t: t.id in places)
        placed._support_let_in("counted", now)
        placed._support_take_back_exempt(now)
        left = (tickets - unlimited - placed).filtered("support_held")
        for policy, group in left.grouped(lambda t: t._support_policy()).items():
            if not policies.holds(policy):
                group._support_let_in("over", now, policy)

    def _support_let_in(self, status, now, policy=False):
        held = self.filtered("support_held")
        self._support_store_quota(status, policy)
        held._support_release(now)
        held._support_happen({t: [t._support_promise(now, ALL)] for t in held}, now)

    def _support_release(self, now):
        """Nothing holds these tickets any more: what is promised to them starts now."""
        if not self:
            return
        self._support_store({"support_admitted_at": now})
        admitted = self.env._(
            "Admitted: the ticket has its place now, and its deadlines start."
        )
        self._message_log_batch(dict.fromkeys(self.ids, admitted))
        self._support_owe_admission()

    # ------------------------------------------------------------------ people

    def action_support_grant(self):
        """Give each of these tickets a place beyond the quota, and start its clocks.

        The ledger says who gave it. Where the policy is approval only a manager may.
        """
        now = known.now()
        self.check_access("write")
        waiting = self.filtered(lambda t: t.support_quota_status == "over")
        if not waiting:
            raise UserError(self.env._("None of these tickets is over its quota."))
        waiting._support_check_may_grant()
        waiting._support_grant(now)
        return True

    def _support_check_may_grant(self):
        needing = self.filtered(
            lambda t: POLICIES[t.support_over_policy].granted_by == MANAGER
        )
        if needing and not self._support_is_manager():
            raise AccessError(
                self.env._(
                    "%s: this level lets only a manager of support contracts admit "
                    "tickets over the quota.",
                    ", ".join(needing.mapped("number")),
                )
            )

    def _support_check_may_exempt(self, vals):
        """Not counted is admitted as well: who may say so where a manager admits."""
        if vals.get("support_exempt") and not self._support_is_manager():
            needing = self.filtered(
                lambda t: (
                    t.support_exempt != vals["support_exempt"]
                    and t.support_quota_status not in ("none", False)
                    and t._support_is_guarded()
                )
            )
            if needing:
                raise AccessError(
                    self.env._(
                        "%s: this level lets only a manager of support contracts say "
                        "what is not counted.",
                        ", ".join(needing.mapped("number")),
                    )
                )

    def _support_grant(self, now):
        waiting = self.sudo().sorted(lambda t: (t.support_since or now, t.id))
        exempt = waiting.filtered("support_exempt")  # whoever said so waited for this
        exempt._support_let_in("exempt", now)
        waiting -= exempt
        claims = [claim for t in waiting if (claim := t._support_claim(now))]
        self._support_give_places(claims, now)
        places = self.env["support.quota"]._claim(claims, now, in_turn=False)
        if places is None:
            # Odoo runs a page's or a call's work again on this one.
            raise ConcurrencyError(self.env._("Others count here. Please try again."))
        asked = {claim.ticket_id for claim in claims}
        waiting.filtered(lambda t: t.id not in asked)._support_let_in("none", now)
        waiting.filtered(lambda t: t.id in places)._support_let_in("counted", now)

    def _support_give_places(self, claims, now):
        """Write down who gave each of these claims a place beyond the quota.

        Where a period is overdrawn (its number was lowered), as many as it lacks
        besides: a place that is given is one that can be taken.
        """
        entries = self.env["support.quota.entry"].sudo()
        periods = self.env["support.quota.period"].sudo()
        contracts = periods.contract_id.browse(claim.contract_id for claim in claims)
        days = {claim.contract_id: claim.day for claim in claims}
        rows = periods._open({c: days[c.id] for c in contracts}, now)
        given = [
            (
                claim.contract_id,
                claim.company_id,
                claim.ticket_id,
                claim.period_start,
                1,
            )
            for claim in claims
        ]
        given += [
            (row.contract_id.id, row.company_id.id, False, row.period_start, -row.left)
            for row in rows
            if row.left < 0
        ]
        entries._append(
            [
                {
                    "contract_id": contract_id,
                    "company_id": company_id,
                    "ticket_id": ticket_id,
                    "period_start": first,
                    "quantity": -places,
                    "kind": "adjustment",
                    "why": "granted",
                }
                for contract_id, company_id, ticket_id, first, places in given
            ]
        )

    def _support_exclude(self, why, reason, now):
        """Not counted after all; ``why`` is a key of EXEMPTIONS, ``reason`` is free."""
        waiting = self.filtered(lambda t: t.support_held and t.support_exempt == why)
        waiting._support_check_may_grant()
        self.write({"support_exempt": why})
        if waiting:  # they were said to be so before: no value has changed
            with waiting._support_exempting():
                waiting._support_settle(now)
        said = self.env._("Not counted in the quota: %s", reason or why)
        self._message_log_batch(dict.fromkeys(self.ids, said))

    def action_support_count_again(self):
        """Take back that a ticket is not counted."""
        self.write({"support_exempt": False})
        return True

    def action_support_exclude(self):
        """Ask why these tickets are not counted."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_quota_exempt_action"
        )
        return action | {"context": {"default_ticket_ids": [(6, 0, self.ids)]}}

    def action_support_reattach(self):
        """Ask again which contract covers these tickets, forgetting who picked one."""
        self.check_access("write")
        self._support_store({"support_contract_picked": False})
        self._support_refresh(fields.Datetime.now())
        return True
