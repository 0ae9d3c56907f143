# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ..contract.life import BATCH
from ..job import Task, due


class SupportContract(models.Model):
    _inherit = "support.contract"

    @api.model
    def _get_tasks(self, now):
        """First the tickets that wait for others to finish counting. Archived ones have
        their place in the ledger, too."""
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        settle = Task(
            "contract.settle",
            due(tickets, [("support_quota_pending", "=", True)], "support_since, id"),
            lambda pending: pending._support_settle_pending(now),
            size=BATCH,
        )
        return [settle, *super()._get_tasks(now)]
