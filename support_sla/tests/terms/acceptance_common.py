# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo.tests import HttpCase

from .terms_common import TermsCase

ACCEPT = "/my/support/terms/accept"


class AcceptanceCase(TermsCase, HttpCase):
    """Published terms, a customer with a contract, its users, and a stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.action_publish()
        cls.contract = cls._make_contract(
            cls.acme, cls.preferential, "2020-01-01", company_id=cls.provider.id
        )
        cls.owner = cls._make_portal_user(cls.anna)
        cls.colleague = cls._make_portal_user(cls.bert)
        cls.stranger = cls._make_portal_user(cls.gina)
        cls.acceptances = cls.env["support.terms.acceptance"]
        cls.page = cls.first._get_page_url()

    def _login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def _token(self):
        """The form's secret, as a page shows it to whoever is logged in."""
        page = self.url_open("/my/security").text
        return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def _form(self, page=None):
        """Names and values of the form on the page, the box ticked."""
        text = self.url_open(page or self.page).text
        form = re.search(r'<form[^>]*id="support_terms_accept".*?</form>', text, re.S)
        if not form:
            return None
        pairs = {}
        for tag in re.findall(r"<input[^>]*>", form[0]):
            name = re.search(r'name="([^"]+)"', tag)[1]
            pairs[name] = re.search(r'value="([^"]*)"', tag)[1]
        return pairs

    def _accept(self, form, **headers):
        return self.url_open(ACCEPT, data=form, headers=headers, allow_redirects=False)

    def _found(self, customer=None):
        self.env.invalidate_all()
        return self.acceptances.search(
            [("partner_id", "=", (customer or self.acme).id)]
        )
