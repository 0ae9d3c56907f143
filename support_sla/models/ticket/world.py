# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a ticket's life asks, which only the database knows."""


class World:
    """Answers the questions of one ticket's life (``tools.life.life``)."""

    def __init__(self, ticket, clock):
        self._ticket, self._clock = ticket, clock
        self.used, self.worked = clock.used, clock.worked

    @property
    def holds(self):
        return self._ticket.support_held

    @property
    def level_id(self):
        return self._ticket.support_level_id.id or None

    def plan(self, row, holes):
        return self._quiet(self._clock.plan(row, holes))

    def replan(self, row, holes):
        return self._quiet(self._clock.replan(row, holes))

    def promise(self, metric, start, number, holes):
        row = self._ticket._support_promised(metric, start, number, holes)
        return row and self._quiet(row)

    def silence(self, since, **reminded):
        return self._ticket._support_silence_values(since, **reminded)

    def _quiet(self, row):
        """What was put aside alerts nobody."""
        return row if self._ticket.active else row._replace(alerts={})
