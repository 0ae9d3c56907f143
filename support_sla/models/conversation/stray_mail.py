# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import email
import email.policy
import hashlib
import logging

from odoo import api, fields, models

from ...tools.mail.headers import header_value
from ..job import BUSY

_logger = logging.getLogger(__name__)


class SupportStrayMail(models.Model):
    """A mail for the help desk out of which no ticket could be made, as it came.

    It stands outside of the tickets: what keeps them from being made (an automation
    rule, another addon, a full sequence) does not reach it. An admin is told, mends
    that, and lets the mail in again.
    """

    _name = "support.stray.mail"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Mail without Ticket"
    _order = "id desc"
    _rec_name = "subject"

    subject = fields.Char(readonly=True)
    sender = fields.Char(readonly=True)
    recipient = fields.Char(readonly=True)
    model = fields.Char(readonly=True, help="Where the mail server sends its mails.")
    error = fields.Text(readonly=True, help="Why no ticket could be made.")
    raw = fields.Binary(string="Mail", readonly=True, attachment=False)
    digest = fields.Char(readonly=True)

    _digest_unique = models.UniqueIndex("(digest)", "This mail is kept already.")

    @api.depends("subject")
    def _compute_display_name(self):
        for mail in self:
            mail.display_name = mail.subject or self.env._("A mail without a subject")

    def action_try_again(self):
        """Let these mails in again; those that become tickets go."""
        self.check_access("write")
        failed = self.browse()
        for mail in self.sudo().sorted("id"):
            gateway = self.env["mail.thread"].sudo()
            try:
                gateway._support_take_in(mail.model, base64.b64decode(mail.raw))
            except BUSY:
                raise
            except Exception as error:
                _logger.warning("Still no ticket for %s", mail, exc_info=True)
                mail.error = str(error) or repr(error)
                failed += mail
            else:
                mail.unlink()
        return failed and {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%s of these mails still become no tickets; the error of each "
                    "says why.",
                    len(failed),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # Keeping

    @api.model
    def _keep(self, model, raw, error):
        """Keep a raw mail, once, and tell an admin; return False: no ticket."""
        stray, digest = self.sudo(), hashlib.sha256(raw).hexdigest()
        _logger.error("A mail became no ticket and is kept raw: %s", error)
        if not stray.search_count([("digest", "=", digest)], limit=1):
            message = email.message_from_bytes(raw, policy=email.policy.SMTP)
            mail = stray.with_context(tracking_disable=True).create(
                {
                    "subject": " ".join(header_value(message, "Subject").split()),
                    "sender": header_value(message, "From"),
                    "recipient": header_value(message, "To"),
                    "model": model,
                    "error": str(error) or repr(error),
                    "raw": base64.b64encode(raw),
                    "digest": digest,
                }
            )
            mail._tell_admin()
        return False

    def _tell_admin(self):
        """Give one admin a task, unless he has one already; it may fail, too."""
        try:
            with self.env.cr.savepoint():
                admin = self._get_admin()
                own = [("res_model", "=", self._name), ("user_id", "=", admin.id)]
                if admin and not self.env["mail.activity"].search_count(own, limit=1):
                    mail = self.with_context(lang=admin.lang)
                    mail.activity_schedule(
                        "mail.mail_activity_data_todo",
                        summary=mail.env._("Mails become no tickets any more"),
                        user_id=admin.id,
                    )
        except BUSY:
            raise
        except Exception:
            _logger.exception("No admin could be told of a mail without ticket")

    def _get_admin(self):
        """Return the admin of this database, or another one if he has left."""
        admins = self.env.ref("base.group_system").sudo().all_user_ids
        admins = admins.filtered(lambda user: user.active and not user.share)
        first = self.env.ref("base.user_admin", raise_if_not_found=False)
        return (admins & first if first else admins.browse()) or admins[:1]
