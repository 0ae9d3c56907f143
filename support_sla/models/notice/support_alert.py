# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...tools.promise.verdict import CANCELLED, OPEN_VERDICTS, PAUSED
from .. import job
from ..clock.zone_words import to_local
from ..deadline.writer import Writer
from ..job import Task, due
from ..promise.support_alert_step import ACTIVITY
from .digest import send_digests


class SupportAlert(models.Model):
    """The mark that a step has fired for a deadline: once, whoever runs.

    A run first marks, batch by batch, then tells: so a person gets one digest however
    many alerts fired, and a run that is killed in between is told by the next one.
    """

    _name = "support.alert"
    _description = "Support Alert"
    _order = "id desc"
    _rec_name = "step_id"

    deadline_id = fields.Many2one(
        "support.deadline", required=True, ondelete="cascade", index=True
    )
    step_id = fields.Many2one(
        "support.alert.step", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    user_ids = fields.Many2many("res.users", string="Whom")
    fired_at = fields.Datetime(required=True)
    told_user_ids = fields.Many2many(
        "res.users", "support_alert_told_rel", "alert_id", "user_id", string="Told"
    )
    told_at = fields.Datetime(help="Empty: somebody waits for the run's digest.")

    activity_ids = fields.One2many(
        "mail.activity", "support_alert_id", string="Activities", readonly=True
    )
    ended = fields.Boolean(
        help="What it tells of is over: its activities are to be done."
    )

    _once_per_deadline = models.UniqueIndex(
        "(deadline_id, step_id)", "A step fires once per deadline."
    )
    _untold_idx = models.Index("(id) WHERE told_at IS NULL")
    _ended_idx = models.Index("(id) WHERE ended IS TRUE")

    @api.model
    def _cron_send_alerts(self):
        """Fire every step that was reached, then tell: one mail per person.

        Nothing due costs a look into each of three indexes, whatever the number of
        tickets.
        """
        now = fields.Datetime.now()
        tasks = [self._task_fire(now), self._task_tell(now), self._task_end()]
        if job.run(self.env, "support_sla.ir_cron_send_alerts", now, tasks):
            self.env["support.deadline"]._wake_next_alert(now)

    # Firing

    @api.model
    def _task_fire(self, now):
        """The steps that open deadlines have reached. Of those that stand still only
        what is late goes on counting: the work tells them apart."""
        return Task(
            "alert.fire",
            due(
                self.env["support.deadline"].sudo(),
                [("verdict", "in", OPEN_VERDICTS), ("next_alert_at", "<=", now)],
                "next_alert_at, id",
            ),
            lambda deadlines: self._fire(deadlines, now),
        )

    def _fire(self, deadlines, now):
        """Mark the steps that some deadlines have reached, and plan their next ones.

        One that stands still in time has none: it gets it when it goes on.
        """
        standing = deadlines.filtered(
            lambda d: d.verdict == PAUSED and not d._is_late(now)
        )
        asleep = dict.fromkeys(standing, False)
        Writer(self.env).note_alerts(asleep, deadlines.browse(), now)
        deadlines -= standing
        pauses = deadlines.ticket_id._support_get_pauses()
        vals_list, following, fired_now = [], {}, deadlines.browse()
        for deadline in deadlines:
            moments = deadline._get_own_alert_moments(pauses[deadline.ticket_id])
            fired = deadline._get_fired()
            reached = [s for s, at in moments.items() if at <= now and s not in fired]
            vals_list += self._prepare_alerts(deadline, reached, now)
            later = {step: at for step, at in moments.items() if at > now}
            following[deadline] = deadline._get_next_alert(later)
            if reached:
                fired_now += deadline
        Writer(self.env).note_alerts(following, fired_now, now)
        alerts = self.sudo().create(vals_list)
        alerts._schedule_activities()
        return alerts

    def _prepare_alerts(self, deadline, step_ids, now):
        steps = self.env["support.alert.step"].sudo().browse(step_ids)
        people = {step: step._get_people(deadline.ticket_id) for step in steps}
        return [
            {
                "deadline_id": deadline.id,
                "company_id": deadline.company_id.id,
                "step_id": step.id,
                "user_ids": [(6, 0, people[step].ids)],
                "fired_at": now,
                "told_at": (step.notify_by == ACTIVITY or not people[step]) and now,
            }
            for step in steps
        ]

    def _schedule_activities(self):
        """One activity per alert and person; the mail that Odoo sends with each is
        left out: who wants mail chooses mail."""
        groups = {}
        for alert in self.filtered(lambda a: a.step_id.notify_by == ACTIVITY):
            deadline = alert.deadline_id
            for user in alert.user_ids:
                due_on = to_local(deadline.due_at, user.tz).date()
                key = user, deadline.metric, alert.step_id, due_on
                groups.setdefault(key, {})[deadline.ticket_id.id] = alert.id
        for (user, metric, step, due_on), alerts in groups.items():
            tickets = self.deadline_id.ticket_id.browse(alerts)
            tickets = tickets.with_context(
                lang=user.lang, mail_activity_quick_update=True
            )
            activities = tickets.activity_schedule(
                "mail.mail_activity_data_todo",
                due_on,
                step.with_env(tickets.env)._get_headline(metric),
                user_id=user.id,
            )
            for activity in activities:
                activity.support_alert_id = alerts[activity.res_id]

    # Ending

    @api.model
    def _task_end(self):
        """The alerts of what is over by now."""
        return Task(
            "alert.end",
            due(self.sudo(), [("ended", "=", True)]),
            lambda alerts: alerts._finish_activities(),
        )

    def _finish_activities(self):
        """What was to be done is done, whoever did it; what is owed again is not."""
        over = self.filtered(lambda a: a.deadline_id.verdict not in OPEN_VERDICTS)
        by_reader = over.activity_ids.grouped(
            lambda a: (a.user_id.lang, a.support_alert_id.deadline_id.verdict)
        )
        for (lang, verdict), activities in by_reader.items():
            activities = activities.with_context(lang=lang)
            if verdict == CANCELLED:
                text = activities.env._("It is no longer owed.")
            else:
                text = activities.env._("It was done, and this deadline has ended.")
            activities.action_feedback(feedback=text)
        self.ended = False

    # Telling

    @api.model
    def _task_tell(self, now):
        """The people who were not told yet of what fired."""
        return Task(
            "alert.tell",
            self._find_untold,
            lambda users: self._tell(users, now),
            size=50,
            lock=False,
        )

    @api.model
    def _find_untold(self, extra, limit):
        people = self.env["res.users"].sudo().with_context(active_test=False)
        waiting = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT whom.res_users_id
                  FROM support_alert alert
                  JOIN res_users_support_alert_rel whom
                    ON whom.support_alert_id = alert.id
                 WHERE alert.told_at IS NULL
                   AND NOT EXISTS (SELECT FROM support_alert_told_rel told
                                    WHERE told.alert_id = alert.id
                                      AND told.user_id = whom.res_users_id)
                """
            )
        )
        if not waiting:
            return people
        users = Domain("id", "in", [user_id for (user_id,) in waiting])
        return people.search(users & extra, order="id", limit=limit)

    def _tell(self, users, now):
        """One digest for each person about all that she waits to be told of, unless
        another server tells it."""
        untold = self.sudo().search(
            [("told_at", "=", False), ("user_ids", "in", users.ids)]
        )
        untold = untold.try_lock_for_update(allow_referencing=True)
        waiting = {
            user: untold.filtered(lambda a, u=user: u in a.user_ids - a.told_user_ids)
            for user in users
        }
        send_digests(self.env, waiting, now)
        for user, alerts in waiting.items():
            alerts.told_user_ids = [Command.link(user.id)]
        untold.filtered(lambda a: a.user_ids <= a.told_user_ids).told_at = now
