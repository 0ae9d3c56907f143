# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from typing import NamedTuple

from odoo import api, models

from ...tools.promise import policies
from ...tools.promise.quota import Place
from .birth import DRAFTS, FACTS

# What a birth adds to the facts, and people are told.
FOLLOWING = (
    "support_customer_id",
    "support_entitlement_reason",
    "support_level_id",
    "support_scope",
)


class Preview(NamedTuple):
    """What a ticket would get that is opened at a moment; moments are naive UTC."""

    #: a ticket in memory only, as superuser, with contract, level and reason
    ticket: object
    #: of its first answer; None: no time is promised
    aim_at: datetime | None
    due_at: datetime | None
    #: a key of ``support_quota_status``
    status: str
    #: which place of its contract's quota it would ask for; None: for none
    place: Place | None
    #: when its level's hours begin again; None: they run at that moment, or never
    opens_at: datetime | None


class SupportPreviewMixin(models.AbstractModel):
    """What a ticket would get, said before it is sent.

    It is asked of the very methods by which a ticket is born, up to its INSERT; of the
    quota, which only counting decides, it is read what counting would find.
    """

    _name = "support.preview.mixin"
    _description = "Support: a ticket before it is sent"

    @api.model
    def _support_preview(self, vals, now):
        """Return the Preview of a ticket that these values open at a naive UTC moment.

        Nothing is written and no place is taken: the same question may be asked again.

        :param vals: as for ``create``; only what a promise depends on counts. Whoever
            calls has made sure that the reader may know of this customer
        """
        tickets = self.sudo()
        vals = tickets._support_foreseen(vals)
        [values] = tickets._prepare_create_values(
            [tickets._support_conceive(vals, now)]
        )
        [draft] = self.env.cr.cache.pop(DRAFTS)
        known = {name: values.get(name, False) for name in (*FACTS, *FOLLOWING)}
        ticket = tickets.new(known)
        status, place = ticket._support_foresee_place(
            values["support_quota_status"], draft, now
        )
        held = status == "over" and policies.holds(ticket._support_policy())
        rows = () if held else draft.life.sheet.open_rows(["first_response"])
        return Preview(
            ticket,
            next((row.aim_at for row in rows), None),
            next((row.due_at for row in rows), None),
            status,
            place,
            ticket._support_opens_at(now),
        )

    @api.model
    def _support_foreseen(self, vals):
        """Return what counts of some values, as the helpdesk's own ``create`` completes
        them."""
        vals = {
            name: value
            for name, value in vals.items()
            if name in FACTS and not self._support_is_derived(name)
        }
        team = self.env["helpdesk.ticket.team"].browse(vals.get("team_id") or ())
        if team.company_id:
            vals["company_id"] = team.company_id.id
        if team and "stage_id" not in vals:
            vals["stage_id"] = team._support_stages_in(team.company_id)[:1].id
        return vals

    def _support_foresee_place(self, status, draft, now):
        """Return ``(status, Place or None)`` as counting would decide."""
        self.ensure_one()
        if status != "counted":
            return status, None
        contract = self.support_contract_id._origin
        place, is_free = contract._quota_place(draft.claim, now)
        if is_free and draft.exempt:  # it looks for a place, and gives it back
            return "exempt", None
        return "counted" if is_free else "over", place

    def _support_opens_at(self, now):
        self.ensure_one()
        calendar = (
            self.env["resource.calendar"]
            .sudo()
            .with_company(self.company_id._origin)
            .browse(self._support_own_calendar() or ())
        )
        if not calendar or calendar._support_is_open(now):
            return None
        return calendar._support_next_opening(now) or None
