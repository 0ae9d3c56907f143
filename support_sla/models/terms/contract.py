# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SupportContractTermsMixin(models.AbstractModel):
    """Which terms the customer of a contract has accepted."""

    _name = "support.contract.terms.mixin"
    _description = "Support: terms of a contract"

    terms_acceptance_id = fields.Many2one(
        "support.terms.acceptance",
        string="Terms accepted",
        compute="_compute_terms_acceptance_id",
        help="The customer's last acceptance of this company's terms.",
    )
    terms_accepted_version = fields.Integer(
        string="Version accepted", compute="_compute_terms_acceptance_id"
    )

    def _compute_terms_acceptance_id(self):
        """An acceptance is the customer's: it holds for the contracts that follow."""
        found = self.env["support.terms.acceptance"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        last = {}
        for acceptance in found:  # the newest first
            last.setdefault((acceptance.partner_id, acceptance.company_id), acceptance)
        for contract in self:
            customer = (contract.partner_id, contract.company_id)
            contract.terms_acceptance_id = last.get(customer, found.browse())
            contract.terms_accepted_version = contract.terms_acceptance_id.version

    def action_view_terms_acceptances(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_terms_acceptance_action"
        )
        return action | {
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        }
