# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from .. import job
from ..job import Task, due, each

CRON = "support_sla.ir_cron_visits"
#: So long before a visit its account manager learns that the customer is silent.
SILENT = timedelta(hours=48)


class SupportVisitJobMixin(models.AbstractModel):
    """What a job does about visits: it tells customers where the company wants that,
    and technicians and account managers what is left to them. Each once."""

    _name = "support.visit.job.mixin"
    _description = "Support: the job of visits"

    report_asked_at = fields.Datetime(readonly=True, copy=False)
    silence_told_at = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _cron_visits(self):
        now = fields.Datetime.now()
        visits = self.sudo()
        planned = [("state", "=", "planned")]
        tasks = [
            Task(
                "visit.tell",
                lambda extra, limit: visits._get_to_tell(now, extra, limit),
                lambda found: found._tell(now),
                size=50,
            ),
            Task(
                "visit.silent",
                due(
                    visits,
                    planned
                    + [
                        ("confirmation", "=", "asked"),
                        ("silence_told_at", "=", False),
                        ("start_at", ">", now),
                        ("start_at", "<=", now + SILENT),
                    ],
                    "start_at, id",
                ),
                each(lambda visit: visit._tell_silence(now)),
            ),
            Task(
                "visit.report",
                due(
                    visits,
                    planned + [("report_asked_at", "=", False), ("stop_at", "<=", now)],
                    "stop_at, id",
                ),
                each(lambda visit: visit._ask_report(now)),
            ),
        ]
        job.run(self.env, CRON, now, tasks)

    def _tell_silence(self, now):
        user = self._get_staff()[:1]
        visit = self.with_context(lang=user.lang or self.env.lang)
        visit._give_task(
            user,
            visit.env._(
                "%(customer)s has not confirmed the visit: %(when)s",
                customer=visit.partner_id.name,
                when=visit._say_when(),
            ),
        )
        self.write({"silence_told_at": now})

    def _ask_report(self, now):
        visit = self.with_context(lang=self.user_id.lang or self.env.lang)
        visit._give_task(
            visit.user_id.filtered("active") or visit._get_staff()[:1],
            visit.env._("Write the report of the visit, or say that it was cancelled"),
        )
        self.write({"report_asked_at": now})

    @api.model
    def _wake(self):
        """Somebody may have to be told soon."""
        if (
            self.env["res.company"]
            .sudo()
            .search_count([("support_visit_mails", "=", True)], limit=1)
        ):
            job.wake(self.env, CRON)
