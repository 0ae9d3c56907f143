# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..common import SupportCase

ENGLISH, SPANISH = "en_US", "es_419"
SOURCE = """\
<h2>The way of a request</h2>
<p>It closes after {{closing}}.</p>
<p>{{levels}}</p>"""
IN_SPANISH = {
    "The way of a request": "El camino de una solicitud",
    "It closes after {{closing}}.": "Se cierra después de {{closing}}.",
}


class TermsCase(SupportCase):
    """A company with terms of its own, in English and Spanish, and two customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(SPANISH)
        module = cls.env["ir.module.module"].search([("name", "=", "support_sla")])
        module._update_translations([SPANISH])
        cls.provider = cls.env["res.company"].create({"name": "Provider"})
        cls.env.user.company_ids |= cls.provider
        cls.manager.company_ids |= cls.provider
        cls.agent.company_ids |= cls.provider
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.provider.ids)
        )
        cls.levels = cls.monthly | cls.preferential | cls.accompaniment
        cls.levels.with_company(cls.provider).is_public = True
        cls.first = cls._make_terms()

    @classmethod
    def _make_terms(cls, company=None, source=SOURCE, **vals):
        """A draft with Spanish words."""
        terms = cls.env["support.terms"].create(
            {"company_id": (company or cls.provider).id, "source": source} | vals
        )
        terms.update_field_translations("source", {SPANISH: IN_SPANISH})
        return terms

    @classmethod
    def _make_next(cls, terms, **vals):
        """A version made from the last one by the button."""
        action = terms.action_new_version()
        draft = cls.env["support.terms"].browse(action["res_id"])
        draft.write(vals)
        return draft
