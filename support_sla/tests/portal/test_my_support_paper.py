# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..pdf_common import PdfCase
from ..quota.quota_common import PlaceCase

REPORT = "support_sla.support_contract_report"


@tagged("post_install", "-at_install")
class TestMySupportPaper(PlaceCase, PdfCase):
    """A contract on paper says everything in its body, in its customer's language."""

    def test_it_stands_alone(self):
        self.env["res.lang"]._activate_lang("es_419")
        module = self.env["ir.module.module"].search([("name", "=", "support_sla")])
        module._update_translations(["es_419"])
        self.company.write({"name": "Cumbre Sistemas", "phone": "+502 1111"})
        self.contract.contact_ids = self.anna
        with self.at("2026-11-03 15:00"):
            self._make_tickets(5)
            for lang, facts in (
                (
                    "en_US",
                    (
                        f"Support contract {self.contract.name}",
                        "As of November 3, 2026",
                        "From January 1, 2026 on, open-ended",
                        "24 to 48 working hours",
                        "3 of 3 tickets used, 0 left",
                        "It is for these people: Anna.",
                        "November 2026 3 3 0 2",
                    ),
                ),
                (
                    "es_419",
                    (
                        f"Contrato de soporte {self.contract.name}",
                        "Desde el 1 de enero de 2026, sin fecha de fin",
                        "3 de 3 tickets usados, quedan 0",
                        "noviembre de 2026 3 3 0 2",
                    ),
                ),
            ):
                with self.subTest(lang):
                    self.acme.lang = lang
                    facts += ("Cumbre Sistemas", "+502 1111", "Acme", "Small")
                    self.assertPdfSays(REPORT, self.contract, *facts)
