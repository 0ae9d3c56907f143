# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class HelpdeskTicket(models.Model):
    """A ticket that knows its promise; each concern lives in a mixin of its own."""

    _name = "helpdesk.ticket"
    _inherit = [
        "support.sla.mixin",
        "support.deadline.mixin",
        "support.portal.mixin",
        "helpdesk.ticket",
    ]
