# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.promise import policies
from ...tools.promise.quota import Rule
from ..known import forget, remembered


class Promise(NamedTuple):
    """One range of a level: what is promised for a metric, free of records.

    ``aim`` and ``commitment`` are amounts in ``unit`` (hours or days), counted on
    the calendar of that id (False: none).
    """

    calendar_id: int
    unit: str
    aim: float
    commitment: float


class SupportLevel(models.Model):
    """The whole promise in one record; a contract only points to it."""

    _name = "support.level"
    _description = "Support Level"
    _inherit = ["support.comparison.mixin", "support.ladder.mixin", "mail.thread"]
    _order = "rank desc, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="A short technical name, unique per company, for imports and links.",
    )
    description = fields.Text(
        translate=True,
        help="What a customer reads about this level, in one or two sentences.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: every company may sell this level.",
    )
    color = fields.Integer()
    rank = fields.Integer(
        default=10,
        tracking=True,
        help="Where several contracts cover a ticket, the highest rank wins.",
    )

    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Business calendar",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        default=lambda self: self.env.ref(
            "support_sla.calendar_weekdays_8_18", raise_if_not_found=False
        ),
        help="Opening hours, time zone and holidays in which the promise counts.",
    )
    tz = fields.Selection(related="calendar_id.tz", string="Time zone")
    zone_warning = fields.Char(compute="_compute_zone_warning")
    target_ids = fields.One2many(
        "support.level.target",
        "level_id",
        string="Targets",
        copy=True,
        help="By when something is done: an aim, and the commitment.",
    )
    channel_ids = fields.Many2many(
        "helpdesk.ticket.channel",
        string="Channels",
        help="How its customers may reach you. What comes another way is taken all the "
        "same, marked, and answered politely.",
    )
    coverage_ids = fields.One2many(
        "support.level.coverage",
        "level_id",
        string="Scope",
        copy=True,
        help="Which services it includes and excludes.",
    )

    quota_tickets = fields.Integer(
        string="Tickets per period", tracking=True, help="0 means unlimited."
    )
    quota_period = fields.Selection(
        [
            ("week", "Week"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
        ],
        default="month",
        required=True,
        tracking=True,
        help="For how long the tickets are given; then they are counted anew.",
    )
    quota_anchor = fields.Selection(
        [
            ("calendar", "By calendar"),
            ("contract", "From the contract's first day"),
        ],
        string="Periods run",
        default="calendar",
        required=True,
        help="By calendar: from the first of a month, or Monday of a week. Otherwise "
        "each contract has periods of its own.",
    )
    quota_carry_over = fields.Boolean(
        string="Carry over", help="Tickets left at the end of a period are kept."
    )
    quota_carry_over_cap = fields.Integer(
        string="Carry over at most", help="0 means no cap."
    )
    over_quota_policy = fields.Selection(
        policies.SELECTION,
        default="no_commitment",
        required=True,
        tracking=True,
        help="What happens to a ticket beyond the quota. It is never refused.",
    )

    visit_days_per_week = fields.Integer(
        tracking=True,
        help="On so many days of a week a technician comes. 0: no visits.",
    )
    visit_scope = fields.Selection(
        [
            ("implementation", "During the implementation"),
            ("contract", "During the whole contract"),
        ],
        default="implementation",
        required=True,
        help="Until when customers of this level are visited.",
    )
    included_months = fields.Integer(
        string="Months included",
        tracking=True,
        help="How long this level is included after an implementation ends. "
        "0: it is only sold.",
    )

    _code_company_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "Another level of this company has the same code.",
    )
    _quota_not_negative = models.Constraint(
        "CHECK(quota_tickets >= 0 AND quota_carry_over_cap >= 0)",
        "A quota is zero (unlimited) or more.",
    )
    _visit_days_of_a_week = models.Constraint(
        "CHECK(visit_days_per_week BETWEEN 0 AND 7)",
        "A week has between 0 and 7 days of visits.",
    )
    _included_months_not_negative = models.Constraint(
        "CHECK(included_months >= 0)",
        "The months included are zero or more.",
    )

    @api.depends("calendar_id.tz", "company_id")
    @api.depends_context("company", "lang")
    def _compute_zone_warning(self):
        """Hours of another place make dates that nobody understands: 2:07 AM."""
        for level in self:
            zone, tz = (
                (level.company_id or self.env.company)._support_get_zone(),
                level.tz,
            )
            level.zone_warning = False
            if tz and tz != zone:
                level.zone_warning = self.env._(
                    "The hours of this calendar are those of %(tz)s; the company is in "
                    "%(zone)s.",
                    tz=tz,
                    zone=zone,
                )
            elif tz == "UTC":
                level.zone_warning = self.env._(
                    "The hours of this calendar are in UTC, and no zone is set for the "
                    "company."
                )

    @api.constrains("calendar_id", "target_ids")
    def _check_calendar_has_hours(self):
        """A promise in working time needs a calendar that is open some day."""
        for level in self:
            calendar = level.calendar_id
            if calendar and not calendar._support_has_hours():
                raise ValidationError(
                    self.env._(
                        "The calendar “%(calendar)s” has no working hours, so "
                        "level “%(level)s” could never keep a promise. Add hours "
                        "to the calendar or choose another one.",
                        calendar=calendar.display_name,
                        level=level.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        forget(self.env)
        return levels

    def write(self, vals):
        result = super().write(vals)
        forget(self.env)
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        names = [self.env._("%s-copy", level.code) for level in self]
        like = Domain.OR(Domain("code", "=like", f"{name}%") for name in names)
        levels = self.sudo().with_context(active_test=False).search(like)
        taken = set(levels.mapped("code"))
        for name, vals in zip(names, vals_list, strict=True):
            codes = [name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))]
            vals.setdefault("code", next(code for code in codes if code not in taken))
            taken.add(vals["code"])
        return vals_list

    def action_test_date(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test a date"),
            "res_model": "support.level.trial",
            "view_mode": "form",
            "target": "new",
            "context": {"default_level_id": self.id},
        }

    @remembered("self.id")
    def _get_promises(self):
        """Return ``{(metric, priority or False): Promise}`` of one level.

        Cached for all transactions of the process: creating a ticket asks it each
        time. Writing a level or a target clears it, in every process.
        """
        self.ensure_one()
        calendar_id = self._get_calendar_id()
        return {
            (target.metric, target.priority): Promise(
                calendar_id, target.unit, target.aim, target.commitment
            )
            for target in self.sudo().target_ids
        }

    @remembered("self.id")
    def _get_calendar_id(self):
        """Return the id of one level's calendar, cached as the promises are."""
        return self.sudo().calendar_id.id

    @api.model
    @remembered()
    def _get_limited(self):
        """Return ``{level id: zone of its days}`` of those with a quota, cached too."""
        levels = self.sudo().with_context(active_test=False)
        found = levels.search([("quota_tickets", ">", 0)])
        return {level.id: level._get_quota_rule().tz for level in found}

    @remembered("self.id")
    def _get_coverage(self):
        """Return ``{service id: coverage}`` of one level, cached like its promises."""
        self.ensure_one()
        return {row.service_id.id: row.coverage for row in self.sudo().coverage_ids}

    def _get_promise(self, metric, priority):
        """Return the Promise for a metric: the priority's own, else the general one.

        ``None`` when this level promises nothing for the metric, or is empty.
        """
        if not self:
            return None
        promises = self._get_promises()
        return promises.get((metric, priority)) or promises.get((metric, False))

    @remembered("self.id")
    def _get_quota_rule(self):
        """Return the :class:`Rule` of one level, cached like its promises."""
        self.ensure_one()
        level = self.sudo()
        return Rule(
            tickets=level.quota_tickets,
            period=level.quota_period,
            from_contract=level.quota_anchor == "contract",
            carry_over=level.quota_carry_over,
            carry_over_cap=level.quota_carry_over_cap,
            policy=level.over_quota_policy,
            tz=level.calendar_id.tz or "UTC",
        )
