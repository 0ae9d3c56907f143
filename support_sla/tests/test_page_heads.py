# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import tagged

from .page_common import LANGS, PageCase
from .pages import PAGES

HEADING = "//h1[not(@role)] | //*[@role='heading'][@aria-level='1']"


@tagged("post_install", "-at_install")
class TestPageHeads(PageCase):
    """Every page says its language, and what it is, in a title and one heading."""

    def _open(self, page, **cookies):
        login = self.logins[page.login]
        self.authenticate(login, login)
        for name, value in cookies.items():
            self.opener.cookies.set(name, value)
        response = self.url_open(page.path.format(**self.places))
        self.assertEqual(response.status_code, page.status)
        return html.fromstring(response.content)

    def _page(self, name):
        return next(page for page in PAGES if page.name == name)

    def test_every_page_has_language_title_and_one_heading(self):
        for page in PAGES:
            for lang in LANGS.values():
                with self.subTest(page=page.name, lang=lang):
                    if page.act:  # its page comes after a script: see test_pages
                        continue
                    opened = self._open(page, frontend_lang=lang)
                    self.assertEqual(opened.get("lang"), lang.replace("_", "-"))
                    title, company = opened.findtext(".//title").strip().split(" | ")
                    self.assertEqual(company, self.company.name)
                    self.assertTrue(title)
                    self.assertEqual(len(opened.xpath(HEADING)), 1)

    def test_the_title_is_the_pages_own(self):
        for name, lang, title in [
            ("tickets", "en_US", "Tickets"),
            ("new_ticket", "en_US", "Send a new ticket"),
            ("new_ticket", "es_419", "Enviar un nuevo ticket"),
            ("confirm", "en_US", "Is it solved?"),
            ("confirm", "es_419", "¿Está resuelto?"),
            ("confirm_refused", "en_US", "This link does not work any more"),
        ]:
            with self.subTest(name=name, lang=lang):
                opened = self._open(self._page(name), frontend_lang=lang)
                told = opened.findtext(".//title").strip()
                self.assertEqual(told, f"{title} | {self.company.name}")

    def test_a_tickets_page_is_named_by_number_and_name(self):
        ticket = self.env["helpdesk.ticket"].browse(self.places["ticket"])

        title = self._open(self._page("ticket")).findtext(".//title").strip()

        told = f"{ticket.number} {ticket.name} | {self.company.name}"
        self.assertEqual(title, told)

    def test_the_language_is_the_one_that_the_page_is_rendered_in(self):
        self.anna.lang = LANGS["es"]

        opened = self._open(self._page("ticket_by_link"))

        self.assertEqual(opened.get("lang"), "es-419")

    def test_a_language_with_a_script_has_a_tag_that_readers_know(self):
        self.env["res.lang"]._activate_lang("sr@latin")

        opened = self._open(self._page("confirm_refused"), frontend_lang="sr@latin")

        self.assertEqual(opened.get("lang"), "sr-Latn")
