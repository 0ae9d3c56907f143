# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.life.events import Replanned
from ...tools.promise import verdict as verdicts
from .. import job
from ..clock import calendar_signal
from ..job import Task, due

JOB = "support_sla.ir_cron_recompute_deadlines"
PLAN = "deadline.plan"
BATCH = 250  # tickets
LATER = timedelta(minutes=1)

OPEN = SQL("verdict IN %s", tuple(verdicts.OPEN_VERDICTS))


class SupportRecompute(models.AbstractModel):
    """Open deadlines whose calendar is not what they were planned by any more.

    Nobody asks for rows, each says what it was planned by: whoever edits a holiday does
    not wait for ten thousand deadlines, a run that was killed goes on with those that
    are left, and a second run finds none. That holds as well for what is committed
    after the run by somebody who did not see the edit: an import that began before it,
    or a process that had not heard of it. Closed deadlines never move.
    """

    _name = "support.recompute"
    _description = "Deadlines to Plan Again"

    @api.model
    def _wake(self):
        """Calendars or a level's calendar changed: the job looks what that means."""
        job.wake(self.env, JOB, PLAN)

    @api.model
    def _cron_recompute_deadlines(self):
        """Plan again, batch by batch, what was planned by what is so no more.

        It comes again as long as somebody is at work who may not see the last edit. Who
        that is, is looked up before the search's snapshot is taken: what he has
        committed by then is found.
        """
        now = fields.Datetime.now()
        again = [now + LATER] if calendar_signal.is_unseen(self.env.cr) else []
        self.env["ir.cron"]._commit_progress()
        tickets = self.env["support.deadline"].ticket_id.sudo()
        tickets = tickets.with_context(active_test=False)
        tasks = [
            Task(
                PLAN,
                due(tickets, self._stale_domain(key)),
                lambda found: found._support_happens(Replanned(now)),
                size=BATCH,
            )
            for key in self._get_stale_keys()
        ]
        job.run(self.env, JOB, now, tasks, again)

    @api.model
    def _stale_domain(self, key):
        """Return the domain of the tickets with an open deadline planned by a key."""
        stale = [
            ("verdict", "in", verdicts.OPEN_VERDICTS),
            ("planned_by", "=", key or False),
        ]
        return [("support_deadline_ids", "any", stale)]

    @api.model
    def _get_stale_keys(self):
        """Return what open deadlines were planned by and would not be today.

        It leaps from key to key in their index: there are as many as levels and
        companies, however many deadlines.
        """
        self.env["support.deadline"].flush_model(["planned_by", "verdict"])
        found = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE leap(key) AS (
                    (SELECT MIN(planned_by) FROM support_deadline WHERE %(open)s)
                    UNION ALL
                    SELECT (SELECT MIN(planned_by) FROM support_deadline
                             WHERE %(open)s AND planned_by > leap.key)
                      FROM leap WHERE leap.key IS NOT NULL
                )
                SELECT key FROM leap WHERE key IS NOT NULL
                UNION ALL
                SELECT NULL WHERE EXISTS (
                    SELECT FROM support_deadline WHERE %(open)s AND planned_by IS NULL)
                """,
                open=OPEN,
            )
        )
        return [key for (key,) in found if not key or not self._is_current(key)]

    @api.model
    def _is_current(self, key):
        """Whether a deadline with this key would be planned the same today. One without
        a level, or whose level has no calendar, keeps the dates it has."""
        level_id, company_id, _print = key.split(".", 2)
        level = self.env["support.level"].sudo().browse(int(level_id)).exists()
        calendar = level.calendar_id.with_company(int(company_id))
        deadlines = self.env["support.deadline"]
        return not calendar or key == deadlines._get_plan_key(level, calendar)
