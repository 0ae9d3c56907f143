# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import plaintext2html

from .notice import HEADERS


class SupportNotice(models.AbstractModel):
    """The shipped wording, for when a template is gone or fails."""

    _inherit = "support.notice"

    @api.model
    def _plain_recipients(self, records):
        """Return ``{id: recipients}`` where no template names them."""
        if not hasattr(records, "_get_notice_partners"):
            return records._message_get_default_recipients()
        nobody = {"email_to": False, "email_cc": False}
        return {
            record.id: nobody | {"partner_ids": record._get_notice_partners().ids}
            for record in records
        }

    @api.model
    def _plain_values(self, records, text):
        recipients = self._plain_recipients(records)
        reply_to = records._notify_get_reply_to()
        values = []
        for record in records:
            to = recipients[record.id]
            partner = self.env["res.partner"].sudo().browse(to["partner_ids"])[:1]
            spoken = self._speak_for(record, record.company_id)
            if partner.lang:
                spoken = record.with_context(lang=partner.lang)
            subject, body = text(spoken)
            sender = record.company_id.sudo().email_formatted
            values.append(
                ({"email_from": sender} if sender else {})
                | {
                    "subject": subject,
                    "body_html": plaintext2html(body),
                    "body": plaintext2html(body),
                    "lang": spoken.env.lang,
                    "model": record._name,
                    "res_id": record.id,
                    "recipient_ids": [(6, 0, to["partner_ids"])],
                    "email_to": to["email_to"],
                    "email_cc": to["email_cc"],
                    "reply_to": reply_to.get(record.id),
                    "headers": repr(HEADERS),
                }
            )
        return values
