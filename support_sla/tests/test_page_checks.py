# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each check of a page finds what it is for, and only that."""

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from . import page_checks
from .axe_or_skip import needs_axe
from .browser import BLANK, WIDTHS, BrowserCase
from .page_checks import Inherited

GOOD = """
<html lang="en-US">
    <head><title>Levels | Acme</title></head>
    <body data-view="support_sla.levels"><main><h1>Levels</h1>{}</main></body>
</html>
"""
TABLE = """
<style>@media (max-width: 500px) {{ {style} }}</style>
<table data-view="support_sla.levels">
    <thead><tr><td></td><th scope="col">Gold</th></tr></thead>
    <tbody><tr><th scope="row">Answer</th><td>1 hour</td></tr></tbody>
</table>
"""
WIDE = (
    "<div style='overflow: auto; width: 200px' {}><p style='width: 900px'>…</p></div>"
)
ROW = Inherited("home", "image-alt", ".logo", "portal/a.xml", "1", "1")


@needs_axe
@tagged("post_install", "-at_install")
class TestPageChecks(BrowserCase):
    def setUp(self):
        super().setUp()
        self.chrome.open(BLANK)

    def _show(self, body="", page=GOOD):
        self.chrome.show(page.format(body))
        page_checks.prepare(self.chrome)

    def _rules(self, known=()):
        return [found["rule"] for found in page_checks.violations(self.chrome, known)]

    def _page_problems(self):
        return [*page_checks.problems_of_page(self.chrome, "en-US", "Acme")]

    def _tables(self, style):
        self._show(TABLE.format(style=style))
        counts = []
        for width in WIDTHS:
            self.chrome.resize(width)
            counts.append(page_checks.count_tables(self.chrome))
        return counts

    def test_a_good_page_has_no_problem(self):
        self._show("<p>Words</p>")

        self.assertFalse(self._rules())
        self.assertFalse(self._page_problems())

    def test_axe_names_the_template_that_wrote_the_element(self):
        self._show(
            "<img src='data:,' class='logo'><a href='#' data-view='portal.a'></a>"
        )

        found = page_checks.violations(self.chrome, [ROW])

        facts = {(each["rule"], each["view"], *each["known"]) for each in found}
        self.assertEqual(
            facts,
            {("image-alt", "support_sla.levels", 0), ("link-name", "portal.a")},
        )

    def test_what_a_script_made_belongs_to_what_is_around_it(self):
        self._show("<div id='host' data-view='portal.chatter'></div>")
        self.chrome.evaluate(
            "document.querySelector('#host').attachShadow({mode: 'open'}).innerHTML"
            " = '<img src=\"data:,\">'"
        )

        (found,) = page_checks.violations(self.chrome, [])

        self.assertEqual(found["view"], "portal.chatter")

    def test_a_scroller_is_a_named_region_that_the_keyboard_reaches(self):
        rule = "scroller-is-named-region"
        region = "role='region' tabindex='0'"
        for words, found in [
            ("", [rule]),
            (region, [rule]),
            ("role='region' aria-label='Levels'", [rule]),
            ("tabindex='0' aria-label='Levels'", [rule]),
            (f"{region} aria-labelledby='nowhere'", [rule]),
            (f"{region} aria-label='Levels'", []),
        ]:
            with self.subTest(words=words):
                self._show(WIDE.format(words))
                found_here = [each for each in self._rules() if each == rule]
                self.assertEqual(found_here, found)

    def test_what_does_not_scroll_needs_no_name(self):
        self._show("<div style='overflow: auto'><p>Short</p></div>")

        self.assertFalse(self._rules())

    def test_the_page_says_language_title_and_one_heading_and_fits(self):
        for old, new, words in [
            ('lang="en-US"', "", "language"),
            ('lang="en-US"', 'lang="en_US"', "language"),
            ("Levels | Acme", "Odoo", "title"),
            ("<h1>Levels</h1>", "", "heading"),
            ("<h1>", "<h1>Acme</h1><h1>", "heading"),
            ("<h1>", "<p role='heading' aria-level='1'>Acme</p><h1>", "heading"),
            ("</main>", "<p style='width: 2000px'>…</p></main>", "sideways"),
        ]:
            with self.subTest(words=words, new=new):
                self._show(page=GOOD.replace(old, new))
                (problem,) = self._page_problems()
                self.assertIn(words, problem)

    def test_a_table_that_only_looks_different_on_a_phone_is_the_same(self):
        wide, narrow = self._tables("tr, th, td { display: block }")

        self.assertFalse([*page_checks.problems_of_tables(wide, narrow)])
        row = {"table": 1, "row": 2, "columnheader": 1, "rowheader": 1, "cell": 2}
        self.assertEqual(wide, [row])

    def test_a_table_without_its_headers_on_a_phone_is_another(self):
        wide, narrow = self._tables("thead { display: none }")

        (problem,) = page_checks.problems_of_tables(wide, narrow)
        self.assertIn("differs on a phone", problem)

    def test_a_table_without_headers_is_none(self):
        self._show("<table data-view='support_sla.levels'><tr><td>1</td></tr></table>")

        counts = page_checks.count_tables(self.chrome)

        (problem,) = page_checks.problems_of_tables(counts, counts)
        self.assertIn("none to a screen reader", problem)

    def test_the_console_is_heard(self):
        self._show()
        self.chrome.take_lines()

        self.chrome.evaluate("console.error('Broken'); setTimeout(() => nothing(), 0)")
        self.chrome.resize(WIDTHS[1])

        lines = page_checks.own_lines(self.chrome.take_lines())
        self.assertEqual([line.split(":")[0] for line in lines], ["error", "exception"])


