# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import groupby

from ..contract.entitlement import Entitlement, Fact

# A change of one of these asks again which promise covers the ticket.
COVERING_FIELDS = {"partner_id", "company_id", "support_contract_id"}


class SupportSlaMixin(models.AbstractModel):
    """The conductor of a ticket: facts → entitlement → clock → deadline rows."""

    _name = "support.sla.mixin"
    _description = "Support: entitlement of a ticket"

    support_contract_id = fields.Many2one(
        "support.contract",
        string="Contract",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        check_company=True,
        domain="[('partner_id', 'parent_of', commercial_partner_id),"
        " ('company_id', '=', company_id), ('phase', '!=', 'draft')]",
    )
    support_contract_picked = fields.Boolean(
        string="Contract picked by hand", readonly=True, copy=False
    )
    support_level_id = fields.Many2one(
        "support.level",
        string="Support level",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    support_entitlement_reason = fields.Selection(
        [
            ("contract", "Covered by a contract"),
            ("expired", "The contract has ended"),
            ("fallback", "No contract: the company's own level"),
            ("none", "No contract, nothing promised"),
        ],
        string="Why",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    support_since = fields.Datetime(
        string="Promise counts from",
        readonly=True,
        copy=False,
        help="When the ticket was opened, by this server's clock.",
    )
    support_channel_included = fields.Boolean(
        string="Channel included",
        compute="_compute_support_channel_included",
        help="Whether the level includes the channel the ticket came by.",
    )

    @api.depends("channel_id.support_kind", "support_level_id.channel_ids.support_kind")
    def _compute_support_channel_included(self):
        for ticket in self:
            kind = ticket.channel_id.support_kind
            kinds = ticket.support_level_id.sudo().channel_ids.mapped("support_kind")
            ticket.support_channel_included = not kind or kind in kinds

    @api.model
    def _support_clean_vals(self, vals):
        """Mark a contract given at creation as somebody's choice."""
        if vals.get("support_contract_id"):
            return vals | {"support_contract_picked": True}
        return vals

    def _support_pick(self, vals):
        """Remember who chose the contract: somebody, or we by what was written."""
        if "support_contract_id" in vals:
            picked = bool(vals["support_contract_id"])
            self._support_store({"support_contract_picked": picked})
        elif COVERING_FIELDS & vals.keys():
            self._support_unpick()

    def _support_unpick(self):
        """Forget a contract picked by hand that is not the new customer's."""
        self.filtered(
            lambda t: (
                t.support_contract_picked
                and (
                    t.support_contract_id.company_id != t.company_id
                    or t.support_contract_id.partner_id
                    not in t.partner_id.sudo()._support_ancestors()
                )
            )
        )._support_store({"support_contract_picked": False})

    def _support_refresh(self, now, keep_past=False, settle=True):
        """Ask again which promise covers these tickets; ledger and deadlines follow.

        :param keep_past: as ``_support_settle`` takes it
        :param settle: False: only what is covered otherwise now is settled again
        """
        before = {ticket: ticket.support_level_id for ticket in self}
        covers = {ticket: ticket._support_cover() for ticket in self}
        self._support_entitle(now)
        moved = self.filtered(lambda t: settle or t._support_cover() != covers[t])
        (self - moved)._support_replay_deadlines(now)
        moved._support_settle(now, keep_past=keep_past)
        self.filtered(lambda t: t.support_level_id != before[t])._support_log_level(
            before
        )

    def _support_cover(self):
        return self.support_contract_id, self.support_entitlement_reason

    def _support_log_level(self, before):
        """Say in each chatter what changed; ``before`` is ``{ticket: level}``."""
        if not self:
            return
        reasons = dict(
            self._fields["support_entitlement_reason"]._description_selection(self.env)
        )
        self.sudo()._message_log_batch(
            {
                ticket.id: self.env._(
                    "Support level: %(before)s → %(after)s (%(reason)s)",
                    before=before[ticket].sudo().display_name or "–",
                    after=ticket.support_level_id.sudo().display_name or "–",
                    reason=reasons.get(ticket.support_entitlement_reason, ""),
                )
                for ticket in self
            }
        )

    def _support_entitle(self, now):
        """Store contract, level and reason anew."""
        answers = self._support_promises(
            [
                (
                    Fact(
                        ticket.partner_id.id,
                        ticket.company_id.id,
                        ticket.support_since or now,
                        now,
                    ),
                    ticket.support_contract_picked
                    and ticket.support_contract_id.sudo(),
                )
                for ticket in self
            ]
        )
        pairs = zip(answers, self, strict=True)
        for answer, group in groupby(pairs, key=lambda pair: pair[0]):
            tickets = self.browse(ticket.id for _, ticket in group)
            tickets._support_store(answer.ticket_vals())

    @api.model
    def _support_promises(self, questions):
        """Return an Entitlement for each (Fact, contract picked by hand or none)."""
        resolved = iter(
            self.env["support.entitlement"]._resolve(
                [fact for fact, picked in questions if not picked]
            )
        )
        return [
            self._support_picked(fact, picked) if picked else next(resolved)
            for fact, picked in questions
        ]

    @api.model
    def _support_picked(self, fact, contract):
        """What a contract picked by an agent gives, also when it has ended."""
        over = contract.ends_at and contract.ends_at <= fact.since
        return Entitlement(
            contract.id, contract.level_id.id, "expired" if over else "contract"
        )

    @api.model
    def _support_reach(self, contracts, now):
        """Contracts begin to cover: their customers' open tickets learn of it."""
        reaching = contracts.filtered(lambda c: c._get_state(now) == "active")
        if reaching:
            domain = Domain("closed", "=", False) & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("partner_id", "child_of", group.partner_id.ids)
                for company, group in reaching.grouped("company_id").items()
            )
            tickets = self.sudo().search(domain)
            tickets._support_refresh(now, keep_past=True)
