# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.promise import period, visits
from ..known import guarded

#: On what the allowance depends.
PLACES = {"contract_id", "exception_reason", "start_at", "state", "stop_at"}
#: What stands in the customer's calendar: a change is a new version of the entry.
ANNOUNCED = ("start_at", "stop_at", "user_id", "place", "state")
USUAL_LENGTH = timedelta(hours=3)


class SupportVisit(models.Model):
    """A technician at a customer's, as a contract's level promises."""

    _name = "support.visit"
    _description = "Support Visit"
    _inherit = [
        "support.visit.words.mixin",
        "support.visit.allowance.mixin",
        "support.visit.agreement.mixin",
        "support.visit.invitation.mixin",
        "support.visit.job.mixin",
        "support.visit.report.mixin",
        "support.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "start_at desc, id desc"
    _rec_names_search = ["partner_id", "contract_id"]

    contract_id = fields.Many2one(
        "support.contract",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('phase', '=', 'confirmed')]",
        tracking=True,
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    level_id = fields.Many2one(related="contract_id.level_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )

    start_at = fields.Datetime(string="Start", required=True, tracking=True)
    stop_at = fields.Datetime(
        string="End",
        required=True,
        tracking=True,
        compute="_compute_stop_at",
        store=True,
        readonly=False,
        precompute=True,
    )
    day = fields.Date(
        compute="_compute_day",
        store=True,
        index=True,
        help="The local day on which it begins, in the contract's zone.",
    )
    week = fields.Char(
        compute="_compute_day", store=True, help="The ISO week of that day."
    )
    plan_id = fields.Many2one(
        "support.visit.plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="support_sla.group_support_user",
    )
    planned_day = fields.Date(
        readonly=True, copy=False, help="The day for which a plan made this visit."
    )
    place = fields.Char(help="Where, if not at the customer's address.")
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        copy=False,
        tracking=True,
        index=True,
    )
    cancelled_by = fields.Selection(
        [("us", "Us"), ("customer", "The customer")],
        string="Cancelled by",
        readonly=True,
        copy=False,
        tracking=True,
    )
    cancelled_at = fields.Datetime(readonly=True, copy=False)
    cancelled_late = fields.Boolean(
        readonly=True,
        copy=False,
        help="By the customer, so shortly before that the day counts all the same.",
    )
    counted = fields.Boolean(
        compute="_compute_counted",
        store=True,
        help="Whether its days count in their week.",
    )
    exception_reason = fields.Char(
        copy=False,
        tracking=True,
        groups="support_sla.group_support_user",
        help="Why a manager lets this visit be beyond what the level promises. It "
        "takes no day of the allowance.",
    )

    uid = fields.Char(
        string="Calendar entry",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
        help="What the entry is called in every calendar, for ever.",
    )
    sequence = fields.Integer(
        string="Version of the entry", readonly=True, copy=False, default=0
    )

    color = fields.Integer(related="contract_id.color")

    _stops_after_start = models.Constraint(
        "CHECK(stop_at > start_at)", "A visit ends after it begins."
    )
    _uid_unique = models.UniqueIndex("(uid)", "Each visit has an entry of its own.")
    _untold_idx = models.Index("(start_at) WHERE untold")
    _planned_idx = models.Index("(stop_at) WHERE state = 'planned'")
    _counted_idx = models.Index("(contract_id, start_at) WHERE counted")

    @api.depends("start_at")
    def _compute_stop_at(self):
        for visit in self:
            if not visit.start_at:
                visit.stop_at = visit.stop_at or False
            elif not visit.stop_at or visit.stop_at <= visit.start_at:
                was = visit._origin
                length = was.stop_at and was.stop_at - was.start_at or USUAL_LENGTH
                visit.stop_at = visit.start_at + length

    @api.depends("start_at", "contract_id.level_id.calendar_id.tz")
    def _compute_day(self):
        for visit in self:
            found = visit.start_at and visit.contract_id
            day = found and period.local_day(visit.start_at, visit._get_tz())
            visit.day = day
            visit.week = day and visits.week_name(day)

    @api.depends("state", "cancelled_late")
    def _compute_counted(self):
        for visit in self:
            visit.counted = visit.state != "cancelled" or visit.cancelled_late

    @api.depends("partner_id.name", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for visit in self:
            day = visit.day and format_date(self.env, visit.day, date_format="medium")
            names = [visit.sudo().partner_id.name, day]
            visit.display_name = " · ".join(filter(None, names))

    @api.model
    def _get_import_label(self):
        return self.env._("Import Template for Visits")

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._check_exceptions(vals_list)
        created = super().create(vals_list)
        now = fields.Datetime.now()
        created.filtered(lambda v: v.state == "cancelled")._mark_cancelled(now)
        created._check_may_be()
        created.user_id._support_ensure_resources()
        self._wake()
        return created

    def write(self, vals):
        vals = self._with_confirmation(dict(vals))
        self._check_exceptions([vals])
        self._check_unsigned(vals)
        before = self._taken_days() if PLACES & vals.keys() else None
        entries = {visit: visit._get_entry() for visit in self}
        result = super().write(vals)
        if vals.get("state") == "cancelled":
            fresh = self.filtered(lambda v: entries[v][-1] != "cancelled")
            fresh._mark_cancelled(fields.Datetime.now())
        elif "state" in vals:
            self._store(
                {"cancelled_by": False, "cancelled_at": False, "cancelled_late": False}
            )
        changed = self.filtered(lambda v: entries[v] != v._get_entry())
        for visit in changed:
            visit._store({"sequence": visit.sequence + 1})
        if changed:
            self._wake()
            changed._alert_technicians()
        if before is not None:
            self._check_may_be(before)
        if vals.get("user_id"):
            self.user_id._support_ensure_resources()
        return result

    def _get_entry(self):
        """What the customer's calendar shows of one visit."""
        return tuple(self[name] for name in ANNOUNCED)

    def _alert_technicians(self):
        """Who goes there learns that others moved or cancelled it; what the customer
        says is told where it is heard."""
        if not self.env.user._is_internal() or self.env.uid == api.SUPERUSER_ID:
            return
        told = self.filtered(lambda v: v.state != "done" and v.user_id != v.env.user)
        for visit in told:
            spoken = visit.with_context(lang=visit.user_id.lang or self.env.lang)
            words = (
                spoken.env._("The visit is cancelled: %s", spoken._say_when())
                if visit.state == "cancelled"
                else spoken.env._("The visit was moved: %s", spoken._say_when())
            )
            spoken.message_post(
                body=words,
                partner_ids=visit.user_id.partner_id.ids,
                message_type="notification",
                subtype_xmlid="mail.mt_note",
            )

    def _mark_cancelled(self, now):
        """Who cancelled, and whether that was in time; we did, if nobody said who."""
        for visit in self:
            by, at = visit.cancelled_by or "us", visit.cancelled_at or now
            hours = visit.company_id.sudo().support_visit_cancel_hours
            late = by == "customer" and visits.cancelled_late(visit.start_at, at, hours)
            visit._store(
                {"cancelled_by": by, "cancelled_at": at, "cancelled_late": late}
            )

    def _store(self, vals):
        """Write what follows from a change: it is no change of its own."""
        # pylint: disable=super-method-mismatch
        return super().write(vals)

    def unlink(self):
        return super(SupportVisit, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_plans(self):
        if self.filtered(lambda v: v.state != "planned" or not v._is_private()):
            raise UserError(
                self.env._(
                    "Only a planned visit of which the customer knows nothing can be "
                    "deleted. Cancel it instead."
                )
            )

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Who is written to is the contact."""
        return ["contact_id"]

    def _is_private(self):
        """Does the customer know nothing of one visit yet?"""
        return self.told_sequence < 0 and self.confirmation == "none"

    def action_cancel(self):
        """Cancelled by us: the day is free again."""
        self.filtered(lambda v: v.state == "planned").write({"state": "cancelled"})
        return True

    def action_cancel_for_customer(self):
        """The customer cancelled, by phone for example: late is late."""
        planned = self.filtered(lambda v: v.state == "planned")
        planned.write({"state": "cancelled", "cancelled_by": "customer"})
        return True

    def action_plan_again(self):
        """Take back that it was cancelled or done, where the week has a day for it."""
        self.filtered(lambda v: v.state != "planned").write({"state": "planned"})
        return True

    @api.model
    def get_unusual_days(self, date_from, date_to=None):
        """The days on which the level's calendar is closed, for the calendar's view.

        Without a contract: those on which no level with visits works.
        """
        first = fields.Date.to_date(date_from[:10])
        last = fields.Date.to_date((date_to or date_from)[:10])
        days = [
            first + period.DAY * number for number in range((last - first).days + 1)
        ]
        shown = self._get_calendars_shown()
        opened = set().union(*(self._get_open_days(each, days) for each in shown))
        return {
            fields.Date.to_string(day): bool(shown) and day not in opened
            for day in days
        }

    @api.model
    def _get_open_days(self, calendar, days):
        tz = calendar._support_zone()
        bounds = period.window_bounds(days[0], days[-1] + period.DAY, tz)
        periods = calendar._support_periods(*bounds)
        return {period.local_day(start, tz) for start, _stop in periods}

    @api.model
    def _get_calendars_shown(self):
        contracts = self.env["support.contract"]
        contract = contracts.browse(self.env.context.get("default_contract_id") or ())
        if contract.exists() and contract.has_access("read"):
            return contract.level_id.calendar_id
        levels = self.env["support.level"].search(
            Domain("visit_days_per_week", ">", 0)
            & Domain("company_id", "in", [False, *self.env.companies.ids])
        )
        return levels.calendar_id
