# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.promise import metrics
from ...tools.promise import verdict as verdicts
from ...tools.time.clock import ELAPSED_HOURS
from ..clock.zone_words import name_place, say_briefly
from ..deadline.state_words import span


class SupportMarksMixin(models.AbstractModel):
    """Both marks of what is owed first, as dates of the reader's, and the working time
    that is left until then."""

    _name = "support.marks.mixin"
    _description = "Support: dates of a promise in words"

    support_marks = fields.Json(
        string="Dates of the promise",
        compute="_compute_support_marks",
        groups="base.group_user",
        help="In words and in the reader's zone; what was counted was so at the moment "
        "it was read.",
    )

    @api.depends("support_clock_state", "support_due_soon_at", "support_next_due_at")
    @api.depends_context("lang", "tz", "uid")
    def _compute_support_marks(self):
        """Texts ``by``, ``was`` (of what is late), ``aim``, ``worked`` (working time left,
        or by which it is late), ``shut`` (it is outside hours) with ``opens``, the UTC
        moment until when; one query for any number."""
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
        tz = self._support_desk_zone()
        due = say_briefly(self.env, row.due_at, tz, now)
        marks = {
            "by": self._support_by_words(row.metric, due),
            "was": self.env._("was due %(moment)s", moment=due),
            "place": self.env._("Time of %(place)s", place=name_place(self.env, tz)),
        }
        if row.aim_at and row.aim_at != row.due_at:
            aim = say_briefly(self.env, row.aim_at, tz, now)
            marks["aim"] = self.env._("aim %(moment)s", moment=aim)
        if row.verdict == verdicts.RUNNING and row.unit != ELAPSED_HOURS:
            marks |= self._support_hours_of(row, now, tz)
        return marks

    def _support_by_words(self, metric, moment):
        if metric in metrics.that_end(metrics.ANSWER):
            return self.env._("Answer by %(moment)s", moment=moment)
        return self.env._("Solve by %(moment)s", moment=moment)

    def _support_hours_of(self, row, now, tz):
        """Working time between now and the commitment, either way; and, outside hours,
        when they begin again."""
        calendar = row._get_clock()
        worked = calendar._support_elapsed(*sorted((now, row.due_at)))
        hours = {
            "worked": self.env._(
                "%(time)s of working time", time=span(self.env, worked)
            )
        }
        opens = (
            not calendar._support_is_open(now) and calendar._support_next_opening(now)
        )
        if opens:
            hours["opens"] = fields.Datetime.to_string(opens)
            hours["shut"] = self.env._(
                "outside hours, opens %(moment)s",
                moment=say_briefly(self.env, opens, tz, now),
            )
        return hours

    def _support_desk_zone(self):
        """Return the reader's zone, as Odoo's own dates are shown; else the company's."""
        user = self.env.user
        zones = self.env.context.get("tz"), user.tz, user.company_id.partner_id.tz
        return next(filter(None, zones), "UTC")
