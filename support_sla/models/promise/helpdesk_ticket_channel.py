# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ...tools.promise import kinds


class HelpdeskTicketChannel(models.Model):
    _inherit = "helpdesk.ticket.channel"

    support_kind = fields.Selection(
        kinds.SELECTION,
        string="Kind",
        default="other",
        help="What this channel is, whatever its name. A level that includes a "
        "channel includes every channel of the same kind.",
    )
