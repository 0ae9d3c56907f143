# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo import api, fields, models

from ...tools.life.clocks import RESPONSES, Row
from ...tools.promise import kinds
from ...tools.promise import verdict as verdicts

# What a deadline keeps of its promise.
PROMISED = (
    *("level_id", "calendar_id", "unit", "aim", "commitment"),
    *("aim_at", "due_at", "planned_by"),
)


class SupportDeadlineMixin(models.AbstractModel):
    """A ticket's deadlines: opened, moved and stopped as SPEC 6 says.

    Stages that wait or close are holes in a ticket's calendar. The ticket's page tells
    what happened, with the moment.
    """

    _name = "support.deadline.mixin"
    _description = "Support: deadlines of a ticket"

    support_urgency = fields.Selection(
        verdicts.URGENCIES,
        string="Urgency",
        compute="_compute_support_urgency",
        search="_search_support_urgency",
    )
    support_first_response_at = fields.Datetime(
        string="First answer", readonly=True, copy=False
    )
    support_unanswered_since = fields.Datetime(
        string="Customer waits since",
        readonly=True,
        copy=False,
        help="The oldest customer message after the first answer that nobody answered.",
    )

    @api.depends("support_clock_state", "support_due_soon_at", "support_next_due_at")
    def _compute_support_urgency(self):
        now = fields.Datetime.now()
        for ticket in self:
            ticket.support_urgency = verdicts.urgency(
                ticket.support_clock_state,
                ticket.support_due_soon_at,
                ticket.support_next_due_at,
                now,
            )

    @api.model
    def _search_support_urgency(self, operator, value):
        if operator != "in":
            return NotImplemented
        return verdicts.urgency_domain(value, fields.Datetime.now())

    # What happened

    def _support_stop_responses(self, moment, values):
        """The customer was answered; ``values`` are the columns to be stored along."""
        sheets = self._support_sheets()
        for sheet in sheets.values():
            sheet.stop(RESPONSES, moment)
        self._support_save_at_once(sheets, moment, values)

    def _support_answered_values(self, moment):
        """Return the columns of clocks that an answer changes."""
        self.ensure_one()
        values = {}
        if not self.support_first_response_at:
            values["support_first_response_at"] = moment
        if self.support_unanswered_since:
            values["support_unanswered_since"] = False
        return values

    def _support_open_next_response(self, moment, values):
        """The customer wrote: a next-response clock starts unless one runs already.

        :param values: ``{ticket: {column: value}}`` to be stored along
        """
        sheets = self._support_sheets()
        for ticket, sheet in sheets.items():
            if values[ticket].get("support_unanswered_since"):
                ticket._support_open(sheet, ["next_response"], moment)
        self._support_save_at_once(sheets, moment, values)

    def _support_asked_values(self, moment):
        """Return the columns of clocks that the customer's words change.

        Only what comes after the first answer is a question of its own.
        """
        self.ensure_one()
        closed = self.stage_id._get_meaning().closed
        answered = self.support_first_response_at and not self.support_unanswered_since
        return {"support_unanswered_since": moment} if answered and not closed else {}

    # Stages

    def _support_stage_meanings(self):
        return {ticket: ticket.stage_id._get_meaning() for ticket in self}

    def _support_move_clocks(self, before, now):
        """Pause, resume, close or reopen the clocks of tickets whose stage changed.

        :param before: ``{ticket: Meaning}`` as it was
        """
        after = self._support_stage_meanings()
        sheets = self.filtered(lambda t: before[t] != after[t])._support_sheets()
        for ticket, sheet in sheets.items():
            ticket._support_move_sheet(sheet, before[ticket], after[ticket], now)
        self._support_save_sheets(sheets, now)

    def _support_move_sheet(self, sheet, before, after, now):
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

    def _support_born_standing(self, now):
        """Who is born closed or waiting has clocks that stand still."""
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

    # Opening

    def _support_open_deadlines(self, moment, now, born=False):
        """Open what a level promises from the start; a moment that is naive UTC.

        A ticket that an agent opens while talking to the customer is answered.

        :param born: they were made just now
        """
        sheets, values = self._support_sheets(born), {}
        for ticket, sheet in sheets.items():
            answered_at = ticket.support_first_response_at
            if not answered_at and ticket._support_is_conversation():
                answered_at = moment
                values[ticket] = {"support_first_response_at": moment}
            ticket._support_open_first(sheet, moment, answered_at)
        self._support_save_sheets(sheets, now, values)

    def _support_open_late(self, now):
        """Open what should have been opened at birth, had others not been counting."""
        groups = self.grouped(lambda t: t._support_counts_from("first_response"))
        for start, tickets in groups.items():
            tickets._support_open_deadlines(start, now)

    def _support_open_first(self, sheet, moment, answered_at=False):
        closed = self.stage_id._get_meaning().closed
        if answered_at or not closed:
            self._support_open(sheet, ["first_response"], moment)
        if answered_at:
            sheet.stop(["first_response"], answered_at)
        if not closed:
            self._support_open(sheet, ["resolution"], moment)

    def _support_is_conversation(self):
        self.ensure_one()
        author = self.create_uid
        return (
            kinds.is_talking(self.channel_id.support_kind)
            and bool(self.partner_id)
            and author._is_internal()
            and author.partner_id != self.partner_id
        )

    def _support_open(self, sheet, metrics, moment):
        """Open a round of each metric for which the level promises something."""
        for metric in metrics:
            number = sheet.next_round(metric)
            row = self._support_promised(metric, moment, number, sheet.holes())
            if row:
                sheet.open(row)

    def _support_promised(self, metric, start, number=1, holes=()):
        """Return the Row promised for a metric from a start; None: nothing is."""
        self.ensure_one()
        if self.support_held or self.support_quota_pending:
            return None
        level = self.support_level_id
        promise = level._get_promise(metric, self.priority)
        if not promise:
            return None
        calendars = self.env["resource.calendar"].sudo().with_company(self.company_id)
        marks = self.env["support.deadline"]._get_marks(
            level, calendars.browse(promise.calendar_id), metric, start, promise, holes
        )
        if not marks["due_at"]:
            return None
        return Row(
            metric, number, level.id, started_at=start, **promise._asdict(), **marks
        )

    def _support_marks(self, metric, start, holes, row):
        """Return what a deadline that follows a new promise is to be written with.

        :param row: that deadline, or none yet; what it alerted does not alert again
        """
        promised = self._support_promised(metric, start, holes=holes)
        if not promised:
            return {}
        marks = {name: getattr(promised, name) for name in PROMISED}
        return marks | {"next_alert_at": row._get_next_alert(promised.alerts)}

    # Moving

    def _support_replay_deadlines(self, now):
        """Follow a new promise: move, cancel or open what is not closed yet.

        Pauses are replayed, never forgotten; closed rows never move.
        """
        known = self.filtered(lambda t: not t.support_quota_pending)
        if known != self:  # what is not known yet leaves rows alone
            return known._support_replay_deadlines(now)
        rows = self.sudo().support_deadline_ids
        pauses = self._support_get_pauses()
        for row in rows._get_open():
            ticket = row.ticket_id
            marks = ticket._support_marks(
                row.metric, row.started_at, pauses[ticket], row
            )
            row.write(marks) if marks else row._cancel(now)
        opened = self.filtered(lambda t: not t.stage_id._get_meaning().closed)
        unanswered = opened.filtered(lambda t: not t.support_first_response_at)
        unanswered._support_open_missing("first_response", pauses)
        asked = opened.filtered("support_unanswered_since")
        asked._support_open_missing("next_response", pauses)
        # What is being reopened in the same write gets its round there.
        opened = opened.filtered(lambda t: not t.support_closed_at)
        opened._support_open_missing("resolution", pauses)
        return None

    def _support_open_missing(self, metric, pauses):
        """Open or revive what the new promise owes and the old one did not."""
        missing = []
        for ticket in self:
            rows = ticket.sudo().support_deadline_ids
            last = rows.filtered(lambda d: d.metric == metric).sorted("round")[-1:]
            cancelled = last.verdict == verdicts.CANCELLED
            if last._get_open() or (
                last and metric == "first_response" and not cancelled
            ):
                continue
            start = ticket._support_counts_from(metric)
            revived = last if cancelled else last.browse()
            marks = ticket._support_marks(metric, start, pauses[ticket], revived)
            if marks and cancelled:
                begun = {"started_at": start, "stopped_at": False}
                last.write(marks | begun | ticket._support_standing())
            elif marks:
                row = ticket._support_row(metric, last.round + 1, start)
                missing.append(row | marks | ticket._support_standing())
        self.env["support.deadline"].sudo().create(missing)

    def _support_standing(self):
        self.ensure_one()
        waits = self.stage_id._get_meaning().waiting_for
        return {"verdict": verdicts.PAUSED if waits else verdicts.RUNNING}

    def _support_row(self, metric, number, start):
        self.ensure_one()
        return {
            "ticket_id": self.id,
            "company_id": self.company_id.id,
            "metric": metric,
            "round": number,
            "started_at": start,
        }

    def _support_counts_from(self, metric):
        """Return the moment from which the present round of a metric counts.

        For a ticket that waited over its quota nothing counts before it was admitted,
        and nobody owes anything before the first day of a contract.
        """
        self.ensure_one()
        begins = max(
            self.support_admitted_at or self.support_since,
            self.support_contract_id.sudo().starts_at or datetime.min,
        )
        if metric == "next_response":
            return max(self.support_unanswered_since, begins)
        if metric == "resolution":
            closings = self.sudo().support_pause_ids.filtered(
                lambda p: p.waiting_for == "closed"
            )
            return max(closings.mapped("stopped_at") + [begins])
        return begins
