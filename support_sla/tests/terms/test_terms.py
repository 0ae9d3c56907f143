# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MONDAY
from .terms_common import ENGLISH, SPANISH, TermsCase


@tagged("post_install", "-at_install")
class TestTerms(TermsCase):
    """Versions of terms: drafts, publishing, and nothing after it."""

    def _body(self, terms, lang=ENGLISH):
        return terms.with_context(lang=lang).body

    def test_publishing_fills_tables_and_figures_in_every_language(self):
        self.provider.write({"support_close_days": 12})

        with self.at(MONDAY):
            self.first.action_publish()

        english, spanish = self._body(self.first), self._body(self.first, SPANISH)
        self.assertIn("It closes after 12 days.", english)
        self.assertIn("Se cierra después de 12 días.", spanish)
        for level in self.levels:
            self.assertIn(level.name, english)
            self.assertIn(level.with_context(lang=SPANISH).name, spanish)
        for body in (english, spanish):
            self.assertIn("<table", body)
            self.assertNotIn("{{", body)
            self.assertNotIn("<p><div", body)
        self.assertIn("March 2, 2026", english)
        self.assertIn("2 de marzo de 2026", spanish)

    def test_the_hash_is_that_of_the_text(self):
        self.first.action_publish()

        texts = self.first.text_ids
        self.assertEqual(set(texts.mapped("lang")), {ENGLISH, SPANISH})
        for text in texts:
            self.assertEqual(
                text.sha256, hashlib.sha256(text.body.encode()).hexdigest()
            )
            self.assertEqual(text.body, self._body(self.first, text.lang))

    def test_what_levels_become_later_changes_nothing_published(self):
        self.first.action_publish()
        before = {lang: self._body(self.first, lang) for lang in (ENGLISH, SPANISH)}
        self.assertFalse(self.first.is_outdated)

        self.monthly.quota_tickets = 41
        self.provider.support_close_days = 20
        self.first.invalidate_recordset()

        for lang, body in before.items():
            self.assertEqual(self._body(self.first, lang), body)
        self.assertTrue(self.first.is_outdated)

    def test_names_with_markup_are_inert(self):
        self.monthly.name = "<script>alert(1)</script>"
        self.provider.name = "<img src=x onerror=alert(2)>"
        self.first.source = "<p>{{company}} {{version}}</p><p>{{levels}}</p>"

        self.first.action_publish()

        self.assertNotIn("<script", self._body(self.first))
        self.assertNotIn("<img", self._body(self.first))

    def test_a_text_that_cannot_be_filled_is_not_published(self):
        self.provider.support_close_days = 0
        for source, problem in (
            ("", "no text"),
            ("<p>{{ closes }}</p>", "{{closes}}"),
            ("<p>{{object.company_id.name}}</p>", "{{object.company_id.name}}"),
            ("<p>See {{levels}} here.</p>", "paragraph of its own"),
            ("<p>{{levels}} {{levels}}</p>", "paragraph of its own"),
            # nothing is said of what never happens
            ("<p>{{closing}}</p>", "{{closing}}"),
        ):
            with self.subTest(source=source):
                self.first.source = source
                self.assertIn(problem, self.first.problem)
                with self.assertRaisesRegex(UserError, problem.strip("{}")):
                    self.first.action_publish()
                self.assertEqual(self.first.state, "draft")

    def test_levels_that_are_not_public_do_not_stand_in_public_terms(self):
        levels = self.levels.with_company(self.provider)
        (levels & self.preferential).is_public = False

        self.first.action_publish()

        self.assertIn("Accompaniment", self._body(self.first))
        self.assertNotIn("Preferential", self._body(self.first))
        levels.is_public = False
        draft = self._make_next(self.first)
        self.assertIn("no level is shown", draft.problem)
        with self.assertRaisesRegex(UserError, "no level is shown"):
            draft.action_publish()

    def test_a_translation_that_cannot_be_filled_is_not_published(self):
        self.first.update_field_translations(
            "source", {SPANISH: {"It closes after {{closing}}.": "Tras {{cierre}}."}}
        )

        with self.assertRaisesRegex(UserError, "cierre"):
            self.first.action_publish()

    def test_a_published_version_refuses_every_change(self):
        self.first.action_publish()
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.provider
        admin = self.first.with_user(admin)
        before = self.first.read()[0] | {"texts": self.first.text_ids.read()}

        for vals in (
            {"source": "<p>Other</p>"},
            {"body": "<p>Other</p>"},
            {"name": "Other"},
            {"version": 7},
            {"company_id": self.company.id},
            {"editorial": True},
            {"state": "draft"},
            {"published_at": "2020-01-01"},
            {"text_ids": [(5,)]},
            {"text_ids": [(1, self.first.text_ids[0].id, {"body": "Other"})]},
            {"text_ids": [(2, self.first.text_ids[0].id)]},
        ):
            for terms in (
                self.first,
                admin,
                admin.sudo(),
                admin.with_context(lang=SPANISH),
            ):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    terms.write(vals)
        for terms in (self.first, admin, admin.sudo()):
            for name, value in (
                ("source", {SPANISH: {"The way of a request": "Otra"}}),
                ("body", {SPANISH: {"The way of a request": "Otra"}}),
                ("name", {SPANISH: "Otra"}),
            ):
                with self.subTest(name=name), self.assertRaises(UserError):
                    terms.update_field_translations(name, value)
            with self.assertRaises(UserError):
                terms.unlink()
            for method in (terms.text_ids.unlink, terms.text_ids[0].copy):
                with self.assertRaises(UserError):
                    method()
            with self.assertRaises(UserError):
                terms.text_ids.write({"sha256": "0"})

        self.env.invalidate_all()
        self.assertEqual(
            self.first.read()[0] | {"texts": self.first.text_ids.read()}, before
        )

    def test_only_the_button_publishes(self):
        for vals in ({"state": "published"}, {"published_at": "2020-01-01"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self.first.sudo().write(vals)
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._make_terms(**vals)
        with self.assertRaises(UserError):
            self.env["support.terms.text"].create(
                {"terms_id": self.first.id, "lang": ENGLISH, "body": "Mine"}
            )

    def test_versions_are_numbered_by_company(self):
        elsewhere = self._make_terms(company=self.other_company)
        two = self.env["support.terms"].create(
            [{"name": "A", "source": "<p>A</p>"}, {"name": "B", "source": "<p>B</p>"}]
        )

        self.assertEqual(self.first.version, 1)
        self.assertEqual(elsewhere.version, 1)
        self.assertEqual(two.mapped("version"), [2, 3])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            two[0].version = 1

    def test_a_new_version_is_made_from_the_last_one(self):
        self.first.action_publish()

        second = self._make_next(self.first)

        self.assertEqual((second.version, second.state), (2, "draft"))
        self.assertIn("{{levels}}", second.source)
        self.assertIn("Se cierra", second.with_context(lang=SPANISH).source)
        self.assertFalse(second.text_ids)
        # the button again opens the draft that is there
        self.assertEqual(self._make_next(self.first), second)

    def test_the_newest_published_version_is_in_force(self):
        self.first.action_publish()
        second = self._make_next(self.first)
        self.assertTrue(self.first.is_current)

        second.action_publish()

        both = self.first | second
        both.invalidate_recordset()
        self.assertEqual(both.mapped("is_current"), [False, True])
        found = self.env["support.terms"].search(
            [("is_current", "=", True), ("company_id", "=", self.provider.id)]
        )
        self.assertEqual(found, second)

    def test_an_older_draft_is_not_published_over_a_newer_version(self):
        second = self._make_terms()
        second.action_publish()

        with self.assertRaisesRegex(UserError, "Version 2"):
            self.first.action_publish()

    def test_what_changed_is_shown_in_each_language(self):
        self.first.action_publish()
        second = self._make_next(self.first)
        second.source = second.source.replace("It closes", "A ticket closes")
        second.update_field_translations(
            "source",
            {SPANISH: {"A ticket closes after {{closing}}.": "Cierra en {{closing}}."}},
        )

        dialog = self.env["support.terms.difference"].with_user(self.agent)
        wizard = dialog.create({"terms_id": second.id})

        self.assertEqual(wizard.other_id, self.first)
        self.assertIn("<ins>A ticket closes after 10 days.</ins>", wizard.difference)
        self.assertIn("<del>It closes after 10 days.</del>", wizard.difference)
        self.assertNotIn("<ins>Monthly", wizard.difference)
        wizard.lang = SPANISH
        self.assertIn("<ins>Cierra en 10 días.</ins>", wizard.difference)
        # a draft is compared as it would be published, and so it is
        second.action_publish()
        wizard.invalidate_recordset()
        self.assertIn("<ins>Cierra en 10 días.</ins>", wizard.difference)
        self.assertNotIn("<ins>Soporte", wizard.difference)

    def test_a_language_that_comes_later_gets_another_one(self):
        self.first.action_publish()
        self.env["res.lang"]._activate_lang("es_MX")
        self.env["res.lang"]._activate_lang("fr_FR")

        self.assertEqual(
            self._body(self.first, "es_MX"), self._body(self.first, SPANISH)
        )
        self.assertEqual(self._body(self.first, "fr_FR"), self._body(self.first))
        self.assertEqual(len(self.first.text_ids), 2)

    def test_a_language_without_words_is_not_frozen(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertIn("French", self.first.untranslated)

        self.first.action_publish()

        self.assertEqual(set(self.first.text_ids.mapped("lang")), {ENGLISH, SPANISH})

    def test_loading_translations_later_changes_nothing_published(self):
        shipped = self.env.ref("support_sla.terms_first")
        self.levels.with_company(shipped.company_id).is_public = True
        shipped.action_publish()
        before = shipped.text_ids.mapped("body")
        self.env["res.lang"]._activate_lang("es_MX")

        module = self.env["ir.module.module"].search([("name", "=", "support_sla")])
        module._update_translations(["es_MX", SPANISH], overwrite=True)

        self.env.invalidate_all()
        self.assertEqual(shipped.text_ids.mapped("body"), before)
        self.assertEqual(self._body(shipped, "es_MX"), self._body(shipped, SPANISH))

    def test_the_body_of_a_draft_is_its_text(self):
        draft = self.env["support.terms"].create({"name": "A", "body": "<p>One</p>"})
        draft.update_field_translations("body", {SPANISH: {"One": "Uno"}})

        self.assertEqual(draft.source, "<p>One</p>")
        self.assertEqual(self._body(draft, SPANISH), "<p>Uno</p>")

    def test_only_managers_write_terms(self):
        with self.assertRaises(AccessError):
            self.first.with_user(self.agent).action_publish()
        with self.assertRaises(AccessError):
            self.first.with_user(self.agent).name = "Mine"

        self.first.with_user(self.manager).action_publish()

        self.assertEqual(self.first.published_uid, self.manager)


@tagged("post_install", "-at_install")
class TestShippedTerms(TermsCase):
    """The first version: a draft in our own words, complete in Spanish."""

    def test_it_is_a_draft_that_can_be_published(self):
        terms = self.env.ref("support_sla.terms_first")
        self.assertEqual((terms.state, terms.version), ("draft", 1))
        self.levels.with_company(terms.company_id).is_public = True
        self.assertFalse(terms.problem)
        self.assertFalse(terms.untranslated)

        admin = self.env.ref("base.user_admin")
        terms.with_user(admin).with_context(allowed_company_ids=[]).action_publish()

        english = terms.with_context(lang=ENGLISH).body
        spanish = terms.with_context(lang=SPANISH).body
        self.assertIn("10 days", english)
        self.assertIn("10 días", spanish)
        self.assertIn("Soporte mensual", spanish)
        self.assertNotIn("Please", spanish)
