# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models

from ...tools.promise import verdict as verdicts

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500


class SupportRecompute(models.Model):
    """Open deadlines to plan again after a calendar or a level's calendar changed.

    A queue of its own: whoever edits a holiday does not wait for ten thousand
    deadlines, a run that was killed goes on behind ``last_deadline_id``, and a second
    run does nothing. Closed deadlines never move (SPEC 6).
    """

    _name = "support.recompute"
    _description = "Deadlines to Plan Again"
    _order = "id"
    _rec_name = "calendar_id"

    calendar_id = fields.Many2one("resource.calendar", ondelete="cascade")
    level_id = fields.Many2one("support.level", ondelete="cascade")
    last_deadline_id = fields.Integer(
        default=0, required=True, help="Those up to here are done."
    )
    moved_count = fields.Integer(help="How many were moved so far.")

    @api.model
    def _request_calendars(self, calendars=None):
        """Ask for the open deadlines on some calendars, or on all (``None``)."""
        if calendars is None:
            groups = (
                self.env["support.deadline"]
                .sudo()
                ._read_group(
                    [
                        ("verdict", "in", verdicts.OPEN_VERDICTS),
                        ("calendar_id", "!=", False),
                    ],
                    ["calendar_id"],
                )
            )
            calendars = self.env["resource.calendar"].union(*(c for [c] in groups))
        self._request([{"calendar_id": calendar.id} for calendar in calendars])

    @api.model
    def _request_levels(self, levels):
        """Ask for the open deadlines of levels that got another calendar."""
        self._request([{"level_id": level.id} for level in levels])

    @api.model
    def _request(self, vals_list):
        """Put down what is not waiting already, and wake the job."""
        waiting = {
            (job.calendar_id.id, job.level_id.id)
            for job in self.sudo().search([("last_deadline_id", "=", 0)])
        }
        todo = [
            vals
            for vals in vals_list
            if (vals.get("calendar_id", False), vals.get("level_id", False))
            not in waiting
        ]
        cron = self.env.ref(
            "support_sla.ir_cron_recompute_deadlines", raise_if_not_found=False
        )
        if todo:
            self.sudo().create(todo)
            if cron:  # not yet there while the addon itself is being installed
                cron.sudo()._trigger()

    @api.model
    def _cron_recompute_deadlines(self):
        """Plan again what was asked for, batch by batch; resumes where it stopped."""
        for job in self._get_jobs():
            while batch := job._next_batch():
                job._recompute(batch)
                if not self._commit_batch(len(batch)):
                    return
            job._finish()
            if not self._commit_batch(0):
                return

    @api.model
    def _commit_batch(self, processed):
        """Commit; return the seconds left. What is left counts jobs, too: a job that
        has nothing left to plan still wants to be finished."""
        jobs = self._get_jobs()
        left = len(jobs) + sum(job._count_left() for job in jobs)
        return self.env["ir.cron"]._commit_progress(processed, remaining=left)

    @api.model
    def _get_jobs(self):
        """All of them: there is one per calendar that was just edited."""
        return self.search([("last_deadline_id", ">=", 0)])

    def _finish(self):
        _logger.info(
            "Deadlines planned again after a change of %s: %s moved",
            self.calendar_id.name or self.level_id.name,
            self.moved_count,
        )
        self.unlink()

    def _domain(self):
        self.ensure_one()
        domain = [
            ("verdict", "in", verdicts.OPEN_VERDICTS),
            ("id", ">", self.last_deadline_id),
        ]
        if self.calendar_id:
            return domain + [("calendar_id", "=", self.calendar_id.id)]
        return domain + [("level_id", "=", self.level_id.id)]

    def _next_batch(self):
        return self.env["support.deadline"].search(
            self._domain(), order="id", limit=BATCH_SIZE
        )

    def _count_left(self):
        return self.env["support.deadline"].search_count(self._domain())

    def _recompute(self, deadlines):
        """Plan one batch again and remember how far we are; commits nothing."""
        self.ensure_one()
        self.last_deadline_id = max(deadlines.ids)
        before = {
            deadline: (deadline.aim_at, deadline.due_at) for deadline in deadlines
        }
        if self.level_id:
            deadlines.calendar_id = self.level_id.calendar_id
        deadlines._plan(deadlines.ticket_id._support_get_pauses())
        self.moved_count += sum(
            before[deadline] != (deadline.aim_at, deadline.due_at)
            for deadline in deadlines
        )
