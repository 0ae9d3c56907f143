# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["support.partner.mixin", "res.partner"]

    def _support_moved(self, now):
        """Their tickets follow, and ask again what is promised to them."""
        result = super()._support_moved(now)
        below = self.sudo().with_context(active_test=False)
        below = below.search([("id", "child_of", self.ids)])
        tickets = self.env["helpdesk.ticket"].sudo()
        tickets._support_hand_over_customers(
            below.filtered(lambda p: p.commercial_partner_id != p)
        )
        customers = below | below.commercial_partner_id
        tickets._support_ask_customers(
            [("support_customer_id", "in", customers.ids)], now
        )
        return result

    def unlink(self):
        """A ticket whose contact is deleted stays its customer's; where that is the
        contact itself nobody is promised anything any more."""
        now = fields.Datetime.now()
        tickets = self.env["helpdesk.ticket"].sudo().with_context(active_test=False)
        tickets = tickets.search(
            [
                "|",
                ("partner_id", "in", self.ids),
                ("support_customer_id", "in", self.ids),
            ]
        )
        result = super().unlink()
        if tickets:
            tickets._support_ask_customers([("id", "in", tickets.ids)], now)
        return result
