# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

OURS = ("kind_question", "kind_problem", "kind_change")


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
    support_asks_steps = fields.Boolean(
        string="Asks for steps and user",
        help="Whoever sends such a request is asked what one does until it happens, "
        "and to which user; agents see what of it, or of the images, is missing.",
    )

    @api.model
    def _support_offer_kinds(self):
        """Offer the kinds of request that come with us where the helpdesk has none, and
        return them.

        One that has categories goes on with them: ours are put aside, in the archive.
        """
        ours = self.union(
            *(self.env.ref(f"support_sla.{name}", False) or self for name in OURS)
        )
        if self.search_count([("id", "not in", ours.ids)], limit=1):
            ours.active = False
        return ours.filtered("active")
