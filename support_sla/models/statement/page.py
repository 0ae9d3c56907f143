# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse, get_lang

from ...tools.statement.changes import alike
from .sheet import Sheet

DOCUMENT = "support_sla.statement_document"


class SupportStatement(models.Model):
    """A statement to be read: as a page, on paper, and by us in the backend."""

    _inherit = "support.statement"

    month_words = fields.Char(string="Month in words", compute="_compute_month_words")
    body = fields.Html(
        compute="_compute_body",
        sanitize=False,
        groups="base.group_user",
        help="What the customer reads, in your language.",
    )

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_words(self):
        for statement in self:
            statement.month_words = statement.month and statement._say_month()

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_body(self):
        qweb = self.env["ir.qweb"]
        for statement in self:
            values = {"on_paper": True, **statement._get_paper()}
            statement.body = qweb._render(DOCUMENT, values)

    def _say_month(self):
        """Return the month's name and year as its language puts them together."""
        self.ensure_one()
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_skeleton("yMMMM", self.month, locale=locale)

    def _get_sheet(self):
        """Return the texts of the statement, in the context's language."""
        self.ensure_one()
        return Sheet(self.env, self.figures).sheet()

    @api.model
    def _reads_otherwise(self, before, after):
        """Whether what page and paper print of a month is another text since then; how
        things are called today is none of it."""
        plain = self.with_context(lang=None).env
        then, now = (
            Sheet(plain, figures).sheet() for figures in (alike(before, after), after)
        )
        return then != now

    def _get_paper(self):
        """Return what page and paper print."""
        self.ensure_one()
        return {"statement": self, "sheet": self._get_sheet()}

    @api.model
    def _get_portal_rows(self, statements):
        """Return ``[{statement, month, share, version, url}]`` for a list of them, in
        their order; no figures are read."""
        return [each._get_portal_row() for each in statements]

    def _get_portal_row(self):
        judged, kept = self.judged_count, self.kept_count
        return {
            "month": self._say_month(),
            "url": self._get_portal_url(),
            "version": self.version,
            "share": self.env._("%(kept)s of %(judged)s", kept=kept, judged=judged)
            if judged
            else self.env._("none due"),
            "opened": self.opened_count,
        }

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._(
            "Statement %(contract)s %(month)s version %(version)s",
            contract=self.sudo().contract_id.name,
            month=f"{self.month:%Y-%m}",
            version=self.version,
        )

    def action_preview(self):
        """Show it as the customer sees it."""
        self.ensure_one()
        url = f"{self._get_portal_url()}?version={self.version}"
        return {"type": "ir.actions.act_url", "target": "self", "url": url}
