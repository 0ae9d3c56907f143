# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader

from odoo.tests import HttpCase

from odoo.addons.base.models.ir_actions_report import IrActionsReport, _wkhtml


class PdfCase(HttpCase):
    """PDFs as they really come out: Odoo's tests get HTML in their place.

    The wkhtmltopdf of most distributions leaves out headers and footers without a word,
    so what a reader must know (whose it is, its number) stands in the body:

        self.assertPdfSays("support_sla.report_x", record, "Acme", record.name)

    It also draws fonts that come from the web, such as the company's, as shapes: nobody
    can search, copy or hear such a text, and no fact is found in it. A report of ours
    has `style="font-family: sans-serif"` on its `div.page`.

    With a wkhtmltopdf that would print headers, they are left out here too. Skipped,
    and said so, where there is none.
    """

    def setUp(self):
        super().setUp()
        if _wkhtml().state != "ok":
            self.skipTest("there is no wkhtmltopdf on this machine")

    def pdf(self, report, record):
        """The PDF of one record: an unpatched wkhtmltopdf refuses several."""
        record.ensure_one()
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        with self._bodies_only():
            pdf, kind = reports._render_qweb_pdf(report, record.ids)
        self.assertEqual(kind, "pdf")
        return pdf

    def pdf_pages(self, report, record):
        """The words on each page, with single spaces."""
        reader = PdfReader(BytesIO(self.pdf(report, record)))
        return [" ".join(page.extract_text().split()) for page in reader.pages]

    def assertPdfSays(self, report, record, *facts):
        """Every fact (a text as a reader would see it) stands in the PDF's body."""
        said = " ".join(self.pdf_pages(report, record)).strip()
        self.assertTrue(said, "the PDF has no text: is its font one from the web?")
        missing = [fact for fact in facts if " ".join(fact.split()) not in said]
        self.assertFalse(missing, f"not in the PDF's body, which says: {said}")

    def _bodies_only(self):
        """What every wkhtmltopdf makes of a report."""
        run = IrActionsReport._run_wkhtmltopdf

        def without_header_and_footer(reports, bodies, *args, **options):
            options |= {"header": None, "footer": None}
            return run(reports, bodies, *args, **options)

        wanted = without_header_and_footer if _wkhtml().is_patched_qt else run
        return patch.object(IrActionsReport, "_run_wkhtmltopdf", wanted)
