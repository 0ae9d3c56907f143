# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .numbers import as_number, count_each

ENDING_DAYS = 30
PROMISED = [("support_level_id", "!=", False)]


class SupportBoard(models.AbstractModel):
    """The customers' contracts; and where nothing is promised yet what to set up."""

    _inherit = "support.board"

    def _get_accounts(self, reader):
        """Return (numbers with their model, or False; what to set up, or False).

        What is to be set up a manager is told until a ticket has a promise.
        """
        wanted = self._account_domains(reader)
        asked = [("helpdesk.ticket", PROMISED)] if reader.manager else []
        if not wanted and not asked:
            return False, False
        found = iter(count_each(self.env, wanted.values(), asked))
        accounts = {
            name: as_number(next(found), domain) | {"model": model}
            for name, (model, domain) in wanted.items()
        }
        empty = asked and not next(found)
        return accounts or False, bool(empty) and self._get_setup()

    def _get_setup(self):
        """Return the steps that are left to the first promise; False: none."""
        steps = self.env["support.setup"]._get_steps()
        return steps if any(not step["done"] for step in steps) else False

    def _account_domains(self, reader):
        """Return ``{number: (model, domain)}`` for who may see contracts."""
        if not self.env["support.contract"].has_access("read"):
            return {}
        last = fields.Date.to_string(reader.day(ENDING_DAYS))
        active = ("state", "=", "active")
        return {
            "ending": ("support.contract", [active, ("date_end", "<=", last)]),
            "nearly_used": ("support.contract", [("quota_nearly_used", "=", True)]),
            "quotations": (
                "helpdesk.ticket",
                [("support_quotation_open", "=", True)],
            ),
            "requests": ("support.level.request", [("state", "=", "open")]),
        }
