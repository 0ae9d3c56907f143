# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SupportTriageMixin(models.AbstractModel):
    """A ticket's category knows its area, and so the team that works on it."""

    _name = "support.triage.mixin"
    _description = "Support: triage of a ticket"

    @api.onchange("category_id")
    def _onchange_support_category(self):
        team = self._support_area(self.category_id, self.company_id)
        if team and (self._origin or self._support_may_hand_to(team)):
            self.team_id = team

    @api.model
    def _support_triage_vals(self, vals):
        """Give a new ticket its category's team, unless somebody has chosen already."""
        if not vals.get("category_id") or vals.get("team_id") or vals.get("user_id"):
            return vals
        default = self.env.context.get
        if default("default_team_id") or default("default_user_id"):
            return vals
        company_id = (
            vals.get("company_id")
            or default("default_company_id")
            or self.env.company.id
        )
        team = self._support_area(
            self.env["helpdesk.ticket.category"].browse(vals["category_id"]),
            self.env["res.company"].browse(company_id),
        )
        if not team or not self._support_may_hand_to(team):
            return vals
        vals = vals | {"team_id": team.id}
        if vals.get("stage_id"):
            # the first stage of tickets without a team may be none of this team's
            if vals["stage_id"] not in team._support_stages_in(company_id).ids:
                del vals["stage_id"]
        return vals

    @api.model
    def _support_fit_stage(self, vals):
        """A new ticket begins in a stage of its own company: who opens it, or the form
        that they use, may work in another one, as where a category leads to it."""
        if not vals.get("stage_id"):
            return vals
        team = self.env["helpdesk.ticket.team"].browse(vals.get("team_id") or ())
        company = team.sudo().company_id or self.env["res.company"].browse(
            vals.get("company_id") or self.env.company.id
        )
        stages = team._support_stages_in(company)
        if vals["stage_id"] in stages.ids:
            return vals
        owner = stages.browse(vals["stage_id"]).sudo().company_id
        if not owner or owner == company:
            return vals  # another team's: whoever chose it may have a reason
        return vals | {"stage_id": stages[:1].id}

    @api.model
    def _support_area(self, category, company):
        """Return the team of a category's area, if it works for the company."""
        team = category.sudo().support_team_id
        if not team.active or team.company_id not in (company, company.browse()):
            team = team.browse()
        return team.with_env(self.env)

    @api.model
    def _support_may_hand_to(self, team):
        """Whether one who opens a ticket for that team could still save it.

        The helpdesk lets its lowest roles open tickets for their own teams only.
        """
        user = self.env.user
        return (
            self.env.su
            or user.has_group("helpdesk_mgmt.group_helpdesk_user")
            or team in user.helpdesk_team_ids
        )
