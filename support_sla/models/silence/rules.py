# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.life.silence import SilenceRules
from ..known import forget, remembered

# While a form writes one field after the other; known to this transaction only.
UNJUDGED = "support_sla.rules_unjudged"
SILENCE_RULES = {
    "support_own_rules",
    "support_close_days",
    "support_close_unit",
    "support_remind_first_days",
    "support_remind_last_days",
    "support_remind",
}


class SupportRulesMixin(models.AbstractModel):
    """How silence and late replies are dealt with: a company's rules or a team's."""

    _name = "support.rules.mixin"
    _description = "Support: rules of a conversation"

    support_close_days = fields.Integer(
        string="Close silent tickets after (days)",
        default=10,
        help="Days without a word after which a ticket that waits for the customer "
        "closes. 0: never.",
    )
    support_close_unit = fields.Selection(
        [("days", "Calendar days"), ("working_days", "Working days")],
        string="Days are",
        default="days",
        required=True,
        help="Working days are those of the level's calendar, else of the company's.",
    )
    support_remind_first_days = fields.Integer(
        string="First reminder (day)", default=5, help="0: only one reminder is sent."
    )
    support_remind_last_days = fields.Integer(
        string="Last reminder (day)",
        default=8,
        help="No ticket closes before this reminder was sent and the days from here "
        "to the closing have passed.",
    )
    support_close_stage_id = fields.Many2one(
        "helpdesk.ticket.stage",
        string="Stage of silently closed tickets",
        domain="[('closed', '=', True)]",
        ondelete="restrict",
        help="Empty: the first closed stage of the ticket's team.",
    )
    support_reopen_days = fields.Integer(
        string="Reopen within (days)",
        default=15,
        help="A reply within so many days of closing reopens the ticket; "
        "a later one opens a new, linked ticket.",
    )
    _support_reopen_days_positive = models.Constraint(
        "CHECK(support_reopen_days >= 0)",
        "The days for reopening cannot be negative.",
    )

    @api.constrains(
        "support_close_days", "support_remind_first_days", "support_remind_last_days"
    )
    def _check_support_silence_days(self):
        if self.env.cr.cache.get(UNJUDGED):
            return
        for rules in self.filtered("support_close_days"):
            first, last = (
                rules.support_remind_first_days,
                rules.support_remind_last_days,
            )
            if not 0 <= first < last < rules.support_close_days:
                raise ValidationError(
                    self.env._(
                        "The reminders come one after the other and before the day of "
                        "closing: nobody is closed without a reminder."
                    )
                )

    @api.constrains("support_close_stage_id")
    def _check_support_close_stage(self):
        for rules in self:
            if rules.support_close_stage_id and not rules.support_close_stage_id.closed:
                raise ValidationError(
                    self.env._(
                        "“%s” is not a stage of closed tickets.",
                        rules.support_close_stage_id.display_name,
                    )
                )

    def write(self, vals):
        """New rules hold for silences that already last; the next run applies them."""
        result = super().write(vals)
        if (SILENCE_RULES | {"resource_calendar_id"}) & vals.keys():
            forget(self.env)
        if SILENCE_RULES & vals.keys():
            self._support_rules_changed(fields.Datetime.now())
        return result

    def _support_rules_changed(self, _now):
        """Other rules hold from now on: whoever planned by them plans anew."""

    def _support_reminder_days(self):
        self.ensure_one()
        first, last = self.support_remind_first_days, self.support_remind_last_days
        return [first, last] if first else [last]

    @remembered("self.id")
    def _support_get_silence_rules(self):
        """Return the :class:`SilenceRules` of one record; None: it has none of its own.

        Cached for all transactions of the process: a reply to a waiting ticket asks.
        """
        holder = self.sudo()
        if not holder._support_has_rules():
            return None
        return SilenceRules(
            tuple(holder._support_reminder_days()),
            holder.support_close_days,
            holder.support_close_unit,
            holder._support_get_calendar().id,
            holder._support_reminds(),
        )

    def _support_has_rules(self):
        """Does it have rules of its own?"""
        return True

    def _support_reminds(self):
        """Does anybody want customers to be reminded? A company may say no."""
        return True

    def _support_get_calendar(self):
        """Return the calendar whose days count where no level has one."""
        return self.env["resource.calendar"]