class TestJudge(BaseCase):
    """The list of inherited violations is a ratchet."""

    def _judge(self, *found, width=1400, page="home", rows=(ROW,)):
        files = {"portal.a": "portal/a.xml", "portal.b": "portal/b.xml"}
        return [*page_checks.judge(found, rows, files.get, page, width)]

    def _found(self, view="portal.a", known=(0,)):
        html = f'<img data-view="{view}">'
        return {"rule": "image-alt", "view": view, "html": html, "known": known}

    def test_what_is_listed_may_stay(self):
        self.assertFalse(self._judge(self._found()))

    def test_what_is_ours_may_not_even_if_it_is_listed(self):
        (ours, gone) = self._judge(self._found("support_sla.page"))

        self.assertIn("ours: image-alt", ours)
        self.assertIn("there are 0", gone)

    def test_what_is_not_listed_is_new(self):
        (new,) = self._judge(self._found(), self._found(known=()))
        self.assertIn("new: image-alt", new)

    def test_another_page_has_a_row_of_its_own(self):
        (new,) = self._judge(self._found(), page="levels")
        self.assertIn("new: image-alt", new)

    def test_what_grows_or_disappears_fails(self):
        (more,) = self._judge(self._found(), self._found())
        (less,) = self._judge()

        self.assertIn("the list says 1, there are 2", more)
        self.assertIn("the list says 1, there are 0", less)

    def test_each_width_has_its_own_number(self):
        row = ROW._replace(at_390="0")

        self.assertFalse(self._judge(width=390, rows=[row]))
        self.assertIn("new", self._judge(self._found(), width=390, rows=[row])[0])

    def test_the_file_must_be_the_one_that_renders_it(self):
        (wrong, _gone) = self._judge(self._found("portal.b"))
        self.assertIn("rendered by portal/b.xml, not by portal/a.xml", wrong)

    def test_the_console_may_speak_of_the_pages_own_status(self):
        line = "error: the server responded with a status of 404 (NOT FOUND) /x"

        self.assertFalse(page_checks.own_lines([line], 404))
        self.assertEqual(page_checks.own_lines([line], 200), [line])
        self.assertEqual(page_checks.own_lines([line], 422), [line])
