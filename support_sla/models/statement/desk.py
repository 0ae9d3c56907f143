# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError


class SupportStatement(models.Model):
    """What a manager does with a statement by hand."""

    _inherit = "support.statement"

    def _preview_mail(self):
        """Return (subject, safe HTML) of its mail as it would be queued now."""
        self.ensure_one()
        return self.env["support.notice"]._preview_template(
            "support_sla.mail_template_statement",
            self,
            lambda statement: (statement._get_subject(), statement._get_text()),
        )

    def action_make_again(self):
        """Count it again now, as the job does where something was corrected; a new
        version comes of it only where a figure is another one."""
        self.ensure_one()
        if not self.env.user.has_group("support_sla.group_support_manager"):
            raise AccessError(
                self.env._("Only a manager of support contracts counts again.")
            )
        self.check_access("read")
        newer = self.sudo()._make_again(fields.Datetime.now()).sudo(False)
        if newer:
            return newer.get_formview_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Nothing changed: it is right as it is."),
            },
        }
