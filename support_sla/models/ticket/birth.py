# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, models

from ...tools.life.events import Born
from ...tools.life.life import Blank, Life
from ...tools.life.silence import QUIET
from ..contract.entitlement import Fact
from ..deadline.clock import Clock
from ..deadline.writer import Writer
from .guard import HISTORY
from .world import World

NUMBERS = "helpdesk.ticket.sequence"
CLOSING = ("support_closed_at", "support_outcome")
# What a promise, a quota and their clocks depend on at birth.
FACTS = (
    "active",
    "category_id",
    "channel_id",
    "company_id",
    "partner_id",
    "priority",
    "stage_id",
    "support_contract_id",
    "support_contract_picked",
    "support_exempt",
    "support_held",
    "support_no_auto_answer",
    "support_quota_pending",
    "support_split_from_id",
    "team_id",
    "duplicate_id",
)
DRAFTS, UNBORN = "support_sla.drafts", "support_sla.unborn"


class Draft(NamedTuple):
    """What was planned of a ticket before it was inserted."""

    life: Life
    #: what it claims of its contract's quota, or None
    claim: object
    #: why it is not counted all the same, or False
    exempt: object


class Unborn(NamedTuple):
    """A ticket between its INSERT and the end of its ``create``."""

    draft: Draft | None
    #: values that somebody wrote meanwhile, and messages
    writes: list
    said: list


