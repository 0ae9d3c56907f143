# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty


class SupportTicketTest(models.TransientModel):
    """Instructions for the customer who is asked to test (SPEC 9)."""

    _name = "support.ticket.test"
    _description = "Ask the customer to test"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    instructions = fields.Html(required=True, sanitize_style=True)
    test_url = fields.Char(
        string="Test environment",
        compute="_compute_test_url",
        store=True,
        readonly=False,
        help="From the customer's running implementation; the customer gets the link.",
    )

    @api.depends("ticket_id")
    def _compute_test_url(self):
        for wizard in self:
            # only who works on the ticket learns the customer's address
            ticket = wizard.ticket_id.with_user(self.env.uid)
            mine = ticket and ticket.has_access("write")
            wizard.test_url = mine and ticket._support_test_url()

    def action_apply(self):
        self.ensure_one()
        if is_html_empty(self.instructions):
            raise UserError(self.env._("Say what the customer is to test."))
        self.ticket_id._support_ask_test(self.instructions, self.test_url)
        return {"type": "ir.actions.act_window_close"}
