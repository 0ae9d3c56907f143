# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.life.events import Archived, Restored, Ruled
from .. import known
from ..quota.ticket import COUNTING_FIELDS
from ..silence.ticket import REPLANNING_FIELDS
from .entitle import COVERING_FIELDS

# What is stored of a ticket and matters to its promise, place, clocks and silence.
WATCHED = {"active", "priority"} | COUNTING_FIELDS | COVERING_FIELDS | REPLANNING_FIELDS
# What asks anew who covers a ticket.
ASKING = COVERING_FIELDS | {"priority"}
NOTED = "support_sla.noted"


class SupportLookMixin(models.AbstractModel):
    """What has changed on a ticket: seen by its stored values, whoever changed them.

    A value is noted before it changes: by a write, or because the ORM computes it anew
    ("assign to me" computes the team, the team the stage). Afterwards the values are
    looked at, and those that are others are what happened.
    """

    _name = "support.look.mixin"
    _description = "Support: what has changed on a ticket"

    def _support_note(self, names):
        """Return ``{ticket: {name: value}}`` as it is, of what matters."""
        names = WATCHED.intersection(names)
        return {ticket: {n: ticket[n] for n in names} for ticket in self if names}

    def _support_note_computed(self, field):
        """The ORM is about to compute a field anew: note what is stored."""
        if not field.store or field.name not in WATCHED:
            return
        names = [f.name for f in self.pool.field_computed[field]]
        tickets = self.filtered("id")._support_born()
        noted = self._support_noted()
        for ticket, values in tickets._support_note(names).items():
            noted[ticket.id] = values | noted.get(ticket.id, {})

    def _support_noted(self):
        """Return ``{ticket id: {name: value}}`` of what was computed and not looked at.

        What nobody looks at before is looked at when the transaction ends.
        """
        precommit = self.env.cr.precommit
        if NOTED not in precommit.data:
            precommit.data[NOTED] = {}
            precommit.add(self.browse().sudo()._compute_aftermath)
        return precommit.data[NOTED]

    @api.model
    def _compute_aftermath(self):
        self._support_look({}, known.now())

    def _support_look(self, noted, now):
        """See what has changed, and let follow what follows from it.

        :param noted: what :meth:`_support_note` returned before
        """
        self._recompute_recordset(WATCHED)
        computed = self.env.cr.precommit.data.get(NOTED)
        if computed:
            noted = dict(noted)
            for ticket in self.browse(computed).exists():
                noted[ticket] = computed[ticket.id] | noted.get(ticket, {})
            computed.clear()
        changed = {}
        for ticket, values in noted.items():
            found = {n: value for n, value in values.items() if ticket[n] != value}
            if found:
                changed[ticket] = found
        if changed:
            self.browse(ticket.id for ticket in changed)._support_changed(changed, now)

    def _support_changed(self, changed, now):
        """Contract, ledger and clocks follow what has changed.

        :param changed: ``{ticket: {name: its value before}}``
        """
        for ticket, before in changed.items():
            if "partner_id" in before:
                before["support_customer_id"] = ticket.support_customer_id
                ticket._support_take_customer()
            ticket._support_pick(before.keys())
        events, freed = {}, self.env["support.contract"]
        asked = self.filtered(lambda t: not ASKING.isdisjoint(changed[t]))
        if asked:
            events, freed = asked._support_ask_again(now, changed)
        counted = self.filtered(lambda t: t._support_may_count(changed[t]))
        # also where it is not counted as before, and only why is another reason
        self.env["support.quota"]._places_changed(counted)
        counted = counted._support_miscounted()
        if counted:
            said = counted.filtered(lambda t: "support_exempt" in changed[t])
            with said._support_exempting():
                others, more = counted._support_find_places(now)
            events, freed = others | events, freed | more
        for ticket, before in changed.items():
            told = [*events.get(ticket, ()), *ticket._support_seen(before, now)]
            if told:
                events[ticket] = told
        self._support_happen(events, now)
        self._support_places_free(freed, now)
        back = self.filtered(lambda t: "active" in changed[t] and t.active)
        back._support_catch_up(now)

    def _support_catch_up(self, now):
        """These are back: whatever reached open tickets meanwhile reaches them now."""
        is_open = self.filtered(lambda t: not t.stage_id._get_meaning().closed)
        if is_open:
            is_open._support_refresh(now, keep_past=True)

    def _support_may_count(self, before):
        """Whether what has changed may take a count back, or ask for one again."""
        self.ensure_one()
        if set(before) & COUNTING_FIELDS != {"stage_id"}:
            return not COUNTING_FIELDS.isdisjoint(before)
        stages = before["stage_id"], self.stage_id
        was, now = (stage._get_meaning().not_counted for stage in stages)
        return was != now

    def _support_seen(self, before, now):
        """Yield what happened to one ticket besides its promise."""
        if "stage_id" in before and not self._support_knows_where():
            yield self._support_movement(now)
        if REPLANNING_FIELDS & before.keys():
            yield Ruled(now)
        if "active" in before:
            yield Restored(now) if self.active else Archived(now)

    def _support_meaning_changed(self, now):
        """The stages in which these tickets stand mean something else now."""
        events, freed = self._support_miscounted()._support_find_places(now)
        for ticket in self:
            events.setdefault(ticket, []).append(ticket._support_movement(now))
        self._support_happen(events, now)
        self._support_places_free(freed, now)
