# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common import SupportCase


@tagged("post_install", "-at_install")
class TestSale(SupportCase):
    """What who sells a contract reads before confirming it."""

    def _form(self):
        return Form(self.env["support.contract"].with_user(self.manager))

    def test_a_draft_says_what_it_sells_and_whom_it_tells(self):
        held = self._make_contract(self.acme, self.preferential, "2020-01-01")
        self.company.support_tell_beginning = False
        form = self._form()
        fresh = self.env["support.contract"].new({})
        self.assertEqual(fresh.display_name, "New contract")
        form.partner_id, form.level_id = self.acme, self.monthly
        self.assertFalse(form.sold_already)
        self.assertIn("24 to 48 working hours", form.sold_words)
        self.assertIn("switched off", form.beginning_words)

        form.level_id = self.preferential
        self.assertIn(held.name, form.sold_already)
        self.assertNotIn("24 to 48", form.sold_words)
        form.date_start = "2019-01-01"
        form.date_end = "2019-12-31"
        self.assertFalse(form.sold_already)

    def test_who_is_told(self):
        self.company.support_tell_beginning = True
        mute = self._make_customer("Mute", email=False)
        for customer, words in ((self.acme, "Acme"), (mute, "no mail address")):
            form = self._form()
            form.partner_id = customer
            self.assertIn(words, form.beginning_words)

    def test_customers_read_none_of_it(self):
        contract = self._make_contract(self.acme, self.monthly, "2020-01-01")
        portal = self._make_portal_user(self.anna)
        for name in ("beginning_words", "sold_already", "sold_words"):
            with self.assertRaises(AccessError):
                contract.with_user(portal).read([name])

    def test_what_acts_asks_first_and_says_what_it_does(self):
        for model, names in (
            ("support.contract", ("action_cancel",)),
            ("support.implementation", ("action_cancel", "action_finish")),
        ):
            arch = etree.fromstring(self.env[model].get_view(view_type="form")["arch"])
            for name in names:
                [button] = arch.xpath(f"//button[@name='{name}']")
                for word in ("confirm", "confirm-title", "confirm-label"):
                    self.assertTrue(button.get(word), (model, name, word))
                self.assertNotIn(button.get("cancel-label"), (None, "Cancel"))

    def test_without_a_limit_there_is_no_number(self):
        for model, name, condition in (
            ("support.contract", "quota_percent", "quota_unlimited"),
            ("support.level", "quota_tickets", "not quota_tickets"),
        ):
            arch = etree.fromstring(self.env[model].get_view(view_type="list")["arch"])
            [field] = arch.xpath(f"//field[@name='{name}']")
            self.assertEqual(field.get("invisible"), condition)
