# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tests.common import BaseCase
from odoo.tools.translate import TranslationModuleReader

FOLDER = Path(__file__).parent.parent / "i18n"
FIELD = "model:ir.model.fields,"
# What a translation must keep: named values, template expressions and tags.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\{.*?\}\}|</?\w+[^>]*>")


def read(name):
    return polib.pofile(str(FOLDER / name))


class TestTranslations(BaseCase):
    """Spanish is complete (specification 13)."""

    def test_every_term_is_translated(self):
        spanish = read("es.po")
        self.assertFalse([entry.msgid for entry in spanish.untranslated_entries()])
        self.assertFalse([entry.msgid for entry in spanish.fuzzy_entries()])
        self.assertFalse([entry.msgid for entry in spanish.obsolete_entries()])

    def test_spanish_has_the_terms_of_the_template(self):
        terms = {entry.msgid for entry in read("support_sla.pot")}
        self.assertEqual({entry.msgid for entry in read("es.po")}, terms)

    def test_translations_keep_values_expressions_and_tags(self):
        for entry in read("es.po"):
            with self.subTest(term=entry.msgid):
                self.assertEqual(
                    sorted(KEPT.findall(entry.msgstr)),
                    sorted(KEPT.findall(entry.msgid)),
                )


@tagged("post_install", "-at_install")
class TestTemplate(TransactionCase):
    """The template has the words of the present sources; `make pot` writes it anew."""

    def _is_ours(self, kind, name, res_id):
        """A field that mail or sms lend to our models is there only with them."""
        if not f"{kind}:{name}".startswith(FIELD):
            return True
        field = self.env.ref(res_id)
        model = self.env[field.model]
        return model._fields[field.name]._modules[-1:] == ("support_sla",)

    def test_the_template_is_current(self):
        exported = [*TranslationModuleReader(self.env.cr, modules=["support_sla"])]
        template = read("support_sla.pot")

        terms = {entry.msgid for entry in template}
        wanted = {
            source
            for module, kind, name, res_id, source, _value, _comments in exported
            if module == "support_sla" and self._is_ours(kind, name, res_id)
        }
        self.assertFalse(wanted - terms, "run make pot and translate es.po")

        found = {source for _, _, _, _, source, _, _ in exported}
        stale = {
            entry.msgid
            for entry in template
            if not all(place.startswith(FIELD) for place, _ in entry.occurrences)
        }
        self.assertFalse(stale - found, "run make pot and clean es.po")


@tagged("post_install", "-at_install")
class TestSpanish(TransactionCase):
    """The words of the shipped data arrive where a Spanish reader looks."""

    def test_levels_and_services_speak_spanish(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.env["ir.module.module"].search(
            [("name", "=", "support_sla")]
        )._update_translations(["es_419"])
        env = self.env(context={"lang": "es_419"})

        level = env.ref("support_sla.level_monthly")
        self.assertEqual(level.name, "Soporte mensual")
        self.assertIn("implementación", level.description)
        self.assertEqual(
            env.ref("support_sla.service_questions").name, "Resolución de dudas"
        )
        reasons = dict(
            env["helpdesk.ticket"].fields_get(["support_entitlement_reason"])[
                "support_entitlement_reason"
            ]["selection"]
        )
        self.assertEqual(reasons["contract"], "Cubierto por un contrato")
        self.assertEqual(env._("We answered on"), "Le respondimos el")
