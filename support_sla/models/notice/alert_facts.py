# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

# Whose ticket it is is asked of the ticket, as the reader: nobody reads here what is
# closed to him there. The job that fires alerts, and rules that it wakes, read all.
AS_READER = {"related_sudo": False}


class SupportAlert(models.Model):
    """An alert in words and numbers, so that a list, an export or the payload of a
    webhook tells what it is about without another question.

    Moments are naive UTC and stand as they were when the step fired: a pause moves the
    deadline afterwards, not what was told.
    """

    _inherit = "support.alert"

    ticket_id = fields.Many2one(
        related="deadline_id.ticket_id", string="Ticket", store=True, index=True
    )
    number = fields.Char(
        related="ticket_id.number", string="Ticket number", **AS_READER
    )
    subject = fields.Char(related="ticket_id.name", string="Subject", **AS_READER)
    customer_id = fields.Many2one(
        related="ticket_id.support_customer_id", string="Customer", **AS_READER
    )
    customer_name = fields.Char(
        compute="_compute_customer_name",
        compute_sudo=False,
        string="Name of the customer",
        help="As typed on the ticket where the customer is not known.",
    )
    contract_id = fields.Many2one(
        related="ticket_id.support_contract_id", string="Contract", **AS_READER
    )
    contract_number = fields.Char(
        related="contract_id.name", string="Number of the contract", **AS_READER
    )
    user_id = fields.Many2one(
        related="ticket_id.user_id", string="Assigned to", **AS_READER
    )
    team_id = fields.Many2one(related="ticket_id.team_id", string="Team", **AS_READER)

    metric = fields.Selection(
        related="deadline_id.metric", string="Promise", store=True
    )
    level_id = fields.Many2one(related="step_id.level_id", string="Level", store=True)
    level_name = fields.Char(related="level_id.name", string="Name of the level")
    step = fields.Char(
        string="Step in words",
        compute="_compute_step",
        help="Which step it is, in words: “First response: aim reached”.",
    )

    aim_at = fields.Datetime(
        string="Aim at",
        compute="_compute_moments",
        store=True,
        help="By when we wanted to have done it, when the step fired.",
    )
    due_at = fields.Datetime(
        string="Due at",
        compute="_compute_moments",
        store=True,
        help="By when we promised to have done it, when the step fired.",
    )
    late_seconds = fields.Integer(
        string="Late by (seconds)",
        compute="_compute_moments",
        store=True,
        help="Seconds on the clock on the wall from the commitment until the step "
        "fired; 0: it was in time.",
    )
    late_hours = fields.Float(
        string="Late by (hours)",
        compute="_compute_late_hours",
        help="The same in hours, as a list shows it.",
    )
    url = fields.Char(
        string="Address",
        compute="_compute_url",
        help="The page of the ticket for whoever works on it.",
    )

    @api.depends("ticket_id.support_customer_id.name", "ticket_id.partner_name")
    def _compute_customer_name(self):
        for alert in self:
            customer = alert.customer_id.name
            alert.customer_name = customer or alert.ticket_id.partner_name

    @api.depends("metric", "step_id.offset", "step_id.mark")
    @api.depends_context("lang")
    def _compute_step(self):
        for alert in self:
            alert.step = alert.step_id._get_headline(alert.metric)

    @api.depends("deadline_id", "fired_at")
    def _compute_moments(self):
        """Once, when it fires: what moves the deadline later changes no alert."""
        for alert in self:
            deadline = alert.deadline_id
            alert.aim_at, alert.due_at = deadline.aim_at, deadline.due_at
            late = deadline.due_at and alert.fired_at - deadline.due_at
            alert.late_seconds = max(late.total_seconds(), 0) if late else 0

    @api.depends("late_seconds")
    def _compute_late_hours(self):
        for alert in self:
            alert.late_hours = alert.late_seconds / 3600

    @api.depends("ticket_id")
    def _compute_url(self):
        for alert in self:
            base = alert.get_base_url()
            alert.url = f"{base}/odoo/helpdesk.ticket/{alert.ticket_id.id}"

    def action_open_ticket(self):
        """Open the ticket that it is about."""
        self.ensure_one()
        return self.ticket_id._get_records_action()
