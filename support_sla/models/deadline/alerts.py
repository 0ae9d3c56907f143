# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.promise.escalation import before_breach, reach, rungs_of


class SupportAlertMixin(models.AbstractModel):
    """When a deadline may have to alert next (SPEC 7).

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
