# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..known import remembered


class HelpdeskTicketTeam(models.Model):
    """The stages that a team's tickets go through, and which of them is for what.

    Nobody else looks for a stage. Whoever asks says for which company: stages belong to
    one, and who acts may be working in another. Tickets of no team ask an empty team.
    """

    _inherit = "helpdesk.ticket.team"

    def _support_stages_in(self, company):
        """Return the stages of a company's tickets, in their order."""
        return self.sudo().with_company(company)._get_applicable_stages()

    def _support_working_stage_in(self, company):
        """Return the stage in which the team works on a ticket, or none."""
        stages = self._support_stages_in(company).filtered(
            lambda s: not s.closed and not s.support_waiting_for
        )
        return stages.filtered(lambda s: not s.unattended)[:1] or stages[:1]

    def _support_waiting_stage_in(self, company):
        """Return the first stage that waits for the customer, or none."""
        return self._support_stages_in(company).filtered(
            lambda s: s.support_waiting_for == "customer" and not s.closed
        )[:1]

    def _support_closed_stages_in(self, company):
        """Return the stages of tickets that have ended."""
        return self._support_stages_in(company).filtered("closed")

    def _support_offered_stages_in(self, company):
        """Return the stages into which customers may close their tickets."""
        return self._support_stages_in(company).filtered("close_from_portal")

    # Looked for once

    def _get_applicable_stages(self):
        """The same as ever, looked for once and not for every ticket of a batch."""
        return self.env["helpdesk.ticket.stage"].browse(self._support_stage_ids())

    @remembered(
        "self.id",
        "self.env.uid",
        "self.env.su",
        "tuple(self.env.companies.ids)",
        "self.env.context.get('active_test', True)",
    )
    def _support_stage_ids(self):
        """Return the ids of the stages that one team uses, or tickets of no team."""
        # pylint: disable=super-method-mismatch
        return super()._get_applicable_stages()._ids  # past our own, on purpose

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            self.env["helpdesk.ticket.stage"]._forget()
        return result
