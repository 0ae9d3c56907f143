# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HelpdeskTicket(models.Model):
    """A ticket that knows its promise; each concern lives in a mixin of its own.

    What few ask for is read apart (``prefetch="support_rare"``): every reading of a
    ticket, also helpdesk's own, would otherwise take twice as many columns.
    """

    _name = "helpdesk.ticket"
    _inherit = [
        "support.door.mixin",
        "support.confirmation.mixin",
        "support.closing.mixin",
        "support.split.mixin",
        "support.intake.mixin",
        "support.request.mixin",
        "support.triage.mixin",
        "support.scope.mixin",
        "support.stale.mixin",
        "support.pause.mixin",
        "support.acknowledgement.mixin",
        "support.birth.mixin",
        "support.sla.mixin",
        "support.quota.mixin",
        "support.admission.mixin",
        "support.deadline.mixin",
        "support.sheet.mixin",
        "support.portal.mixin",
        "support.gateway.mixin",
        "support.conversation.mixin",
        "helpdesk.ticket",
    ]

    # Here and not in its mixin: a related field needs the ticket's own stage.
    support_waiting_for = fields.Selection(related="stage_id.support_waiting_for")
