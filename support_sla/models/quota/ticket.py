# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.promise.quota import HOLDING_POLICIES, Claim

# A change of one of these may take a count back, or ask for one again.
COUNTING_FIELDS = {"duplicate_id", "stage_id", "support_exempt"}

EXEMPTIONS = [
    ("duplicate", "Duplicate"),
    ("rejected", "Rejected or cancelled"),
    ("out_of_scope", "Out of scope"),
    ("own_defect", "Our own defect"),
    ("merged", "Merged into another ticket"),
    ("other", "Other"),
]


class SupportQuotaMixin(models.AbstractModel):
    """A ticket's place in its contract's quota: counted once, or over (SPEC 4).

    ``_support_settle_quota`` is the one way in: it makes the ledger agree with what
    the ticket is now, whatever happened to it.
    """

    _name = "support.quota.mixin"
    _description = "Support: quota of a ticket"

    support_quota_status = fields.Selection(
        [
            ("none", "No quota applies"),
            ("counted", "Counted"),
            ("over", "Over quota"),
            ("exempt", "Not counted"),
        ],
        string="Quota",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Nothing is counted without a contract, or where it is unlimited.",
    )
    support_held = fields.Boolean(
        string="Held",
        readonly=True,
        copy=False,
        help="Accepted over the quota: nothing is promised until it is admitted.",
    )
    support_over_policy = fields.Selection(
        selection=lambda self: (
            self.env["support.level"]
            ._fields["over_quota_policy"]
            ._description_selection(self.env)
        ),
        string="Over quota: what happens",
        readonly=True,
        copy=False,
        help="The level's policy when the ticket found no place.",
        prefetch="support_rare",
    )
    support_exempt = fields.Selection(
        EXEMPTIONS, string="Not counted because", copy=False, tracking=True
    )
    support_quota_pending = fields.Boolean(readonly=True, copy=False)
    support_quota_entry_ids = fields.One2many(
        "support.quota.entry", "ticket_id", string="Quota entries", readonly=True
    )

    _support_held_idx = models.Index(
        "(support_contract_id, support_since) WHERE support_held"
    )
    _support_pending_idx = models.Index("(id) WHERE support_quota_pending")

    @api.model
    def _support_is_second_copy(self, message_id):
        """One mail to two teams makes two tickets, but counts once."""
        return bool(message_id) and bool(
            self.env["mail.message"]
            .sudo()
            .search_count(
                [("message_id", "=", message_id), ("model", "=", "helpdesk.ticket")],
                limit=1,
            )
        )

    def _support_recount(self, now):
        """Settle those whose being counted or not no longer fits what they are."""
        changed = self.filtered(
            lambda t: (
                t.support_quota_status not in ("none", False)
                and bool(t._support_exemption()) != (t.support_quota_status == "exempt")
            )
        )
        if changed:
            changed._support_settle_again(now)

    def _support_exemption(self):
        """Return why the ticket is not counted (a key of EXEMPTIONS), or False."""
        self.ensure_one()
        if self.support_exempt:
            return self.support_exempt
        if self.duplicate_id:
            return "duplicate"
        if self.stage_id._get_meaning().not_counted:
            return "rejected"
        return "out_of_scope" if self.support_scope == "excluded" else False

    # ---------------------------------------------------------------- settling

    def _support_settle_quota(self, now, fresh=False):
        """Make the ledger agree with these tickets; never raises because of a race.

        A ticket's period is that of its creation. ``fresh`` ones have no entries yet.
        Where other transactions count at this very moment the tickets stay pending,
        and are settled right after the commit (``support.quota.later``). Returns the
        contracts of which something was taken back.
        """
        none = self.env["support.contract"]
        claims, aside, exempt = self._support_sort_claims(now, fresh)
        kept, freed = set(), none
        if not fresh:
            kept, freed = self._support_take_back(claims, now)
        places = None
        if freed is not None:
            asked = [claim for claim in claims.values() if claim.ticket_id not in kept]
            places = self.env["support.quota"]._claim(asked)
        if places is None:
            self._support_settle_later(now)
            return freed or none
        self.browse(kept)._support_store_quota("counted")
        self._support_store_places(
            {i: claim for i, claim in claims.items() if i not in kept}, places
        )
        aside.filtered(lambda t: t.id not in kept)._support_store_quota("none")
        exempt._support_store_quota("exempt")
        return freed

    def _support_sort_claims(self, now, fresh):
        """Return ``({ticket_id: Claim}, no quota applies, exempt)``."""
        claims, aside, exempt = {}, self.browse(), self.browse()
        for ticket in self:
            inside = fresh and not ticket.support_contract_picked
            claim = ticket._support_claim(ticket.support_since or now, inside)
            if not claim:
                aside += ticket
            elif ticket._support_exemption():
                exempt += ticket
            else:
                claims[ticket.id] = claim
        return claims, aside, exempt

    def _support_claim(self, moment, inside=False):
        """Return the Claim to a place in the period of a naive UTC moment, or None.

        ``inside``: the contract is known to be in force then, and need not be read.
        """
        self.ensure_one()
        if self.support_entitlement_reason != "contract":
            return None
        rule = self.support_level_id._get_quota_rule()
        if not rule.tickets:
            return None
        contract = self.support_contract_id.sudo()
        if rule.from_contract or not inside:
            window = contract._quota_window(moment)
        else:
            window = rule.window(moment)
        return Claim(
            self.id,
            contract.id,
            contract.company_id.id if not inside else self.company_id.id,
            window.first,
            window.last,
            rule.tickets,
            rule.carry_over,
        )

    def _support_take_back(self, claims, now):
        """Reverse counts that no longer hold: not counted after all, or moved.

        Returns the ids of tickets that stay counted, and the contracts of which
        something was taken back: None when others count there at this moment.
        """
        # The ticket's row first: of two people who act on one ticket, one waits here.
        self.flush_recordset()
        counted = self.env["support.quota.entry"]._open_consumptions(self)
        kept, reasons = set(), {}
        for ticket in self.filtered(lambda t: t.id in counted):
            claim, entry = claims.get(ticket.id), counted[ticket.id]
            if claim and claim.contract_id == entry.contract_id.id:
                kept.add(ticket.id)
            elif ticket._support_keeps_past(entry, now):
                kept.add(ticket.id)
            else:
                reasons[entry] = ticket._support_reversal_reason()
        return kept, self.env["support.quota"]._reverse(reasons)

    def _support_keeps_past(self, entry, now):
        """A new contract that reaches an open ticket moves no figure of the past.

        Somebody's correction (customer, contract, not counted) does.
        """
        if not self.env.context.get("support_keep_past") or self._support_exemption():
            return False
        return entry.period_start < entry.contract_id._quota_window(now).first

    def _support_reversal_reason(self):
        labels = dict(self._fields["support_exempt"]._description_selection(self.env))
        exemption = self._support_exemption()
        if exemption:
            return labels[exemption]
        return self.env._("Covered by another contract, or by none")

    def _support_store_places(self, claims, places):
        self.browse(i for i in claims if i in places)._support_store_quota("counted")
        over = self.browse(i for i in claims if i not in places)
        for level, tickets in over.grouped("support_level_id").items():
            tickets._support_store_quota("over", level._get_quota_rule().policy)

    def _support_store_quota(self, status, policy=False):
        self._support_store(
            {
                "support_quota_status": status,
                "support_over_policy": policy,
                "support_held": policy in HOLDING_POLICIES,
                "support_quota_pending": False,
            }
        )

    def _support_settle_later(self, now):
        """Nobody waits and nothing is lost: settle right after the commit."""
        self._support_store({"support_quota_pending": True})
        self.env["support.quota.later"]._after_commit(now, tickets=self)

    def _support_settle_pending(self, now):
        """Settle what waited for others to finish counting.

        Whoever finds a place is promised what it would have been promised at once:
        deadlines start when the ticket was opened.
        """
        pending = self.filtered("support_quota_pending").sorted(
            lambda t: (t.support_since or now, t.id)
        )
        freed = pending._support_settle_quota(now)
        settled = pending.filtered(lambda t: not t.support_quota_pending)
        for since, tickets in settled.grouped("support_since").items():
            tickets.filtered(
                lambda t: not t.support_deadline_ids
            )._support_open_deadlines(since or now, now)
        self._support_admit(freed, now)
