# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import datetime

from odoo import api, fields, models

from ..tools import verdict as verdicts

RESPONSES = ("first_response", "next_response")  # an agent's answer stops them
TALKING_KINDS = ("phone", "chat", "visit")  # who opens a ticket there is talking


class SupportDeadlineMixin(models.AbstractModel):
    """A ticket's deadlines: opened, moved and stopped as SPEC 6 says.

    Other rooms tell it what happened (``_support_on_…``), with the moment.
    """

    _name = "support.deadline.mixin"
    _description = "Support: deadlines of a ticket"

    support_deadline_ids = fields.One2many(
        "support.deadline", "ticket_id", string="Deadlines", readonly=True, copy=False
    )
    support_clock_state = fields.Selection(
        verdicts.CLOCK_STATES, compute="_compute_support_clock", store=True
    )
    support_due_soon_at = fields.Datetime(
        string="Aim",
        compute="_compute_support_clock",
        store=True,
        help="The earliest aim of what still runs.",
    )
    support_next_due_at = fields.Datetime(
        string="Due",
        compute="_compute_support_clock",
        store=True,
        index="btree_not_null",
        help="The earliest commitment that still runs.",
    )
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

    @api.depends(
        "support_deadline_ids.verdict",
        "support_deadline_ids.aim_at",
        "support_deadline_ids.due_at",
        "support_closed_at",
    )
    def _compute_support_clock(self):
        """State and marks sum up the same rows, hence one compute."""
        for ticket in self:
            rows = [
                (row.verdict, row.aim_at, row.due_at)
                for row in ticket.sudo().support_deadline_ids
            ]
            ticket.support_clock_state = verdicts.clock_state(
                (row[0] for row in rows), closed=bool(ticket.support_closed_at)
            )
            ticket.support_due_soon_at, ticket.support_next_due_at = (
                verdicts.next_marks(rows)
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

    def _support_on_agent_message(self, moment):
        """A human internal user wrote publicly: this answers the customer."""
        for ticket in self.filtered(lambda t: not t.support_first_response_at):
            ticket._support_store({"support_first_response_at": moment})
        self.filtered("support_unanswered_since")._support_store(
            {"support_unanswered_since": False}
        )
        self._support_stop(RESPONSES, moment)

    def _support_on_customer_message(self, moment):
        """The customer wrote: a next-response clock starts unless one runs already."""
        waiting = self.filtered(
            lambda t: (
                t.support_first_response_at
                and not t.support_unanswered_since
                and not t.stage_id._get_meaning().closed
            )
        )
        waiting._support_store({"support_unanswered_since": moment})
        waiting._support_open({"next_response": waiting}, moment)

    # Opening

    def _support_open_deadlines(self, moment):
        """Open what a level promises from the start; a moment that is naive UTC.

        A ticket that an agent opens while talking to the customer is answered.
        """
        answered = self.filtered(lambda t: t._support_is_conversation())
        answered._support_store({"support_first_response_at": moment})
        opened = self.filtered(lambda t: not t.stage_id._get_meaning().closed)
        self._support_open(
            {"first_response": opened | answered, "resolution": opened}, moment
        )
        if answered:
            answered._support_stop(["first_response"], moment)

    def _support_is_conversation(self):
        self.ensure_one()
        author = self.create_uid
        return (
            self.channel_id.support_kind in TALKING_KINDS
            and bool(self.partner_id)
            and author._is_internal()
            and author.partner_id != self.partner_id
        )

    def _support_open(self, metrics, moment):
        """Open a new round of each metric for which the level promises something.

        :param metrics: ``{metric: tickets}``; all rows are created at once
        """
        rounds = self._support_last_rounds(set(metrics) - {"first_response"})
        self.env["support.deadline"].sudo().create(
            [
                ticket._support_row(metric, rounds[ticket.id, metric] + 1, moment)
                | marks
                for metric, tickets in metrics.items()
                for ticket in tickets
                if (marks := ticket._support_marks(metric, moment))
            ]
        )

    def _support_last_rounds(self, metrics):
        """Return ``{(ticket id, metric): number}`` of the rounds there were."""
        rounds = defaultdict(int)
        for row in self.sudo().support_deadline_ids if metrics else ():
            key = row.ticket_id.id, row.metric
            rounds[key] = max(rounds[key], row.round)
        return rounds

    def _support_marks(self, metric, start, pauses=(), row=None):
        """Return promise, aim, due and first alert of a metric from a start; empty: no
        promise.

        :param row: the deadline that is to follow it, whose alerts do not fire again
        """
        self.ensure_one()
        if self.support_held or self.support_quota_pending:
            return {}
        level = self.support_level_id
        promise = level._get_promise(metric, self.priority)
        if not promise:
            return {}
        calendar = (
            self.env["resource.calendar"]
            .sudo()
            .with_company(self.company_id)
            .browse(promise.calendar_id)
        )
        due_at = calendar._support_due(start, promise.commitment, promise.unit, pauses)
        if not due_at:
            return {}
        marks = {
            "level_id": level.id,
            "aim_at": calendar._support_due(start, promise.aim, promise.unit, pauses),
            "due_at": due_at,
            **promise._asdict(),
        }
        row = self.env["support.deadline"] if row is None else row
        moments = row._get_alert_moments(
            level, calendar, metric, start, promise, pauses
        )
        return marks | {"next_alert_at": row._get_next_alert(moments)}

    # Stopping and moving

    def _support_get_open(self, metrics=None):
        """Return what runs or is paused, of all or some metrics.

        One query, which reads the closed rows with them: summing up wants them next.
        """
        rows = self.env["support.deadline"].sudo()
        if not self:
            return rows
        rows = rows.search_fetch([("ticket_id", "in", self.ids)], rows._plan_fields())
        return rows._get_open().filtered(lambda d: not metrics or d.metric in metrics)

    def _support_stop(self, metrics, moment):
        """Stop what runs of some metrics, paused ones too, at a moment."""
        rows = self._support_get_open(metrics)
        if rows:
            pauses = rows.ticket_id._support_get_pauses(moment)
            rows.filtered(lambda d: d.verdict == verdicts.PAUSED)._plan(pauses)
            rows._stop(moment, pauses)

    def _support_replay_deadlines(self, now):
        """Follow a new promise: move, cancel or open what is not closed yet.

        Pauses are replayed, never forgotten; closed rows never move.
        """
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
        opened._support_open_missing("resolution", pauses)

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
            revived = last if cancelled else None
            marks = ticket._support_marks(metric, start, pauses[ticket], revived)
            if marks and cancelled:
                last.write(marks | {"stopped_at": False} | ticket._support_standing())
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
