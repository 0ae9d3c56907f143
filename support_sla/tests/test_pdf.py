# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .common import SupportCase
from .pdf_common import PdfCase

LETTER = """
<t t-call="web.html_container">
    <t t-foreach="docs" t-as="doc">
        <t t-call="web.external_layout">
            <div class="page" style="font-family: sans-serif">
                <h1>Number: <span t-field="doc.ref"/></h1>
                <p>Café “Niño”, 24–48 h</p>
                <p style="page-break-before: always" t-field="doc.name"/>
            </div>
        </t>
    </t>
</t>
"""


@tagged("post_install", "-at_install")
class TestPdf(SupportCase, PdfCase):
    """The helper says what stands in a PDF's body, and only that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.name = "Provider Ltd"
        cls.acme.ref = "R-0042"
        cls.letter = cls._make_report("support_sla.test_letter", LETTER)

    @classmethod
    def _make_report(cls, name, arch):
        cls.env["ir.ui.view"].create(
            {"type": "qweb", "name": name, "key": name, "arch": arch}
        )
        return cls.env["ir.actions.report"].create(
            {"name": "Letter", "report_name": name, "model": "res.partner"}
        )

    def test_what_stands_in_the_body_is_found(self):
        self.assertPdfSays(
            self.letter, self.acme, "Acme", "Number: R-0042", "Café “Niño”, 24–48 h"
        )

    def test_what_stands_in_header_and_footer_only_is_not(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            self.letter, self.acme.ids
        )
        self.assertIn(b"Provider Ltd", html)

        with self.assertRaisesRegex(AssertionError, "not in the PDF's body"):
            self.assertPdfSays(self.letter, self.acme, "Provider Ltd")

    def test_what_is_drawn_in_a_font_from_the_web_is_no_text(self):
        if _wkhtml().is_patched_qt:
            self.skipTest("this wkhtmltopdf embeds fonts from the web")
        arch = LETTER.replace('style="font-family: sans-serif"', "")
        letter = self._make_report("support_sla.test_web_letter", arch)

        with self.assertRaisesRegex(AssertionError, "has no text"):
            self.assertPdfSays(letter, self.acme, "R-0042")

    def test_the_pages_are_told_apart(self):
        first, second = self.pdf_pages(self.letter, self.acme)

        self.assertIn("R-0042", first)
        self.assertEqual(second, "Acme")

    def test_one_record_a_call(self):
        with self.assertRaisesRegex(ValueError, "singleton"):
            self.pdf(self.letter, self.acme | self.globex)
