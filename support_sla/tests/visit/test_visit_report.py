# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import timedelta

from odoo.tests import tagged

from ..pdf_common import PdfCase
from .visit_common import PIXEL, VisitCase

REPORT = "support_sla.support_visit_report"
SVG = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


class ReportCase(VisitCase):
    """A visit that was made, and its report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._make_ticket(cls.anna, name="The till does not open")
        cls.visit = cls._make_visit(
            "2026-03-09",
            contact_id=cls.anna.id,
            people="Anna and Bert",
            report="<p>Installed the new till.</p>",
            open_points="<p>Order a cable by Friday.</p>",
            ticket_ids=[(6, 0, cls.ticket.ids)],
            exception_reason="They are our best customer",
        )
        cls.visit.arrived_at = cls.visit.start_at
        cls.visit.left_at = cls.visit.stop_at + timedelta(minutes=45)
        cls.visit.action_done()
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestVisitReport(ReportCase, PdfCase):
    """On the page, on paper, by mail; signed by the customer, once."""

    def _page(self, said=None):
        return self.url_open(self.visit._get_page_url(signed=True, said=said)).text

    def _sign(self, name="Anna Acme", signature=PIXEL, token=None, visit=None):
        visit = visit or self.visit
        token = visit._get_link_token() if token is None else token
        answer = self.make_jsonrpc_request(
            f"/my/support/visit/{visit.id}/sign?token={token}",
            {"name": name, "signature": signature},
        )
        self.env.invalidate_all()
        return answer

    def test_the_page_shows_it_and_asks_for_a_signature(self):
        page = self._page()
        for words in (
            "Installed the new till.",
            "Order a cable by Friday.",
            "Anna and Bert",
            f"{self.ticket.number} The till does not open",
            "12:45",
            "Done, to be signed",
            "portal.signature_form",
        ):
            self.assertIn(words, page)
        self.assertNotIn("our best customer", page)

        self.assertTrue(self._sign()["force_refresh"])

        self.assertEqual(self.visit.signed_by, "Anna Acme")
        page = self._page(said="sign")
        for words in ("Thank you. The report is signed.", "Anna Acme", "and signed"):
            self.assertIn(words, page)
        self.assertNotIn("portal.signature_form", page)

    def test_it_is_signed_once(self):
        self._sign()
        self.assertIn("error", self._sign("Somebody else"))
        self.assertEqual(self.visit.signed_by, "Anna Acme")

    def test_what_is_no_signature(self):
        planned = self._make_visit("2026-03-10")
        self.env.flush_all()
        for given in (
            {"name": ""},
            {"name": "  \n"},
            {"name": 7},
            {"name": ["Anna"]},
            {"signature": ""},
            {"signature": "abc"},
            {"signature": SVG},
            {"signature": GIF},
            {"signature": PIXEL + "A" * 2**20},
            {"signature": ["x"]},
            {"signature": PIXEL[:40]},
            {"token": "wrong"},
            {"token": ""},
            {"visit": planned},
        ):
            with self.subTest(given=str(given)[:60]):
                self.assertIn("error", self._sign(**given))
        self.assertFalse(self.visit.signed_at or planned.signed_at)

    def test_unwanted_it_is_not_asked_for(self):
        self.visit.signature_wanted = False
        self.env.flush_all()
        self.assertNotIn("portal.signature_form", self._page())
        self.assertIn("error", self._sign())

    def test_a_form_of_another_site_signs_nothing(self):
        url = f"/my/support/visit/{self.visit.id}/sign"
        token = self.visit._get_link_token()
        found = self.url_open(
            f"{url}?token={token}", data={"name": "Anna", "signature": PIXEL}
        )
        self.assertGreaterEqual(found.status_code, 400)
        self.env.invalidate_all()
        self.assertFalse(self.visit.signed_at)

    def test_it_stands_alone_on_paper(self):
        self.company.phone = "+502 2222 0101"
        self.visit._sign("Anna Acme", PIXEL, self.visit.stop_at)
        self.assertPdfSays(
            REPORT,
            self.visit,
            self.company.name,
            "+502 2222 0101",
            "Acme",
            "Monday, March 9, 2026",
            self.contract.name,
            "Installed the new till.",
            "Order a cable by Friday.",
            "Anna and Bert",
            "The till does not open",
            "Signed by Anna Acme",
        )

    def test_the_link_gives_the_paper(self):
        url = f"/my/support/visit/{self.visit.id}/report"
        token = self.visit._get_link_token()
        found = self.url_open(f"{url}?token={token}")
        self.assertEqual(found.status_code, 200)
        planned = self._make_visit("2026-03-10")
        self.env.flush_all()
        for path in (
            url,
            f"{url}?token=wrong",
            f"/my/support/visit/{planned.id}/report?token={planned._get_link_token()}",
        ):
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_it_is_mailed_when_somebody_has_read_the_mail(self):
        action = self.visit.with_user(self.tech).action_send_report()
        letters = self.env[action["res_model"]].with_user(self.tech)
        letter = letters.with_context(**action["context"]).create({})
        self.assertIn("March 9, 2026", letter.subject)
        self.assertIn("Please read and sign it", letter.body)

        letter.with_context(force_report_rendering=True).action_send()

        mail = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [("model", "=", "support.visit"), ("recipient_ids", "in", self.anna.id)]
            )
        )
        self.assertIn(self.visit._get_page_url(signed=True), mail.body_html)
        self.assertEqual(mail.attachment_ids.mimetype, "application/pdf")
        self.assertTrue(mail.attachment_ids.raw.startswith(b"%PDF"))
        self.assertIn("2026-03-09 Acme.pdf", mail.attachment_ids.name)
        self.assertTrue(self.visit.report_sent_at)
