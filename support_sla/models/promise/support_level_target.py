# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.promise import metrics
from ..known import forget


class SupportLevelTarget(models.Model):
    """A range of two marks, aim and commitment, for one metric (specification 1)."""

    _name = "support.level.target"
    _description = "Support Level Target"
    _order = "level_id, metric, priority desc, id"

    level_id = fields.Many2one(
        "support.level", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="level_id.company_id", store=True)
    metric = fields.Selection(
        metrics.SELECTION,
        required=True,
        default="first_response",
        help="What is promised to be done in time.",
    )
    priority = fields.Selection(
        "_get_priorities",
        help="Empty: for every priority without a target of its own.",
    )

    unit = fields.Selection(
        [
            ("working_hours", "Working hours"),
            ("working_days", "Working days"),
            ("elapsed_hours", "Hours, day and night"),
        ],
        required=True,
        default="working_hours",
        help="Working hours and days are those of the level's calendar.",
    )
    aim = fields.Float(required=True, help="By when we want to have done it.")
    commitment = fields.Float(required=True, help="By when we promise to have done it.")

    _metric_priority_unique = models.UniqueIndex(
        "(level_id, metric, COALESCE(priority, ''))",
        "This level already has a target for that metric and priority.",
    )

    def _get_priorities(self):
        """Return what is promised for has these, in the reader's language."""
        return []

    @api.depends("metric", "priority", "aim", "commitment", "unit")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        units = dict(self._fields["unit"]._description_selection(self.env))
        for target in self:
            target.display_name = (
                f"{metrics.get(target.metric)}: {target.aim:g}–{target.commitment:g} "
                f"{units.get(target.unit)}"
            )

    @api.constrains("aim", "commitment")
    def _check_range_is_ordered(self):
        for target in self:
            if not 0 < target.aim <= target.commitment:
                raise ValidationError(
                    self.env._(
                        "The range %(aim)g to %(commitment)g cannot be kept: the aim "
                        "must be more than zero, and the commitment at least the aim.",
                        aim=target.aim,
                        commitment=target.commitment,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        forget(self.env)
        return targets

    def write(self, vals):
        result = super().write(vals)
        forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result
