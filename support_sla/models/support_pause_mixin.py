# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools import verdict as verdicts
from .support_deadline_mixin import RESPONSES


class SupportPauseMixin(models.AbstractModel):
    """Stages that wait or close, as holes in a ticket's calendar (SPEC 6)."""

    _name = "support.pause.mixin"
    _description = "Support: pauses of a ticket"

    support_pause_ids = fields.One2many(
        "support.pause", "ticket_id", string="Pauses", readonly=True, copy=False
    )
    support_closed_at = fields.Datetime(
        string="Closed on", readonly=True, copy=False, help="Empty while it is open."
    )

    def write(self, vals):
        if not {"stage_id", "team_id"} & vals.keys():
            return super().write(vals)
        before = self._support_stage_meanings()
        result = super().write(vals)
        self._support_stage_moved(before, fields.Datetime.now())
        return result

    def _support_stage_meanings(self):
        return {ticket: ticket.stage_id._get_meaning() for ticket in self}

    def _support_stage_moved(self, before, now):
        """Pause, resume, close or reopen the clocks of tickets whose stage changed.

        :param before: ``{ticket: Meaning}`` as it was
        """
        after = self._support_stage_meanings()
        moved = self.filtered(lambda t: before[t] != after[t])
        if not moved:
            return
        moved.filtered(lambda t: before[t].waiting_for)._support_end_pause(now)
        moved.filtered(
            lambda t: before[t].closed and not after[t].closed
        )._support_reopen_clocks(now)
        moved.filtered(
            lambda t: after[t].closed and not before[t].closed
        )._support_close_clocks(now)
        moved.filtered(
            lambda t: after[t].waiting_for and not after[t].closed
        )._support_begin_pause(now)

    def _support_start(self, now):
        result = super()._support_start(now)
        closed = self.filtered(lambda t: t.stage_id._get_meaning().closed)
        closed._support_store({"support_closed_at": now})
        (self - closed).filtered(
            lambda t: t.stage_id._get_meaning().waiting_for
        )._support_begin_pause(now)
        return result

    def _support_begin_pause(self, now):
        self.env["support.pause"].sudo().create(
            [
                {
                    "ticket_id": ticket.id,
                    "company_id": ticket.company_id.id,
                    "stage_id": ticket.stage_id.id,
                    "waiting_for": ticket.stage_id._get_meaning().waiting_for,
                    "started_at": now,
                }
                for ticket in self
            ]
        )
        self._support_get_open().write({"verdict": verdicts.PAUSED})

    def _support_end_pause(self, now):
        if not self:
            return
        pauses = self.env["support.pause"].sudo()
        pauses.search_fetch(
            [("ticket_id", "in", self.ids), ("stopped_at", "=", False)],
            ["ticket_id", "started_at"],
        )._end(now)
        # Before a next one begins: only one may be open.
        pauses.flush_model(["stopped_at"])
        self._support_resume()

    def _support_resume(self):
        rows = self._support_get_open()
        if rows:
            rows.write({"verdict": verdicts.RUNNING})
            rows._plan(rows.ticket_id._support_get_pauses())

    def _support_close_clocks(self, now):
        """Closing stops the resolution; an answer still owed sleeps, or was missed."""
        self._support_store({"support_closed_at": now})
        self._support_stop(["resolution"], now)
        owed = self._support_get_open(RESPONSES)
        late = owed.filtered(lambda d: d.due_at and d.due_at < now)
        if late:
            late._stop(now, late.ticket_id._support_get_pauses(now))
        (owed - late).write({"verdict": verdicts.PAUSED})

    def _support_reopen_clocks(self, now):
        """Time spent closed is a hole; the resolution starts a new round in full."""
        holes = (
            self.env["support.pause"]
            .sudo()
            .create(
                [
                    {
                        "ticket_id": ticket.id,
                        "company_id": ticket.company_id.id,
                        "waiting_for": "closed",
                        "started_at": ticket.support_closed_at,
                    }
                    for ticket in self
                    if ticket.support_closed_at
                ]
            )
        )
        holes._end(now)
        self._support_store({"support_closed_at": False})
        self._support_resume()
        self._support_open({"resolution": self}, now)

    def _support_get_pauses(self, until=None):
        """Return ``{ticket: [(from, to)]}`` of naive UTC moments.

        Ended pauses only; with ``until``, one that still lasts ends there.
        """
        pauses = {ticket: [] for ticket in self}
        rows = self.env["support.pause"].sudo()
        for pause in rows.search_fetch(
            [("ticket_id", "in", self.ids)], ["ticket_id", "started_at", "stopped_at"]
        ):
            stop = pause.stopped_at or until
            if stop:
                pauses[pause.ticket_id].append((pause.started_at, stop))
        return pauses