class SupportBirthMixin(models.AbstractModel):
    """A new ticket is planned once and inserted whole: an update right after costs as
    much again.

    Its promise is final. The rest is what it will be unless the quota is used up, or
    another addon changes it meanwhile: whoever decides that writes only what comes out
    otherwise.
    """

    _name = "support.birth.mixin"
    _description = "Support: birth of a ticket"

    # who asks for the last days reads no other
    _support_came_idx = models.Index("(create_date)")

    @api.model
    def _support_conceive(self, vals, now):
        """Return the values of a new ticket that is opened at a naive UTC moment, with
        what follows from them before anything is known of others."""
        vals = self._support_fit_stage(self._support_triage_vals(vals))
        return self._support_clean_vals(vals) | {"support_since": now}

    @api.model
    def _support_complete(self, vals_list):
        """Add to the values of new tickets what follows from them."""
        tickets = self.sudo()
        records = [
            # all of them: what a draft lacks it looks for among the defaults
            tickets.new({name: vals.get(name, False) for name in FACTS})
            for vals in vals_list
        ]
        answers = self._support_promises(
            [
                (
                    Fact(
                        record.partner_id._origin.id,
                        record.company_id._origin.id,
                        vals["support_since"],
                        vals["support_since"],
                        record.partner_id.commercial_partner_id._origin.id,
                    ),
                    record.support_contract_picked and record.support_contract_id,
                )
                for record, vals in zip(records, vals_list, strict=True)
            ]
        )
        drafts = self.env.cr.cache[DRAFTS] = []
        for record, vals, answer in zip(records, vals_list, answers, strict=True):
            record._update_cache(answer.ticket_vals())
            draft = record._support_plan_birth(vals)
            vals |= answer.ticket_vals() | record._support_birth_vals(draft)
            drafts.append(draft)

    def _support_plan_birth(self, vals):
        """Return the Draft of a record that is not stored yet.

        :param vals: what it is to be created with
        """
        self.ensure_one()
        moment = vals["support_since"]
        claim = None
        self._support_check_picked()
        if not self.stage_id._get_meaning().closed:  # history is not counted
            self._support_check_history(vals)
            claim = self._support_claim(moment, inside=not self.support_contract_picked)
        given = Blank(self._support_history(vals))
        exempt = claim and self._support_exemption()
        return Draft(self._support_live(given, moment), claim, exempt)

    def _support_history(self, vals):
        """Return ``{name: value}`` of the history that a new ticket brings along; the
        helpdesk's own closing date is history as well."""
        closed_at = vals.get("support_closed_at") or vals.get("closed_date")
        return {
            name: self._fields[name].convert_to_cache(value, self)
            for name in HISTORY
            if (value := closed_at if name == "support_closed_at" else vals.get(name))
        }

    def _support_live(self, given, moment):
        """Return the life of a ticket that is born at a moment."""
        self.ensure_one()
        stands = self._support_stands()
        if not stands.closed:
            given = Blank({n: v for n, v in given.items() if n not in CLOSING})
        clock = Clock(self.env, self.company_id.id, self._support_own_calendar())
        event = Born(moment, stands, self._support_began_talking())
        return Life(given, World(self, clock)).happens(event)

    def _support_birth_vals(self, draft):
        """Return what follows from a draft, and of its stored relations."""
        self.ensure_one()
        exempt = draft.exempt and self._support_may_be_exempt()
        customer = self.partner_id.commercial_partner_id._origin
        return {
            "commercial_partner_id": customer.id,
            "support_customer_id": customer.id,
            "unattended": self.stage_id.unattended,
            "support_scope": self.support_scope,
            "support_quota_status": (
                "none" if not draft.claim else "exempt" if exempt else "counted"
            ),
            "support_held": False,
            "support_quota_pending": False,
            "support_notice_due": self._support_wants_notice() and "received",
            **draft.life.columns(whole=True),
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
        drafts = self.env.cr.cache.pop(DRAFTS, [])
        if len(drafts) != len(self):
            drafts = [None] * len(self)
        found = zip(self.ids, drafts, strict=True)
        self._support_unborn().update((id_, Unborn(d, [], [])) for id_, d in found)

    def _support_unborn(self):
        """``{ticket id: Unborn}``, known to this transaction only."""
        return self.env.cr.cache.setdefault(UNBORN, {})

    def _support_born(self, vals=None):
        """Return those of these tickets whose creation is through; of the others note
        what somebody writes of them."""
        unborn = self._support_unborn()
        if not unborn:
            return self
        for ticket in self:
            if vals and ticket.id in unborn:
                unborn[ticket.id].writes.append(vals)
        return self.filtered(lambda t: t.id not in unborn)

    def _support_hear_later(self, message):
        for ticket in self:
            self._support_unborn()[ticket.id].said.append(message)

    def _support_be_born(self):
        """Return ``{ticket: Unborn}``: from here on they are tickets as any other."""
        unborn = self._support_unborn()
        none = Unborn(None, [], [])
        return {ticket: unborn.pop(ticket.id, none) for ticket in self}

    # Born

    def _support_start(self, births, now):
        """New tickets, promise in hand, find their place and get their deadlines.

        :param births: ``{ticket: Unborn}``
        """
        touched = self._support_look_at_births(births, now)
        drafted = {t: births[t].draft for t in self - touched}
        claims = {t.id: d.claim for t, d in drafted.items() if d.claim}
        claims = {id_: claim._replace(ticket_id=id_) for id_, claim in claims.items()}
        counted = self.browse(claims).filtered(
            lambda t: t.support_quota_status == "counted"
        )
        counted._support_place_born({t.id: claims[t.id] for t in counted}, now)
        placed = counted.filtered(lambda t: births[t].draft.exempt)
        placed._support_take_back_exempt(now)
        touched._support_settle_quota(now, fresh=True)
        lives = {ticket: draft.life for ticket, draft in drafted.items()}
        for ticket in self:
            held = ticket.support_held or ticket.support_quota_pending
            if held or ticket in touched:
                lives[ticket] = ticket._support_live_again(now)
        sheets = {ticket: lives[ticket].sheet for ticket in self}
        Writer(self.env).save(sheets, now, born=True)

    def _support_live_again(self, now):
        """It is not what was planned: plan anew, and correct what was inserted."""
        self.ensure_one()
        given = Blank({name: self[name] for name in HISTORY if self[name]})
        life = self._support_live(given, now)
        self._support_store(QUIET | life.columns(whole=True))
        return life

    def _support_look_at_births(self, births, now):
        """Return the tickets that are not what was planned any more."""
        for ticket, unborn in births.items():
            for vals in unborn.writes:
                if "partner_id" in vals:
                    ticket._support_take_customer()
                ticket._support_pick(vals.keys())
        touched = self.filtered(lambda t: births[t].writes or not births[t].draft)
        touched._support_entitle(now)
        for ticket in touched:
            wanted = ticket._support_wants_notice() and "received"
            ticket._support_store({"support_notice_due": wanted})
        return touched
