# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class SupportRulesMixin(models.AbstractModel):
    _inherit = "support.rules.mixin"

    def _support_rules_changed(self, now):
        """Tickets that are silent by these rules plan anew."""
        result = super()._support_rules_changed(now)
        self.env["helpdesk.ticket"]._support_revise_silences(self, now)
        return result
