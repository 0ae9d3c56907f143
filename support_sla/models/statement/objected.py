# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from .sheet_words import StatementWords


class SupportStatement(models.Model):
    """What a customer said of a statement stands on it, and on each later version."""

    _inherit = "support.statement"

    objection_ids = fields.One2many(
        "support.statement.objection",
        "statement_id",
        string="Objections to this version",
        readonly=True,
        groups="base.group_user",
    )

    said_ids = fields.Many2many(
        "support.statement.objection",
        string="Objections",
        compute="_compute_said_ids",
        groups="base.group_user",
        help="To this version and to those before it.",
    )

    @api.depends("objection_ids.state")
    def _compute_body(self):  # pylint: disable=missing-return
        super()._compute_body()

    @api.depends("objection_ids")
    def _compute_said_ids(self):
        """Read for one form at a time."""
        for statement in self:
            statement.said_ids = statement._get_objections().sudo(False)

    def _get_paper(self):
        words = StatementWords(self.env, self.figures["month"]["zone"])
        rows = self._get_objections()._get_rows(words)
        return super()._get_paper() | {"objections": rows}

    def _get_objections(self):
        """Return what was said of its month, of this version or one before it; as
        superuser."""
        self.ensure_one()
        objections = self.env["support.statement.objection"].sudo()
        return objections.search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("month", "=", self.month),
                ("version", "<=", self.version),
            ]
        )
