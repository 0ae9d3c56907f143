# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.promise.escalation import Rung
from ..known import forget, remembered


class SupportLadderMixin(models.AbstractModel):
    """A level's ladder of alerts (specification 7)."""

    _name = "support.ladder.mixin"
    _description = "Support: ladder of a level"

    alert_step_ids = fields.One2many(
        "support.alert.step",
        "level_id",
        string="Alerts",
        copy=True,
        help="When somebody is told of a deadline that comes near or is late.",
    )

    @remembered("self.id")
    def _get_ladder(self):
        """Return the Rungs of one level, cached as its promises are."""
        self.ensure_one()
        self.env["support.alert.step"].flush_model()
        return tuple(
            Rung(step.id, step.metric, step.mark, step.offset)
            for step in self.sudo().alert_step_ids
        )

    def _forget_ladder(self, _now):
        """Steps changed: what is remembered of these levels' ladders is old."""
        forget(self.env)
        self.invalidate_recordset(["alert_step_ids"])
