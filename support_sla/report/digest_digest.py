# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError

AGENT = "helpdesk_mgmt.group_helpdesk_user_own"
REPORT = "support.sla.report"
REPORT_ACTION = "support_sla.support_sla_report_action"
KEPT = "kpi_support_kept_value"


class DigestDigest(models.Model):
    """What the digest says of support: the figures of the compliance report for the
    same days, as far as its reader may see them."""

    _inherit = "digest.digest"

    kpi_support_opened = fields.Boolean("Support Requests Opened")
    kpi_support_opened_value = fields.Integer(
        compute="_compute_kpi_support_opened_value", export_string_translation=False
    )
    kpi_support_kept = fields.Boolean("Answered as Promised")
    kpi_support_kept_value = fields.Char(
        compute="_compute_kpi_support_kept_value", export_string_translation=False
    )
    kpi_support_broken = fields.Boolean("Promises Missed or Late")
    kpi_support_broken_value = fields.Integer(
        compute="_compute_kpi_support_broken_value", export_string_translation=False
    )
    kpi_support_over_quota = fields.Boolean("Requests over Quota")
    kpi_support_over_quota_value = fields.Integer(
        compute="_compute_kpi_support_over_quota_value",
        export_string_translation=False,
    )

    def _compute_kpi_support_opened_value(self):
        self._check_support_agent()
        self._calculate_company_based_kpi("helpdesk.ticket", "kpi_support_opened_value")

    def _compute_kpi_support_kept_value(self):
        """First answers: how many were given in time of those that were judged."""
        self._check_support_agent()
        start, end, companies = self._get_kpi_compute_parameters()
        counts = self.env[REPORT]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("metric", "=", "first_response"),
                ("judged_at", ">=", start),
                ("judged_at", "<", end),
            ],
            ["company_id"],
            ["kept_count:sum", "judged_count:sum"],
        )
        counts = {company: (kept, judged) for company, kept, judged in counts}
        for digest in self:
            company = digest.company_id or self.env.company
            kept, judged = counts.get(company, (0, 0))
            digest[KEPT] = self._support_share_in_words(kept, judged)

    def _compute_kpi_support_broken_value(self):
        self._check_support_agent()
        self._calculate_company_based_kpi(
            REPORT,
            "kpi_support_broken_value",
            date_field="judged_at",
            sum_field="broken_count",
        )

    def _compute_kpi_support_over_quota_value(self):
        self._check_support_agent()
        self._calculate_company_based_kpi(
            "helpdesk.ticket",
            "kpi_support_over_quota_value",
            additional_domain=[("support_quota_status", "=", "over")],
        )

    def _check_support_agent(self):
        """The digest leaves out what its reader may not see."""
        if not self.env.user.has_group(AGENT):
            raise AccessError(
                self.env._("Only who works on tickets is told of support.")
            )

    def _support_share_in_words(self, kept, judged):
        """Say "12 of 13 (92 %)"; a dash where there is nothing to divide. What is not
        whole is never rounded up to it."""
        if not judged:
            return "–"
        words = self.env._(
            "%(kept)d of %(judged)d (%(percent)d %%)",
            kept=kept,
            judged=judged,
            percent=100 * kept // judged,
        )
        return words.replace(" %", "\N{NO-BREAK SPACE}%")  # in large letters it wraps

    def _get_margin_value(self, value, previous_value=0.0):
        """Words are not compared with others."""
        if isinstance(value, str) or isinstance(previous_value, str):
            return 0.0
        return super()._get_margin_value(value, previous_value)

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("helpdesk_mgmt.helpdesk_ticket_main_menu").id
        tickets = "helpdesk_mgmt.helpdesk_ticket_action"
        for name, action in (
            ("opened", tickets),
            ("kept", REPORT_ACTION),
            ("broken", REPORT_ACTION),
            ("over_quota", "support_sla.support_over_quota_action"),
        ):
            actions[f"kpi_support_{name}"] = f"{action}?menu_id={menu}"
        return actions
