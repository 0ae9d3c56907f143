# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from functools import reduce
from operator import getitem
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Command

from ...tools.mail import plain_template
from ..job import BUSY

_logger = logging.getLogger(__name__)

# In the cursor's cache, which a rollback empties: the queue is woken already.
QUEUE_AWAKE = "support_sla.mail_queue_awake"
# Tells out-of-office assistants and other machines to stay silent.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
RENDERED = [
    "auto_delete",
    "email_cc",
    "email_from",
    "email_to",
    "mail_server_id",
    "model",
    "partner_to",
    "reply_to",
    "res_id",
    "subject",
]


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
    def _queue_template(
        self,
        xmlid,
        records,
        text,
        frames,
        log=None,
        body=None,
        files=None,
        written=None,
    ):
        """Queue one mail per record, from a template that reads the record alone.

        :param xmlid: of a ``mail.template`` for the records' model
        :param text: ``text(record)`` returns the subject and the plain text to send
            when an admin has deleted the template
        :param frames: ``frames(records)`` returns ``{id: Frame}``: what stands around
            each text, in the language of the context
        :param log: ``log(record, body)`` returns what the record's history shows for
            good instead of the mail (safe HTML): for mails with links that are meant
            for one reader, or that are deleted once they are sent
        :param body: ``body(record, rendered)`` returns the HTML that is sent
        :param files: ``files(record)`` returns what goes along: (name, bytes, kind)
        :param written: ``{record: values}`` of mails that somebody has read and changed
        :return: the ``mail.mail`` records in the records' order, as superuser
        """
        if not records:
            return self.env["mail.mail"].sudo()
        self._wake_queue()
        template = self._find_template(xmlid)
        if not (body or files) and self._has_files(template):
            if mails := self._send_batch(template, records, frames):
                return mails
            template = template.browse()
        values = self._values_or_plain(template, records, text)
        self._finish_values(records, values, log, body, files, written)
        self._frame_values(records, values, frames)
        return self.env["mail.mail"].sudo().create(values)

    @api.model
    def _find_template(self, xmlid):
        """Return a template as superuser, none where an admin has deleted it."""
        template = self.env.ref(xmlid, raise_if_not_found=False)
        if not template:
            _logger.warning("The mail template %s is missing", xmlid)
        return (template or self.env["mail.template"]).sudo()

    @api.model
    def _finish_values(self, records, values, log, body, files, written):
        """What a caller of ``_queue_template`` changes of each mail, and adds."""
        for record, each in zip(records, values, strict=True):
            each |= self._signature() | (written or {}).get(record, {})
            if files:
                each["attachment_ids"] = self._file_commands(record, files(record))
            if body:
                each["body_html"] = each["body"] = body(record, each["body_html"])
            if log:
                each["body"] = log(record, each["body_html"])
                each["is_notification"] = True  # it stays when the mail goes

    @api.model
    def _has_files(self, template):
        return template.attachment_ids or template.report_template_ids

    @api.model
    def _signature(self):
        """Who signs: whoever acts; but the public user signs nothing."""
        if not self.env.user._is_public():
            return {}
        return {"author_id": self.env.ref("base.partner_root").id}

    @api.model
    def _file_commands(self, record, files):
        """Files of a mail, kept with the record that it is about."""
        return [
            Command.create(
                {
                    "name": name,
                    "raw": content,
                    "mimetype": kind,
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
            for name, content, kind in files
        ]

    @api.model
    def _preview_template(self, xmlid, record, text):
        """Return (subject, safe HTML) of the mail as it would be queued now."""
        [values] = self._values_or_plain(self._find_template(xmlid), record, text)
        return values["subject"], values["body_html"]

    @api.model
    def _values_or_plain(self, template, records, text):
        """What each mail consists of: the shipped wording where the template is gone
        or fails."""
        if not template:
            return self._plain_values(records, text)
        try:
            with self.env.cr.savepoint():
                return self._template_values(template, records)
        except BUSY:
            raise
        except Exception as error:
            if len(records) > 1:
                half = len(records) // 2
                return [
                    *self._values_or_plain(template, records[:half], text),
                    *self._values_or_plain(template, records[half:], text),
                ]
            self.env["support.broken.template"]._tell(template, error)
            return self._plain_values(records, text)

    @api.model
    def _send_batch(self, template, records, frames):
        """Queue mails with the files of a template; None where that fails."""
        try:
            with self.env.cr.savepoint():
                values = {"headers": repr(HEADERS)}
                mails = template.send_mail_batch(records.ids, email_values=values)
                self._frame_mails(template, records, mails, frames)
                return mails
        except BUSY:
            raise
        except Exception as error:
            self.env["support.broken.template"]._tell(template, error)
            return None

    @api.model
    def _wake_queue(self):
        """Odoo sends as soon as this is committed; asked once in a transaction."""
        if not self.env.cr.cache.get(QUEUE_AWAKE):
            self.env.cr.cache[QUEUE_AWAKE] = True
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    @api.model
    def _template_values(self, template, records):
        """What each mail consists of, rendered in each record's own language."""
        values = {}
        for company, some in records.grouped("company_id").items():
            # who has no language of their own reads the company's
            spoken = self._speak_for(template, company)
            values |= spoken._generate_template(some.ids, RENDERED)
            for speaking, res_ids in spoken._classify_per_lang(some.ids).values():
                for res_id, body in self._bodies(speaking, res_ids).items():
                    lang = speaking.env.lang
                    values[res_id] |= {"body_html": body, "body": body, "lang": lang}
        return [self._mail_values(values[res_id]) for res_id in records.ids]

    @api.model
    def _mail_values(self, values):
        partner_ids = values.pop("partner_ids", None) or []
        if not values.get("email_from"):
            values.pop("email_from", None)
        return values | {
            "recipient_ids": [(4, partner_id) for partner_id in partner_ids],
            "headers": repr(HEADERS),
        }

    @api.model
    def _bodies(self, template, res_ids):
        """Return ``{id: body}``; a template that only prints fields is not compiled."""
        body = template.body_html or ""
        records = self.env[template.model].with_env(template.env).browse(res_ids)
        paths = plain_template.paths(body)
        allowed = records.mail_allowed_qweb_expressions()
        allowed = {each.removeprefix("object.") for each in allowed}
        if paths is None or not allowed.issuperset(paths):
            return template._render_field("body_html", res_ids)
        return {
            record.id: Markup(
                plain_template.fill(
                    body, lambda path, rec=record: reduce(getitem, path.split("."), rec)
                )
            )
            for record in records
        }

    @api.model
    def _queue_letters(self, letters):
        """Queue letters that are ready, all at once; return the ``mail.mail``."""
        mails = self.env["mail.mail"].sudo()
        if not letters:
            return mails
        self._wake_queue()
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


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _prepare_mail_values(self, res_ids):
        """What a person mails on many tickets at once is public on each of them, as
        what they write on one; stage mails are no person's."""
        values = super()._prepare_mail_values(res_ids)
        by_person = self.composition_mode == "mass_mail"
        by_person = by_person and self.message_type == "comment"
        if by_person and self.model == "helpdesk.ticket":
            comment = self.env.ref("mail.mt_comment")
            for each in values.values():
                each["subtype_id"] = comment.id
        return values
