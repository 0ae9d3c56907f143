# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models, tools
from odoo.tools import SQL

from ..tools.promise import metrics
from ..tools.promise import verdict as verdicts

NOW = SQL("(now() AT TIME ZONE 'utc')")
RESULTS = [
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("open", "Open"),
    ("cancelled", "Cancelled"),
]


class SupportSlaReport(models.Model):
    """Every deadline as a row to be counted (SPEC 14): it selects stored facts, and
    quotes verdict.py where the answer depends on now."""

    _name = "support.sla.report"
    _description = "Support Compliance"
    _auto = False
    _rec_name = "ticket_id"
    _order = "started_at desc, id desc"
    _depends = {
        "support.deadline": [
            "aim_at",
            "company_id",
            "due_at",
            "level_id",
            "metric",
            "round",
            "started_at",
            "stopped_at",
            "ticket_id",
            "verdict",
            "working_seconds",
        ],
        "helpdesk.ticket": [
            "category_id",
            "channel_id",
            "partner_id",
            "priority",
            "support_contract_id",
            "support_paused_at",
            "support_customer_id",
            "team_id",
            "user_id",
        ],
    }

    deadline_id = fields.Many2one("support.deadline", readonly=True)
    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True
    )
    contract_id = fields.Many2one("support.contract", readonly=True)
    level_id = fields.Many2one("support.level", readonly=True)
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True)
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True)
    priority = fields.Selection(
        lambda self: self.env["helpdesk.ticket"]._fields["priority"].selection,
        readonly=True,
    )

    metric = fields.Selection(metrics.SELECTION, readonly=True)
    round = fields.Integer(readonly=True, aggregator=None)
    started_at = fields.Datetime(string="Counted from", readonly=True)
    aim_at = fields.Datetime(readonly=True)
    due_at = fields.Datetime(readonly=True)
    stopped_at = fields.Datetime(readonly=True)
    verdict = fields.Selection(verdicts.VERDICTS, readonly=True)
    urgency = fields.Selection(verdicts.URGENCIES, readonly=True)

    result = fields.Selection(
        RESULTS,
        readonly=True,
        help="What this promise came to: a broken one is missed or late, also while "
        "its ticket waits. The promises of archived tickets count as well.",
    )
    within_aim = fields.Float(
        string="Within the aim",
        readonly=True,
        aggregator="avg",
        help="1 when it was done by the aim, 0 when later or late; empty while open.",
    )
    kept = fields.Float(
        string="Promise kept",
        readonly=True,
        aggregator="avg",
        help="1 when it was done in time, 0 when missed or late; empty while open.",
    )
    broken_count = fields.Integer(string="Missed or late", readonly=True)
    hours_used = fields.Float(
        string="Hours used",
        readonly=True,
        aggregator="avg",
        help="Time of the kind the promise counts, from start to stop without pauses.",
    )

    @property
    def _select(self):
        return SQL(
            """
            SELECT f.*,
                CASE WHEN f.broken THEN 0 WHEN f.verdict = %(met)s THEN 1 END AS kept,
                CASE
                    WHEN f.broken THEN 0
                    WHEN f.verdict = %(met)s AND f.stopped_at <= f.aim_at THEN 1
                    WHEN f.verdict = %(met)s THEN 0
                END AS within_aim,
                f.broken::int AS broken_count,
                CASE
                    WHEN f.broken THEN 'broken'
                    WHEN f.verdict = %(met)s THEN 'kept'
                    WHEN f.verdict = %(cancelled)s THEN 'cancelled'
                    ELSE 'open'
                END AS result
            FROM (%(facts)s) f
            """,
            met=verdicts.MET,
            cancelled=verdicts.CANCELLED,
            facts=self._facts,
        )

    @property
    def _facts(self):
        """One row per deadline, with what verdict.py says of it now."""
        verdict, aim, due = SQL("d.verdict"), SQL("d.aim_at"), SQL("d.due_at")
        paused_at = SQL("t.support_paused_at")
        state = verdicts.row_state_sql(verdict, due, paused_at)
        return SQL(
            """
            SELECT d.id, d.id AS deadline_id, d.ticket_id, d.company_id, d.level_id,
                d.metric, d.round, d.started_at, d.aim_at, d.due_at, d.stopped_at,
                d.verdict, t.team_id, t.user_id, t.partner_id,
                t.support_customer_id AS commercial_partner_id,
                t.support_contract_id AS contract_id, t.category_id, t.channel_id,
                t.priority,
                CASE WHEN d.verdict IN %(stopped)s
                    THEN d.working_seconds / 3600.0 END AS hours_used,
                %(urgency)s AS urgency,
                (d.verdict = %(missed)s OR %(late)s) AS broken
            FROM support_deadline d
            JOIN helpdesk_ticket t ON t.id = d.ticket_id
            """,
            stopped=verdicts.ENDED_VERDICTS,
            missed=verdicts.MISSED,
            urgency=verdicts.urgency_sql(state, aim, due, NOW),
            late=verdicts.late_sql(verdict, due, NOW, paused_at),
        )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS %s", SQL.identifier(self._table), self._select)
        )
