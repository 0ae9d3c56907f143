# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicketCategory(models.Model):
    _inherit = "helpdesk.ticket.category"
    _check_company_auto = True

    support_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="Area",
        check_company=True,
        index="btree_not_null",
        help="The team that works on tickets of this category. Choosing the category "
        "moves a ticket there.",
    )
    support_service_id = fields.Many2one(
        "support.service",
        string="Service",
        check_company=True,
        index="btree_not_null",
        help="What a ticket of this category asks for. Each support level says whether "
        "it includes or excludes it.",
    )
