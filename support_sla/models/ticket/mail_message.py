# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, fields, models
from odoo.tools import is_html_empty

TICKET = "helpdesk.ticket"
# In the cursor's cache while tickets are deleted: their messages go along.
GOING = "support_sla.tickets_going"


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
        "question of ours, 'forwarded' went to others only, 'asking' is an answer that "
        "asks whether it is solved. Empty for everything else.",
    )

    # loop detection counts what one sender mailed lately
    _support_mail_sender_idx = models.Index(
        "(support_mail_sender, create_date) WHERE support_mail_sender IS NOT NULL"
    )

    def write(self, vals):
        """An answer that is hidden or emptied leaves a note, as one that is deleted."""
        if not {"body", "is_internal", "subtype_id"} & vals.keys():
            return super().write(vals)
        answers = self._support_answers()
        result = super().write(vals)
        (answers - answers._support_answers())._support_note_lost()
        return result

    def unlink(self):
        answers = self._support_answers()
        lost = [(self.env[TICKET].browse(m.res_id), m.author_id.name) for m in answers]
        result = super().unlink()
        for ticket, author in lost:
            ticket._support_note_lost_answer(author)
        return result

    def _support_answers(self):
        """Return those by which an agent has answered a ticket, where a person is at
        work: what Odoo itself clears away is no loss."""
        if self.env.cr.cache.get(GOING) or self.env.uid == SUPERUSER_ID:
            return self.browse()
        said = self.sudo().filtered(
            lambda m: (
                m.model == TICKET
                and m.message_type in ("comment", "email")
                and not (is_html_empty(m.body) and not m.attachment_ids)
            )
        )
        kinds = self.env[TICKET]._support_message_kinds(said) if said else {}
        return said.filtered(lambda m: kinds[m.id] == "agent").with_env(self.env)

    def _support_note_lost(self):
        for message in self.sudo():
            ticket = self.env[TICKET].browse(message.res_id)
            ticket._support_note_lost_answer(message.author_id.name)
