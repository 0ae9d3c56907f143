# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..known import guarded

# What only publishing writes.
PUBLISHED_FIELDS = {"state", "published_at", "published_uid", "text_ids"}


class SupportTerms(models.Model):
    """One version of a company's terms: worked on as a draft, then frozen for ever.

    ``source`` is the text that people write and translate, with words in braces for
    tables and figures. Publishing renders it into one ``support.terms.text`` for each
    language; from then on ``body`` is that text, and nothing of the version changes.
    """

    _name = "support.terms"
    _description = "Support Terms"
    _inherit = [
        "support.terms.versions.mixin",
        "support.terms.publication.mixin",
        "mail.thread",
    ]
    _order = "company_id, version desc, id desc"

    name = fields.Char(
        required=True, translate=True, default=lambda self: self.env._("Support terms")
    )
    version = fields.Integer(required=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.company,
    )
    editorial = fields.Boolean(
        copy=False,
        tracking=True,
        help="Only the wording changes: who accepted the version before is not asked "
        "again.",
    )

    source = fields.Html(
        string="Text",
        translate=True,
        help="What customers will read. Words in double braces are filled in when it "
        "is published.",
    )
    body = fields.Html(
        compute="_compute_body",
        inverse="_inverse_body",
        sanitize=False,
        help="The text: of a draft as it is written, of a published version as it was "
        "published, in the reader's language.",
    )
    text_ids = fields.One2many(
        "support.terms.text", "terms_id", string="Published texts", readonly=True
    )

    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    published_at = fields.Datetime(readonly=True, copy=False)
    published_uid = fields.Many2one(
        "res.users", string="Published by", readonly=True, copy=False
    )
    is_current = fields.Boolean(
        string="In force", compute="_compute_is_current", search="_search_is_current"
    )
    acceptance_count = fields.Integer(compute="_compute_acceptance_count")

    _version_unique = models.UniqueIndex(
        "(company_id, version)", "This company has a version with that number."
    )
    _version_positive = models.Constraint(
        "CHECK(version > 0)", "Versions are numbered from 1."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for terms in self:
            terms.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=terms.name or "",
                version=terms.version,
            )

    @api.depends("source", "state", "text_ids.body")
    @api.depends_context("lang")
    def _compute_body(self):
        for terms in self:
            published = terms.state == "published"
            terms.body = terms._get_text().body if published else terms.source

    def _inverse_body(self):
        for terms in self:
            terms.source = terms.body

    @api.depends("state", "company_id")
    def _compute_is_current(self):
        current = self._get_current(self.company_id)
        for terms in self:
            terms.is_current = terms in current

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        newest = SQL(
            "SELECT DISTINCT ON (company_id) id FROM support_terms"
            " WHERE state = 'published' ORDER BY company_id, version DESC"
        )
        self.env["support.terms"].flush_model(["state", "version", "company_id"])
        ids = [row[0] for row in self.env.execute_query(newest)]
        return [("id", "in" if True in value else "not in", ids)]

    def _compute_acceptance_count(self):
        counts = dict(
            self.env["support.terms.acceptance"]._read_group(
                [("terms_id", "in", self.ids)], ["terms_id"], ["__count"]
            )
        )
        for terms in self:
            terms.acceptance_count = counts.get(terms, 0)

    # ------------------------------------------------------------ what is frozen

    @api.model_create_multi
    def create(self, vals_list):
        numbers = {}
        for vals in vals_list:
            self._refuse_published_fields(vals)
            company_id = vals.get("company_id") or self.env.company.id
            if not vals.get("version"):
                last = numbers.get(company_id) or self._last_version(company_id)
                vals["version"] = numbers[company_id] = last + 1
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_if_published()
        self._refuse_published_fields(vals)
        return super().write(vals)

    def _store_publication(self, vals):
        """Write what publishing alone may write."""
        # pylint: disable=super-method-mismatch
        return super().write(vals)  # past our own write, on purpose

    def unlink(self):
        return super(SupportTerms, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._refuse_if_published()

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """The text of a draft is translated where it is written."""
        self._refuse_if_published()
        name = "source" if field_name == "body" else field_name
        return super()._update_field_translations(
            name, translations, digest=digest, source_lang=source_lang
        )

    def get_field_translations(self, field_name, langs=None):
        name = "source" if field_name == "body" else field_name
        return super().get_field_translations(name, langs=langs)

    def copy_translations(self, new, excluded=()):
        new._refuse_if_published()
        return super().copy_translations(new, excluded=excluded)

    def _refuse_if_published(self):
        frozen = self.filtered(lambda t: t.sudo().state == "published")
        if frozen:
            raise UserError(
                self.env._(
                    "“%s” is published: nothing of it can be changed or deleted. Make "
                    "a new version.",
                    frozen[0].sudo().display_name,
                )
            )

    @api.model
    def _refuse_published_fields(self, vals):
        told = {name for name in PUBLISHED_FIELDS if vals.get(name, "draft") != "draft"}
        if told:
            raise UserError(
                self.env._("Terms are published by their button, and by nothing else.")
            )

    @api.model
    def _last_version(self, company_id):
        """Return the number of a company's newest version; 0: it has none."""
        domain = [("company_id", "=", company_id)]
        return self.sudo().search(domain, order="version desc", limit=1).version

    # ------------------------------------------------------------------- buttons

    def action_new_version(self):
        """Make a draft from the newest version of the same company, and open it."""
        self.ensure_one()
        newest = self.search(
            [("company_id", "=", self.company_id.id)], order="version desc", limit=1
        )
        draft = newest if newest.state == "draft" else newest.copy()
        return draft._get_records_action()

    def action_compare(self):
        """Open the differences between this version and the one before."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What changed"),
            "res_model": "support.terms.difference",
            "view_mode": "form",
            "target": "new",
            "context": {"default_terms_id": self.id},
        }

    def action_view_acceptances(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_terms_acceptance_action"
        )
        return action | {"domain": [("terms_id", "=", self.id)]}

    def action_open_page(self):
        """Open the page that everybody reads."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self._get_page_url(),
            "target": "new",
        }

    def _get_page_url(self):
        self.ensure_one()
        company, version = self.company_id.id, self.version
        return f"/support/terms?company={company}&version={version}"
