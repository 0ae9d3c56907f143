# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date


class SupportStatementWordsMixin(models.AbstractModel):
    """A statement in words, in the language of the context."""

    _name = "support.statement.words.mixin"
    _description = "Support: a statement in words"

    def _say_month(self):
        """Return the month's name and year."""
        self.ensure_one()
        return format_date(self.env, self.month, date_format="MMMM y")

    def _say_share(self, part, whole, percent):
        """Say "12 of 13 (92 %)"; of few cases only how many there were."""
        words = {"part": part, "whole": whole, "percent": percent}
        if percent is None:
            return self.env._("%(part)s of %(whole)s", **words)
        return self.env._("%(part)s of %(whole)s (%(percent)s %%)", **words)

    def _get_lines(self):
        """Return what its mail says first, as sentences."""
        self.ensure_one()
        found = self.figures
        requests, first = found["requests"], found["metrics"][0]
        if not requests["opened"] and not first["promises"]:
            return [self.env._("You opened no request in this month.")]
        share = self._say_share(first["kept"], first["judged"], first["percent"])
        return [
            self.env._(
                "Requests: %(opened)s opened, %(closed)s closed, %(open)s open at the "
                "end.",
                opened=requests["opened"],
                closed=requests["closed"],
                open=requests["open_at_end"],
            ),
            self.env._("First answers within our promise: %(share)s.", share=share),
        ]
