# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...tools.promise import visits
from ..known import guarded

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
DECIDES = (
    "contract_id",
    "user_id",
    "first_day",
    "last_day",
    "hour_from",
    "hour_to",
    *WEEKDAYS,
)
LONGEST = timedelta(days=366)
#: What is planned where nothing ends, until somebody says otherwise.
USUAL_SPAN = timedelta(weeks=8)


class SupportVisitPlan(models.Model):
    """Visits on the same days of every week: made together, taken back together.

    It shows beforehand what it adds and what it leaves out and why. Run again it adds
    what is missing, and nothing else. Taken back, what has been stays.
    """

    _name = "support.visit.plan"
    _description = "Plan of Visits"
    _inherit = ["mail.thread"]
    _order = "id desc"

    contract_id = fields.Many2one(
        "support.contract",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('phase', '=', 'confirmed'), ('visit_days_per_week', '>', 0)]",
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )

    first_day = fields.Date(required=True, default=fields.Date.context_today)
    last_day = fields.Date(required=True)
    monday = fields.Boolean()
    tuesday = fields.Boolean()
    wednesday = fields.Boolean()
    thursday = fields.Boolean()
    friday = fields.Boolean()
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    hour_from = fields.Float(string="From", required=True, default=9)
    hour_to = fields.Float(string="To", required=True, default=12)

    state = fields.Selection(
        [("draft", "Draft"), ("planned", "Planned"), ("taken_back", "Taken back")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    visit_ids = fields.One2many("support.visit", "plan_id", string="Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    add_count = fields.Integer(string="Visits to add", compute="_compute_preview")
    outcome_rows = fields.Json(readonly=True, copy=False)
    outcome = fields.Html(
        string="What it did", compute="_compute_outcome", sanitize=False
    )

    _hours_of_a_day = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "A visit begins before it ends, on one day.",
    )

    @api.depends("partner_id.name", "first_day", "last_day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            days = [plan.first_day, plan.last_day]
            days = " – ".join(format_date(self.env, day) for day in days if day)
            names = [plan.sudo().partner_id.name, days]
            plan.display_name = " · ".join(filter(None, names))

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        for plan in self:
            plan.visit_count = len(plan.visit_ids)

    @api.depends(*DECIDES)
    def _compute_preview(self):
        now = fields.Datetime.now()
        for plan in self:
            answers = plan._get_answers(now) if plan._is_complete() else []
            plan.add_count = len([a for a in answers if a.kind == visits.FREE])
            plan.preview = plan._render_rows(self._to_rows(answers))

    @api.depends("outcome_rows")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for plan in self:
            plan.outcome = plan._render_rows(plan.outcome_rows or [], True)

    @api.constrains("first_day", "last_day", *WEEKDAYS)
    def _check_days(self):
        for plan in self:
            if plan.last_day < plan.first_day:
                raise ValidationError(
                    self.env._("The last day cannot lie before the first day.")
                )
            if plan.last_day - plan.first_day > LONGEST:
                raise ValidationError(self.env._("Plan a year at most."))
            if not plan._get_weekdays():
                raise ValidationError(self.env._("Choose a day of the week."))

    @api.model
    def _open_planner(self, contract, first, last):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan visits"),
            "res_model": "support.visit.plan",
            "views": [
                (self.env.ref("support_sla.support_visit_plan_view_form").id, "form")
            ],
            "target": "new",
            "context": {
                "default_contract_id": contract.id,
                "default_first_day": first,
                "default_last_day": max(first, last or first + USUAL_SPAN),
            },
        }

    def action_plan(self):
        """Add the visits that are missing."""
        now = fields.Datetime.now()
        for plan in self:
            plan.check_access("write")
            # two who plan for one customer or one technician at once
            partners = plan.contract_id.partner_id | plan.sudo().user_id.partner_id
            partners._support_meet()
            plan._run(now)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _run(self, now):
        self.ensure_one()
        answers = self._get_answers(now)
        # one note to the technician, not one for each visit
        visits_model = self.env["support.visit"].with_context(
            mail_auto_subscribe_no_notify=True
        )
        created = visits_model.create(
            [
                {
                    "contract_id": self.contract_id.id,
                    "user_id": self.user_id.id,
                    "start_at": answer.slot.start,
                    "stop_at": answer.slot.stop,
                    "plan_id": self.id,
                    "planned_day": answer.slot.day,
                }
                for answer in answers
                if answer.kind == visits.FREE
            ]
        )
        self.write({"state": "planned", "outcome_rows": self._to_rows(answers)})
        if created and self.user_id != self.env.user:
            spoken = self.with_context(lang=self.user_id.lang or self.env.lang)
            spoken.message_post(
                body=spoken.env._(
                    "%(count)s visits are planned for you: %(plan)s",
                    count=len(created),
                    plan=spoken.display_name,
                ),
                partner_ids=self.user_id.partner_id.ids,
                message_type="notification",
                subtype_xmlid="mail.mt_note",
            )

    def action_take_back(self):
        """Take back the visits to come; what has been, and what was cancelled, stays.

        Those of which the customer knows are cancelled, the others are gone.
        """
        now = fields.Datetime.now()
        for plan in self:
            plan.check_access("write")
            planned = plan.visit_ids.filtered(
                lambda v: v.state == "planned" and v.start_at > now
            )
            private = planned.filtered(lambda v: v._is_private())
            (planned - private).action_cancel()
            private.sudo().unlink()
            plan.state = "taken_back"
            plan._message_log(
                body=self.env._(
                    "Taken back: %(gone)s deleted, %(cancelled)s cancelled.",
                    gone=len(private),
                    cancelled=len(planned - private),
                )
            )
        return True

    def unlink(self):
        return super(SupportVisitPlan, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_without_visits(self):
        if self.visit_ids:
            raise UserError(self.env._("Take the plan back before you delete it."))

    def action_view_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_visit_action"
        )
        return action | {"domain": [("plan_id", "=", self.id)]}

    # ------------------------------------------------------------------- its days

    def _is_complete(self):
        return (
            self.contract_id
            and self.user_id
            and self.first_day
            and self.last_day
            and self.first_day <= self.last_day <= self.first_day + LONGEST
            and 0 <= self.hour_from < self.hour_to <= 24
        )

    def _get_weekdays(self):
        return {number for number, name in enumerate(WEEKDAYS) if self[name]}

    def _get_answers(self, now):
        """Return the :class:`visits.Answer` for each of its days."""
        contract, technician = self.contract_id, self.user_id
        tz = contract._get_tz()
        slots = [
            *visits.weekly_slots(
                self.first_day,
                self.last_day,
                self._get_weekdays(),
                round(self.hour_from * 3600),
                round(self.hour_to * 3600),
                tz,
            )
        ]
        if not slots:
            return []
        diary = self.env["support.visit"]._get_diary(
            contract, technician, slots[0].start, slots[-1].stop, now
        )
        return visits.plan(slots, diary)

    @api.model
    def _to_rows(self, answers):
        """Return (day, kind, why) of each answer, to be read in any language."""
        rows = []
        for answer in answers:
            why = answer.why
            if answer.kind == visits.FULL:
                why = [fields.Date.to_string(day) for day in why]
            rows.append([fields.Date.to_string(answer.slot.day), answer.kind, why])
        return rows

    def _render_rows(self, rows, done=False):
        lines = [
            {
                "day": format_date(self.env, day, date_format="full"),
                "free": kind == visits.FREE,
                "words": self._say(kind, why, done),
            }
            for day, kind, why in rows
        ]
        added = len([line for line in lines if line["free"]])
        values = {"rows": lines, "added": added, "done": done}
        values["left_out"] = len(lines) - added
        return self.env["ir.qweb"]._render("support_sla.visit_plan_days", values)

    def _say(self, kind, name, done):
        """Say what happens on a day, and why."""
        who = self.user_id.name
        if kind == visits.FULL:
            days = map(fields.Date.to_date, name)
            days = self.env["support.visit"]._say_days(days)
            return self.env._("The week has its days: %s", days)
        if kind == visits.HOLIDAY and name:
            return self.env._("Holiday: %s", name)
        if kind == visits.ABSENT:
            if name:
                return self.env._("%(who)s is away: %(why)s", who=who, why=name)
            return self.env._("%s is away", who)
        if kind == visits.BUSY:
            if name:
                return self.env._("%(who)s is at %(where)s", who=who, where=name)
            return self.env._("%s is elsewhere", who)
        return {
            visits.FREE: self.env._("Added") if done else self.env._("Will be added"),
            visits.PAST: self.env._("It is over already"),
            visits.OUTSIDE: self.env._("Outside the contract or the implementation"),
            visits.THERE: self.env._("Has a visit already"),
            visits.DECLINED: self.env._("The customer cancelled this day"),
            visits.HOLIDAY: self.env._("Holiday"),
            visits.CLOSED: self.env._("Outside the hours of the level"),
        }[kind]
