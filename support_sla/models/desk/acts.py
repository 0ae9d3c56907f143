# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SupportDeskActsMixin(models.AbstractModel):
    """What a manager sells from a ticket's header."""

    _name = "support.desk.acts.mixin"
    _description = "Support: acts of a ticket's header"

    def action_support_renew(self):
        """Open the dialog that renews the contract that has ended."""
        self.ensure_one()
        self.check_access("read")
        self.support_contract_id.check_access("write")
        return self.support_contract_id.action_change()

    def action_support_new_contract(self):
        """Open a new contract of the ticket's customer."""
        self.ensure_one()
        self.check_access("read")
        self.env["support.contract"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New contract"),
            "res_model": "support.contract",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.support_customer_id.id,
                "default_company_id": self.company_id.id,
            },
        }
