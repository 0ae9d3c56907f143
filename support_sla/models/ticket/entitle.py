# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import groupby

from ..contract.entitlement import Entitlement, Fact
from .life import ALL

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
        domain="[('partner_id', 'parent_of', support_customer_id),"
        " ('company_id', '=', company_id), ('phase', '!=', 'draft')]",
        prefetch="support_rare",
    )
    support_contract_picked = fields.Boolean(
        string="Contract picked by hand",
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )
    support_level_id = fields.Many2one(
        "support.level",
        string="Support level",
        readonly=True,
        ondelete="restrict",
        copy=False,
    )
    support_entitlement_reason = fields.Selection(
        [
            ("contract", "Covered by a contract"),
            ("expired", "The contract has ended"),
            ("fallback", "No contract: the company's own level"),
            ("none", "No contract, nothing promised"),
        ],
        string="Coverage",
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )
    support_since = fields.Datetime(
        string="Promise counts from",
        readonly=True,
        copy=False,
        help="When the ticket was opened, by this server's clock.",
        prefetch="support_rare",
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

    def _support_pick(self, names):
        """Remember who chose the contract: somebody, or we by what has changed."""
        if "support_contract_id" in names:
            for ticket in self:
                picked = bool(ticket.support_contract_id)
                ticket._support_store({"support_contract_picked": picked})
            self._support_check_picked()
        elif COVERING_FIELDS & names:
            self._support_unpick()

    def _support_check_picked(self):
        """What the form does not offer the server refuses."""
        for ticket in self.filtered("support_contract_picked"):
            contract = ticket.support_contract_id.sudo()
            if contract.state in ("draft", "upcoming", "cancelled"):
                raise ValidationError(
                    self.env._(
                        "%(contract)s is not in force: it cannot cover a ticket.",
                        contract=contract.display_name,
                    )
                )
            if not ticket._support_may_have(contract):
                raise ValidationError(
                    self.env._(
                        "%(contract)s is not a contract of this ticket's customer and "
                        "company.",
                        contract=contract.display_name,
                    )
                )

    def _support_may_have(self, contract):
        """Whether a contract is one of the customer's, in the ticket's company."""
        self.ensure_one()
        customer = (self.support_customer_id or self.partner_id)._origin
        customers = customer.sudo()._support_ancestors()
        of_company = contract.company_id == self.company_id._origin
        return of_company and contract.partner_id in customers

    def _support_unpick(self):
        """Forget a contract picked by hand that is not the new customer's."""
        self.filtered(
            lambda t: (
                t.support_contract_picked
                and not t._support_may_have(t.support_contract_id.sudo())
            )
        )._support_store({"support_contract_picked": False})

    def _support_refresh(self, now, keep_past=False, settle=True):
        """Ask again which promise covers these tickets; ledger and deadlines follow.

        :param keep_past: as ``_support_settle`` takes it
        :param settle: False: only what is covered otherwise now is settled again
        """
        asked = {"support_contract_id": None} if settle else {}
        changed = dict.fromkeys(self, asked)
        events, freed = self._support_ask_again(now, changed, keep_past)
        self._support_happen(events, now)
        self._support_places_free(freed, now)

    def _support_ask_again(self, now, changed, keep_past=False):
        """Ask again which promise covers these tickets; the ledger follows.

        Returns what their clocks are to be told, and contracts, as
        ``_support_find_places`` does.

        :param changed: ``{ticket: {field: its value before}}``; where none of them asks
            who covers it, only what is covered otherwise now is settled again
        """
        levels = {ticket: ticket.support_level_id for ticket in self}
        covers = {ticket: ticket._support_cover() for ticket in self}
        self._support_entitle(now)
        anew = {
            ticket: ticket._support_promised_anew(levels[ticket], changed[ticket])
            for ticket in self
        }
        moved = self.filtered(lambda t: t._support_cover() != covers[t])
        anew |= dict.fromkeys(moved, ALL)
        moved |= self.filtered(lambda t: COVERING_FIELDS & changed[t].keys())
        corrected = self.filtered(lambda t: t._support_is_corrected(changed[t]))
        self._support_leave(
            {t: changed[t].get("support_contract_id") or covers[t][0] for t in moved},
            changed,
        )
        events, freed = moved._support_find_places(now, keep_past, anew, corrected)
        known = (self - moved).filtered(lambda t: not t.support_quota_pending)
        events |= {t: [t._support_promise(now, anew[t])] for t in known}
        relevelled = self.filtered(lambda t: t.support_level_id != levels[t])
        relevelled._support_log_level(levels)
        return events, freed

    def _support_promised_anew(self, level, before):
        """Return the metrics of which the promise is another one than it was.

        A target that was edited meanwhile does not count: what was promised stays.
        """
        self.ensure_one()
        if level != self.support_level_id or self._support_is_corrected(before):
            return ALL
        if "priority" not in before:
            return frozenset()
        return frozenset(
            metric
            for metric in ALL
            if level._get_promise(metric, before["priority"])
            != level._get_promise(metric, self.priority)
        )

    def _support_is_corrected(self, before):
        """Whether the ticket is another customer's than it was."""
        customer = before.get("support_customer_id")
        return bool(customer) and customer != self.support_customer_id

    @api.model
    def _support_leave(self, before, changed):
        """Tell contracts which tickets are theirs no more because somebody says so: no
        other that begins to cover them takes them out of what was.

        :param before: ``{ticket: its contract until now}``
        """
        for contract, pairs in groupby(before.items(), key=lambda pair: pair[1]):
            tickets = self.browse(
                ticket.id
                for ticket, _contract in pairs
                if ticket._support_is_corrected(changed[ticket])
                or changed[ticket].get("support_contract_id")
            )
            tickets = tickets.filtered(lambda t, c=contract: t.support_contract_id != c)
            if contract and tickets:
                contract.sudo()._lose_tickets(tickets)

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
                        ticket.support_customer_id.id,
                        not ticket.partner_id and ticket.support_contract_id.id,
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
    def _support_covers_changed(self, contracts, now):
        """Contracts begin to cover: their customers' open tickets learn of it."""
        reaching = contracts.filtered(lambda c: c._get_state(now) == "active")
        if reaching:
            domain = Domain("closed", "=", False) & Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("support_customer_id", "child_of", group.partner_id.ids)
                for company, group in reaching.grouped("company_id").items()
            )
            tickets = self.sudo().search(domain)
            tickets._support_refresh(now, keep_past=True)
