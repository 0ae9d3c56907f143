# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    support_alert_id = fields.Many2one(
        "support.alert",
        string="Alert of a deadline",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="support_sla.group_support_manager",
        help="Done by itself when what it tells of is answered or no longer owed.",
    )
