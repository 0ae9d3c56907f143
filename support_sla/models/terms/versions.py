# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SupportTermsVersionsMixin(models.AbstractModel):
    """Which version is in force, whose acceptance counts, and which text is read."""

    _name = "support.terms.versions.mixin"
    _description = "Support: versions of terms"

    @api.model
    def _get_published(self, companies):
        """Return the published versions of companies, newest first."""
        return self.search(
            [("company_id", "in", companies.ids), ("state", "=", "published")],
            order="company_id, version desc",
        )

    @api.model
    def _get_current(self, companies):
        """Return the version in force of each of the companies that has one."""
        published = self._get_published(companies).grouped("company_id")
        newest = (versions[:1] for versions in published.values())
        return self.browse().concat(*newest)

    def _get_binding(self):
        """Return ``{terms: versions}`` whose acceptance counts for each.

        The version itself, and those before it as far as only the wording changed.
        """
        published = self._get_published(self.company_id).grouped("company_id")
        binding = {}
        for terms in self:
            reached = self.browse()
            for older in published.get(terms.company_id, reached):
                if older.version <= terms.version:
                    reached += older
                    if not older.editorial:
                        break
            binding[terms] = reached
        return binding

    def _get_text(self, lang=None):
        """Return the published text for a reader: in that language, else the nearest.

        The same language of another country, the company's language, then English.
        """
        self.ensure_one()
        wanted = lang or self.env.lang or "en_US"
        texts = self.sudo().text_ids
        spoken = wanted.split("_")[0]
        return (
            texts.filtered(lambda t: t.lang == wanted)
            or texts.filtered(lambda t: t.lang.split("_")[0] == spoken)
            or texts.filtered(lambda t: t.lang == self.company_id.partner_id.lang)
            or texts.filtered(lambda t: t.lang == "en_US")
            or texts
        )[:1]
