# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html_sanitize, is_html_empty

from odoo.addons.html_editor.models.diff_utils import generate_comparison

from ...tools.promise import period
from ...tools.terms import holes

# What stands for a table: it replaces its paragraph.
BLOCKS = ("levels",)


class SupportTermsPublicationMixin(models.AbstractModel):
    """From the text that people write to the texts that bind: tables and figures."""

    _name = "support.terms.publication.mixin"
    _description = "Support: publishing of terms"

    preview = fields.Html(
        compute="_compute_preview",
        sanitize=False,
        help="As it would be published now, in your language.",
    )
    problem = fields.Char(compute="_compute_preview")
    untranslated = fields.Char(
        string="Not translated into",
        compute="_compute_untranslated",
        help="Readers of these languages will get another one, and are told so.",
    )
    is_outdated = fields.Boolean(
        string="Differs from what is published",
        compute="_compute_is_outdated",
        help="Levels or figures have changed since this version was published.",
    )

    @api.depends("source", "name", "company_id", "version", "state")
    @api.depends_context("lang")
    def _compute_preview(self):
        now = fields.Datetime.now()
        for terms in self:
            terms.problem = terms._get_problem(terms.source)
            drafted = terms.state == "draft" and terms.source and not terms.problem
            lang = self.env.lang or "en_US"
            values = drafted and terms._prepare_text_values(lang, now)
            terms.preview = values and values["body"]

    @api.depends("source", "state")
    def _compute_untranslated(self):
        langs = dict(self.env["res.lang"].get_installed())
        for terms in self:
            missing = langs.keys() - set(terms._get_written_langs())
            draft = terms.state == "draft"
            names = [langs[code] for code in sorted(missing)] if draft else []
            terms.untranslated = ", ".join(names)

    @api.depends("state")
    def _compute_is_outdated(self):
        for terms in self:
            terms.is_outdated = terms.is_current and any(
                terms._prepare_text_values(text.lang, terms.published_at)["body"]
                != text.body
                for text in terms.sudo().text_ids
            )

    def action_publish(self):
        """Freeze drafts: what stands now in each language is the version's text."""
        now = fields.Datetime.now()
        self.check_access("write")
        for terms in self.filtered(lambda t: t.state == "draft"):
            terms._check_publishable()
            vals_list = [
                terms._prepare_text_values(lang, now)
                for lang in terms._get_written_langs()
            ]
            self.env["support.terms.text"].sudo()._freeze(vals_list)
            terms._store_publication(
                {
                    "state": "published",
                    "published_at": now,
                    "published_uid": self.env.uid,
                }
            )
        return True

    def _check_publishable(self):
        self.ensure_one()
        newest = self._get_current(self.company_id)
        if newest.version > self.version:
            raise UserError(
                self.env._(
                    "Version %s is in force already: make a new version from it.",
                    newest.version,
                )
            )
        for lang in self._get_written_langs():
            problem = self._get_problem(self.with_context(lang=lang).source)
            if problem:
                raise UserError(
                    self.env._("%(lang)s: %(problem)s", lang=lang, problem=problem)
                )

    def _get_problem(self, source):
        """Say why a text cannot be published, or return False."""
        if is_html_empty(source):
            return self.env._("There is no text yet.")
        known = [*BLOCKS, *self._get_figures()]
        unknown = holes.unknown(source, known)
        if unknown:
            return self.env._(
                "Nothing is known to fill %(words)s with. Known are: %(known)s.",
                words=", ".join("{{%s}}" % word for word in unknown),
                known=", ".join("{{%s}}" % word for word in known),
            )
        crowded = holes.crowded(source, BLOCKS)
        if "levels" in holes.words(source) and not self._get_levels():
            return self.env._(
                "{{levels}} would be empty: no level is shown to everybody. Choose "
                "some on their forms, or take it out."
            )
        if crowded:
            return self.env._(
                "%s is a table: put it into a paragraph of its own.",
                ", ".join("{{%s}}" % word for word in crowded),
            )
        return False

    def _get_written_langs(self):
        """Return the installed languages in which the draft has words of its own."""
        self.ensure_one()
        field = self._fields["source"]
        stored = self.id and field._get_stored_translations(self)
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        written = [code for code in installed if code in (stored or ())]
        return written or installed[:1]

    def _prepare_text_values(self, lang, moment):
        """Return what a version says in a language if it is published at a moment."""
        self.ensure_one()
        company = self.company_id
        terms = self.with_context(lang=lang).with_company(company)
        source = terms.source or ""
        blocks = {word: terms._render_block(word) for word in BLOCKS}
        content = Markup(holes.fill(source, terms._get_figures(), blocks))
        day = period.local_day(moment, company.sudo().partner_id.tz or "UTC")
        title = {
            "name": terms.name,
            "company": company.name,
            "version": self.version,
            "day": format_date(terms.env, day, lang_code=lang, date_format="long"),
        }
        head = terms.env._(
            "%(name)s, version %(version)s. %(company)s, %(day)s.", **title
        )
        return {
            "terms_id": self.id,
            "company_id": company.id,
            "lang": lang,
            "name": terms.name,
            "body": terms.env["ir.qweb"]
            ._render("support_sla.terms_document", {"head": head, "content": content})
            .strip(),
            "wording": terms.env._(
                "I have read “%(name)s” of %(company)s, version %(version)s, and "
                "accept it for my company.",
                **title,
            ),
        }

    def _render_block(self, word):
        """Return the markup of a table, in the context's language."""
        return getattr(self, f"_render_{word}")()

    def _render_levels(self):
        return self.env["ir.qweb"]._render(
            "support_sla.comparison_table", self._get_levels()._comparison_values()
        )

    def _get_levels(self):
        """Return the levels that the company shows to everybody, as terms are."""
        return self.env["support.level"]._get_shown(self.company_id)

    def _get_figures(self):
        """Return ``{word: text}`` of the figures, in the context's language."""
        company = self.company_id.sudo()
        figures = {"company": company.name, "version": self.version}
        counts = {
            "closing": (company.support_close_days, company.support_close_unit),
            "reopening": (company.support_reopen_days, "days"),
        }
        for word, (count, unit) in counts.items():
            if count:  # nothing is said of what never happens
                figures[word] = self._count_days(count, unit)
        return figures

    @api.model
    def _count_days(self, count, unit):
        if unit == "working_days":
            if count == 1:
                return self.env._("1 working day")
            return self.env._("%s working days", count)
        return self.env._("1 day") if count == 1 else self.env._("%s days", count)

    def _get_difference(self, other):
        """Return this version's text, marked where it differs from another's.

        Of a draft: as it would be published now.
        """
        self.ensure_one()
        new, old = (
            " ".join(str(terms.preview or terms.body or "").split())
            for terms in (self, other)
        )
        # the library reads back from the newer text: what it calls new is the older
        marked = generate_comparison(old, new)
        for tag, ours in (("added", "ins"), ("removed", "del")):
            marked = marked.replace(f"<{tag}>", f"<{ours}>")
            marked = marked.replace(f"</{tag}>", f"</{ours}>")
        return html_sanitize(marked, sanitize_attributes=False)  # and puts tags right
