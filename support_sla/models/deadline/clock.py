# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a ticket's life asks of calendars, which only the database knows."""

from ...tools.time.clock import ELAPSED_HOURS


class Clock:
    """Plans and measures by the calendars of one company."""

    def __init__(self, env, company_id, calendar_id):
        self._calendars = env["resource.calendar"].sudo().with_company(company_id)
        self._deadlines = env["support.deadline"].sudo()
        self._own = calendar_id

    def plan(self, row, holes):
        """One whose calendar was deleted keeps the dates it has."""
        if not row.calendar_id and row.unit != ELAPSED_HOURS:
            return row
        level = self._level(row)
        marks = self._deadlines._get_marks(
            level, self._get(row.calendar_id), row.metric, row.started_at, row, holes
        )
        return row._replace(**marks)

    def replan(self, row, holes):
        """The same by the calendar that the row's level has today."""
        calendar_id = self._level(row).calendar_id.id or row.calendar_id
        return self.plan(row._replace(calendar_id=calendar_id), holes)

    def used(self, row, until, holes):
        calendar = self._get(row.calendar_id)
        return calendar._support_used(row.started_at, until, row.unit, holes)

    def worked(self, start, stop):
        return self._get(self._own)._support_elapsed(start, stop)

    def _level(self, row):
        return self._deadlines.level_id.browse(row.level_id or ())

    def _get(self, calendar_id):
        return self._calendars.browse(calendar_id or ())
