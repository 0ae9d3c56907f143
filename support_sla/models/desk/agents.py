# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SupportAgentsMixin(models.AbstractModel):
    """Tickets by who works on them: those who have none yet have a column too."""

    _name = "support.agents.mixin"
    _description = "Support: tickets by agent"

    def _support_add_agents(self, groups, empty):
        """Return groups by agent with those of the reader's teams (of all teams for who
        is in none), each as ``(agent, *aggregates)``: a ticket is handed to somebody
        who has nothing to do, too.

        :param empty: the aggregates of no ticket
        """
        teams = self.env.user.helpdesk_team_ids
        teams = teams or teams.search([("user_ids", "!=", False)])
        busy = {agent.id for agent, *_aggregates in groups}
        idle = teams.user_ids.filtered(lambda agent: agent.id not in busy)
        added = [(agent, *empty) for agent in idle]
        return sorted([*groups, *added], key=lambda group: group[0].name or "")
