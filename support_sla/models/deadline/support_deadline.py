# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.life.rows import Row
from ...tools.promise import metrics
from ...tools.promise import verdict as verdicts
from ...tools.promise.escalation import before_breach
from .writer import Writer


class SupportDeadline(models.Model):
    """The hand-over: one row per ticket, metric and round (specification 6).

    A row keeps the promise it was given (calendar, unit, aim, commitment) beside the
    facts, so that it can be planned again without asking anybody. All moments are
    naive UTC. What depends on *now* (late, due soon) is answered on reading.
    """

    _name = "support.deadline"
    _description = "Support Deadline"
    _inherit = ["support.alert.mixin"]
    _order = "due_at, id"
    _rec_name = "metric"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="ticket_id.company_id",
        store=True,
        precompute=True,
        required=True,
    )
    metric = fields.Selection(metrics.SELECTION, required=True)
    round = fields.Integer(default=1, required=True)

    level_id = fields.Many2one("support.level", ondelete="restrict")
    calendar_id = fields.Many2one("resource.calendar", ondelete="set null")
    unit = fields.Char(help="Unit of the promise, as on the level's target.")
    aim = fields.Float(help="How much of the unit we want to take.")
    commitment = fields.Float(help="How much of the unit we promised to take.")

    started_at = fields.Datetime(required=True)
    aim_at = fields.Datetime(string="Aim at", help="By when we want to have done it.")
    due_at = fields.Datetime(
        string="Due at", help="By when we promised. Late means strictly later."
    )
    planned_by = fields.Char(
        help="Of which level, for which company and by which hours and holidays the "
        "dates were planned. Where that is no more so, they are planned again."
    )
    stopped_at = fields.Datetime()
    verdict = fields.Selection(
        verdicts.VERDICTS, required=True, default=verdicts.RUNNING
    )
    urgency = fields.Selection(verdicts.URGENCIES, compute="_compute_urgency")
    working_seconds = fields.Integer(
        string="Time used",
        help="Seconds of the kind the unit counts, from start to stop without pauses.",
    )

    cancel_reason = fields.Char(
        string="Cancelled because",
        readonly=True,
        help="Why a manager took the promise back: it is counted no more.",
    )

    _round_unique = models.UniqueIndex(
        "(ticket_id, metric, round)",
        "A ticket has one deadline per metric and round.",
    )
    _open_plan_idx = models.Index(
        "(planned_by, id) WHERE verdict IN ('running', 'paused')"
    )
    _ended_idx = models.Index("(stopped_at) WHERE stopped_at IS NOT NULL")

    def action_explain(self):
        """Open the dialog that says why the dates fall where they do."""
        self.ensure_one()
        explain = self.env["support.deadline.explain"].create({"deadline_id": self.id})
        dialog = self._get_dialog(explain._name, self.env._("Explain this deadline"))
        return dialog | {"res_id": explain.id}

    def action_take_back(self):
        """Open the dialog in which a manager says why a promise is cancelled."""
        self.ensure_one()
        cancel = "support.deadline.cancel"
        dialog = self._get_dialog(cancel, self.env._("Cancel this promise"))
        return dialog | {"context": {"default_deadline_id": self.id}}

    @api.model
    def _get_dialog(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
        }

    @api.depends("verdict", "aim_at", "due_at", "ticket_id.support_paused_at")
    def _compute_urgency(self):
        now = fields.Datetime.now()
        for row in self:
            paused_at = row.ticket_id.support_paused_at
            state = verdicts.row_state(row.verdict, row.due_at, paused_at)
            row.urgency = verdicts.urgency(state, row.aim_at, row.due_at, now)

    def _is_late(self, now):
        """Whether it is open past its commitment, also while its ticket waits."""
        self.ensure_one()
        paused_at = self.ticket_id.support_paused_at
        return verdicts.is_late(self.verdict, self.due_at, now, paused_at)

    def _get_open(self):
        return self.filtered(lambda d: d.verdict in verdicts.OPEN_VERDICTS)

    def _get_clock(self):
        """Return the calendar as the row's own company keeps it: its holidays."""
        self.ensure_one()
        return self.calendar_id.with_company(self.company_id)

    def _as_row(self):
        """Return one record as a value."""
        self.ensure_one()
        return Row(
            metric=self.metric,
            round=self.round,
            level_id=self.level_id.id or None,
            calendar_id=self.calendar_id.id or None,
            unit=self.unit,
            aim=self.aim,
            commitment=self.commitment,
            started_at=self.started_at,
            aim_at=self.aim_at or None,
            due_at=self.due_at or None,
            verdict=self.verdict,
            taken_back=bool(self.cancel_reason),
        )

    @api.model
    def _get_promised(
        self, level, company, metric, priority, start, number=1, holes=()
    ):
        """Return the Row that a level promises a company's ticket of a priority, for a
        metric from a start (naive UTC); None: nothing is."""
        promise = level._get_promise(metric, priority)
        if not promise:
            return None
        calendars = self.env["resource.calendar"].sudo().with_company(company)
        marks = self._get_marks(
            level, calendars.browse(promise.calendar_id), metric, start, promise, holes
        )
        if not marks["due_at"]:
            return None
        return Row(
            metric, number, level.id, started_at=start, **promise._asdict(), **marks
        )

    @api.model
    def _get_marks(self, level, calendar, metric, start, promise, holes=()):
        """Return where a promise falls: ``aim_at``, ``due_at`` (None: never),
        ``alerts``, the moments of the level's steps, and what it was planned by.

        :param promise: has unit, aim and commitment: a Promise, or a row that keeps it
        :param holes: pairs of naive UTC moments that do not count
        """
        aim_at, due_at = (
            calendar._support_due(start, amount, promise.unit, holes) or None
            for amount in (promise.aim, promise.commitment)
        )
        holding = before_breach(holes, due_at)
        alerts = self._get_alert_moments(
            level, calendar, metric, start, promise, holding
        )
        return {
            "aim_at": aim_at,
            "due_at": due_at,
            "alerts": alerts,
            "planned_by": self._get_plan_key(level, calendar),
        }

    @api.model
    def _get_plan_key(self, level, calendar):
        """Return what names a level, a company and the hours and holidays by which
        dates are planned: a text that is another one when any of them is."""
        company = calendar.env.company
        level_id = level.id if level else 0
        return f"{level_id}.{company.id}.{calendar._support_fingerprint()}"

    @api.model
    def _clocks_written(self, sheets, now):
        """Rows and pauses of tickets were written just now: for rooms below, which tell
        of what is in them.

        :param sheets: ``{ticket: Sheet}``
        """

    def _take_back(self, reason, now):
        """A manager cancels a promise, also one that is broken; its ticket tells who
        and why."""
        self.ensure_one()
        if self.verdict in (verdicts.MET, verdicts.CANCELLED):
            raise UserError(
                self.env._("Only what is owed or was missed can be cancelled.")
            )
        Writer(self.env).take_back(self, reason, now)
        labels = self._fields["metric"]._description_selection(self.env)
        text = self.env._(
            "The promise “%(metric)s” was cancelled: %(reason)s",
            metric=dict(labels)[self.metric],
            reason=reason,
        )
        self.ticket_id.sudo()._message_log(
            body=text, author_id=self.env.user.partner_id.id
        )
