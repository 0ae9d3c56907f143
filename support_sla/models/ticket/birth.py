# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..contract.entitlement import Fact
from ..deadline.ticket_sheet import columns_of

NUMBERS = "helpdesk.ticket.sequence"
# What a promise, a quota and their clocks depend on at birth.
FACTS = (
    "category_id",
    "company_id",
    "partner_id",
    "priority",
    "stage_id",
    "support_contract_id",
    "support_contract_picked",
    "support_exempt",
    "support_held",
    "support_quota_pending",
    "duplicate_id",
)


class SupportBirthMixin(models.AbstractModel):
    """A new ticket is inserted whole: an update right after costs as much again.

    Its promise is final. The rest is what it will be unless the quota is used up, or
    somebody talks to the customer already: whoever decides that writes only what
    comes out otherwise.
    """

    _name = "support.birth.mixin"
    _description = "Support: birth of a ticket"

    @api.model
    def _support_complete(self, vals_list):
        """Add to the values of new tickets what follows from them."""
        tickets = self.sudo()
        drafts = [
            # all of them: what a draft lacks it looks for among the defaults
            tickets.new({name: vals.get(name, False) for name in FACTS})
            for vals in vals_list
        ]
        answers = self._support_promises(
            [
                (
                    Fact(
                        draft.partner_id._origin.id,
                        draft.company_id._origin.id,
                        vals["support_since"],
                        vals["support_since"],
                    ),
                    draft.support_contract_picked and draft.support_contract_id,
                )
                for draft, vals in zip(drafts, vals_list, strict=True)
            ]
        )
        for draft, vals, answer in zip(drafts, vals_list, answers, strict=True):
            draft._update_cache(answer.ticket_vals())
            vals |= answer.ticket_vals()
            vals |= draft._support_birth_vals(vals["support_since"])

    def _support_birth_vals(self, moment):
        """Return what follows from a draft's promise, and of its stored relations."""
        self.ensure_one()
        claim = None
        if not self.stage_id._get_meaning().closed:  # history is not counted
            claim = self._support_claim(moment, inside=not self.support_contract_picked)
        exempt = claim and self._support_exemption()
        [sheet] = self._support_sheets(born=True).values()
        self._support_open_first(sheet, moment)
        return {
            "commercial_partner_id": self.partner_id.commercial_partner_id._origin.id,
            "unattended": self.stage_id.unattended,
            "support_scope": self.support_scope,
            "support_quota_status": (
                "none" if not claim else "exempt" if exempt else "counted"
            ),
            "support_held": False,
            "support_quota_pending": False,
            **columns_of(sheet),
        }

    def _support_next_number(self, values):
        """The number, from the sequence that was found before: looking for it is a
        seventh of what plain helpdesk takes for a ticket. Empty: there is none."""
        company_id = values.get("company_id") or self.env.company.id
        sequences = self.env["ir.sequence"].with_company(company_id)
        sequence = sequences.browse(sequences._support_known(NUMBERS) or ())
        return sequence._next() if sequence else ""

    # Between the INSERT and the end of create(): other addons may do what they like

    def _support_note_unborn(self):
        self._support_unborn().update((id_, ([], [])) for id_ in self.ids)

    def _support_unborn(self):
        """``{ticket id: (writes, messages)}``, known to this transaction only."""
        return self.env.cr.cache.setdefault("support_sla.unborn", {})

    def _support_born(self, vals=None):
        """Return those of these tickets whose creation is through; of the others note
        what somebody writes of them."""
        unborn = self._support_unborn()
        if not unborn:
            return self
        for ticket in self:
            if vals and ticket.id in unborn:
                unborn[ticket.id][0].append(vals)
        return self.filtered(lambda t: t.id not in unborn)

    def _support_hear_later(self, message):
        for ticket in self:
            self._support_unborn()[ticket.id][1].append(message)

    def _support_be_born(self):
        """Return what somebody wrote of these tickets meanwhile, and what was said:
        ``{ticket: [vals]}`` and messages."""
        unborn = self._support_unborn()
        found = {ticket: unborn.pop(ticket.id, ([], [])) for ticket in self}
        written = {
            ticket: writes for ticket, (writes, _said) in found.items() if writes
        }
        return written, [m for _writes, said in found.values() for m in said]
