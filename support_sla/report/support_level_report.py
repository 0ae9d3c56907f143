# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_date


class SupportLevelReport(models.AbstractModel):
    """The comparison on paper: one table of all the levels that are printed."""

    _name = "report.support_sla.support_level_report"
    _description = "Support levels on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        company = self.env.company.sudo()
        levels = self.env["support.level"].with_company(company).browse(docids or [])
        here = self.with_context(tz=self.env.user.tz or company.partner_id.tz)
        day = fields.Date.context_today(here)
        today = format_date(self.env, day, date_format="long")
        own = (data or {}).get("own_level_ids") or []
        return {
            "company": company,
            "as_of": self.env._("As of %(day)s", day=today),
            **levels._lowest_first()._comparison_values(levels.browse(own)),
        }
