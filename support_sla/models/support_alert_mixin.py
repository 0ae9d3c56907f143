# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..tools.ladder import reach, rungs_of


class SupportAlertMixin(models.AbstractModel):
    """When a deadline may have to alert next (SPEC 7).

    The moment is stored with the row, by whoever plans the row, so that a run finds
    what is due by index alone. It is the first step that has not fired yet.
    """

    _name = "support.alert.mixin"
    _description = "Support: alerts of a deadline"

    alert_ids = fields.One2many("support.alert", "deadline_id", string="Alerts")
    next_alert_at = fields.Datetime(
        help="The first step of the ladder that has not fired is reached then."
    )
    alerted_at = fields.Datetime(string="Last alert", help="Empty: none has fired.")

    # The whole queue of a run: nothing else is ever read when nothing is due.
    _next_alert_idx = models.Index(
        "(next_alert_at) WHERE verdict = 'running' AND next_alert_at IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        moments = [at for vals in vals_list if (at := vals.get("next_alert_at"))]
        if moments:
            self.env["support.alert"]._wake(min(moments), fields.Datetime.now())
        return rows

    def write(self, vals):
        result = super().write(vals)
        moment = fields.Datetime.to_datetime(vals.get("next_alert_at"))
        if moment and self:
            self.env["support.alert"]._wake(moment, fields.Datetime.now())
        return result

    @api.model
    def _get_alert_moments(self, marks, metric, start, pauses=()):
        """Return ``{id of a step: the moment it is reached}`` of a promise.

        :param marks: level_id, calendar_id (ids), unit, aim and commitment, as a row
            stores them
        """
        level = self.env["support.level"].browse(marks["level_id"])
        calendar = self.env["resource.calendar"].browse(marks["calendar_id"])
        moments = {}
        for rung in rungs_of(level._get_ladder() if level else (), metric):
            amount, more = reach(rung, marks["aim"], marks["commitment"])
            moments[rung.id] = calendar._support_due(
                start, amount, marks["unit"], pauses, more
            )
        return {step: moment for step, moment in moments.items() if moment}

    def _get_own_alert_moments(self, pauses):
        self.ensure_one()
        marks = {
            "level_id": self.level_id.id,
            "calendar_id": self.calendar_id.id,
            "unit": self.unit,
            "aim": self.aim,
            "commitment": self.commitment,
        }
        return self._get_alert_moments(marks, self.metric, self.started_at, pauses)

    def _get_fired(self):
        """Return the ids of the steps that have fired for this row.

        Rows that never alerted (nearly all) are not asked: no query.
        """
        return set(self.filtered("alerted_at").alert_ids.step_id.ids)

    def _get_next_alert(self, moments):
        """Return the first moment of the steps that have not fired, else False."""
        fired = self._get_fired()
        return min(
            (at for step, at in moments.items() if step not in fired), default=False
        )
