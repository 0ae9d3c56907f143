# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .visit_common import PIXEL, VisitCase

ROLES = ("own", "colleague", "stranger", "public", "agent", "manager")
#: What each role gets, in the order of ROLES: a page's status, or what a call answers;
#: None where access is refused.
TABLE = {
    "page": (200, 200, 404, 404, 200, 200),
    "list": (200, 200, 200, 303, 200, 200),
    "entry": (200, 200, 404, 404, 200, 200),
    "paper": (200, 200, 404, 404, 200, 200),
    "answer": (303, 303, 404, 404, 404, 404),
    "sign": (True, True, False, False, False, False),
    "read": (True, True, None, None, True, True),
    "count": (2, 2, 0, None, 2, 2),
    "group": (2, 2, 0, None, 2, 2),
    "reason": (None, None, None, None, True, True),
    "write": (None, None, None, None, True, True),
    "create": (None, None, None, None, True, True),
    "cancel": (None, None, None, None, True, True),
    "delete": (None, None, None, None, None, True),
    "feed": (None, None, None, None, None, True),
    "guessed feed": (404, 404, 404, 404, 404, 404),
    "plan": (None, None, None, None, True, True),
    "take back": (None, None, None, None, True, True),
    "letter": (None, None, None, None, True, True),
}


@tagged("post_install", "-at_install", "security")
class TestVisitAccess(VisitCase, HttpCase):
    """Nobody sees or does what is not theirs, by page, call, feed or paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.agent, cls.manager):
            user.password = user.login
        cls.users = {
            "own": cls._make_portal_user(cls.anna),
            "colleague": cls._make_portal_user(cls.bert),
            "stranger": cls._make_portal_user(cls.gina),
            "agent": cls.agent,
            "manager": cls.manager,
        }
        cls.made = cls._make_visit("2026-03-09", report="<p>Trained two people</p>")
        cls.made.action_done()
        cls.visit = cls._make_visit("2026-03-10", exception_reason="A favour")
        cls.plan = cls.env["support.visit.plan"].create(
            {
                "contract_id": cls.contract.id,
                "user_id": cls.tech.id,
                "first_day": "2026-04-01",
                "last_day": "2026-04-30",
                "friday": True,
            }
        )
        cls.feed = cls.env["support.visit.feed"]._renew(cls.acme, cls.visit.start_at)
        cls.env.flush_all()

    def test_the_table(self):
        self.now = self.visit.start_at - timedelta(days=3)
        for number, role in enumerate(ROLES):
            user = self.users.get(role)
            with freeze_time(self.now):
                self.authenticate(user and user.login, user and user.login)
            for what, wanted in TABLE.items():
                with (
                    self.subTest(role=role, what=what),
                    mute_logger("odoo.http"),
                    freeze_time(self.now),
                ):
                    got = getattr(self, f"_{what.replace(' ', '_')}")()
                    self.assertEqual(got, wanted[number])

    # By page

    def _get(self, path):
        return self.url_open(path, allow_redirects=False).status_code

    def _page(self):
        return self._get(f"/my/support/visit/{self.visit.id}")

    def _list(self):
        return self._get("/my/support/visits")

    def _entry(self):
        return self._get(f"/my/support/visit/{self.visit.id}/invite.ics")

    def _paper(self):
        return self._get(f"/my/support/visit/{self.made.id}/report")

    def _answer(self):
        data = {"answer": "cancel", "shown": self.visit.sequence}
        data["csrf_token"] = http.Request.csrf_token(self)
        path = f"/my/support/visit/{self.visit.id}/answer"
        with self._undone():
            answer = self.url_open(path, data=data, allow_redirects=False)
            self.env.invalidate_all()
            taken = self.visit.state == "cancelled"
        self.assertEqual(taken, answer.status_code == 303)
        return answer.status_code

    def _sign(self):
        path = f"/my/support/visit/{self.made.id}/sign"
        with self._undone():
            self.make_jsonrpc_request(path, {"name": "Me", "signature": PIXEL})
            self.env.invalidate_all()
            return bool(self.made.signed_at)

    @contextmanager
    def _undone(self):
        """What the server does in the meantime is undone."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _guessed_feed(self):
        return self._get(f"/support/visits/{self.feed.id}.ics")

    # Over the wire

    def _call(self, model, method, *args):
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        with self._undone():
            try:
                return self.make_jsonrpc_request("/web/dataset/call_kw", params)
            except JsonRpcException as error:
                refused = r"AccessError|SessionExpired"
                self.assertRegex(str(error), refused, (model, method))
                return None

    def _did(self, *words):
        return None if self._call(*words) is None else True

    def _read(self):
        return self._did("support.visit", "read", [self.visit.id], ["start_at"])

    def _count(self):
        return self._call("support.visit", "search_count", [])

    def _group(self):
        found = self._call(
            "support.visit", "formatted_read_group", [], ["partner_id"], ["__count"]
        )
        return found if found is None else sum(row["__count"] for row in found)

    def _reason(self):
        names = ["exception_reason", "plan_id"]
        return self._did("support.visit", "read", [self.visit.id], names)

    def _write(self):
        return self._did("support.visit", "write", [self.visit.id], {"place": "Here"})

    def _create(self):
        values = {"contract_id": self.contract.id, "start_at": "2026-05-05 15:00:00"}
        return self._did("support.visit", "create", [values])

    def _cancel(self):
        return self._did("support.visit", "action_cancel", [self.visit.id])

    def _delete(self):
        return self._did("support.visit", "unlink", [self.visit.id])

    def _feed(self):
        return self._did("support.visit.feed", "read", [self.feed.id], ["url"])

    def _plan(self):
        return self._did("support.visit.plan", "read", [self.plan.id], ["outcome"])

    def _take_back(self):
        return self._did("support.visit.plan", "action_take_back", [self.plan.id])

    def _letter(self):
        values = {"visit_id": self.visit.id}
        return self._did("support.visit.letter", "create", [values])

    # And besides

    def test_agents_see_the_visits_of_their_company_only(self):
        elsewhere = new_test_user(
            self.env,
            "agent-elsewhere",
            "support_sla.group_support_user",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        for model in ("support.visit", "support.visit.plan"):
            found = self.env[model].with_user(elsewhere)
            self.assertFalse(found.search_count([]))
        for method in ("read", "action_cancel", "action_tell"):
            with self.assertRaises(AccessError):
                getattr(self.visit.with_user(elsewhere), method)()

    def test_a_customer_of_two_companies_sees_the_visits_of_both(self):
        contract = self._make_contract(
            self.acme,
            self.accompaniment,
            "2026-01-01",
            company_id=self.other_company.id,
        )
        self.accompaniment.visit_scope = "contract"
        other = self._make_visit("2026-03-12", contract=contract)
        visits = self.env["support.visit"].with_user(self.users["own"])
        self.assertIn(other, visits.search([]))

    def test_a_plain_employee_has_nothing_to_do_with_visits(self):
        employee = new_test_user(self.env, "plain-employee", "base.group_user")
        self.assertFalse(self.visit.with_user(employee).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["support.visit.feed"].with_user(employee).action_open_mine()

    def test_one_takes_back_ones_own_feed_only(self):
        with self.assertRaises(AccessError):
            self.feed.with_user(self.agent).action_revoke()
        self.feed.with_user(self.manager).action_revoke()
        self.assertTrue(self.feed.revoked_at)
