# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain


class SupportAdmissionMixin(models.AbstractModel):
    """Tickets over the quota get in: oldest first, or by somebody's grant (SPEC 4)."""

    _name = "support.admission.mixin"
    _description = "Support: admission of a ticket over quota"

    support_admitted_at = fields.Datetime(
        string="Admitted",
        readonly=True,
        copy=False,
        help="When a ticket over the quota got its place; deadlines start here.",
        prefetch="support_rare",
    )

    @api.model
    def _support_admit(self, contracts, now):
        """Give free places of the current period to waiting tickets, oldest first.

        Held tickets wait as long as they are open. Others over the quota were served
        already; they are counted if a place of their own, current period gets free.
        """
        if not contracts:
            return
        tickets = self.sudo().search(
            Domain("support_quota_status", "=", "over")
            & Domain("support_quota_pending", "=", False)
            & Domain.OR(c._get_waiting_domain(now) for c in contracts.sudo()),
            order="support_since, id",
        )
        claims = {ticket: ticket._support_claim(now) for ticket in tickets}
        unlimited = tickets.filtered(lambda t: not claims[t])
        places = self.env["support.quota"]._claim([c for c in claims.values() if c])
        if places is None:
            self.env["support.quota.later"]._after_commit(now, contracts=contracts)
            return
        unlimited._support_let_in("none", now)
        tickets.filtered(lambda t: t.id in places)._support_let_in("counted", now)

    def _support_let_in(self, status, now):
        held = self.filtered("support_held")
        self._support_store_quota(status)
        held._support_release(now)

    def _support_release(self, now):
        """Nothing holds these tickets any more: what is promised to them starts now."""
        self._support_store({"support_admitted_at": now})
        self._support_replay_deadlines(now)
        if self:
            admitted = self.env._(
                "Admitted: the ticket has its place now, and its deadlines start."
            )
            self._message_log_batch(dict.fromkeys(self.ids, admitted))
        self._support_owe_admission()

    def _support_settle_again(self, now):
        """Settle tickets that changed, and let in whoever gets a place by it."""
        held = self.filtered("support_held")
        freed = self._support_settle_quota(now)
        held.filtered(lambda t: not t.support_held)._support_release(now)
        late = self.filtered(
            lambda t: (
                t.support_quota_status == "over"
                and t.support_contract_id.sudo()._quota_window(t.support_since or now)
                != t.support_contract_id.sudo()._quota_window(now)
            )
        )
        self._support_admit(freed | late.support_contract_id, now)

    # ------------------------------------------------------------------ people

    def action_support_grant(self):
        """Give each of these tickets a place beyond the quota, and start its clocks.

        The ledger says who gave it. Where the policy is approval only a manager may.
        """
        now = fields.Datetime.now()
        self.check_access("write")
        waiting = self.filtered(lambda t: t.support_quota_status == "over")
        if not waiting:
            raise UserError(self.env._("None of these tickets is over its quota."))
        waiting._support_check_may_grant()
        waiting._support_grant(now)
        return True

    def _support_check_may_grant(self):
        needing = self.filtered(lambda t: t.support_over_policy == "approval")
        if needing and not self.env.user.has_group("support_sla.group_support_manager"):
            raise AccessError(
                self.env._(
                    "%s: this level lets only a manager of support contracts admit "
                    "tickets over the quota.",
                    ", ".join(needing.mapped("number")),
                )
            )

    def _support_grant(self, now):
        waiting = self.sudo().sorted(lambda t: (t.support_since or now, t.id))
        claims = [claim for t in waiting if (claim := t._support_claim(now))]
        entries = self.env["support.quota.entry"].sudo()
        entries._append(
            [
                {
                    "contract_id": claim.contract_id,
                    "company_id": claim.company_id,
                    "ticket_id": claim.ticket_id,
                    "period_start": claim.period_start,
                    "quantity": -1,
                    "kind": "adjustment",
                    "reason": self.env._("Granted beyond the quota"),
                }
                for claim in claims
            ]
        )
        places = self.env["support.quota"]._claim(claims)
        if places is None:
            # Odoo runs a page's or a call's work again on this one.
            raise ConcurrencyError(self.env._("Others count here. Please try again."))
        asked = {claim.ticket_id for claim in claims}
        waiting.filtered(lambda t: t.id not in asked)._support_let_in("none", now)
        waiting.filtered(lambda t: t.id in places)._support_let_in("counted", now)

    def _support_exclude(self, why, reason):
        """Not counted after all; ``why`` is a key of EXEMPTIONS, ``reason`` is free."""
        self.write({"support_exempt": why})
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
