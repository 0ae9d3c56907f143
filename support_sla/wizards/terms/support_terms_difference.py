# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class SupportTermsDifference(models.TransientModel):
    """What changed from one version of the terms to another, in one language."""

    _name = "support.terms.difference"
    _description = "Differences between two versions of terms"

    terms_id = fields.Many2one("support.terms", "Version", required=True)
    company_id = fields.Many2one(related="terms_id.company_id")
    other_id = fields.Many2one(
        "support.terms",
        string="Compared with",
        compute="_compute_other_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('id', '!=', terms_id)]",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    difference = fields.Html(compute="_compute_difference", sanitize=False)

    @api.depends("terms_id")
    def _compute_other_id(self):
        for wizard in self:
            terms = wizard.terms_id
            wizard.other_id = terms.search(
                [
                    ("company_id", "=", terms.company_id.id),
                    ("version", "<", terms.version),
                ],
                order="version desc",
                limit=1,
            )

    @api.depends("terms_id", "other_id", "lang")
    def _compute_difference(self):
        for wizard in self:
            spoken = wizard.with_context(lang=wizard.lang)
            wizard.difference = wizard.other_id and spoken.terms_id._get_difference(
                spoken.other_id
            )
