# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.promise.policies import MANAGER, POLICIES

OVER = "over"


class SupportQueueMixin(models.AbstractModel):
    """Who waits beyond a contract's quota: how many come first, and until when."""

    _name = "support.queue.mixin"
    _description = "Support: the queue beyond a quota"

    support_quota_before = fields.Integer(
        string="Before it",
        compute="_compute_support_quota_queue",
        groups="support_sla.group_support_user",
        help="How many tickets of the contract get a free place first.",
    )
    support_quota_words = fields.Char(
        string="Used",
        compute="_compute_support_quota_queue",
        groups="support_sla.group_support_user",
        help="Used and allowed in the contract's current period.",
    )
    support_quota_next = fields.Date(
        string="Next period",
        compute="_compute_support_quota_queue",
        groups="support_sla.group_support_user",
        help="The first day of the contract's next period.",
    )

    support_may_admit = fields.Boolean(
        string="May be admitted",
        compute="_compute_support_may_admit",
        groups="base.group_user",
        help="Whether the reader may give it a place beyond the quota.",
    )

    @api.depends("support_over_policy", "support_quota_status")
    @api.depends_context("uid")
    def _compute_support_may_admit(self):
        manager = self._support_is_manager()
        for ticket in self:
            over = ticket.support_quota_status == OVER
            policy = over and POLICIES.get(ticket.support_over_policy)
            ticket.support_may_admit = over and (
                manager or not policy or policy.granted_by != MANAGER
            )

    @api.depends("support_contract_id", "support_quota_status")
    @api.depends_context("lang")
    def _compute_support_quota_queue(self):
        before = self._support_places_before()
        for ticket in self:
            contract = ticket.support_contract_id.sudo()
            counts = contract and not contract.quota_unlimited
            ticket.support_quota_before = before.get(ticket._origin.id, 0)
            ticket.support_quota_words = counts and self.env._(
                "%(used)s of %(all)s",
                used=contract.quota_used,
                all=contract.quota_size,
            )
            ticket.support_quota_next = ticket._support_next_period(contract)

    @api.model
    def _support_next_period(self, contract):
        """Return the first day of a contract's next period; False: it has ended by
        then, or counts nothing."""
        last = contract.quota_period_end
        if not last or contract.quota_unlimited:
            return False
        ended = contract.date_end and contract.date_end <= last
        return False if ended else last + timedelta(days=1)

    def _support_places_before(self):
        """Return ``{ticket id: how many wait before it}`` of those over their quota;
        counted are all, also those the reader may not open. One query."""
        over = self.filtered(lambda t: t.support_quota_status == OVER)
        if not over:
            return {}
        queue, before = defaultdict(int), {}
        for ticket in self.sudo().search_fetch(
            Domain("support_contract_id", "in", over.support_contract_id.ids)
            & Domain("support_quota_status", "=", OVER)
            & Domain("closed", "=", False),
            ["support_contract_id"],
            order="support_since, id",
        ):
            before[ticket.id] = queue[ticket.support_contract_id.id]
            queue[ticket.support_contract_id.id] += 1
        return before
