# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..pdf_common import PdfCase
from .page_common import StatementPageCase

REPORT = "support_sla.support_statement_report"


@tagged("post_install", "-at_install")
class TestStatementPaper(StatementPageCase, PdfCase):
    """A statement on paper says everything in its body, in its customer's language."""

    def test_it_stands_alone(self):
        self.env["res.lang"]._activate_lang("es_419")
        module = self.env["ir.module.module"].search([("name", "=", "support_sla")])
        module._update_translations(["es_419"])
        self.contract.level_id.with_context(lang="es_419").name = "Pequeño"
        number = self.contract.name
        for lang, facts in (
            (
                "en_US",
                (
                    "Support statement for March 2026",
                    f"{number}, Small",
                    "Version 1, as of Apr 1, 2026",
                    "First answers in time: 1 of 2",
                    "Mar 1, 2026 – Mar 31, 2026 3 0 0 0 3 1 1 0",
                    "Payroll <b>doubled</b>",
                ),
            ),
            (
                "es_419",
                (
                    "Informe de soporte de marzo de 2026",
                    f"{number}, Pequeño",
                    "Versión 1, al 1 abr 2026",
                    "Primeras respuestas a tiempo: 1 de 2",
                ),
            ),
        ):
            with self.subTest(lang):
                self.acme.lang = lang
                facts += ("Acme", self.company.name, self.late.number)
                self.assertPdfSays(REPORT, self.statement, *facts)
