# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SupportDeadlineCancel(models.TransientModel):
    """A manager takes a promise back, and says why: it is counted no more, and its
    ticket tells who did it."""

    _name = "support.deadline.cancel"
    _description = "Cancel a Promise"

    deadline_id = fields.Many2one(
        "support.deadline", required=True, readonly=True, ondelete="cascade"
    )
    reason = fields.Char(
        required=True, help="What the ticket and its deadline say of it from then on."
    )

    def action_apply(self):
        self.ensure_one()
        self.deadline_id.check_access("read")
        self.deadline_id._take_back(self.reason, fields.Datetime.now())
        return {"type": "ir.actions.act_window_close"}
