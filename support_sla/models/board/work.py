# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.promise import verdict as verdicts
from .numbers import as_number, both, count_by
from .support_board import OPEN

MOST_NEXT = 5
LATE = [("support_urgency", "=", verdicts.LATE)]
DUE_SOON = [("support_urgency", "=", verdicts.DUE_SOON)]
OUR_TURN = [("support_unanswered_since", "!=", False)]
WAITING = [("support_waiting_for", "!=", False)]
UNASSIGNED = [("user_id", "=", False)]
OVER_QUOTA = [("support_quota_status", "=", "over")]
TEAM_NUMBERS = {
    "open": [],
    "late": LATE,
    "due_soon": DUE_SOON,
    "unassigned": UNASSIGNED,
    "waiting": WAITING,
    "over_quota": OVER_QUOTA,
}
NEXT_FIELDS = [
    "number",
    "name",
    "support_clock_state",
    "support_due_soon_at",
    "support_next_due_at",
]
CUSTOMER_FIELDS = ["support_customer_id", "partner_id", "partner_name", "partner_email"]


class SupportBoard(models.AbstractModel):
    """My work, and the teams: both from one count of what is open."""

    _inherit = "support.board"

    def _work_domains(self, reader):
        user = self.env.user
        mine = [("user_id", "=", user.id)]
        tomorrow = reader.starts(reader.day(1))
        today = [
            ("support_urgency", "in", [verdicts.DUE_SOON, verdicts.ON_TRACK]),
            ("support_next_due_at", "<", tomorrow),
        ]
        my_teams = ["|", ("team_id.user_ids", "in", user.ids)]
        my_teams += [("team_id.user_id", "=", user.id)]
        return {
            "late": both(OPEN, mine, LATE),
            "due_today": both(OPEN, mine, today),
            "our_turn": both(OPEN, mine, OUR_TURN),
            "waiting": both(OPEN, mine, WAITING),
            "unassigned": both(OPEN, UNASSIGNED, my_teams),
        }

    def _count_by_team(self, reader):
        """Return ``{team's id: {number: count}}`` of what is open, with the reader's
        own among it; None is no team."""
        work = self._work_domains(reader)
        domains = {("team", name): domain for name, domain in TEAM_NUMBERS.items()}
        domains |= {("work", name): domain for name, domain in work.items()}
        base = OPEN
        if not reader.manager:
            theirs = [("team_id", "in", reader.teams.ids)]
            base = both(OPEN, ["|", ("user_id", "=", self.env.uid), *theirs])
        rows = count_by(
            self.env["helpdesk.ticket"], base, domains.values(), ["team_id"]
        )
        return {team: dict(zip(domains, counts, strict=True)) for team, *counts in rows}

    def _get_work(self, reader, by_team):
        numbers = {
            name: as_number(
                sum(counts["work", name] for counts in by_team.values()), domain
            )
            for name, domain in self._work_domains(reader).items()
        }
        return {"numbers": numbers, "next": self._get_next()}

    def _get_next(self):
        """Return the reader's tickets that are due next, with what their badge asks."""
        tickets = self.env["helpdesk.ticket"].search_fetch(
            both(
                OPEN,
                [("user_id", "=", self.env.uid)],
                [("support_clock_state", "=", verdicts.RUNNING)],
            ),
            [*NEXT_FIELDS, *CUSTOMER_FIELDS],
            order="support_next_due_at, id",
            limit=MOST_NEXT,
        )
        customers = tickets.support_customer_id | tickets.partner_id
        customers.sudo().fetch(["name"])
        return [
            {
                "id": ticket.id,
                "number": ticket.number,
                "name": ticket.name,
                "customer": ticket.support_customer_label,
                "state": ticket.support_clock_state,
                "due_soon_at": _text(ticket.support_due_soon_at),
                "due_at": _text(ticket.support_next_due_at),
            }
            for ticket in tickets
        ]

    def _get_teams(self, reader, by_team):
        teams = [self._get_team(team, by_team.get(team.id)) for team in reader.teams]
        nobody = reader.manager and by_team.get(None)
        if nobody:
            none = self.env["helpdesk.ticket.team"]
            teams.append(self._get_team(none, nobody))
        return teams

    def _get_team(self, team, counts):
        here = [("team_id", "=", team.id)]
        numbers = {
            name: as_number(
                counts["team", name] if counts else 0, both(OPEN, here, domain)
            )
            for name, domain in TEAM_NUMBERS.items()
        }
        return {
            "id": team.id,
            "name": team.name if team else self.env._("Without a team"),
            "folded": not numbers["open"]["count"],
            "numbers": numbers,
        }


def _text(moment):
    return fields.Datetime.to_string(moment) if moment else False
