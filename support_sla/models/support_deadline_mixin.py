# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models


class SupportDeadlineMixin(models.AbstractModel):
    """A ticket's deadlines: opened, moved and stopped as SPEC 6 says."""

    _name = "support.deadline.mixin"
    _description = "Support: deadlines of a ticket"

    support_deadline_ids = fields.One2many(
        "support.deadline", "ticket_id", string="Deadlines", readonly=True, copy=False
    )
    support_next_aim_at = fields.Datetime(
        string="Aim",
        compute="_compute_support_next_due_at",
        store=True,
        help="By when we want to have done what is due next.",
    )
    support_next_due_at = fields.Datetime(
        string="Due",
        compute="_compute_support_next_due_at",
        store=True,
        index="btree_not_null",
        help="The earliest commitment that still runs.",
    )

    @api.depends(
        "support_deadline_ids.verdict",
        "support_deadline_ids.aim_at",
        "support_deadline_ids.due_at",
    )
    def _compute_support_next_due_at(self):
        """Both marks are those of the same row, hence one compute."""
        for ticket in self:
            running = ticket.sudo().support_deadline_ids.filtered(
                lambda d: d.verdict == "running" and d.due_at
            )
            nearest = running.sorted("due_at")[:1]
            ticket.support_next_due_at = nearest.due_at
            ticket.support_next_aim_at = nearest.aim_at

    def _support_open_deadlines(self, now):
        """Open the first-response deadline of new tickets, all rows at once."""
        self.env["support.deadline"].sudo().create(
            [
                {
                    "ticket_id": ticket.id,
                    "company_id": ticket.company_id.id,
                    "metric": "first_response",
                    "started_at": now,
                    **marks,
                }
                for ticket in self
                if (marks := ticket._support_marks("first_response", now))
            ]
        )

    def _support_replay_deadlines(self, now):
        """Move what still runs to what the present promise says."""
        for deadline in self.sudo().support_deadline_ids.filtered(
            lambda d: d.verdict == "running"
        ):
            marks = deadline.ticket_id._support_marks(
                deadline.metric, deadline.started_at
            )
            deadline.write(marks or {"verdict": "cancelled", "stopped_at": now})
        self.filtered(lambda t: not t.support_deadline_ids)._support_open_deadlines(now)

    def _support_marks(self, metric, start):
        """Return level, aim and due of a metric that starts now; empty: no promise."""
        self.ensure_one()
        level = self.support_level_id.sudo()
        promise = level._get_promise(metric, self.priority)
        calendar = level.calendar_id
        if not promise or not calendar:
            return {}
        due_at = self._support_moment(calendar, promise.unit, start, promise.commitment)
        return due_at and {
            "level_id": level.id,
            "aim_at": self._support_moment(calendar, promise.unit, start, promise.aim),
            "due_at": due_at,
        }

    @api.model
    def _support_moment(self, calendar, unit, start, amount):
        if unit == "elapsed_hours":
            return start + timedelta(hours=amount)
        return calendar._support_plan(start, round(amount * 3600))
