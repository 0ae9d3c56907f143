# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .test_my_support import MINE, MySupportCase

FULL, SHEET, HOME = "all of it", "level, days, gauge", "home"
#: Who sees what: the page, by its link, on the list, as PDF, by RPC (contracts, their
#: count, their groups, ledger entries). Customers are in `test_access_matrix`; of them
#: here is only who has the contract.
MATRIX = {
    #            page  by link on list  pdf  rows count groups entries
    "anna": (FULL, FULL, True, "pdf", 1, 1, 1, 2),
    "agent": (FULL, FULL, False, "pdf", 1, 1, 1, 2),
    "employee": (HOME, SHEET, False, HOME, None, None, None, None),
    "elsewhere": (HOME, SHEET, False, HOME, 0, 0, 0, 0),
}


@tagged("post_install", "-at_install", "security")
class TestMySupportAccess(MySupportCase):
    """{own, ours, ours elsewhere} x {page, link, list, PDF, RPC}; drafts, links."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.contact_ids = cls.anna
        cls.users |= {
            "agent": cls.agent,
            "employee": new_test_user(cls.env, "plain", "base.group_user"),
            "elsewhere": new_test_user(
                cls.env,
                "elsewhere",
                "helpdesk_mgmt.group_helpdesk_manager",
                company_id=cls.other_company.id,
                company_ids=[(6, 0, cls.other_company.ids)],
            ),
        }
        case = cls()
        with case.at("2026-11-03 15:00"):
            case._make_tickets(2)

    def _sees(self, path, name):
        """What of the contract a page shows."""
        response = self._get(path, name, allow_redirects=False)
        if response.status_code == 303:
            self.assertTrue(response.headers["Location"].endswith("/my"))
            return HOME
        self.assertEqual(response.status_code, 200)
        if response.headers["Content-Type"] == "application/pdf":
            return "pdf"
        said = response.text
        self.assertIn("2 of 3 tickets used, 1 left", said)
        secrets = [self.contract.name, "Anna", "Acme", "printer", "Ticket 1 of 3"]
        kept = [word for word in secrets if word in said]
        user = self.users.get(name)
        if user and user.name in kept:
            kept.remove(user.name)  # in the corner: the visitor himself
        self.assertIn(len(kept), (0, len(secrets), len(secrets) - 1), kept)
        return FULL if kept else SHEET

    def _call(self, model, method, *args):
        params = {"model": model, "method": method, "args": [[], *args], "kwargs": {}}
        try:
            with mute_logger("odoo.http"):
                found = self.make_jsonrpc_request("/web/dataset/call_kw", params)
        except JsonRpcException:
            return None
        return len(found) if isinstance(found, list) else found

    def test_who_sees_what(self):
        for name, expected in MATRIX.items():
            with self.subTest(name):
                page, link = self._sees(self.url, name), self._sees(self.link, name)
                listed = self.contract.name in self._get(MINE, name).text
                seen = (
                    page,
                    link,
                    listed,
                    self._sees(f"{self.link}&report_type=pdf", name).replace(
                        SHEET, HOME
                    ),
                    self._call("support.contract", "search"),
                    self._call("support.contract", "search_count"),
                    self._call(
                        "support.contract",
                        "formatted_read_group",
                        ["partner_id"],
                        ["__count"],
                    ),
                    self._call("support.quota.entry", "search"),
                )
                self.assertEqual(seen, expected)

    def test_a_revoked_link_opens_nothing(self):
        self.assertEqual(self._sees(self.link, "public"), SHEET)

        self.contract.with_user(self.manager).action_renew_link()

        self.assertEqual(self._sees(self.link, "public"), HOME)
        renewed = f"{self.url}?access_token={self.contract.access_token}"
        self.assertEqual(self._sees(renewed, "public"), SHEET)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.agent).action_renew_link()

    def test_drafts_and_cancelled_contracts_open_to_nobody(self):
        draft = self._make_contract(
            self.globex, self.small, "2026-01-01", confirm=False
        )
        draft._portal_ensure_token()  # a share of the dialog
        path = f"{MINE}/{draft.id}"
        for name in ("public", "gina", "anna"):
            self.assertEqual(self._sees(path, name), HOME)
            by_link = f"{path}?access_token={draft.access_token}"
            self.assertEqual(self._sees(by_link, name), HOME)

        self.contract.action_cancel()
        self.assertEqual(self._sees(self.link, "public"), HOME)
        self.assertIn("Cancelled", self._get(self.url, "anna").text)

    def test_a_shared_link_leads_to_it(self):
        given = {"active_model": "support.contract", "active_id": self.contract.id}
        shared = self.env["portal.share"].with_user(self.manager).with_context(**given)
        link = shared.create({"partner_ids": [(6, 0, self.gina.ids)]}).share_link
        path = link.removeprefix(self.contract.get_base_url())

        self._login("public")
        page = self.url_open(path)

        self.assertIn(self.url, page.url)
        self.assertIn("2 of 3 tickets used", page.text)
        self.assertNotIn(self.contract.name, page.text)

    def test_nasty_links(self):
        for word in ("", "0", "None", "False", "ñ", "a\x00b"):
            path = f"{self.url}?access_token={word}"
            self.assertEqual(self._sees(path, "public"), HOME)
        self.assertEqual(self._sees(f"{MINE}/{2**31}", "anna"), HOME)

    def test_the_link_opens_no_message(self):
        self.contract.message_post(
            body="A word among us", subtype_xmlid="mail.mt_comment"
        )
        before = self.contract.message_ids
        self.env.flush_all()
        given = {"thread_model": "support.contract", "thread_id": self.contract.id}
        given["token"] = self.contract.access_token
        signed = {"pid": self.anna.id, "hash": self.contract._sign_token(self.anna.id)}
        post = {"post_data": {"body": "Hello", "message_type": "comment"}}
        for name in ("public", "gina"):
            self._login(name)
            for route, params in (
                ("/mail/chatter_fetch", given),
                ("/mail/message/post", given | post),
                ("/mail/message/post", given | post | signed),
            ):
                with (
                    self.subTest(route, name=name),
                    mute_logger("odoo.http"),
                    self.assertRaisesRegex(JsonRpcException, "NotFound"),
                ):
                    self.make_jsonrpc_request(route, params)
        self.env.invalidate_all()
        self.assertEqual(self.contract.message_ids, before)

    def test_a_moved_tickets_title_is_not_told(self):
        with self.at("2026-11-04 15:00"):
            ticket = self._make_ticket(self.anna, name="A secret of theirs")
            ticket.partner_id = self.gina
        page = self._get(f"{self.url}?show=used", "anna").text
        self.assertIn("Ticket 3 of 3", page)
        self.assertNotIn("A secret of theirs", page)

    def test_the_paper_by_its_own_address(self):
        path = f"/report/html/support_sla.report_contract/{self.contract.id}"
        for name in ("gina", "nora", "employee"):
            self._login(name)
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_qweb"):
                said = self.url_open(path).text
            self.assertNotIn(self.contract.name, said)
        self._login("anna")
        self.assertIn(self.contract.name, self.url_open(path).text)
