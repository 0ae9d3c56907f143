# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..common import SupportCase


@tagged("post_install", "-at_install", "security")
class TestCustomerAccess(SupportCase, HttpCase):
    """A ticket is its customer's, and of whose contract covers it: nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.daughter = cls._make_customer("Acme North", parent_id=cls.acme.id)
        cls.nora = cls._make_contact(cls.daughter, "Nora")
        cls.users = {
            partner: cls._make_portal_user(partner)
            for partner in (cls.anna, cls.bert, cls.gina, cls.nora)
        }

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        try:
            with mute_logger("odoo.http"):
                return self.make_jsonrpc_request("/web/dataset/call_kw", params)
        except JsonRpcException as error:
            self.assertIn("AccessError", str(error))
            return None

    def _assert_sees(self, partner, ticket, sees):
        """By search, count, read, page and list, one answer."""
        user = self.users[partner]
        self.authenticate(user.login, user.login)
        domain = [("id", "=", ticket.id)]
        page = self.url_open(f"/my/ticket/{ticket.id}")
        answers = {
            "search": bool(self._call("helpdesk.ticket", "search", domain)),
            "count": bool(self._call("helpdesk.ticket", "search_count", domain)),
            "read": bool(self._call("helpdesk.ticket", "read", ticket.ids, ["name"])),
            "deadlines": bool(
                self._call(
                    "support.deadline", "search", [("ticket_id", "=", ticket.id)]
                )
            ),
            "page": f"/my/ticket/{ticket.id}" in page.url,
            "list": ticket.number in self.url_open("/my/tickets").text,
        }
        expected = dict.fromkeys(answers, sees)
        if not ticket.support_deadline_ids:
            expected["deadlines"] = False
        self.assertEqual(answers, expected)

    def test_the_moved_contacts_history_stays_with_the_first_company(self):
        self._make_contract(self.acme, self.preferential, "2020-01-01")
        opened, closed = (self._make_ticket(self.anna) for _ in range(2))
        closed.stage_id = self.stage_done
        self.anna.parent_id = self.globex

        for ticket in opened | closed:
            self._assert_sees(self.bert, ticket, True)
            self._assert_sees(self.anna, ticket, False)
            self._assert_sees(self.gina, ticket, False)

    def test_the_first_company_answers_and_closes_it(self):
        ticket = self._make_ticket(self.anna)
        self.anna.parent_id = self.globex

        self.assertTrue(ticket._support_is_of(self.users[self.bert]))
        self.assertFalse(ticket._support_is_of(self.users[self.anna]))

    def test_a_holding_sees_a_daughters_ticket_where_its_contract_covers_it(self):
        ticket = self._make_ticket(self.nora)
        self._assert_sees(self.nora, ticket, True)
        self._assert_sees(self.anna, ticket, False)

        self._make_contract(self.acme, self.preferential, "2020-01-01")
        self._assert_sees(self.anna, ticket, True)

    def test_an_individual_keeps_what_was_closed_before_it_got_a_company(self):
        self._make_contract(self.acme, self.preferential, "2020-01-01")
        ivan = self.env["res.partner"].create({"name": "Ivan", "email": "i@ivan.test"})
        self.users[ivan] = self._make_portal_user(ivan)
        opened, closed = (self._make_ticket(ivan) for _ in range(2))
        closed.stage_id = self.stage_done
        ivan.parent_id = self.acme

        self._assert_sees(self.bert, opened, True)
        self._assert_sees(self.bert, closed, False)
        self._assert_sees(ivan, closed, True)
