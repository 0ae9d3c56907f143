# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rows of the access matrix that are about statements."""

import json
from datetime import date, datetime, timedelta

from odoo import http
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ...tools.statement.facts import Month

#: Of each contract the month of which a statement was made.
MONTHS = {"group": "2025-03", "open": "2026-11", "named": "2026-11", "other": "2026-11"}
#: Four of ours who come beside the customers, and what they see: an agent who sees all
#: tickets, one who sees his own, an employee, and another company's manager.
STAFF = {
    "agent": {*MONTHS},
    "own_agent": set(),
    "just_employee": set(),
    "elsewhere": set(),
}
#: Without a group that reads statements, no list of them is given.
NO_LIST = {"own_agent", "just_employee"}
NOON = datetime(2026, 12, 2, 18, 0)


class StatementRows:
    """{seven customers and strangers, four of ours} x {page, PDF, objection, list,
    data, acts}, and the links of contracts, which open none."""

    @classmethod
    def _add_statements(cls):
        for name, month in MONTHS.items():
            first = Month.of(date.fromisoformat(f"{month}-01"), "America/Guatemala")
            months = {cls.contracts[name]: first}
            cls.env["support.statement"]._make(months, datetime(2026, 12, 1, 15))
        cls.users |= {
            "agent": cls.agent,
            "own_agent": cls.agent_own,
            "just_employee": new_test_user(cls.env, "just-employee", "base.group_user"),
            "elsewhere": new_test_user(
                cls.env,
                "manager-elsewhere",
                "helpdesk_mgmt.group_helpdesk_manager",
                company_id=cls.other_company.id,
                company_ids=[(6, 0, cls.other_company.ids)],
            ),
        }
        expiry, keys = datetime.now() + timedelta(hours=12), {}
        for name, user in cls.users.items():
            theirs = cls.env["res.users.apikeys"].with_user(user).sudo()
            keys[name] = theirs._generate(None, "test", expiry)
        cls.keys = keys

    def _ask(self, visitor, method, **body):
        """Call a method of statements from outside, with the visitor's key."""
        headers = {"Content-Type": "application/json"}
        if key := self.keys.get(visitor):
            headers["Authorization"] = f"Bearer {key}"
        path = f"/json/2/support.statement/{method}"
        with mute_logger("odoo.http"):
            return self.url_open(path, data=json.dumps(body), headers=headers)

    def _look_at_statements(self):
        objections = self.env["support.statement.objection"]
        for visitor, seen in (self.covers | STAFF).items():
            self._login(visitor)
            with self.at(NOON):
                for name in MONTHS:
                    with self.subTest(visitor, statement=name):
                        self._look_at_statement(visitor, name, name in seen)
                with self.subTest(visitor):
                    self._look_at_statement_list(visitor, seen)
        customers = {name: seen for name, seen in self.covers.items() if seen}
        self.assertEqual(len(objections.search([])), sum(map(len, customers.values())))
        self.assertFalse(self.env["support.statement"].search([("version", ">", 1)]))

    def _look_at_statement(self, visitor, name, seen):
        """By page, on paper, as data; and what is said of a foreign one is kept
        nowhere."""
        contract = self.contracts[name]
        statement, path = contract.statement_ids, self._statement_path(name)
        for query in ("", "?report_type=pdf"):
            said = self._page(path + query)
            self.assertEqual(contract.name in said, seen)
            self.assertEqual(bool(said), seen)
            self._assert_told(visitor, query, said)
        answer = self._ask(visitor, "get_statement_data", ids=statement.ids)
        self.assertEqual(answer.status_code, self._expected(visitor, seen))
        self.assertEqual(contract.name in answer.text, seen)
        self._assert_told(visitor, "data", answer.text)
        objections = self.env["support.statement.objection"]
        before = objections.search_count([])
        if visitor != "public":  # is asked to log in
            self._object(visitor, name)
        kept = objections.search_count([]) - before
        self.assertEqual(kept, int(seen and visitor in self.covers))

    def _look_at_statement_list(self, visitor, seen):
        """Those that there are, and what is done with them: by a manager alone."""
        every = self.env["support.contract"].union(*self.contracts.values())
        among = [("id", "in", every.statement_ids.ids)]
        answer = self._ask(visitor, "search_read", domain=among, fields=["month"])
        listed = visitor != "public" and visitor not in NO_LIST
        self.assertEqual(answer.status_code, self._expected(visitor, listed))
        if listed:
            own = self.env["support.contract"].union(*map(self.contracts.get, seen))
            told = {row["id"] for row in answer.json()}
            self.assertEqual(told, {*own.statement_ids.ids})
            self._assert_told(visitor, "list", answer.text)
        for method in ("action_make_again", "action_send"):
            answer = self._ask(
                visitor, method, ids=self.contracts["open"].statement_ids.ids
            )
            self.assertEqual(answer.status_code, self._expected(visitor, False))

    def _expected(self, visitor, allowed):
        if visitor == "public":
            return 401
        return 200 if allowed else 403

    def _assert_told(self, visitor, where, text):
        if visitor in self.covers:
            self._assert_tells_nothing(visitor, where, text)

    def _statement_path(self, name):
        return f"/my/support/{self.contracts[name].id}/statement/{MONTHS[name]}"

    def _object(self, visitor, name, query=""):
        statement = self.contracts[name].statement_ids
        line = statement.figures["opened"][0]["ticket_id"]
        form = {"line": line, "version": 1, "text": f"Not right, says {visitor}"}
        form["csrf_token"] = http.Request.csrf_token(self)
        path = f"{self._statement_path(name)}/object{query}"
        return self.url_open(path, data=form, allow_redirects=False)

    def _assert_link_opens_no_statement(self, visitor, token):
        """The link of a contract, revoked or not, is none of its statements."""
        query = f"?access_token={token}"
        for more in ("", "&report_type=pdf"):
            said = self._page(self._statement_path("open") + query + more)
            self.assertEqual(said, "", (visitor, more))
        if visitor != "public":
            self._object(visitor, "open", query)
            self.assertFalse(self.contracts["open"].statement_ids.objection_ids)
