# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from .numbers import as_number, count_each

ENDING_DAYS = 30


class SupportBoard(models.AbstractModel):
    """The customers' contracts; and of an empty database what to set up first."""

    _inherit = "support.board"

    def _get_accounts(self, reader):
        """Return (numbers with their model, or False; what to set up, or False)."""
        wanted = self._account_domains(reader)
        steps = self._setup_steps() if reader.manager else {}
        asked = [*wanted.values(), *(step[:2] for step in steps.values())]
        if not asked:
            return False, False
        counts = iter(count_each(self.env, asked))
        accounts = {
            name: as_number(next(counts), domain) | {"model": model}
            for name, (model, domain) in wanted.items()
        }
        setup = [
            {"key": key, "done": bool(next(counts)), "action": action}
            for key, (_model, _domain, action) in steps.items()
        ]
        done = {step["key"] for step in setup if step["done"]}
        begun = not setup or {"contract", "ticket"} <= done
        return accounts or False, False if begun else setup

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

    def _setup_steps(self):
        """Return ``{step: (model, domain of what is there, action)}``, in order."""
        return {
            "level": (
                "support.level",
                [("is_public", "=", True)],
                "support_sla.support_level_action",
            ),
            "team": (
                "helpdesk.ticket.team",
                [("user_ids", "!=", False)],
                "helpdesk_mgmt.helpdesk_ticket_team_action",
            ),
            "contract": (
                "support.contract",
                [("phase", "=", "confirmed")],
                "support_sla.support_contract_action",
            ),
            "ticket": ("helpdesk.ticket", [], "helpdesk_mgmt.helpdesk_ticket_action"),
        }
