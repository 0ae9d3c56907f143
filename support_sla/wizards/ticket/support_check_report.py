# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import islice

from odoo import api, fields, models

from ...models.ticket.finding import KINDS, Finding

SHOWN = 500


class SupportCheckReport(models.TransientModel):
    """What is found where stored facts disagree, and a button that mends it."""

    _name = "support.check.report"
    _description = "Check and Repair"

    line_ids = fields.One2many("support.check.report.line", "report_id", readonly=True)
    checked_at = fields.Datetime(string="Checked", readonly=True)
    is_mendable = fields.Boolean(compute="_compute_is_mendable")
    has_more = fields.Boolean(
        readonly=True, help="More was found than is shown: repair, then check again."
    )

    @api.depends("checked_at")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._("Check and repair")

    @api.depends("line_ids.is_mendable")
    def _compute_is_mendable(self):
        for report in self:
            report.is_mendable = any(report.line_ids.mapped("is_mendable"))

    def action_check(self):
        """Look at all tickets and contracts of the chosen companies."""
        self.ensure_one()
        now = fields.Datetime.now()
        found = self.env["support.check"]._support_check(now, self.env.companies)
        found = list(islice(found, SHOWN + 1))
        self.line_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create(
                    {
                        "kind": finding.kind,
                        "res_model": finding.record._name,
                        "res_id": finding.record.id,
                    }
                )
                for finding in found[:SHOWN]
            ),
        ]
        self.write({"checked_at": now, "has_more": len(found) > SHOWN})
        return self._show()

    def action_repair(self):
        """Mend what can be mended, and check again."""
        self.ensure_one()
        now = fields.Datetime.now()
        findings = self.line_ids._to_findings()
        self.env["support.check"].sudo()._support_repair(findings, now)
        return self.action_check()

    def _show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_check_action"
        )
        # main: each look again would add one to the way back
        return action | {"res_id": self.id, "target": "main"}


class SupportCheckReportLine(models.TransientModel):
    """One thing that was found."""

    _name = "support.check.report.line"
    _description = "Finding of a Check"
    _order = "id"

    report_id = fields.Many2one(
        "support.check.report", required=True, ondelete="cascade"
    )
    kind = fields.Char(required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    words = fields.Char(string="What is wrong", compute="_compute_words")
    is_mendable = fields.Boolean(string="Can be repaired", compute="_compute_words")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_words(self):
        for line in self:
            line.words = self.env._(KINDS[line.kind].words)
            line.is_mendable = bool(KINDS[line.kind].mends)

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def _to_findings(self):
        return [
            Finding(line.kind, record)
            for line in self
            if (record := self.env[line.res_model].sudo().browse(line.res_id).exists())
        ]
