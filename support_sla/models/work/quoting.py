# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain


class SupportQuotingMixin(models.AbstractModel):
    """Whether a quotation that was asked for is still to be made."""

    _name = "support.quoting.mixin"
    _description = "Support: quotations to be made"

    support_quotation_open = fields.Boolean(
        string="Quotation to be made",
        compute="_compute_support_quotation_open",
        search="_search_support_quotation_open",
        groups="base.group_user",
        help="A quotation was asked of the account manager, who has not made it yet.",
    )

    @api.depends("support_quotation_id.active")
    def _compute_support_quotation_open(self):
        for ticket in self:
            ticket.support_quotation_open = ticket.sudo().support_quotation_id.active

    @api.model
    def _search_support_quotation_open(self, operator, value):
        """Tasks that are done are put aside, not deleted."""
        if operator != "in":
            return NotImplemented
        owed = Domain("support_quotation_id", "any!", [("active", "=", True)])
        wanted = {bool(each) for each in value}
        return Domain.OR(owed if each else ~owed for each in wanted)
