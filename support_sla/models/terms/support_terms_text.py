# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..known import guarded


class SupportTermsText(models.Model):
    """What a version says in one language, byte by byte, since it was published.

    Written once, by publishing. Its hash is that of ``body`` in UTF-8, so that anybody
    can compute it again.
    """

    _name = "support.terms.text"
    _description = "Published text of support terms"
    _order = "terms_id, lang"

    terms_id = fields.Many2one(
        "support.terms", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    lang = fields.Char(string="Language", required=True)
    name = fields.Char(required=True)
    body = fields.Html(required=True, sanitize=False)
    wording = fields.Char(
        required=True, help="What a customer ticks to accept, in this language."
    )
    sha256 = fields.Char(string="SHA-256", required=True)

    _lang_unique = models.UniqueIndex(
        "(terms_id, lang)", "A version has one text for each language."
    )

    @api.depends("name", "lang", "terms_id.version")
    def _compute_display_name(self):
        for text in self:
            text.display_name = self.env._(
                "%(name)s, version %(version)s (%(lang)s)",
                name=text.name,
                version=text.terms_id.version,
                lang=text.lang,
            )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Terms are published by their button, and by nothing else.")
        )

    @api.model
    def _freeze(self, vals_list):
        """Keep texts for ever, each with its hash."""
        # pylint: disable=super-method-mismatch
        return super().create(  # past our own create, on purpose
            [vals | {"sha256": self._hash(vals["body"])} for vals in vals_list]
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A published text never changes."))

    def unlink(self):
        return super(SupportTermsText, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A published text is never deleted."))

    @api.model
    def _hash(self, body):
        return hashlib.sha256(str(body).encode()).hexdigest()

    def _get_html_lang(self):
        """Return the language as HTML names it."""
        self.ensure_one()
        lang = self.lang.replace("@latin", "-Latn").replace("@", "-")
        return lang.replace("_", "-")

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.display_name
