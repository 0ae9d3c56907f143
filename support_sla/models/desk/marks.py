# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.promise import metrics
from ...tools.promise import verdict as verdicts
from ...tools.time.clock import ELAPSED_HOURS
from ..deadline.state_words import span


class SupportMarksMixin(models.AbstractModel):
    """Both marks of what is owed first, and the working time that is left until then.

    Moments are UTC: who reads them sees them as every date beside them, in the zone of
    their browser.
    """

    _name = "support.marks.mixin"
    _description = "Support: dates of a promise"

    support_marks = fields.Json(
        string="Dates of the promise",
        compute="_compute_support_marks",
        groups="base.group_user",
        help="Of what is due first. What was counted was so at the moment it was read.",
    )

    @api.depends("support_clock_state", "support_due_soon_at", "support_next_due_at")
    @api.depends_context("lang")
    def _compute_support_marks(self):
        """``ends`` is the act that ends it (a key of the metrics); ``due`` and ``aim``
        are UTC moments, ``worked`` the working time left, or by which it is late, in
        words; ``opens`` the UTC moment until which it is outside hours. Empty ones are
        left out. One query for any number."""
        now = fields.Datetime.now()
        owed = self._support_first_owed()
        for ticket in self:
            row = owed.get(ticket._origin.id)
            ticket.support_marks = row and ticket._support_marks_of(row, now)

    def _support_first_owed(self):
        """Return ``{ticket id: row}``, of each the open row that is due first."""
        rows = self.env["support.deadline"].sudo()
        domain = [
            ("ticket_id", "in", self._origin.ids),
            ("verdict", "in", verdicts.OPEN_VERDICTS),
            ("due_at", "!=", False),
        ]
        found = rows.search(domain, order="due_at desc, id desc")
        return {row.ticket_id.id: row for row in found}

    def _support_marks_of(self, row, now):
        marks = {
            "ends": metrics.METRICS[row.metric].ends,
            "due": fields.Datetime.to_string(row.due_at),
        }
        if row.aim_at and row.aim_at != row.due_at:
            marks["aim"] = fields.Datetime.to_string(row.aim_at)
        if row.verdict == verdicts.RUNNING and row.unit != ELAPSED_HOURS:
            marks |= self._support_hours_of(row, now)
        return marks

    def _support_hours_of(self, row, now):
        """Working time between now and the commitment, either way; and, outside hours,
        when they begin again."""
        calendar = row._get_clock()
        worked = calendar._support_elapsed(*sorted((now, row.due_at)))
        time = span(self.env, worked)
        hours = {"worked": self.env._("%(time)s of working time", time=time)}
        if not calendar._support_is_open(now):
            opens = calendar._support_next_opening(now)
            hours["opens"] = fields.Datetime.to_string(opens) if opens else False
        return hours
