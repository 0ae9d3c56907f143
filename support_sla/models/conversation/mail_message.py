# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    support_mail_sender = fields.Char(
        readonly=True,
        copy=False,
        help="The bare address from which a mail on a ticket came.",
    )
    support_mail_quiet = fields.Boolean(
        string="Answered by no machine",
        readonly=True,
        copy=False,
        help="One of too many mails of a sender: nothing was sent back.",
    )
    support_mail_kind = fields.Char(
        string="What the mail was",
        readonly=True,
        copy=False,
        help="The verdict on a mail that came in on a ticket: a kind of "
        "tools/message_kind, or 'forged' or 'outsider'; 'canned' is a ready-made "
        "question of ours. Empty for everything else.",
    )

    # loop detection counts what one sender mailed lately
    _support_mail_sender_idx = models.Index(
        "(support_mail_sender, create_date) WHERE support_mail_sender IS NOT NULL"
    )
