# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SupportDeadlineExplain(models.TransientModel):
    """The dialog "Explain this deadline". It reads; it changes nothing."""

    _name = "support.deadline.explain"
    _description = "Explain a Deadline"
    _inherit = ["support.explanation"]

    deadline_id = fields.Many2one("support.deadline", required=True, readonly=True)
    summary = fields.Text(compute="_compute_explanation")
    warning = fields.Text(compute="_compute_explanation")
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)

    @api.depends("deadline_id")
    def _compute_explanation(self):
        """One reading of the row's facts gives all three."""
        for wizard in self:
            wizard.deadline_id.check_access("read")
            deadline = wizard.deadline_id.sudo()
            calendar = deadline._get_clock()
            lines = wizard._get_lines(
                calendar,
                deadline.unit,
                deadline.started_at,
                wizard._get_marks(deadline),
                wizard._get_holes(deadline),
            )
            wizard.summary = wizard._get_summary(deadline, calendar)
            wizard.warning = wizard._get_warning(deadline)
            wizard.explanation = wizard._render_lines(calendar, lines)

    def _get_marks(self, deadline):
        marks = [
            (deadline.started_at, self.env._("It counts from here")),
            (deadline.aim_at, self.env._("Aim: %g reached", deadline.aim)),
            (
                deadline.due_at,
                self.env._("Commitment: %g reached", deadline.commitment),
            ),
        ]
        stopped = deadline.stopped_at
        if stopped and deadline.verdict != "cancelled":
            marks.append((stopped, self.env._("It was done")))
        return [mark for mark in marks if mark[0]]

    def _get_holes(self, deadline):
        """Return the pauses that moved the row: those that had ended, or ended with
        it. What came after it stopped never moved it."""
        holes = []
        for pause in deadline.ticket_id.support_pause_ids:
            ends = [at for at in (pause.stopped_at, deadline.stopped_at) if at]
            if ends and pause.started_at < min(ends):
                labels = pause._fields["waiting_for"]._description_selection(self.env)
                who = dict(labels)[pause.waiting_for]
                text = self.env._("Waited for: %(who)s", who=who)
                holes.append((pause.started_at, min(ends), text))
        return holes + self._get_closed_hole(deadline)

    def _get_closed_hole(self, deadline):
        """Return the time closed so far, of a row that stopped in it: the pause is put
        down only when the ticket is opened again."""
        since, stopped = deadline.ticket_id.support_closed_at, deadline.stopped_at
        if not (since and stopped and since < stopped):
            return []
        return [(since, stopped, self.env._("It was closed"))]

    def _get_summary(self, deadline, calendar):
        metrics = deadline._fields["metric"]._description_selection(self.env)
        return self.env._(
            "%(metric)s of ticket %(ticket)s: %(promise)s, by the calendar "
            "“%(calendar)s” (%(zone)s).",
            metric=dict(metrics)[deadline.metric],
            ticket=deadline.ticket_id.number,
            promise=self._get_promise(deadline),
            calendar=calendar.name or self.env._("none"),
            zone=calendar.tz or "UTC",
        )

    def _get_warning(self, deadline):
        """Say what the table alone would not: it waits, or the calendar has changed."""
        ticket = deadline.ticket_id
        if deadline.verdict == "paused" and ticket.support_closed_at:
            return self.env._(
                "The ticket was closed before this was due and before anybody "
                "answered: nothing is owed any more. If it is opened again the time "
                "goes on from there."
            )
        if deadline.verdict == "paused" and deadline.urgency == "late":
            return self.env._(
                "This promise was broken before the ticket began to wait, so the wait "
                "moves no date: it stays late."
            )
        if deadline.verdict == "paused":
            return self.env._(
                "The ticket waits, so the clock stands still: both dates move on by "
                "the working time that this wait takes."
            )
        holes = [hole[:2] for hole in self._get_holes(deadline)]
        due_at = deadline._get_clock()._support_due(
            deadline.started_at, deadline.commitment, deadline.unit, holes
        )
        if due_at != deadline.due_at and deadline.verdict != "cancelled":
            return self.env._(
                "The calendar has changed since this date was set: by today's "
                "calendar it would be %(moment)s.",
                moment=due_at and self._get_moment(due_at, deadline.calendar_id.tz),
            )
        return False
