# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class SupportLevelComparison(models.TransientModel):
    """The comparison for agents and managers: the table that customers read, of all
    the levels that a company sells or of those that it shows."""

    _name = "support.level.comparison"
    _description = "Support Levels Compared"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    which = fields.Selection(
        [("sold", "All that we sell"), ("shown", "Those that everybody sees")],
        string="Levels",
        required=True,
        default="sold",
    )
    level_ids = fields.Many2many("support.level", compute="_compute_level_ids")
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("which")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Support levels compared")

    @api.depends("which", "company_id")
    def _compute_level_ids(self):
        for wizard in self:
            company = wizard.company_id
            domain = Domain("company_id", "in", [False, company.id])
            if wizard.which == "shown":
                domain &= Domain("is_public", "=", True)
            levels = self.env["support.level"].with_company(company)
            wizard.level_ids = levels.search(domain)

    @api.depends("level_ids")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for wizard in self:
            levels = wizard._get_levels()
            wizard.comparison = levels and self.env["ir.qweb"]._render(
                "support_sla.comparison_table", levels._comparison_values()
            )

    def _get_levels(self):
        """Return the levels, lowest first."""
        return self.level_ids.with_company(self.company_id)._origin._lowest_first()

    def action_print(self):
        self.ensure_one()
        report = self.env.ref("support_sla.action_report_support_level")
        return report.with_company(self.company_id).report_action(self._get_levels())

    def action_open_page(self):
        return {"type": "ir.actions.act_url", "url": "/support/levels", "target": "new"}
