# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import models

from ...tools.promise.verdict import OPEN_VERDICTS
from .numbers import as_number, both, count_by

PAST_DAYS = 30
#: Of fewer cases a percentage says nothing.
FEWEST = 5
KEPT = [("result", "=", "kept")]
DECIDED = [("result", "in", ["kept", "broken"])]


class SupportBoard(models.AbstractModel):
    """How the promises of the last days went, per level, against what teams aim at."""

    _inherit = "support.board"

    def _get_past(self, reader):
        """Return a row per level, with numbers of ``support.sla.report``.

        The target of a level is that of the teams whose tickets they were, each weighed
        by its cases.
        """
        since = reader.starts(reader.day(-PAST_DAYS))
        base = both([("judged_at", ">=", since)], DECIDED, self._get_scope(reader))
        # whatever was judged since then: said so that indexes find it
        ended = [("stopped_at", ">=", since)]
        found = both(base, ["|", *ended, ("verdict", "in", OPEN_VERDICTS)])
        rows = count_by(
            self.env["support.sla.report"], found, [KEPT, []], ["level_id", "team_id"]
        )
        levels = defaultdict(list)
        for level, team, kept, total in rows:
            levels[level].append((team, kept, total))
        self.env["support.level"].browse(filter(None, levels)).fetch(["name", "rank"])
        targets = {team.id: team.support_target for team in reader.teams}
        found = self.env["support.level"].browse(filter(None, levels))
        names = {level.id: level.name for level in found}
        order = [level.id for level in found.sorted("rank")]
        return [
            self._get_kept(level, names.get(level), levels[level], targets, base)
            for level in [*order, *(levels.keys() - names.keys())]
        ]

    def _get_kept(self, level, name, cases, targets, base):
        usual = self.env["helpdesk.ticket.team"]._fields["support_target"].default
        kept = sum(kept for _team, kept, _total in cases)
        total = sum(total for _team, _kept, total in cases)
        aimed = sum(n * targets.get(team, usual(None)) for team, _kept, n in cases)
        here = both(base, [("level_id", "=", level or False)])
        return {
            "id": level or False,
            "name": name or self.env._("Without a level"),
            "kept": as_number(kept, both(here, KEPT)),
            "total": as_number(total, here),
            "percent": total >= FEWEST and round(100 * kept / total, 1),
            "target": round(100 * aimed / total, 1),
            "reached": kept >= aimed,
        }
