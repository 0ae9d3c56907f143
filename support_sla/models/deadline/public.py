# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.promise.metrics import METRICS
from ...tools.time.iso import moment_text
from ..clock.arguments import read_choice, read_moment

USUAL_PRIORITY = "1"


class SupportLevel(models.Model):
    """What other software may ask of levels: by when a ticket would be answered."""

    _inherit = "support.level"

    @api.readonly
    def preview_deadline(self, moment=None, priority=None):
        """Return which deadlines a ticket would get that is opened at a moment.

        Planned as those of a ticket are, by hours and holidays of the caller's company;
        nothing is created. It asks no quota: a ticket that waits beyond it is owed
        nothing yet. Which levels may be asked, and which are without ``ids``, is as in
        ``get_comparison``.

        :param str moment: when it is opened, ``2026-03-02T15:00:00Z`` or with an offset
            (``2026-03-02T09:00:00-06:00``); without one now
        :param str priority: ``0`` (low) to ``3`` (very high); without one ``1``
        :returns: a list with one object per level, in the order of ``ids``:

            - ``level_id`` (number), ``level`` (text: its code), ``priority``
            - ``moment``: the moment that was asked for, in UTC
            - ``zone``: the time zone of the level's hours, ``America/Guatemala``
            - ``open``: whether it is in those hours; ``opens_at``: when they begin
              next, null if it is open or never
            - ``deadlines``: a list, empty if the level promises nothing, of ``metric``
              (``first_response``, ``next_response``, ``resolution``), ``unit``
              (``working_hours``, ``working_days``, ``elapsed_hours``), ``aim`` and
              ``commitment`` (numbers of it), ``aim_at`` and ``due_at`` (moments in
              UTC). A next response counts from the customer's next message: here as if
              that came at the moment
        :raises UserError: an argument is not as described
        :raises AccessError: the caller may not see one of the levels
        :raises MissingError: one of the levels does not exist
        """
        now = fields.Datetime.now()
        levels, _own = self._get_seen(now)
        start = read_moment(levels.env, moment, now)
        priorities = (
            self.env["support.level.target"]._fields["priority"].get_values(self.env)
        )
        priority = USUAL_PRIORITY if priority is None else priority
        read_choice(levels.env, priority, priorities)
        company = self.env.company
        return [level._get_preview(company, start, priority) for level in levels]

    def _get_preview(self, company, start, priority):
        self.ensure_one()
        calendar = self.calendar_id.with_company(company)
        is_open = calendar._support_is_open(start)
        opens_at = not is_open and calendar._support_next_opening(start)
        rows = [
            self.env["support.deadline"]._get_promised(
                self, company, metric, priority, start
            )
            for metric in METRICS
        ]
        return {
            "level_id": self.id,
            "level": self.code,
            "priority": priority,
            "moment": moment_text(start),
            "zone": calendar.tz or "UTC",
            "open": bool(is_open),
            "opens_at": moment_text(opens_at),
            "deadlines": [
                {
                    "metric": row.metric,
                    "unit": row.unit,
                    "aim": row.aim,
                    "commitment": row.commitment,
                    "aim_at": moment_text(row.aim_at),
                    "due_at": moment_text(row.due_at),
                }
                for row in rows
                if row
            ],
        }
