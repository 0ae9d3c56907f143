# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class HelpdeskTicketTeam(models.Model):
    _name = "helpdesk.ticket.team"
    _inherit = ["support.rules.mixin", "helpdesk.ticket.team"]

    support_own_rules = fields.Boolean(
        string="Own rules for silence and reopening",
        help="Otherwise those of the company apply.",
    )

    support_target = fields.Float(
        string="Promises to keep",
        default=0.95,
        digits=(5, 4),
        help="What share of its promises the team wants to keep.",
    )
    _support_target_is_a_share = models.Constraint(
        "CHECK(support_target >= 0 AND support_target <= 1)",
        "A team wants to keep between 0 % and 100 % of its promises.",
    )

    support_archived_words = fields.Char(compute="_compute_support_archived_words")

    @api.depends("active", "alias_name")
    @api.depends_context("lang")
    def _compute_support_archived_words(self):
        """Say what still comes in, or lies there, where nobody looks."""
        archived = self.filtered(lambda team: not team.active)
        counts = dict(
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                [("team_id", "in", archived.ids), ("closed", "=", False)],
                ["team_id"],
                ["__count"],
            )
        )
        self.support_archived_words = False
        for team in archived:
            count, words = counts.get(team, 0), []
            if count:
                words.append(
                    self.env._("This team is archived; its open tickets: %s.", count)
                )
            if team.alias_name:
                words.append(
                    self.env._(
                        "Mails to %s still become its tickets.",
                        team.alias_email or team.alias_name,
                    )
                )
            team.support_archived_words = " ".join(words)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            for team in self.filtered("support_archived_words"):
                team._message_log(body=team.support_archived_words)
        return result

    def _support_has_rules(self):
        return self.support_own_rules
