# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import format_date, format_time

from ...models.clock.zone_words import to_local
from ...tools.time import explain
from ...tools.time.clock import ELAPSED_HOURS, WORKING_DAYS


class SupportExplanation(models.AbstractModel):
    """A promise and its dates in words, in the calendar's own time zone."""

    _name = "support.explanation"
    _description = "Support Explanation"

    @api.model
    def _get_lines(self, calendar, unit, start, marks, pauses):
        """Return the explain.Line that lead from a start to the last of some marks.

        :param marks: (naive UTC moment, text), the start among them
        :param pauses: (from, to, text)
        """
        until = max(moment for moment, _text in marks)
        if unit == ELAPSED_HOURS:
            periods, holidays = [(start, until)], []
        else:
            periods = calendar._support_periods(start, until)
            holidays = calendar._support_named_holidays(start, until)
        pauses = [
            (max(begin, start), min(end, until), text)
            for begin, end, text in pauses
            if begin < until and end > start
        ]
        return explain.explain(periods, holidays, pauses, marks)

    @api.model
    def _render_lines(self, calendar, lines):
        """Return the lines as an HTML table with running totals."""
        zone = calendar.tz or "UTC"
        rows, before = [], 0
        for line in lines:
            if line.kind == explain.WORK and not line.seconds:
                continue
            total = round(line.total / 60)  # a total is the sum of what is shown
            adds = self._get_duration(total - before) if line.seconds else ""
            rows.append(
                {
                    "kind": line.kind,
                    "when": self._get_span(line.start, line.stop, zone),
                    "what": self._get_what(line),
                    "adds": adds,
                    "total": self._get_duration(total),
                }
            )
            before = total
        return self.env["ir.qweb"]._render(
            "support_sla.explanation_table", {"rows": rows, "zone": zone}
        )

    def _get_what(self, line):
        if line.kind == explain.WORK:
            return self.env._("Counted")
        if line.kind == explain.HOLIDAY:
            return self.env._(
                "Holiday: %(name)s", name=line.key or self.env._("closed")
            )
        return line.key

    # Words

    def _get_promise(self, promise):
        """Return a range in words: "24 to 48 working hours"."""
        aim, commitment = f"{promise.aim:g}", f"{promise.commitment:g}"
        if promise.unit == WORKING_DAYS:
            return self.env._(
                "%(aim)s to %(commitment)s working days", aim=aim, commitment=commitment
            )
        if promise.unit == ELAPSED_HOURS:
            return self.env._(
                "%(aim)s to %(commitment)s hours, day and night",
                aim=aim,
                commitment=commitment,
            )
        return self.env._(
            "%(aim)s to %(commitment)s working hours", aim=aim, commitment=commitment
        )

    def _get_duration(self, minutes):
        """Return minutes in words, "2 h 30 min": nobody promises by the second."""
        hours, minutes = divmod(minutes, 60)
        if minutes:
            return self.env._(
                "%(hours)d h %(minutes)d min", hours=hours, minutes=minutes
            )
        return self.env._("%(hours)d h", hours=hours)

    def _get_moment(self, moment, zone):
        local = to_local(moment, zone)
        return self.env._(
            "%(date)s, %(time)s",
            date=format_date(self.env, local.date(), date_format="EEE d MMM y"),
            time=format_time(self.env, local.time(), time_format="short"),
        )

    def _get_span(self, start, stop, zone):
        if start == stop:
            return self._get_moment(start, zone)
        first, last = to_local(start, zone), to_local(stop, zone)
        if first.date() == last.date():
            end = format_time(self.env, last.time(), time_format="short")
        else:
            end = self._get_moment(stop, zone)
        return f"{self._get_moment(start, zone)} – {end}"
