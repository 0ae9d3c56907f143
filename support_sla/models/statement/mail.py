# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.mail.frame import Button, Frame

MANAGERS = "support_sla.group_support_manager"


class SupportStatementMailMixin(models.AbstractModel):
    """The first version is mailed once, where its company wants that; whatever comes
    later a manager sends, who has read it."""

    _name = "support.statement.mail.mixin"
    _description = "Support: the mail of a statement"

    mailed_at = fields.Datetime(
        readonly=True,
        help="When its mail was made: from then on it waits for the mail server, or is "
        "gone. Empty: nobody was told.",
    )
    mail_pending = fields.Boolean(
        string="To be mailed",
        readonly=True,
        groups="base.group_user",
        help="The job makes its mail.",
    )

    _mail_pending_idx = models.Index("(id) WHERE mail_pending")

    def action_send(self):
        """Mail newest versions to their customers, also such as were mailed before."""
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only a manager of support contracts sends statements.")
            )
        self.check_access("read")
        if old := self.filtered(lambda statement: not statement.latest)[:1]:
            raise UserError(
                self.env._(
                    "%s was corrected: send the newest version.", old.display_name
                )
            )
        statements = self.sudo()
        for statement in statements:
            if not statement._get_notice_partners():
                raise UserError(
                    self.env._(
                        "%s: nobody at the customer has a mail address.",
                        statement.display_name,
                    )
                )
        statements._mail(fields.Datetime.now())
        return True

    def _mail_once(self, now):
        """Mail those that wait for it; where nobody is to be told any more, or a
        correction came first, nobody is."""
        told = self.filtered(lambda s: s.latest and s.contract_id._wants_statement())
        told._mail(now)
        (self - told)._store_marks({"mail_pending": False})

    def _mail(self, now):
        self.env["support.notice"]._queue_template(
            "support_sla.mail_template_statement",
            self,
            lambda statement: (statement._get_subject(), statement._get_text()),
            lambda statements: statements._mail_frames(),
        )
        self._store_marks({"mailed_at": now, "mail_pending": False})

    def _get_notice_partners(self):
        return self.contract_id._get_notice_partners()

    def _get_subject(self):
        self.ensure_one()
        return self.env._(
            "Your support in %(month)s (%(contract)s)",
            month=self._say_month(),
            contract=self.contract_id.name,
        )

    def _get_text(self):
        """The mail's text when its template is gone."""
        return "\n".join(self._get_lines())

    def _mail_frames(self):
        """Return ``{id: Frame}``: what stands around the text of a mail."""
        return {statement.id: statement._mail_frame() for statement in self.sudo()}

    def _mail_frame(self):
        self.ensure_one()
        frame = self.contract_id._mail_frame()
        return Frame(
            kind=self.env._("Support statement"),
            title=f"{self._say_month()} · {self.contract_id.name}",
            link=Button(self.env._("See the statement"), self._get_mail_url()),
            phone=frame.phone,
        )

    def _get_mail_url(self):
        """Return the address of its page. It tells of requests, so it is opened by
        those who log in: no link opens it, and no token goes along."""
        return f"{self.get_base_url()}{self._get_portal_url()}"

    def _get_portal_url(self):
        """Return the path of its page; the newest version is shown there."""
        self.ensure_one()
        return f"/my/support/{self.contract_id.id}/statement/{self.month:%Y-%m}"
