# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .acceptance_common import AcceptanceCase

OPEN, HOME, LOGIN, NOTHING = "open", "home", "login", "nothing"
# Who may do what: the page, the form on it, the text as PDF, the proof of an
# acceptance, and how many acceptances, versions and addresses are found over the wire.
MATRIX = {
    #             page  form   pdf   proof   rows  terms  addresses
    "own": (OPEN, True, OPEN, OPEN, 1, None, None),
    "colleague": (OPEN, True, OPEN, OPEN, 1, None, None),
    "stranger": (OPEN, True, OPEN, HOME, 0, None, None),
    "public": (OPEN, False, OPEN, LOGIN, NOTHING, NOTHING, NOTHING),
    "employee": (OPEN, False, OPEN, HOME, None, None, None),
    "agent": (OPEN, False, OPEN, OPEN, 1, 2, None),
    "manager": (OPEN, False, OPEN, OPEN, 1, 2, 1),
    "elsewhere": (OPEN, False, OPEN, HOME, 0, 0, 0),
}


@tagged("post_install", "-at_install", "security")
class TestTermsAccess(AcceptanceCase):
    """{own, colleague, other customer, public, ours} x {page, PDF, proof, RPC}."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = cls.first._get_text("en_US")
        cls.acceptance = cls.acceptances.sudo()._accept(
            text, cls.owner, fields.Datetime.now(), "203.0.113.7", "Lynx/2.9"
        )
        cls.second = cls._make_next(cls.first)
        cls.second.action_publish()
        cls.page = cls.second._get_page_url()
        elsewhere = new_test_user(
            cls.env,
            "manager-elsewhere",
            "helpdesk_mgmt.group_helpdesk_manager",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.people = {
            "own": cls.owner,
            "colleague": cls.colleague,
            "stranger": cls.stranger,
            "public": None,
            "employee": new_test_user(cls.env, "plain-employee", "base.group_user"),
            "agent": cls.agent,
            "manager": cls.manager,
            "elsewhere": elsewhere,
        }

    def _visit(self, url):
        """Where a visit ends: the thing itself, home, or the log-in."""
        response = self.url_open(url, allow_redirects=False)
        if response.status_code == 200:
            return OPEN
        target = response.headers["Location"]
        return LOGIN if "/web/login" in target else HOME

    def _ask(self, model, method, *args):
        """The answer, None where access was refused, NOTHING without a log-in."""
        params = {"model": model, "method": method, "args": args}
        params["kwargs"] = {"context": self._context()}
        try:
            with mute_logger("odoo.http"):
                return self.make_jsonrpc_request("/web/dataset/call_kw", params)
        except JsonRpcException as error:
            if "SessionExpired" in str(error):
                return NOTHING
            self.assertIn("AccessError", str(error))
            return None

    def _context(self):
        if not self.user or self.user._is_portal():
            return {}
        return {"allowed_company_ids": self.user.company_ids.ids}

    def _counts(self):
        ours = [("company_id", "=", self.provider.id)]
        addresses = [*ours, ("ip_address", "!=", False)]
        return (
            self._ask("support.terms.acceptance", "search_count", ours),
            self._ask("support.terms", "search_count", ours),
            self._ask("support.terms.acceptance", "search_count", addresses),
        )

    def test_matrix(self):
        for who, expected in MATRIX.items():
            with self.subTest(who=who):
                self.user = self.people[who]
                login = self.user and self.user.login
                self.authenticate(login, login)

                found = (
                    self._visit(self.page),
                    self._form() is not None,
                    self._visit(f"{self.page}&report_type=pdf"),
                    self._visit(f"/my/support/terms/proof/{self.acceptance.id}"),
                    *self._counts(),
                )

                self.assertEqual(found, expected)

    def test_customers_read_no_address_of_their_own(self):
        self.user = self.owner
        self._login(self.owner)

        ids = self.acceptance.ids
        own = self._ask("support.terms.acceptance", "read", ids, ["sha256", "login"])
        self.assertEqual(own[0]["sha256"], self.acceptance.sha256)
        for name in ("ip_address", "user_agent"):
            answer = self._ask("support.terms.acceptance", "read", ids, [name])
            self.assertIsNone(answer)

    def test_nobody_writes_over_the_wire(self):
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.provider
        records = self.acceptance | self.acceptance.browse()
        before = records.read(), self.first.read(), self.first.text_ids.read()

        for user in (self.owner, self.agent, self.manager, admin):
            self.user = user
            self.authenticate(user.login, user.login if user != admin else "admin")
            for record, vals in (
                (self.acceptance, {"ip_address": False}),
                (self.acceptance, {"sha256": "0"}),
                (self.first, {"source": "<p>x</p>"}),
                (self.first, {"name": "x"}),
                (self.first.text_ids[0], {"body": "<p>x</p>"}),
            ):
                for method, args in (
                    ("write", [record.ids, vals]),
                    ("web_save", [record.ids, vals, {}]),
                    ("unlink", [record.ids]),
                    ("copy", [record.ids]),
                ):
                    if method == "copy" and record == self.first:
                        continue
                    with self.subTest(user=user.login, model=record._name, by=method):
                        self.assertRefused(record._name, method, args)
            for lang in ("en_US", "es_419"):
                given = {lang: {"The way of a request": "x"}}
                arguments = [self.first.ids, "source", given]
                self.assertRefused(
                    "support.terms", "update_field_translations", arguments
                )
            for method in ("_blank", "_record", "_store_publication", "_keep_files"):
                self.assertRefused("support.terms.acceptance", method, [[]])

        self.env.invalidate_all()
        after = records.read(), self.first.read(), self.first.text_ids.read()
        self.assertEqual(after, before)

    def assertRefused(self, model, method, args):
        params = {"model": model, "method": method, "args": args}
        params["kwargs"] = {"context": self._context()}
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, r"\.(AccessError|UserError)$"),
        ):
            self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def test_bad_parameters_give_the_default(self):
        for parameters in (
            "version=x",
            "version=-1",
            "version=99999999999999999999",
            "version=1&version=2",
            "company=%00",
            f"company={self.provider.id}&compare=x",
            f"company={self.provider.id}&version=2&compare=2",
            f"company={self.provider.id}&report_type=exe",
        ):
            for login in (None, self.owner.login):
                with self.subTest(parameters=parameters, login=login):
                    self.authenticate(login, login)
                    response = self.url_open(f"/support/terms?{parameters}")
                    self.assertIn(response.status_code, (200, 404))
        self._login(self.owner)
        for number in ("0", "99999999999", str(2**31 - 1)):
            proof = self._visit(f"/my/support/terms/proof/{number}")
            self.assertEqual(proof, HOME)

    def test_a_company_without_terms_says_so(self):
        response = self.url_open(f"/support/terms?company={self.other_company.id}")

        self.assertEqual(response.status_code, 404)
        self.assertIn("There are no terms yet", response.text)

    def test_terms_and_levels_lead_to_each_other(self):
        self.stranger.write(
            {"company_ids": [(4, self.provider.id)], "company_id": self.provider.id}
        )
        self._login(self.stranger)

        self.assertIn('href="/support/levels"', self.url_open(self.page).text)
        levels = self.url_open("/support/levels").text.replace("&amp;", "&")
        self.assertIn(f'href="{self.page}"', levels)

    def test_drafts_are_shown_to_nobody(self):
        draft = self._make_next(self.second)
        draft.source = "<p>Top secret plans</p>"

        for user in (self.owner, self.manager, None):
            self._login(user)
            page = self.url_open(draft._get_page_url()).text
            self.assertNotIn("Top secret", page)

    def test_pages_that_only_read_need_no_read_write_cursor(self):
        urls = [
            self.page,
            f"{self.page}&compare=1",
            f"{self.page}&report_type=pdf",
            f"/my/support/terms/proof/{self.acceptance.id}",
        ]
        for login in (self.owner, self.agent, None):
            self._login(login)
            for url in urls:
                self.url_open(url)  # bundles are made once
                with self.subTest(url=url), self.assertNoLogs("odoo.http", "WARNING"):
                    self.url_open(url)
        self._login(self.owner)
        names = ["support_terms_count", "support_terms_to_accept_count"]
        with self.assertNoLogs("odoo.http", "WARNING"):
            self.make_jsonrpc_request("/my/counters", {"counters": names})
