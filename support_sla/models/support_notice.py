# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from typing import NamedTuple

from odoo import api, models
from odoo.tools import plaintext2html

_logger = logging.getLogger(__name__)

# Tells out-of-office assistants and other machines to stay silent.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Letter(NamedTuple):
    """A mail that is ready: to a partner, from a company; the body is safe HTML."""

    partner_id: int
    company_id: int
    subject: str
    body: str


class SupportNotice(models.AbstractModel):
    """Who is told what with which template: the only sender of mails.

    Mails are queued, never sent at once: they go out with the transaction that made
    them or not at all.
    """

    _name = "support.notice"
    _description = "Support: notices by mail"

    @api.model
    def _queue_template(self, xmlid, records, text, email_values=None):
        """Queue one mail per record, from a template that reads the record alone.

        :param xmlid: of a ``mail.template`` for the records' model
        :param text: ``text(record)`` returns the subject and the plain text to send
            when an admin has deleted the template
        :param email_values: further values of the mails
        :return: the ``mail.mail`` records, as superuser
        """
        template = self.env.ref(xmlid, raise_if_not_found=False)
        values = {"headers": repr(HEADERS)} | (email_values or {})
        if not records:
            return self.env["mail.mail"].sudo()
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        if template:
            return template.sudo().send_mail_batch(records.ids, email_values=values)
        _logger.warning("The mail template %s is missing", xmlid)
        return self._queue_plain(records, text, values)

    @api.model
    def _queue_plain(self, records, text, values):
        mails = self.env["mail.mail"].sudo()
        recipients = records._message_get_default_recipients()
        reply_to = records._notify_get_reply_to()
        mails_values = []
        for record in records:
            to = recipients[record.id]
            lang = self.env["res.partner"].sudo().browse(to["partner_ids"])[:1].lang
            subject, body = text(record.with_context(lang=lang or self.env.lang))
            mails_values.append(
                {
                    "subject": subject,
                    "body_html": plaintext2html(body),
                    "model": record._name,
                    "res_id": record.id,
                    "recipient_ids": [(6, 0, to["partner_ids"])],
                    "email_to": to["email_to"],
                    "email_cc": to["email_cc"],
                    "reply_to": reply_to.get(record.id),
                    **values,
                }
            )
        return mails.create(mails_values)

    @api.model
    def _queue_letters(self, letters):
        """Queue letters that are ready, all at once; return the ``mail.mail``."""
        mails = self.env["mail.mail"].sudo()
        if not letters:
            return mails
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        companies = self.env["res.company"].sudo()
        sender = self.env.user.email_formatted
        return mails.create(
            [
                {
                    "recipient_ids": [(6, 0, [letter.partner_id])],
                    "email_from": companies.browse(letter.company_id).email_formatted
                    or sender,
                    "subject": letter.subject,
                    "body_html": letter.body,
                    "headers": repr(HEADERS),
                    "auto_delete": True,
                }
                for letter in letters
            ]
        )

    @api.model
    def _render_letter(self, template, values, lang):
        """Render a QWeb template in a language."""
        notice = self.with_context(lang=lang or self.env.lang)
        return notice.env["ir.qweb"]._render(template, values)
