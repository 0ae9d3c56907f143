# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, models

from ..job import BUSY

_logger = logging.getLogger(__name__)


class SupportBrokenTemplate(models.AbstractModel):
    """A mail template that an admin broke: somebody has to hear of it, once.

    Odoo checks a template with one sample; it may fail for other records only.
    """

    _name = "support.broken.template"
    _description = "Support: mail templates that fail"

    @api.model
    def _tell(self, template, error):
        """Give a manager one task that names the template; it may fail, too."""
        _logger.warning("The mail template %s fails: %s", template, error)
        try:
            with self.env.cr.savepoint():
                self._schedule(template, error)
        except BUSY:
            raise
        except Exception:
            _logger.exception("Nobody could be told of the template %s", template)

    def _schedule(self, template, error):
        user = self._get_manager()
        activities = self.env["mail.activity"].sudo().with_context(lang=user.lang)
        summary = activities.env._(
            "The mail template “%(template)s” (%(number)s) fails",
            template=template.with_env(activities.env).name,
            number=template.id,
        )
        known = [("user_id", "=", user.id), ("summary", "=", summary)]
        if user and not activities.search_count(known, limit=1):
            activities.create(
                {
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "summary": summary,
                    "note": activities.env._(
                        "Until it is mended, our own wording goes out instead. What "
                        "is wrong: %s",
                        error,
                    ),
                    "user_id": user.id,
                }
            )

    def _get_manager(self):
        """Return a manager of support, an admin only where there is no other."""
        managers = self.env.ref("support_sla.group_support_manager").sudo()
        people = managers.all_user_ids.filtered(lambda u: u.active and not u.share)
        return people.sorted(lambda u: (u._is_system(), u.id))[:1]
