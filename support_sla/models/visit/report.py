# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty

#: What the customer signs; it stays as it was signed.
SIGNED = {
    "arrived_at",
    "contract_id",
    "left_at",
    "open_points",
    "people",
    "report",
    "start_at",
    "state",
    "stop_at",
    "ticket_ids",
    "user_id",
}
LONGEST_NAME = 128


class SupportVisitReportMixin(models.AbstractModel):
    """What was done at the customer's, and who signed that."""

    _name = "support.visit.report.mixin"
    _description = "Support: report of a visit"

    arrived_at = fields.Datetime(string="Arrived", copy=False)
    left_at = fields.Datetime(string="Left", copy=False)
    hours = fields.Float(
        compute="_compute_hours",
        store=True,
        help="From arrival to leaving; of a visit to come, the time planned.",
    )
    people = fields.Char(
        string="Present", copy=False, help="Who of the customer was there."
    )
    report = fields.Html(string="What was done", copy=False, sanitize_attributes=True)
    open_points = fields.Html(copy=False, sanitize_attributes=True)
    ticket_ids = fields.Many2many(
        "helpdesk.ticket",
        "support_visit_ticket_rel",
        "visit_id",
        "ticket_id",
        string="Tickets",
        copy=False,
    )

    signature_wanted = fields.Boolean(
        default=True,
        copy=False,
        help="The customer is asked to sign the report on the page of the visit.",
    )
    signature = fields.Image(copy=False, readonly=True, max_width=1024, max_height=512)
    signed_by = fields.Char(copy=False, readonly=True)
    signed_at = fields.Datetime(copy=False, readonly=True)

    @api.depends("start_at", "stop_at", "arrived_at", "left_at", "state")
    def _compute_hours(self):
        for visit in self:
            came, went = visit.start_at, visit.stop_at
            if visit.state == "done" and visit.arrived_at and visit.left_at:
                came, went = visit.arrived_at, visit.left_at
            seconds = (went - came).total_seconds() if came and went else 0
            visit.hours = 0 if visit.state == "cancelled" else max(seconds, 0) / 3600

    @api.constrains("arrived_at", "left_at")
    def _check_left_after_arrival(self):
        for visit in self:
            if visit.arrived_at and visit.left_at and visit.left_at < visit.arrived_at:
                raise ValidationError(self.env._("Nobody leaves before he arrives."))

    @api.constrains("state", "report")
    def _check_done_has_report(self):
        for visit in self:
            if visit.state == "done" and is_html_empty(visit.report):
                raise ValidationError(
                    self.env._("A visit is done when its report says what was done.")
                )

    def _check_unsigned(self, vals):
        """A signed report is not another one afterwards."""
        if SIGNED & vals.keys() and (signed := self.sudo().filtered("signed_at")):
            raise UserError(
                self.env._(
                    "%(visit)s: %(name)s has signed this report, so it stays as it "
                    "is. Write a note below, or plan another visit.",
                    visit=signed[0].display_name,
                    name=signed[0].signed_by,
                )
            )

    def action_write_report(self):
        """Open the dialog in which the report is written."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report of the visit"),
            "res_model": "support.visit",
            "res_id": self.id,
            "views": [
                (self.env.ref("support_sla.support_visit_view_form_report").id, "form")
            ],
            "target": "new",
        }

    def action_done(self):
        """The visit has been: its report says so."""
        for visit in self.filtered(lambda v: v.state == "planned"):
            visit.write(
                {
                    "state": "done",
                    "arrived_at": visit.arrived_at or visit.start_at,
                    "left_at": visit.left_at or visit.stop_at,
                }
            )
        return {"type": "ir.actions.act_window_close"}

    def _sign(self, name, signature, now):
        """Keep the customer's signature, once; return whether it is the one."""
        self.ensure_one()
        visit = self.sudo()
        name = (name or "").strip()[:LONGEST_NAME]
        if visit.state != "done" or visit.signed_at or not (name and signature):
            return False
        visit.write({"signature": signature, "signed_by": name, "signed_at": now})
        visit._message_log(
            body=self.env._("%(name)s has signed the report.", name=name)
        )
        return True
