# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.promise.period import DAY, day_start, local_day

AGENT = "helpdesk_mgmt.group_helpdesk_user_own"
MANAGER = "helpdesk_mgmt.group_helpdesk_manager"
OPEN = [("closed", "=", False)]


class Reader(NamedTuple):
    """Who reads the board, and when: ``now`` is naive UTC, ``tz`` the reader's zone.

    ``teams`` are those he is in or leads, of a manager all; ``led`` those whose work is
    his affair.
    """

    now: object
    tz: str
    manager: bool
    teams: object
    led: object

    def day(self, days=0):
        """Return the local day, so many days later."""
        return local_day(self.now, self.tz) + days * DAY

    def starts(self, day):
        """Return the moment at which a local day begins, as lists are asked for it."""
        return fields.Datetime.to_string(day_start(day, self.tz))


class SupportBoard(models.AbstractModel):
    """The board on which the helpdesk opens: what is to be done, by whom, how it went.

    It has no records and stores nothing. Each block is a grouped query or two, whatever
    the number of tickets, teams and agents.
    """

    _name = "support.board"
    _description = "Support: board"

    @api.model
    @api.readonly
    def get_board(self):
        """Return the whole board for the user who asks, as JSON.

        Everybody who works on tickets may ask; only what his record rules let him see
        is counted. A *number* is ``{"count": n, "domain": [...]}``: the domain of
        ``helpdesk.ticket`` (or of the model its block names) whose list has n records
        for this user. Days are local to the user, ``YYYY-MM-DD``; moments naive UTC.

        - ``now``: when it was counted
        - ``work``: ``numbers`` (late, due_today, our_turn, waiting, unassigned) and
          ``next``, the five of his tickets that are due next
        - ``teams``: his (a manager's: all), each with ``numbers`` (open, late,
          due_soon, unassigned, waiting, over_quota); ``folded``: nothing is open
        - ``ahead``: ``days`` and ``agents`` (an agent sees himself, a leader his
          teams): what falls due (a ticket by its next commitment) and ``hours``, those
          the working calendar leaves; ``trend``, what came and was closed in the last
          days; ``unanswered`` since when; ``days_to_clear`` at that pace, or False;
          ``by_agent``, a leader's action to hand tickets to others, or False
        - ``past``: per level the promises of the last 30 days that are decided;
          ``percent`` is False under five
        - ``accounts``: contracts that end or are nearly used up, quotations to make,
          requests to answer; False for who may not see contracts
        - ``setup``: a manager's steps to the first promise, while no ticket has one

        :raises AccessError: the user is no agent of the helpdesk
        """
        if not self.env.user.has_group(AGENT):
            raise AccessError(self.env._("The board is for those who work on tickets."))
        reader = self._get_reader(fields.Datetime.now())
        by_team = self._count_by_team(reader)
        accounts, setup = self._get_accounts(reader)
        return {
            "now": fields.Datetime.to_string(reader.now),
            "work": self._get_work(reader, by_team),
            "teams": self._get_teams(reader, by_team),
            "ahead": self._get_ahead(reader),
            "past": self._get_past(reader),
            "accounts": accounts,
            "setup": setup,
        }

    def _get_reader(self, now):
        user = self.env.user
        manager = user.has_group(MANAGER)
        theirs = ["|", ("user_ids", "in", user.ids), ("user_id", "=", user.id)]
        teams = self.env["helpdesk.ticket.team"].search_fetch(
            [] if manager else theirs,
            ["name", "user_id", "support_target"],
        )
        led = teams if manager else teams.filtered(lambda team: team.user_id == user)
        chosen = self.env.context.get("tz") or user.tz
        # UTC for one that nobody knows
        tz = str(self.env.tz) if chosen else self.env.company._support_get_zone()
        return Reader(now, tz, manager, teams, led)

    def _get_scope(self, reader):
        """Return the domain of the work that is the reader's affair."""
        if reader.manager:
            return []
        own = [("user_id", "=", self.env.uid)]
        if not reader.led:
            return own
        return ["|", ("team_id", "in", reader.led.ids), *own]
