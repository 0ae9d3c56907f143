# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SupportContract(models.Model):
    """The way from a contract to its statements."""

    _inherit = "support.contract"

    statement_count = fields.Integer(
        compute="_compute_statement_count",
        groups="support_sla.group_support_manager,helpdesk_mgmt.group_helpdesk_user",
    )

    @api.depends("statement_ids")
    def _compute_statement_count(self):
        groups = self.env["support.statement"]._read_group(
            [("contract_id", "in", self.ids), ("latest", "=", True)],
            ["contract_id"],
            ["__count"],
        )
        counts = dict(groups)
        for contract in self:
            contract.statement_count = counts.get(contract, 0)

    def action_view_statements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_statement_action"
        )
        return action | {"domain": [("contract_id", "=", self.id)]}
