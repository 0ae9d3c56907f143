# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...models.quota.ticket import EXEMPTIONS


class SupportQuotaExempt(models.TransientModel):
    """Why tickets are not counted in the quota after all."""

    _name = "support.quota.exempt"
    _description = "Tickets not counted in the quota"

    ticket_ids = fields.Many2many("helpdesk.ticket", string="Tickets", required=True)
    why = fields.Selection(
        [pair for pair in EXEMPTIONS if pair[0] not in ("duplicate", "rejected")],
        string="Because",
        required=True,
        default="out_of_scope",
    )
    reason = fields.Char(help="What the ledger and the ticket's history say.")

    def action_apply(self):
        self.ensure_one()
        self.ticket_ids.check_access("write")
        now = fields.Datetime.now()
        self.ticket_ids._support_exclude(self.why, self.reason, now)
        return {"type": "ir.actions.act_window_close"}
