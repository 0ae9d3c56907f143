# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, JsonRpcException, tagged
from odoo.tools import mute_logger

from .page_common import NOON, StatementPageCase

TEXT = "We were told <b>tomorrow</b> on the phone."


@tagged("post_install", "-at_install")
class TestObjection(StatementPageCase):
    """ "This is not right": from a line of the page to whoever answers it, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.user_id = cls.manager

    def _send(self, text=TEXT, name="anna", line=None, version=1, **more):
        with self.at(NOON):
            self._login(name)
            form = {
                "line": self.late.id if line is None else line,
                "version": version,
                "text": text,
                "csrf_token": http.Request.csrf_token(self),
            }
            return self.url_open(
                f"{self.url}/object", data=form | more, allow_redirects=False
            )

    def _objections(self):
        self.env.invalidate_all()
        return self.env["support.statement.objection"].search([])

    def test_it_reaches_the_account_manager_once(self):
        mails = self.env["mail.mail"].search_count([])

        first, again = self._send(), self._send()

        self.assertEqual((first.status_code, again.status_code), (303, 303))
        objection = self._objections().ensure_one()
        self.assertEqual(
            (objection.number, objection.text, objection.contact_id, objection.name),
            (self.late.number, TEXT, self.anna, "Anna"),
        )
        activity = objection.activity_ids.ensure_one()
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("&lt;b&gt;tomorrow", activity.note)
        notes = self.contract.message_ids.filtered(lambda m: "tomorrow" in m.body)
        self.assertEqual(len(notes), 1)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_it_stands_on_the_page_with_its_answer(self):
        self._send()
        said = self._words(self._open(f"{self.url}?said=1"))
        for text in ("Thank you.", "Anna on Apr 2, 2026", TEXT, "will answer here"):
            self.assertIn(text, said)

        objection = self._objections().with_user(self.manager)
        objection.answer = "You are right, we take it back."
        self.assertNotIn("take it back", self._words(self._open()))
        self._assert_told("open", None, None)
        with self.at(NOON):
            objection.action_agree()
            self.late.support_deadline_ids._take_back("Told so", self.env.cr.now())
            newer = self.statement._make_again(self.env.cr.now())
        self.env.flush_all()

        said = self._words(self._open())
        for text in (
            "Version 2",
            f"{self.late.number} (version 1), Anna on",
            TEXT,
            "Agreed, Apr 2, 2026",
            "You are right, we take it back.",
        ):
            self.assertIn(text, said)
        moment = "2026-04-02T18:00:00Z"
        self._assert_told("agreed", moment, objection.answer)
        self.assertEqual(newer.said_ids, objection.sudo(False))
        self.assertIn("take it back", newer.body)
        self.assertFalse(objection.activity_ids)

    def _assert_told(self, state, answered_at, answer):
        """Other software is told what the page says, with its reader's rights."""
        newest = self.contract.statement_ids.filtered("latest")
        told = newest.with_user(self.portal_anna).get_statement_data()["objections"]
        said = {"number": self.late.number, "version": 1, "by": "Anna", "text": TEXT}
        said |= {"ticket_id": self.late.id, "said_at": "2026-04-02T18:00:00Z"}
        settled = {"state": state, "answered_at": answered_at, "answer": answer}
        self.assertEqual(told, [said | settled])

    def test_what_is_wrong_is_said_beside_it(self):
        for more, words, line in (
            ({"text": " "}, "Please say what is not right.", self.late.id),
            ({"text": "x" * 2001}, "in at most 2000 characters", self.late.id),
            ({"line": 0}, "of one of these requests", None),
            ({"line": self.in_time.id + 9999}, "of one of these requests", None),
            ({"version": 7}, "was corrected in the meantime", self.late.id),
        ):
            with self.subTest(words):
                response = self._send(**more)
                self.assertEqual(response.status_code, 422)
                self.assertIn(words, response.text)
                invalid = 'aria-invalid="true"' in response.text
                self.assertEqual(invalid, bool(line))
        self.assertFalse(self._objections())

    def test_only_the_customers_people_object(self):
        for name in ("gina", "agent", "own", "manager"):
            with self.subTest(name), mute_logger("odoo.http"):
                self.assertEqual(self._send(name=name).status_code, 303)
        with mute_logger("odoo.http"):
            self.assertEqual(self._send(csrf_token="").status_code, 400)
            self.assertIn(self._get(f"{self.url}/object").status_code, (303, 405))
        self.assertFalse(self._objections())
        self.assertNotIn("This is not right", self._open(name="agent").text_content())
        self.assertIn("This is not right", self._open().text_content())

    def test_so_many_in_a_day(self):
        objections = self.env["support.statement.objection"]
        line = self.statement.figures["opened"][0]
        with self.at(NOON):
            for number in range(20):
                objections._take(
                    self.statement, line, f"No {number}", self.anna, self.env.cr.now()
                )
        self.env.flush_all()

        response = self._send()

        self.assertEqual(response.status_code, 422)
        self.assertIn("told us a lot today", response.text)
        self.assertEqual(len(self._objections()), 20)

    def test_nobody_is_missed(self):
        """Without an account manager whom the company names; else it waits."""
        company_user = self.manager.copy({"login": "named"})
        plain = self.agent_own  # sees no statement: cannot open it
        for account_manager, named, expected in (
            (False, company_user, company_user),
            (plain, company_user, company_user),
            (self.agent, company_user, self.agent),
        ):
            with self.subTest(account_manager), self.at(NOON):
                self.contract.user_id = account_manager
                self.company.support_request_user_id = named
                objection = self._take(f"For {expected.name} {account_manager}")
                self.assertEqual(objection.manager_id, expected)
        self.contract.user_id = self.company.support_request_user_id = False
        self.env.ref("support_sla.group_support_manager").all_user_ids.active = False
        objection = self._take("Anybody?")
        self.assertFalse(objection.manager_id or objection.activity_ids)
        self.assertEqual(objection.state, "open")

    def _take(self, text):
        line = self.statement.figures["opened"][1]
        return self.env["support.statement.objection"]._take(
            self.statement, line, text, self.anna, self.env.cr.now()
        )

    def test_what_was_said_and_answered_never_changes(self):
        objection = self._take(TEXT)
        mine = objection.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "Write an answer first"):
            mine.action_decline()
        with Form(mine) as form:
            form.answer = "It was told to nobody."
        mine.action_decline()
        self.assertEqual(objection.settled_uid, self.agent)

        for values in ({"text": "-"}, {"state": "open"}, {"answer": "Other"}):
            for who in (mine, objection.with_user(self.manager), objection):
                with self.subTest(values), self.assertRaises(UserError):
                    who.write(values)
        for act in (mine.action_agree, objection.unlink, objection.copy):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(UserError):
            objection.with_context(_force_unlink=True).unlink()

    def test_who_reads_objections(self):
        objection = self._take(TEXT)
        for user in (self.portal_anna, self.portal_gina, self.agent_own):
            with self.subTest(user.name), self.assertRaises(AccessError):
                objection.with_user(user).read(["text"])
        self.manager.write(
            {
                "company_id": self.other_company.id,
                "company_ids": [(6, 0, self.other_company.ids)],
            }
        )
        found = self.env["support.statement.objection"].with_user(self.manager)
        self.assertFalse(found.search([]))
        self._login("anna")
        for method, args in (("create", [{}]), ("action_agree", [objection.ids])):
            params = {
                "model": "support.statement.objection",
                "method": method,
                "args": args,
                "kwargs": {},
            }
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request("/web/dataset/call_kw", params)
        self.assertEqual(objection.state, "open")
