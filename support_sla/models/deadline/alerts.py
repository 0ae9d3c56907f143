# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ...tools.promise.escalation import before_breach, reach, rungs_of
from ...tools.promise.verdict import OPEN_VERDICTS

# A run that is about to begin may have looked before our transaction is committed.
WAKE_MARGIN = timedelta(minutes=10)
# What this transaction knows, in its cursor's cache: the first trigger that it set
# itself, and the first that it found.
OWN_WAKE = "support_sla.alert_own_wake"
WAKE = "support_sla.alert_wake"


class SupportAlertMixin(models.AbstractModel):
    """When a deadline may have to alert next (specification 7).

    The moment is stored with the row, by whoever plans the row, so that a run finds
    what is due by index alone. It is the first step that has not fired yet.
    """

    _name = "support.alert.mixin"
    _description = "Support: alerts of a deadline"

    alert_ids = fields.One2many(
        "support.alert",
        "deadline_id",
        string="Alerts",
        groups="support_sla.group_support_manager",
    )
    next_alert_at = fields.Datetime(
        help="The first step of the ladder that has not fired is reached then."
    )
    alerted_at = fields.Datetime(string="Last alert", help="Empty: none has fired.")

    # The whole queue of a run: nothing else is ever read when nothing is due.
    _next_alert_idx = models.Index(
        "(next_alert_at)"
        " WHERE verdict IN ('running', 'paused') AND next_alert_at IS NOT NULL"
    )

    @api.model
    def _get_alert_moments(self, level, calendar, metric, start, promise, pauses=()):
        """Return ``{id of a step: the moment it is reached}``.

        :param promise: has unit, aim and commitment: a Promise, or a row that keeps it
        """
        moments = {}
        for rung in rungs_of(level._get_ladder() if level else (), metric):
            amount, more = reach(rung, promise.aim, promise.commitment)
            moments[rung.id] = calendar._support_due(
                start, amount, promise.unit, pauses, more
            )
        return {step: moment for step, moment in moments.items() if moment}

    def _get_own_alert_moments(self, pauses):
        self.ensure_one()
        pauses = before_breach(pauses, self.due_at)
        return self._get_alert_moments(
            self.level_id, self._get_clock(), self.metric, self.started_at, self, pauses
        )

    def _get_fired(self):
        """Return the ids of the steps that have fired for this row.

        Rows that never alerted (nearly all) are not asked: no query.
        """
        return set(self.sudo().filtered("alerted_at").alert_ids.step_id.ids)

    def _get_next_alert(self, moments):
        """Return the first moment of the steps that have not fired, else False."""
        fired = self._get_fired()
        return min(
            (at for step, at in moments.items() if step not in fired), default=False
        )

    def _end_alerts(self):
        """These are over: whoever told people of them tells them so."""

    # Waking

    @api.model
    def _wake_next_alert(self, now):
        """Make sure that a run starts at the next moment something is reached."""
        self.env.cr.execute(
            SQL(
                "SELECT next_alert_at FROM support_deadline"
                " WHERE verdict IN %s AND next_alert_at IS NOT NULL"
                " ORDER BY next_alert_at LIMIT 1",
                OPEN_VERDICTS,
            )
        )
        row = self.env.cr.fetchone()
        if row:
            self._wake_alerts(row[0], now)

    @api.model
    def _wake_alerts(self, moment, now):
        """Make sure that a run starts at a moment, unless one starts before it: each
        run sees to the next one.

        A trigger that was committed and lies ahead stays until it is used. So each
        process may remember the first one it knows of, and planning a deadline asks
        the database only when it is to alert earlier than that.
        """
        cr, box = self.env.cr, self._wake_box()
        own, known = cr.cache.get(OWN_WAKE), cr.cache.get(WAKE) or box.get("at")
        if own and own <= moment:
            return
        if known and now + WAKE_MARGIN < known <= moment:
            return
        cron = self.env.ref("support_sla.ir_cron_send_alerts", raise_if_not_found=False)
        trigger = self._find_trigger(cron, now + WAKE_MARGIN, moment)
        if not trigger:
            cr.cache[OWN_WAKE] = moment
            if cron:
                cron.sudo()._trigger(moment)
        elif trigger.create_date < cr.now():  # somebody else's, so it is committed
            cr.cache[WAKE] = trigger.call_at
            cr.postcommit.add(partial(box.__setitem__, "at", trigger.call_at))

    def _find_trigger(self, cron, after, until):
        domain = [("call_at", ">", after), ("call_at", "<=", until)]
        triggers = self.env["ir.cron.trigger"].sudo()
        if not cron or until <= after:
            return triggers
        domain.append(("cron_id", "=", cron.id))
        return triggers.search(domain, order="call_at", limit=1)

    @ormcache()
    def _wake_box(self):
        """What this process remembers: ``{"at": moment of a committed trigger}``."""
        return {}
