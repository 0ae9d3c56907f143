# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# A change of one of these changes what is left now, and nothing of the past.
QUOTA_FIELDS = {
    "quota_tickets",
    "quota_period",
    "quota_anchor",
    "quota_carry_over",
    "quota_carry_over_cap",
    "over_quota_policy",
    "calendar_id",
}


class SupportLevel(models.Model):
    """A level as its contracts know it: they feel at once what changes of its quota."""

    _inherit = "support.level"

    contract_count = fields.Integer(compute="_compute_contract_count")

    def _compute_contract_count(self):
        counts = dict(
            self.env["support.contract"]._read_group(
                [("level_id", "in", self.ids)], ["level_id"], ["__count"]
            )
        )
        for level in self:
            level.contract_count = counts.get(level, 0)

    def write(self, vals):
        now = fields.Datetime.now()
        contracts = self.env["support.contract"].sudo()
        if QUOTA_FIELDS & vals.keys():
            contracts = contracts.search(
                [("level_id", "in", self.ids), ("phase", "=", "confirmed")]
            )
            contracts._quota_close_figures(now)
        result = super().write(vals)
        contracts._quota_follow_level(now)
        return result

    def action_view_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_contract_action"
        )
        return action | {
            "domain": [("level_id", "=", self.id)],
            "context": {"default_level_id": self.id},
        }

    @api.model
    def _get_shown_to_reader(self, now):
        """Return, as superuser, the levels that a visitor or customer sees in this
        company, and the one among them that covers them now."""
        user, company = self.env.user, self.env.company
        own = self.sudo().browse()
        if user._is_portal():
            entitlement = self.env["support.entitlement"].sudo()
            own = entitlement._get_level_in_force(user.partner_id, company, now)
        return own._get_shown(company, own.ids), own
