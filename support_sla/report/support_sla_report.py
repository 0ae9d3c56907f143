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
    """Every deadline as a row to be counted: it selects stored facts, and
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
            "stage_id",
            "support_contract_id",
            "support_paused_at",
            "support_customer_id",
            "team_id",
            "user_id",
        ],
        "helpdesk.ticket.stage": ["closed"],
        "helpdesk.ticket.team": ["support_target"],
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
    judged_at = fields.Datetime(
        string="Judged at",
        readonly=True,
        help="When it was kept, or when it fell due and was not; empty while open.",
    )
    verdict = fields.Selection(verdicts.VERDICTS, readonly=True)
    urgency = fields.Selection(verdicts.URGENCIES, readonly=True)

    result = fields.Selection(
        RESULTS,
        readonly=True,
        help="What this promise came to: a broken one is missed or late, also while "
        "its ticket waits; a cancelled one is no longer owed, as its ticket was closed "
        "in time without it. The promises of archived tickets count as well.",
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
    kept_count = fields.Integer(string="Kept", readonly=True)
    judged_count = fields.Integer(
        string="Judged",
        readonly=True,
        help="Kept and broken ones: of so many the percentage is.",
    )
    broken_count = fields.Integer(string="Missed or late", readonly=True)
    target = fields.Float(
        string="Target of the team",
        readonly=True,
        aggregator="avg",
        help="What share of its promises the team wants to keep.",
    )
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
                (f.verdict = %(met)s AND NOT f.broken)::int AS kept_count,
                (f.verdict = %(met)s OR f.broken)::int AS judged_count,
                f.broken::int AS broken_count,
                CASE
                    WHEN f.broken THEN COALESCE(f.due_at, f.stopped_at)
                    WHEN f.verdict = %(met)s THEN f.stopped_at
                END AS judged_at,
                CASE
                    WHEN f.broken THEN 'broken'
                    WHEN f.verdict = %(met)s THEN 'kept'
                    WHEN f.verdict = %(cancelled)s OR f.asleep THEN 'cancelled'
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
        # What a closed ticket owes sleeps until it is reopened: it waits for nobody.
        asleep = SQL("(d.verdict IN %s AND s.closed IS TRUE)", verdicts.OPEN_VERDICTS)
        state = verdicts.row_state_sql(verdict, due, paused_at)
        urgency = verdicts.urgency_sql(state, aim, due, NOW)
        return SQL(
            """
            SELECT d.id, d.id AS deadline_id, d.ticket_id, d.company_id, d.level_id,
                d.metric, d.round, d.started_at, d.aim_at, d.due_at, d.stopped_at,
                d.verdict, t.team_id, t.user_id, t.partner_id,
                t.support_customer_id AS commercial_partner_id,
                t.support_contract_id AS contract_id, t.category_id, t.channel_id,
                t.priority, m.support_target AS target, %(asleep)s AS asleep,
                CASE WHEN d.verdict IN %(stopped)s
                    THEN d.working_seconds / 3600.0 END AS hours_used,
                CASE WHEN %(asleep)s THEN %(done)s ELSE %(urgency)s END AS urgency,
                (d.verdict = %(missed)s OR %(late)s) AS broken
            FROM support_deadline d
            JOIN helpdesk_ticket t ON t.id = d.ticket_id
            LEFT JOIN helpdesk_ticket_stage s ON s.id = t.stage_id
            LEFT JOIN helpdesk_ticket_team m ON m.id = t.team_id
            """,
            asleep=asleep,
            done=verdicts.DONE,
            stopped=verdicts.ENDED_VERDICTS,
            missed=verdicts.MISSED,
            urgency=urgency,
            late=verdicts.late_sql(verdict, due, NOW, paused_at),
        )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS %s", SQL.identifier(self._table), self._select)
        )
