# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SupportDeadline(models.Model):
    _inherit = "support.deadline"

    def _end_alerts(self):
        """The activities of their alerts are done: the job sees to it, an answer does
        not wait for that."""
        result = super()._end_alerts()
        telling = self.env["support.alert"].sudo()
        telling = telling.search([("deadline_id", "in", self.ids)])
        telling = telling.filtered("activity_ids")
        if telling:
            telling.ended = True
            cron = self.env.ref(
                "support_sla.ir_cron_send_alerts", raise_if_not_found=False
            )
            if cron:
                cron.sudo()._trigger()
        return result
