# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SupportPauseMixin(models.AbstractModel):
    """Stages that wait or close, as holes in a ticket's calendar (SPEC 6)."""

    _name = "support.pause.mixin"
    _description = "Support: pauses of a ticket"

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
        sheets = self.filtered(lambda t: before[t] != after[t])._support_sheets()
        for ticket, sheet in sheets.items():
            ticket._support_move_clocks(sheet, before[ticket], after[ticket], now)
        self._support_save_sheets(sheets, now)

    def _support_move_clocks(self, sheet, before, after, now):
        """What ends comes first: the first wait is over when the next one begins."""
        self.ensure_one()
        if before.waiting_for:
            sheet.go_on(now)
        if before.closed and not after.closed:
            sheet.reopen(now)
            self._support_open(sheet, ["resolution"], now)
        if after.closed and not before.closed:
            sheet.close(now)
        if after.waiting_for and not after.closed:
            sheet.wait(now, after.waiting_for, self.stage_id.id)

    def _support_start(self, now):
        result = super()._support_start(now)
        closed = self.filtered(lambda t: t.stage_id._get_meaning().closed)
        closed._support_store({"support_closed_at": now})
        waiting = (self - closed).filtered(
            lambda t: t.stage_id._get_meaning().waiting_for
        )
        sheets = waiting._support_sheets()
        for ticket, sheet in sheets.items():
            stage = ticket.stage_id
            sheet.wait(now, stage._get_meaning().waiting_for, stage.id)
        self._support_save_sheets(sheets, now)
        return result

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
