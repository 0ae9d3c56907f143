# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import io
import re
import unicodedata
from collections import Counter
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import freeze_time, tagged
from odoo.tests.common import ChromeBrowser

from ..pdf_common import PdfCase
from .test_levels import PAGE, REPORT, LevelPageCase


def letters(text):
    """Letters and figures alone: blanks are where lines break, symbols and ligatures
    are a font's."""
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFKC", text)))


class PaperCase(LevelPageCase):
    """What stands on the sheets of a PDF, letter by letter."""

    def _sheets(self, content):
        """Return what each sheet says."""
        pages = PdfReader(io.BytesIO(content)).pages
        return [letters(page.extract_text()) for page in pages]

    def _assert_whole(self, sheets, levels):
        """Every row stands on one sheet, its name and all its cells, in order."""
        sheets = iter(sheets)
        sheet = next(sheets)
        for section in levels._lowest_first()._comparison_rows():
            for row in section["rows"]:
                texts = [row["name"], *(cell["text"] for cell in row["cells"])]
                wanted = letters(" ".join(texts))
                while wanted not in sheet:
                    sheet = next(sheets, None)
                    self.assertIsNotNone(sheet, f"no sheet has {texts}")
                sheet = sheet.partition(wanted)[2]


@tagged("post_install", "-at_install")
class TestLevelPaper(PaperCase, PdfCase):
    """The PDF by whatever wkhtmltopdf is there, patched or not."""

    def _print(self, levels, lang="en_US"):
        report = self.env["ir.actions.report"].with_user(self.agent)
        report = report.with_context(force_report_rendering=True, lang=lang)
        with self._bodies_only():
            content, kind = report._render_qweb_pdf(REPORT, levels.ids)
        self.assertEqual(kind, "pdf")
        return self._sheets(content)

    def test_it_stands_alone(self):
        self.company.write({"name": "Cumbre Sistemas", "email": "hola@cumbre.test"})
        for lang, words in [
            ("en_US", ["Support levels", "As of March 2, 2026"]),
            ("es_419", ["Niveles de soporte", "Al 2 de marzo de 2026"]),
        ]:
            with self.subTest(lang=lang), freeze_time("2026-03-02 15:00:00"):
                first = self._print(self.levels, lang)[0]
                for word in ("Cumbre Sistemas", "hola@cumbre.test", *words):
                    self.assertIn(letters(word), first)

    def test_no_row_is_cut_and_no_cell_is_missing(self):
        for levels in (self.monthly, self.levels, self._many(12)):
            with self.subTest(levels=len(levels)):
                self._assert_whole(self._print(levels), levels)


@tagged("post_install", "-at_install")
class TestWithoutPaper(LevelPageCase):
    """Where nothing makes PDFs the table is there all the same."""

    def test_a_machine_without_wkhtmltopdf_shows_the_sheet(self):
        report = type(self.env["ir.actions.report"])
        with patch.object(report, "get_wkhtmltopdf_state", lambda self: "install"):
            page = self._open()
            sheet = self._open(f"{PAGE}?report_type=pdf")

        self.assertEqual(self._cells(sheet), self._cells(page))


@tagged("post_install", "-at_install")
class TestLevelScreen(PaperCase):
    """The public page in a real browser: printed, and as a screen reader meets it."""

    def setUp(self):
        super().setUp()
        self.chrome = ChromeBrowser(self)
        self.addCleanup(self.chrome.stop)

    def _ask(self, method, **params):
        return self.chrome._websocket_request(method, params=params, timeout=30)

    def _show(self, levels):
        """Open the page of these levels, when what the last one asked for has come: it
        is asked for without a right to write."""
        self.chrome.navigate_to("about:blank", wait_stop=True)
        self._wait_remaining_requests()
        (self.levels | levels).is_public = False
        levels.is_public = True
        self.env.flush_all()
        self.authenticate(None, None, browser=self.chrome)
        self.chrome.navigate_to(f"{self.base_url()}{PAGE}", wait_stop=True)

    def _narrow(self, width):
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=844,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def _evaluate(self, expression):
        found = self._ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"]["value"]

    def test_in_print_no_row_is_cut_and_no_cell_is_missing(self):
        for levels in (self.monthly, self.levels, self._many(12)):
            with (
                self.subTest(levels=len(levels)),
                self.allow_requests(browser=self.chrome),
            ):
                self._show(levels)
                content = self._ask("Page.printToPDF", printBackground=True)["data"]
            sheets = self._sheets(base64.b64decode(content))
            self._assert_whole(sheets, levels)

    def test_a_reader_finds_the_same_table_on_every_screen(self):
        for levels in (self.levels, self._many(12)):
            counts = []
            with self.allow_requests(browser=self.chrome):
                self._show(levels)
                for width in (1400, 390):
                    self._narrow(width)
                    counts.append(self._count_roles())
                    wide = self._evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, width)
            with self.subTest(levels=len(levels)):
                self.assertEqual(*counts)
                self.assertEqual(counts[0]["table"], 1)
                self.assertEqual(counts[0]["columnheader"], len(levels) + 1)
                rows = sum(len(s["rows"]) for s in levels._comparison_rows())
                self.assertEqual(counts[0]["cell"], rows * len(levels))

    def _count_roles(self):
        roles = ("table", "row", "columnheader", "rowheader", "cell", "region")
        nodes = self._ask("Accessibility.getFullAXTree")["nodes"]
        found = Counter(n["role"]["value"] for n in nodes if not n["ignored"])
        return {role: found[role] for role in roles}
