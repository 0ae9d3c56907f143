# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context, is_html_empty

from ...models import known
from ...models.work.messages import ASKS, SOLVED, TEST


class SupportTicketAsk(models.TransientModel):
    """What the customer is about to be asked or told, seen before it leaves.

    The text is ready-made and in the customer's language; the agent may change it. What
    the agent writes besides, in the field of their own words, makes it an answer.
    """

    _name = "support.ticket.ask"
    _description = "Ask the customer"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    kind = fields.Selection(ASKS, required=True, default=SOLVED)
    recipient = fields.Char(compute="_compute_preview")
    lang = fields.Char(string="Language", compute="_compute_preview")
    stage_id = fields.Many2one(
        "helpdesk.ticket.stage",
        string="Afterwards",
        compute="_compute_preview",
        help="The stage in which the ticket is then.",
    )
    text = fields.Html(
        compute="_compute_text",
        store=True,
        readonly=False,
        sanitize_style=False,
        help="Ready-made, in the customer's language: it is no answer.",
    )
    words = fields.Html(
        string="Your own words",
        sanitize_style=True,
        help="What you tell the customer besides. It answers the ticket; without it "
        "the question is none.",
    )
    test_url = fields.Char(
        string="Test environment",
        compute="_compute_text",
        store=True,
        readonly=False,
        help="From the customer's running implementation; the customer gets the link.",
    )

    def _get_mine(self):
        """Return the ticket if it is one of the agent's: others' tell him nothing."""
        ticket = self.ticket_id.with_user(self.env.uid)
        return ticket if ticket and ticket.has_access("write") else ticket.browse()

    @api.depends("ticket_id", "kind")
    def _compute_preview(self):
        for wizard in self:
            ticket = wizard._get_mine()
            wizard.recipient = wizard.lang = wizard.stage_id = False
            if ticket:
                wizard.recipient = ticket._support_recipient_words()
                wizard.lang = ticket._support_lang_words()
                wizard.stage_id = ticket._support_stage_after(wizard.kind)

    @api.depends("ticket_id", "kind")
    def _compute_text(self):
        for wizard in self:
            ticket = wizard._get_mine()
            wizard.text = wizard.test_url = False
            if ticket:
                wizard.text = ticket._support_ask_text(wizard.kind)
            if ticket and wizard.kind == TEST:
                wizard.test_url = ticket._support_test_url()

    def action_apply(self):
        """Send it as the acting agent."""
        self.ensure_one()
        wizard = self.with_context(**clean_context(self.env.context))
        words = False if is_html_empty(self.words) else self.words
        if not words and self.kind == TEST:
            raise UserError(self.env._("Say what the customer is to test."))
        if not words and is_html_empty(self.text) and self.kind != SOLVED:
            raise UserError(self.env._("There is nothing to send: the text is empty."))
        ticket = wizard.ticket_id
        ticket.check_access("write")
        if (
            self.kind == SOLVED
            and not words
            and not ticket.sudo().support_first_response_at
        ):
            raise UserError(
                self.env._(
                    "Nobody has answered this ticket yet: say in your own words what "
                    "was done."
                )
            )
        ticket._support_send_ask(
            self.kind, known.now(), self.text, words, self.test_url
        )
        return {"type": "ir.actions.act_window_close"}
