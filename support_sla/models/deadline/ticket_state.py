# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.promise import metrics, states
from ...tools.promise import verdict as verdicts

STATE_LABELS = [
    (verdicts.LATE, "Late"),
    (states.LATE_WAITING, "Late and waiting"),
    (verdicts.DUE_SOON, "Due soon"),
    (verdicts.ON_TRACK, "On track"),
    (states.PAUSED_SOON, "Paused when it was due soon"),
    (verdicts.PAUSED, "Paused"),
    (states.OUR_TURN, "Our turn"),
    (states.WAITING, "Waiting"),
    (states.ANSWERED_LATE, "Answered late"),
    (states.ANSWERED, "Answered"),
    (states.CLOSED_LATE, "Closed, a promise was broken"),
    (states.CLOSED, "Closed"),
    (verdicts.NONE, "No promise"),
]


class SupportStateMixin(models.AbstractModel):
    """What people see of a ticket's promise: one of the table of states."""

    _name = "support.state.mixin"
    _description = "Support: state of a ticket's promise"

    support_state = fields.Selection(
        STATE_LABELS, string="State of the promise", compute="_compute_support_state"
    )
    support_past = fields.Json(
        string="How its promise went",
        compute="_compute_support_past",
        help="Of promises that are over: the act that ended the one that counts, the "
        "seconds it took, and those it came too late.",
    )

    @api.depends(
        "support_deadline_ids.verdict",
        "support_deadline_ids.stopped_at",
        "support_first_response_at",
    )
    def _compute_support_past(self):
        ended = self.env["support.deadline"].sudo()
        names = ["ticket_id", "metric", "started_at", "due_at", "stopped_at", "verdict"]
        domain = [
            ("ticket_id", "in", self.ids),
            ("verdict", "in", verdicts.ENDED_VERDICTS),
        ]
        rows = ended.search_fetch(domain, names, order="stopped_at, id")
        by_ticket = rows.grouped("ticket_id")
        for ticket in self:
            past = states.past_of(
                (
                    ticket._support_act(row),
                    row.started_at,
                    row.due_at,
                    row.stopped_at,
                    row.verdict == verdicts.MISSED,
                )
                for row in by_ticket.get(ticket._origin, ())
            )
            ticket.support_past = past and past._asdict()

    def _support_act(self, row):
        """By what a promise ended. Who closes a ticket answers nobody."""
        self.ensure_one()
        if row.metric not in metrics.that_end(metrics.ANSWER):
            return states.SOLUTION
        answered = self.support_first_response_at
        return states.ANSWER if answered else states.NOBODY

    @api.depends(
        "closed",
        "support_clock_state",
        "support_due_soon_at",
        "support_next_due_at",
        "support_past",
        "support_paused_at",
        "support_unanswered_since",
    )
    def _compute_support_state(self):
        now = fields.Datetime.now()
        for ticket in self:
            facts = states.Facts(
                ticket.support_clock_state,
                ticket.support_due_soon_at,
                ticket.support_next_due_at,
                ticket.support_paused_at,
                ticket.closed,
                ticket.support_unanswered_since,
                bool((ticket.support_past or {}).get("late")),
            )
            ticket.support_state = states.state_of(facts, now)

    def action_support_explain(self):
        """Explain the date that the badge speaks of: of what is owed what is due
        first, else of what is over what ended last."""
        self.ensure_one()
        rows = self.support_deadline_ids
        owed = rows._get_open().sorted("due_at")[:1]
        over = rows.filtered("stopped_at").sorted("stopped_at")[-1:]
        return (owed or over).action_explain() if owed or over else False
