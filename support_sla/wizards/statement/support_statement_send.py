# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_list


class SupportStatementSend(models.TransientModel):
    """A statement's mail, seen before it leaves: nobody is written to unseen."""

    _name = "support.statement.send"
    _description = "Send a Statement"

    statement_id = fields.Many2one(
        "support.statement", required=True, readonly=True, ondelete="cascade"
    )
    recipients = fields.Char(
        compute="_compute_preview", help="Empty: nobody there has a mail address."
    )
    mailed_at = fields.Datetime(related="statement_id.mailed_at")
    subject = fields.Char(compute="_compute_preview")
    body = fields.Html(
        string="The customer reads", compute="_compute_preview", sanitize=False
    )

    @api.depends("statement_id")
    def _compute_preview(self):
        for wizard in self:
            wizard.recipients = wizard.subject = wizard.body = False
            statement = wizard.statement_id.with_user(self.env.uid)
            if statement and statement.has_access("read"):
                people = statement.sudo()._get_notice_partners()
                wizard.recipients = format_list(
                    self.env, [person.email_formatted for person in people]
                )
                wizard.subject, wizard.body = statement.sudo()._preview_mail()

    def action_apply(self):
        self.ensure_one()
        self.statement_id.action_send()
        return {"type": "ir.actions.act_window_close"}
