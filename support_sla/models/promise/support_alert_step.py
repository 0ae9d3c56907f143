# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.promise import metrics
from ...tools.promise.escalation import COMMITMENT, MARKS, PERCENT

MAIL = "mail"
ACTIVITY = "activity"


class SupportAlertStep(models.Model):
    """One step of a level's ladder: when, whom and how (specification 7).

    Minutes count as the promise's unit does: working minutes of the level's calendar,
    or minutes of the day and night for elapsed hours. Nothing counts in pauses.
    """

    _name = "support.alert.step"
    _description = "Support Alert Step"
    _order = "level_id, sequence, id"

    level_id = fields.Many2one(
        "support.level", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="level_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    metric = fields.Selection(
        metrics.SELECTION, help="Empty: for every promise of the level."
    )

    offset = fields.Integer(
        string="At",
        help="A percentage, or minutes that count as the promise does: "
        "negative before the mark, positive after it.",
    )
    mark = fields.Selection(
        MARKS,
        required=True,
        default=COMMITMENT,
        help="What the number counts from, or is a percentage of.",
    )

    recipient = fields.Selection(
        [
            ("assignee", "The assignee"),
            ("leader", "The team leader"),
            ("manager", "The account manager"),
            ("users", "Chosen users"),
        ],
        string="Tell",
        required=True,
        default="assignee",
        help="Where nobody is assigned, the team leader is told.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Users",
        domain="[('share', '=', False)]",
        help="Who is told, where it is chosen users.",
    )
    notify_by = fields.Selection(
        [(ACTIVITY, "Activity"), (MAIL, "Mail")],
        string="By",
        required=True,
        default=ACTIVITY,
        help="Mails are collected: one per person and run.",
    )

    @api.depends("offset", "mark")
    def _compute_display_name(self):
        for step in self:
            step.display_name = step._in_words()

    def _in_words(self):
        """Return when the step is reached, as a phrase in the reader's language."""
        self.ensure_one()
        if self.mark == PERCENT:
            return self.env._(
                "%(percent)d %% of the committed time used", percent=self.offset
            )
        on_commitment = self.mark == COMMITMENT
        if not self.offset:
            if on_commitment:
                return self.env._("commitment reached")
            return self.env._("aim reached")
        minutes = abs(self.offset)
        if self.offset < 0:
            if on_commitment:
                return self.env._(
                    "%(minutes)d minutes before the commitment", minutes=minutes
                )
            return self.env._("%(minutes)d minutes before the aim", minutes=minutes)
        if on_commitment:
            return self.env._(
                "%(minutes)d minutes after the commitment", minutes=minutes
            )
        return self.env._("%(minutes)d minutes after the aim", minutes=minutes)

    def _get_headline(self, metric):
        """Return what happened to a metric: "First response: aim reached"."""
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        return f"{metrics[metric]}: {self._in_words()}"

    @api.constrains("offset", "mark")
    def _check_percent_is_positive(self):
        for step in self:
            if step.mark == PERCENT and step.offset <= 0:
                raise ValidationError(
                    self.env._(
                        "“%(offset)d %%” is never reached in time: a percentage of "
                        "the committed time is more than zero.",
                        offset=step.offset,
                    )
                )

    @api.constrains("recipient", "user_ids")
    def _check_users_are_chosen(self):
        for step in self:
            if step.recipient == "users" and not step.user_ids:
                raise ValidationError(
                    self.env._("Choose the users whom the alert is to tell.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.level_id._forget_ladder(fields.Datetime.now())
        return steps

    def write(self, vals):
        levels = self.level_id
        result = super().write(vals)
        (levels | self.level_id)._forget_ladder(fields.Datetime.now())
        return result

    def unlink(self):
        levels = self.level_id
        result = super().unlink()
        levels._forget_ladder(fields.Datetime.now())
        return result

    def _get_people(self, ticket):
        """Return the users whom this step tells about a ticket; archived ones never."""
        self.ensure_one()
        leader = ticket.team_id.user_id
        people = {
            "assignee": ticket.user_id.filtered("active") or leader,
            "leader": leader,
            "manager": ticket.support_contract_id.user_id,
            "users": self.user_ids,
        }[self.recipient]
        return people.filtered("active")
