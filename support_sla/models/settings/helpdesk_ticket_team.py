# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _name = "helpdesk.ticket.team"
    _inherit = ["support.rules.mixin", "helpdesk.ticket.team"]

    support_own_rules = fields.Boolean(
        string="Own rules for silence and reopening",
        help="Otherwise those of the company apply.",
    )

    def _support_has_rules(self):
        return self.support_own_rules
