# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import tagged

from .page_common import StatementPageCase

SPANISH = "es_419"
OBJECTIONS = "support_sla.support_statement_objection_action"


@tagged("post_install", "-at_install")
class TestStatementTour(StatementPageCase):
    """A whole story: read on a phone in Spanish, objected to, answered, corrected, all
    of it in the browser."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(SPANISH)
        modules = cls.env["ir.module.module"].search([("name", "=", "support_sla")])
        modules._update_translations([SPANISH])
        cls.anna.lang = SPANISH
        cls.contract.user_id = cls.manager

    def test_a_line_that_is_not_right(self):
        self.start_tour(
            f"/my/support/{self.contract.id}",
            "support_sla_portal_statement",
            login=self.portal_anna.login,
            cookies={"frontend_lang": SPANISH},
        )
        self.env.invalidate_all()
        objection = self.statement.objection_ids.ensure_one()
        self.assertEqual(objection.activity_ids.user_id, self.manager)
        self.assertEqual(objection.number, self.late.number)

        self.browser_size = "1400x900"
        self.start_tour(
            f"/odoo/action-{OBJECTIONS}",
            "support_sla_statement_objection",
            login=self.manager.login,
        )
        self.env.invalidate_all()
        self.assertEqual(objection.state, "agreed")
        self.assertFalse(objection.activity_ids)
        promise = self.late.support_deadline_ids
        self.assertEqual(promise.cancel_reason, "Acordado por teléfono")
        self.assertEqual(self.contract.statement_ids.mapped("version"), [2, 1])

        self._login("anna")
        page = self.url_open(self.url)  # leads to the Spanish address
        self.assertEqual(page.status_code, 200)
        said = self._words(html.fromstring(page.content))
        for text in (
            "Informe de soporte de marzo de 2026",
            "Versión 2, corregida el",
            "Qué cambió en esta versión",
            f"{self.late.number} (versión 1), Anna",
            "Nos dijeron que tardaría.",
            "De acuerdo",
            "Acordado por teléfono",
            "Tiene razón: se retira.",
        ):
            self.assertIn(text, said)
