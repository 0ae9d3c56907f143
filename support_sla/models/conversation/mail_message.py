# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    support_mail_kind = fields.Char(
        string="What the mail was",
        readonly=True,
        copy=False,
        help="The verdict on a mail that came in on a ticket: a kind of "
        "tools/message_kind, or 'forged' or 'outsider'. Empty for everything else.",
    )
