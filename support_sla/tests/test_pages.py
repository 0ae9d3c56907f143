# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every page of ours in a real browser; `pages.py` says how a page joins in."""

from unittest import SkipTest

from odoo.tests import tagged
from odoo.tools import file_open

from . import page_checks
from .axe_or_skip import needs_axe
from .browser import WIDTHS, BrowserCase
from .page_common import LANGS, PageCase
from .pages import PAGES
from .provenance import tell_views


@needs_axe
@tagged("post_install", "-at_install")
class TestOurPages(PageCase, BrowserCase):
    """Nothing serious is wrong with what we render; what others do is listed.

    Each page is opened once in each language, then made as narrow as a phone.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "website" in cls.registry._init_modules:
            raise SkipTest("the inherited violations are listed without website")
        tell_views(cls)
        cls.known = page_checks.read_inherited()

    def _check(self, page):
        found = []
        for short, lang in LANGS.items():
            login, cookies = self.logins[page.login], {"frontend_lang": lang}
            with self.visiting(page, self.places, login, **cookies) as chrome:
                looked = self._look(page, chrome, lang.replace("_", "-"))
            found += [f"{short} {sentence}" for sentence in looked]
        self.assertFalse(found, "\n" + "\n".join(found))

    def _look(self, page, chrome, tag):
        """All that is wrong with the page that is open, at both widths."""
        found, tables = [], []
        page_checks.prepare(chrome)
        for width in WIDTHS:
            chrome.resize(width)
            seen = page_checks.violations(chrome, self.known)
            wrong = [
                *page_checks.judge(seen, self.known, self._file_of, page.name, width),
                *page_checks.problems_of_page(chrome, tag, self.company.name),
            ]
            found += [f"{width}: {sentence}" for sentence in wrong]
            tables.append(page_checks.count_tables(chrome))
        found += page_checks.problems_of_tables(*tables)
        return found + page_checks.own_lines(chrome.take_lines(), page.status)

    def _file_of(self, view):
        return self.env["ir.ui.view"].sudo().search([("key", "=", view)]).arch_fs

    def test_the_list_names_pages_and_files_that_are_there(self):
        names = {page.name for page in PAGES} | {"*"}
        for row in self.known:
            self.assertFalse(set(row.pages.split()) - names)
            with file_open(row.file):
                self.assertNotIn("support_sla/", row.file)


def make_test(page):
    def test(self):
        self._check(page)

    return test


for each in PAGES:
    setattr(TestOurPages, f"test_page_{each.name}", make_test(each))
