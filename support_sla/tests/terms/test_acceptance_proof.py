# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
from datetime import timedelta
from unittest import skipUnless
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models import ir_actions_report

from ..common import MONDAY
from .acceptance_common import AcceptanceCase
from .terms_common import SPANISH

PRINTS = ir_actions_report._wkhtml().state != "install"


@tagged("post_install", "-at_install")
class TestProof(AcceptanceCase):
    """What is kept of an acceptance: it stays, but for the address, and is true."""

    def _accepted(self, user=None, **context):
        user = user or self.owner
        text = self.first._get_text(user.lang)
        return (
            self.acceptances.sudo()
            .with_context(**context)
            ._accept(text, user, fields.Datetime.now(), "203.0.113.7", "Lynx/2.9")
        )

    def _words(self, pdf):
        pages = PdfFileReader(io.BytesIO(pdf), strict=False).pages
        return "\n".join(page.extract_text() for page in pages)

    def assertProves(self, acceptance, text):
        """The document itself says who, what, when, and the whole text."""
        for word in (
            "Acme",
            "Anna",
            self.owner.login,
            "Provider",
            "version 1",
            acceptance.sha256,
            self.contract.name,
            "Monthly support",
            "Accompaniment",
            "UTC",
            "I have read",
        ):
            self.assertIn(word, text)
        for word in (acceptance.ip_address, acceptance.user_agent):
            self.assertNotIn(word, text)

    @skipUnless(PRINTS, "there is no wkhtmltopdf here")
    def test_the_pdf_on_the_contract_stands_alone(self):
        acceptance = self._accepted(force_report_rendering=True)

        file = acceptance.attachment_ids
        self.assertEqual(file.mimetype, "application/pdf")
        self.assertEqual(file.res_model, "support.contract")
        self.assertEqual(file.res_id, self.contract.id)
        self.assertTrue(file.raw.startswith(b"%PDF"))
        words = self._words(file.raw)
        self.assertProves(acceptance, " ".join(words.split()))
        log = self.contract.message_ids.filtered(lambda m: file in m.attachment_ids)
        self.assertIn("Anna accepted", log.body)

    def test_without_a_printer_the_page_is_kept_and_says_so(self):
        def missing(*_args, **_kwargs):
            raise FileNotFoundError("wkhtmltopdf")

        reports = self.registry["ir.actions.report"]
        with patch.object(reports, "_run_wkhtmltopdf", missing):
            acceptance = self._accepted(force_report_rendering=True)

        file = acceptance.attachment_ids
        self.assertEqual(file.mimetype, "text/html")
        page = file.raw.decode()
        self.assertProves(acceptance, page)
        self.assertIn("this page is kept in its place", page)
        self.assertIn(str(acceptance.text_id.body), page)
        self.assertNotIn("http://", page)
        self.assertNotIn("src=", page)

    def test_each_contract_gets_it_and_else_the_acceptance(self):
        second = self._make_contract(
            self.acme, self.monthly, "2020-01-01", company_id=self.provider.id
        )

        ours, theirs = self._accepted(), self._accepted(self.stranger)

        self.assertEqual(
            {(f.res_model, f.res_id) for f in ours.attachment_ids},
            {("support.contract", c.id) for c in self.contract | second},
        )
        self.assertEqual(theirs.attachment_ids.res_model, "support.terms.acceptance")
        self.assertEqual(theirs.attachment_ids.res_id, theirs.id)
        self.assertFalse(theirs.contract_ids)

    def test_it_is_in_the_language_that_was_accepted(self):
        self.anna.lang = SPANISH
        acceptance = self._accepted()

        page = acceptance.attachment_ids.raw.decode()

        self.assertIn('lang="es-419"', page)
        self.assertIn("Aceptación de términos", page)
        self.assertIn("Soporte mensual", page)

    def test_it_is_neither_changed_nor_deleted(self):
        acceptance = self._accepted()
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.provider
        before = acceptance.read()

        for user in (self.owner, self.agent, self.manager, admin):
            own = acceptance.with_user(user).sudo(False)
            for vals in ({"sha256": "0"}, {"ip_address": False}, {"blanked_at": False}):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(UserError):
                        own.write(vals)
            with self.assertRaises(UserError):
                own.unlink()
            with self.assertRaises(UserError):
                own.create({"terms_id": self.first.id})
            with self.assertRaises(UserError):
                own.copy()
        # nor with every right and every word in the context
        root = acceptance.sudo().with_context(
            support_blank=True, tracking_disable=True, install_mode=True
        )
        for change, *given in (
            (root.write, {"ip_address": False}),
            (root.update, {"user_agent": False}),
            (root.unlink,),
            (root.copy,),
            (root.attachment_ids.unlink,),
        ):
            with self.subTest(change=change), self.assertRaises(UserError):
                change(*given)

        self.env.invalidate_all()
        self.assertEqual(acceptance.read(), before)

    def test_its_document_is_neither_changed_nor_deleted(self):
        acceptance = self._accepted()
        file = acceptance.attachment_ids
        other = self.env["ir.attachment"].create(
            {
                "name": "Offer",
                "raw": b"x",
                "res_model": "support.contract",
                "res_id": self.contract.id,
            }
        )

        for vals in (
            {"raw": b"y"},
            {"name": "Other"},
            {"res_id": 0},
            {"type": "url"},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                file.sudo().write(vals)
        with self.assertRaises(UserError):
            file.sudo().unlink()

        other.name = "Offer 2"
        other.unlink()
        self.assertTrue(file.exists())

    def test_a_hash_that_does_not_hold_is_seen(self):
        acceptance = self._accepted()
        self.assertTrue(acceptance.hash_holds)

        # behind the guards, as only somebody in the database can
        self.env.cr.execute(
            "UPDATE support_terms_text SET body = body || 'x' WHERE id = %s",
            [acceptance.text_id.id],
        )
        acceptance.invalidate_recordset()
        acceptance.text_id.invalidate_recordset()

        self.assertFalse(acceptance.hash_holds)

    def _run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("support_sla.ir_cron_blank_addresses").method_direct_trigger()
        self.env.invalidate_all()

    def test_addresses_are_blanked_after_the_days_and_the_hash_holds(self):
        self.provider.support_terms_address_days = 30
        with self.at(MONDAY):
            old = self._accepted()
        with self.at(MONDAY + timedelta(days=20)):
            young = self._accepted(self.stranger)
        kept = old.read(["sha256", "accepted_at", "wording", "login"])

        with self.at(MONDAY + timedelta(days=30)):
            self._run_job()
            self.assertEqual(old.ip_address, "203.0.113.7", "not a day too early")
        with self.at(MONDAY + timedelta(days=30, seconds=1)):
            self._run_job()
            blanked_at = old.blanked_at

        self.assertFalse(old.ip_address or old.user_agent)
        self.assertTrue(blanked_at and old.hash_holds)
        self.assertEqual(old.read(["sha256", "accepted_at", "wording", "login"]), kept)
        self.assertEqual(young.ip_address, "203.0.113.7")
        with self.at(MONDAY + timedelta(days=40)):
            self._run_job()
        self.assertEqual(old.blanked_at, blanked_at, "once")

    def test_zero_days_keep_addresses(self):
        self.provider.support_terms_address_days = 0
        with self.at(MONDAY):
            acceptance = self._accepted()

        with self.at(MONDAY + timedelta(days=4000)):
            self._run_job()

        self.assertEqual(acceptance.ip_address, "203.0.113.7")

    def test_a_deleted_user_leaves_the_acceptance_whole(self):
        acceptance = self._accepted()

        with mute_logger("odoo.models.unlink"):
            self.owner.unlink()

        acceptance.invalidate_recordset()
        self.assertFalse(acceptance.user_id)
        self.assertEqual(acceptance.login, "anna@acme.test")
        self.assertEqual(acceptance.contact_id, self.anna)

    def test_merged_customers_keep_both_acceptances(self):
        ours, theirs = self._accepted(), self._accepted(self.stranger)
        (self.owner | self.stranger).unlink()

        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme | self.globex).ids, self.acme, extra_checks=False)

        self.env.invalidate_all()
        both = ours | theirs
        self.assertEqual(both.exists().partner_id, self.acme)
        self.assertEqual(both.mapped("customer_name"), ["Acme", "Globex"])
