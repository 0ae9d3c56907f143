# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty
from odoo.tools.image import image_process

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
LETTER = "support_sla.mail_template_visit_report"
PAPER = "support_sla.report_visit"
PNG = b"\x89PNG\r\n\x1a\n"
LONGEST_SIGNATURE = 2**20


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

    report_sent_at = fields.Datetime(string="Report sent", readonly=True, copy=False)

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

    # The customer's signature

    def _awaits_signature(self):
        self.ensure_one()
        return self.state == "done" and self.signature_wanted and not self.signed_at

    def _sign(self, name, signature, now):
        """Keep the customer's signature, once; return whether it is the one.

        :param signature: a PNG in base64, as the pad of the page makes it
        """
        self.ensure_one()
        visit = self.sudo()
        name = " ".join(name.split())[:LONGEST_NAME] if isinstance(name, str) else ""
        if not visit._awaits_signature() or not name or not is_png(signature):
            return False
        visit.write({"signature": signature, "signed_by": name, "signed_at": now})
        visit.flush_recordset()
        staff = visit._get_staff()
        spoken = visit.with_context(lang=staff[:1].lang or self.env.lang)
        spoken._message_log(
            body=spoken.env._("%(name)s has signed the report.", name=name)
        )
        return True

    # The report on paper, and by mail

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._(
            "Visit %(day)s %(customer)s", day=self.day, customer=self.partner_id.name
        )

    def _say_stay(self):
        """From when to when somebody was there, by the customer's clock."""
        return self._say_slot(
            self.arrived_at or self.start_at, self.left_at or self.stop_at
        )

    def action_send_report(self):
        """Open the dialog that shows the mail before it is sent."""
        self.ensure_one()
        return self._open_letter("report", self.env._("Send the report"))

    def _tell_report(self, now, written=None):
        """Mail the report with its PDF, where one can be made."""
        visits = self.sudo().filtered(lambda v: v.state == "done")
        self.env["support.notice"]._queue_template(
            LETTER,
            visits,
            type(self)._plain_report,
            type(self)._report_frames,
            files=type(self)._get_report_files,
            written=written,
        )
        visits.write({"report_sent_at": now})

    def _report_frames(self):
        return self._mail_frames(lambda visit: visit.env._("Open the report"))

    def _get_report_files(self):
        self.ensure_one()
        reports = self.env["ir.actions.report"].sudo()
        spoken = self.with_context(lang=self.contact_id.lang or self.env.lang)
        try:
            content, kind = reports._render_qweb_pdf(PAPER, self.ids)
        except (UserError, OSError):
            return []  # the mail has the link
        if kind != "pdf":
            return []
        return [
            (f"{spoken._get_report_base_filename()}.pdf", content, "application/pdf")
        ]

    def _plain_report(self):
        """Subject and text when the template is gone."""
        self.ensure_one()
        return (
            self.env._("Report of the visit: %s", self._say_day(self.start_at)),
            self.env._("The report of the visit is here: %s", self._get_link()),
        )


def is_png(text):
    """Is this an image as a signature pad makes it, in base64? Nothing else is shown
    to others: an SVG, for one, is a program."""
    if isinstance(text, str):
        text = text.encode("ascii", "replace")
    if not isinstance(text, bytes) or not 0 < len(text) <= LONGEST_SIGNATURE:
        return False
    try:
        content = base64.b64decode(text, validate=True)
        image_process(content, verify_resolution=True)
    except (binascii.Error, UserError, ValueError, OSError):
        return False
    return content.startswith(PNG)
