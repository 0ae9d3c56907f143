# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.life.events import Backdated, Found, Moved, Promised, Standing
from ...tools.life.life import Life
from ...tools.promise.metrics import METRICS
from .world import World

ALL = frozenset(METRICS)
OUTCOME = "support_sla.outcome"
FOUND = 1000  # tickets at a time


class SupportLifeMixin(models.AbstractModel):
    """The one way in which something happens to a ticket: events → life → one write.

    What follows from an event stands in ``tools.life``; which events there were, on the
    ticket's page.
    """

    _name = "support.life.mixin"
    _description = "Support: life of a ticket"

    def _support_happen(self, events, now, at_once=False):
        """Tell tickets what happened, and write all that follows from it.

        :param events: ``{ticket: [event]}``, in their order
        :param now: naive UTC; what is to alert is woken from here on
        :param at_once: nothing else of the tickets is being written
        """
        if not events:
            return
        tickets = self.browse(ticket.id for ticket in events)
        lives = tickets._support_lives()
        for ticket, life in lives.items():
            for event in events[ticket]:
                life.happens(event)
        self._support_save(lives, now, at_once)

    def _support_happens(self, event, at_once=False):
        """The same event to each of these tickets."""
        self._support_happen(dict.fromkeys(self, [event]), event.at, at_once)

    def _support_lives(self):
        clocks = self._support_clocks()
        return {ticket: Life(ticket, World(ticket, clocks[ticket])) for ticket in self}

    # What there is to tell

    def _support_knows_where(self):
        """Whether a ticket's life knows where it stands."""
        self.ensure_one()
        waits_for = (self.support_sheet or {}).get("waits_for", "")
        known = Standing(waits_for, bool(self.support_closed_at))
        return known.is_like(self._support_stands())

    def _support_movement(self, now):
        """Return the event of one ticket that stands elsewhere than it knows."""
        outcome = self._support_outcomes().get(self.id, "agent")
        return Moved(now, self._support_stands(), outcome)

    def _support_move(self, now):
        """Tell these tickets where they stand, should they not know: a stage that was
        edited, or whatever passed by all hooks."""
        self._support_happen({t: [t._support_movement(now)] for t in self}, now)

    def _support_promise(self, now, anew=frozenset(), corrected=False):
        """Return the event of a ticket of which the promise was asked again."""
        return Promised(
            now,
            self._support_owed_from(now),
            anew,
            corrected,
            self._support_began_talking() and (self.support_since or now),
        )

    def _support_began_talking(self):
        """Whether it was opened in a talk that was about it: what an agent splits off a
        call afterwards was not, so nobody has answered it yet."""
        self.ensure_one()
        return not self.support_split_from_id and self._support_is_conversation()

    @api.model
    def _support_backdate(self, ids, began, now):
        """Tickets were entered later than they began, as history is: say when.

        :param began: naive UTC
        """
        tickets = self.browse(ids)
        tickets._support_store({"support_since": began})
        tickets._support_happens(Backdated(now, began))

    @api.model
    def _support_find(self, stages, now):
        """This addon comes to tickets that are there: what stands in stages that wait
        stands still from now on."""
        tickets = self.sudo().with_context(active_test=False)
        waiting = tickets.search(
            [("stage_id", "in", stages.ids), ("support_paused_at", "=", False)],
            order="id",
        )
        for start in range(0, len(waiting), FOUND):
            some = waiting[start : start + FOUND]
            events = {t: [Found(now, t._support_stands())] for t in some}
            some._support_happen(events, now)
            self.env.flush_all()
            self.env.invalidate_all()

    # Who ends it: known to this transaction only, nobody can send it

    def _support_outcomes(self):
        return self.env.cr.cache.setdefault(OUTCOME, {})

    def _support_end(self, stage, outcome):
        """Move to a closed stage; ``outcome`` says who ends it."""
        outcomes = self._support_outcomes()
        outcomes |= dict.fromkeys(self.ids, outcome)
        try:
            self.write({"stage_id": stage.id})
        finally:
            for id_ in self.ids:
                outcomes.pop(id_, None)
