# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.promise.period import DAY, add_months, day_start, local_day
from ..tools.promise.verdict import ENDED_VERDICTS

#: The stretches of time that are counted, each whole; the number is part of a row's id.
DAYS = {"7": 7, "30": 30, "90": 90, "365": 365}
SPANS = [
    ("7", "Last 7 days"),
    ("30", "Last 30 days"),
    ("90", "Last 90 days"),
    ("365", "Last 365 days"),
    ("month", "This month"),
    ("last_month", "Last month"),
]
USUAL = "30"


class Span(NamedTuple):
    """A stretch of time: naive UTC moments, the end is outside it or None."""

    number: int
    key: str
    since: object
    until: object


class Behind(NamedTuple):
    """What is behind a figure: its list, and by what a row finds its own there."""

    action: str
    moment: str
    customer: str


TICKETS = Behind(
    "helpdesk_mgmt.helpdesk_ticket_action", "create_date", "support_customer_id"
)
VISITS = Behind("support_sla.support_visit_action", "start_at", "partner_id")


class SupportCustomerLoad(models.Model):
    """Which customers give how much work: a row per customer, company and stretch of
    time, counted when it is read."""

    _name = "support.customer.load"
    _description = "Customers by Load"
    _auto = False
    _rec_name = "partner_id"
    _order = "ticket_count desc, over_count desc, id"
    _depends = {
        "helpdesk.ticket": [
            "company_id",
            "create_date",
            "support_customer_id",
            "support_quota_status",
        ],
        "support.deadline": ["metric", "ticket_id", "verdict", "working_seconds"],
        "support.visit": ["company_id", "hours", "partner_id", "start_at", "state"],
    }

    span = fields.Selection(
        SPANS,
        string="Time",
        readonly=True,
        help="Whole days of the company's zone, today among them. Without a choice it "
        "is the last 30 days.",
    )
    since = fields.Datetime(string="From", readonly=True)
    until = fields.Datetime(
        string="To", readonly=True, help="Not inside any more; empty: up to now."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        help="Whose the tickets are; empty: nobody's that we know.",
    )
    ticket_count = fields.Integer(
        string="Tickets",
        readonly=True,
        help="Tickets opened in that time, also those archived since.",
    )
    share = fields.Float(
        string="Of all tickets",
        readonly=True,
        help="Of all tickets that came to the company in that time.",
    )
    over_count = fields.Integer(
        string="Over quota",
        readonly=True,
        help="Those of the tickets that found no place in their quota.",
    )
    hours = fields.Float(
        string="Hours used",
        readonly=True,
        help="Time that the kept and missed promises of these tickets took, as each "
        "counts it and without pauses; of a ticket with several kinds of promises the "
        "kind that took longest.",
    )
    visit_hours = fields.Float(
        string="Hours of visits",
        readonly=True,
        help="Of the visits that were made in that time.",
    )

    @property
    def _table_query(self):
        spans = self._get_spans(fields.Datetime.now())
        return SQL(
            """
            SELECT (COALESCE(fact.partner_id, 0)::bigint * 65536 + fact.company_id) * 8
                    + span.number AS id,
                span.key AS span, span.since, span.until,
                fact.company_id, fact.partner_id,
                SUM(fact.tickets)::int AS ticket_count,
                SUM(fact.over)::int AS over_count,
                COALESCE(SUM(fact.seconds), 0) / 3600.0 AS hours,
                COALESCE(SUM(fact.visit_hours), 0) AS visit_hours,
                COALESCE(SUM(fact.tickets) / NULLIF(SUM(SUM(fact.tickets)) OVER (
                    PARTITION BY fact.company_id, span.key
                ), 0), 0) AS share
            FROM (VALUES %(spans)s) span (number, key, since, until)
            JOIN LATERAL (%(tickets)s UNION ALL %(visits)s) fact ON TRUE
            GROUP BY span.number, span.key, span.since, span.until,
                fact.company_id, fact.partner_id
            """,
            spans=SQL(", ").join(
                SQL("(%s, %s, %s::timestamp, %s::timestamp)", *span) for span in spans
            ),
            tickets=self._tickets_sql(),
            visits=self._visits_sql(),
        )

    @api.model
    def _get_spans(self, now):
        tz = self.env.company._support_get_zone()
        today = local_day(now, tz)
        first = today.replace(day=1)
        days = {key: (today - count * DAY, None) for key, count in DAYS.items()}
        days |= {"month": (first, None), "last_month": (add_months(first, -1), first)}
        return [
            Span(number, key, *(day and day_start(day, tz) for day in days[key]))
            for number, (key, _name) in enumerate(SPANS)
        ]

    def _tickets_sql(self):
        return SQL(
            """
            SELECT t.company_id, t.support_customer_id AS partner_id, 1 AS tickets,
                (t.support_quota_status = 'over')::int AS over,
                (
                    SELECT MAX(kind.seconds) FROM (
                        SELECT SUM(d.working_seconds) AS seconds
                          FROM support_deadline d
                         WHERE d.ticket_id = t.id AND d.verdict IN %(ended)s
                         GROUP BY d.metric
                    ) kind
                ) AS seconds,
                0 AS visit_hours
              FROM helpdesk_ticket t
             WHERE t.create_date >= span.since
               AND t.create_date < COALESCE(span.until, 'infinity')
            """,
            ended=ENDED_VERDICTS,
        )

    def _visits_sql(self):
        return SQL(
            """
            SELECT v.company_id, v.partner_id, 0, 0, 0, v.hours
              FROM support_visit v
             WHERE v.state = 'done' AND v.start_at >= span.since
               AND v.start_at < COALESCE(span.until, 'infinity')
            """
        )

    def _search(self, domain, *args, **kwargs):
        """Whoever names no stretch of time gets one: a sum of several says nothing."""
        domain = Domain(domain)
        named = {condition.field_expr for condition in domain.iter_conditions()}
        if not named & {"id", "span"}:
            domain &= Domain("span", "=", USUAL)
        return super()._search(domain, *args, **kwargs)

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            customer = row.partner_id.display_name
            row.display_name = customer or self.env._("Without customer")

    def action_view_tickets(self):
        """Show the tickets that a row counts."""
        return self._get_list(TICKETS)

    def action_view_over(self):
        """Show those of them that found no place."""
        return self._get_list(TICKETS, [("support_quota_status", "=", "over")])

    def action_view_visits(self):
        """Show the visits that were made."""
        return self._get_list(VISITS, [("state", "=", "done")])

    def _get_list(self, behind, also=()):
        self.ensure_one()
        domain = [
            *also,
            ("company_id", "=", self.company_id.id),
            (behind.customer, "=", self.partner_id.id),
            (behind.moment, ">=", fields.Datetime.to_string(self.since)),
        ]
        if self.until:
            domain.append((behind.moment, "<", fields.Datetime.to_string(self.until)))
        action = self.env["ir.actions.act_window"]._for_xml_id(behind.action)
        return action | {
            "name": self.display_name,
            "display_name": self.display_name,
            "domain": domain,
            "context": {"active_test": False},
            "views": [(False, "list"), (False, "form")],
        }
