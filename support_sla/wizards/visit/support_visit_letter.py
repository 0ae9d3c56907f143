# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ...models.visit.invitation import CANCELLATION, INVITATION
from ...models.visit.report import LETTER


class SupportVisitLetter(models.TransientModel):
    """What the customer will read about a visit, before anybody sends it."""

    _name = "support.visit.letter"
    _description = "Tell a customer of a visit"

    visit_id = fields.Many2one("support.visit", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("entry", "Of the visit"), ("report", "Its report")],
        required=True,
        default="entry",
    )
    contact_id = fields.Many2one(related="visit_id.contact_id", string="To")
    email = fields.Char(related="visit_id.contact_id.email")
    subject = fields.Char(
        required=True,
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
    )
    body = fields.Html(
        compute="_compute_text",
        store=True,
        readonly=False,
        precompute=True,
        sanitize_style=True,
        sanitize="email_outgoing",
    )

    @api.depends("visit_id", "kind")
    def _compute_text(self):
        """The template's text in the customer's language."""
        for letter in self:
            visit = letter.visit_id
            if not visit:
                continue
            visit.check_access("write")
            template, plain = INVITATION, type(visit)._plain_invitation
            if letter.kind == "report":
                template, plain = LETTER, type(visit)._plain_report
            elif visit.state == "cancelled":
                template = CANCELLATION
            letter.subject, letter.body = self.env["support.notice"]._preview_template(
                template, visit.sudo(), plain
            )

    def action_send(self):
        self.ensure_one()
        now = fields.Datetime.now()
        visit = self.visit_id
        visit.check_access("write")
        if is_html_empty(self.body):
            raise UserError(self.env._("Say something to the customer."))
        text = {"subject": self.subject, "body_html": self.body, "body": self.body}
        send = visit._tell_report if self.kind == "report" else visit._tell
        send(now, {visit.sudo(): text})
        return {"type": "ir.actions.act_window_close"}
