# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import date, datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools.statement.facts import Month
from ..quota.quota_common import PlaceCase
from .public_shapes import SHAPES, differences

# Friday 2026-11-27, 12:00 in Guatemala: in working hours.
NOON = datetime(2026, 11, 27, 18, 0)
NOON_TEXT = "2026-11-27T18:00:00Z"
BALANCE, COMPARISON, PROMISE, PREVIEW, STATEMENT = SHAPES


class PublicCase(PlaceCase):
    """Two customers with contracts and tickets of every kind, and who may ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.company.partner_id.tz = "America/Guatemala"
        (cls.monthly | cls.small).is_public = True
        cls.globex_contract = cls._contract_since("2026-01-01", customer=cls.globex)
        cls.unlimited = cls._contract_since(
            "2026-02-01", customer=cls.globex, level=cls.preferential
        )
        cls.portal_anna = cls._make_portal_user(cls.anna)
        cls.portal_gina = cls._make_portal_user(cls.gina)
        cls.elsewhere = cls.env["support.contract"].create(
            {
                "partner_id": cls.acme.id,
                "level_id": cls.monthly.id,
                "date_start": "2026-01-01",
                "company_id": cls.other_company.id,
            }
        )
        with case.at("2026-11-24 15:00"):
            cls.tickets = case._make_tickets(5)
            cls.theirs = case._make_tickets(1, cls.gina, team_id=cls.other_team.id)
        with case.at("2026-11-24 18:00"):
            cls.tickets[0].stage_id = cls.stage_awaiting
        with case.at("2026-11-24 20:00"):
            cls.tickets[0].stage_id = cls.stage_progress
            cls.tickets[1].with_user(cls.agent).message_post(
                body="We look into it.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            cls.tickets[2].stage_id = cls.stage_awaiting
        with case.at("2026-11-25 20:00"):
            cls.tickets[1].stage_id = cls.stage_done
        cls.env.flush_all()


@tagged("post_install", "-at_install", "security")
class TestPublicMethods(PublicCase, HttpCase):
    """What other software asks at `/json/2`, as an agent, as a customer, as nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = {
            "agent": cls.agent,
            "own": cls.agent_own,
            "manager": cls.manager,
            "admin": cls.env.ref("base.user_admin"),
            "anna": cls.portal_anna,
            "gina": cls.portal_gina,
        }
        expiry = datetime.now() + timedelta(hours=12)
        keys = cls.env["res.users.apikeys"]
        cls.keys = {
            name: keys.with_user(user).sudo()._generate(None, "test", expiry)
            for name, user in users.items()
        }
        cls._add_statements()
        cls.env.flush_all()

    @classmethod
    def _add_statements(cls):
        """Of November: Acme's was objected to and corrected, Globex's is as it was."""
        after, statements = datetime(2026, 12, 1, 15), cls.env["support.statement"]
        month = Month.of(date(2026, 11, 1), "America/Guatemala")
        both = cls.contract | cls.globex_contract
        first, theirs = statements._make(dict.fromkeys(both, month), after)
        cls.env["support.statement.objection"]._take(
            first, first.figures["opened"][0], "We agreed on it", cls.anna, after
        )
        cls.env["support.visit"].create(
            {
                "contract_id": cls.contract.id,
                "user_id": cls.agent.id,
                "start_at": datetime(2026, 11, 20, 15),
                "stop_at": datetime(2026, 11, 20, 17),
                "exception_reason": "They asked for it",
            }
        )
        cls.statement, cls.their_statement = first._make_again(after), theirs

    def _post(self, path, who, body, key=None):
        headers = {"Content-Type": "application/json"}
        key = key or self.keys.get(who)
        if key:
            headers["Authorization"] = f"Bearer {key}"
        with self.at(NOON), mute_logger("odoo.http"):
            return self.url_open(path, data=json.dumps(body), headers=headers)

    def _ask(self, method, who, **body):
        response = self._post(f"/json/2/{method}", who, body)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def _refused(self, method, who, codes, **body):
        """The message of an answer that says no, in words."""
        response = self._post(f"/json/2/{method}", who, body)
        self.assertIn(response.status_code, codes, response.text)
        message = response.json()["message"]
        self.assertNotIn("Traceback", message)
        self.assertTrue(message)
        return message

    # Shapes

    def _assert_shape(self, method, value):
        ordered = method != STATEMENT
        found = differences(value, SHAPES[method], ordered=ordered)
        self.assertEqual([*found], [])

    def test_shapes_are_as_promised(self):
        contracts = (self.contract | self.globex_contract | self.unlimited).ids
        every = self._ask(BALANCE, "agent", ids=contracts)
        self._assert_shape(BALANCE, every)
        self.assertEqual([row["contract_id"] for row in every], contracts)
        self.assertEqual([row["unlimited"] for row in every], [False, False, True])
        self._assert_shape(COMPARISON, self._ask(COMPARISON, "agent"))
        tickets = (self.tickets | self.theirs).ids
        promises = self._ask(PROMISE, "agent", ids=tickets)
        self._assert_shape(PROMISE, promises)
        self.assertEqual([row["ticket_id"] for row in promises], tickets)
        self.assertTrue(promises[0]["pauses"] and promises[0]["deadlines"])
        levels = (self.monthly | self.accompaniment).ids
        for moment in ("2026-11-27T18:00:00Z", "2026-11-28T04:00:00Z"):
            previews = self._ask(PREVIEW, "agent", ids=levels, moment=moment)
            self._assert_shape(PREVIEW, previews)
            self.assertEqual([row["level_id"] for row in previews], levels)
        told = self._ask(STATEMENT, "agent", ids=self.statement.ids)
        self._assert_shape(STATEMENT, told)
        self.assertTrue(told["changes"] and told["objections"] and told["opened"])
        self.assertEqual(told, self.statement.get_statement_data())

    def test_a_shape_that_differs_is_found(self):
        [row] = self._ask(BALANCE, "agent", ids=self.contract.ids)
        for change in ({"used": "3"}, {"at": "2026-11-27 18:00:00"}, {"more": 1}):
            self.assertTrue([*differences([row | change], SHAPES[BALANCE])])
        self.assertTrue([*differences([row | {"used": None}], SHAPES[BALANCE])])
        told = self._ask(STATEMENT, "agent", ids=self.statement.ids)
        for change in ({"worst": 1}, {"id": None}, {"mailed_at": "2026-11-27"}):
            found = differences(told | change, SHAPES[STATEMENT], ordered=False)
            self.assertTrue([*found])

    # Whose

    def test_a_customer_asks_of_its_own_only(self):
        own, other = self.contract, self.globex_contract
        [row] = self._ask(BALANCE, "anna", ids=own.ids)
        self.assertEqual((row["number"], row["used"], row["left"]), (own.name, 3, 0))
        [row] = self._ask(PROMISE, "anna", ids=self.tickets[1].ids)
        self.assertEqual(row["contract"], own.name)

        for ids in (other.ids, [own.id, other.id], self.elsewhere.ids):
            message = self._refused(BALANCE, "anna", {403}, ids=ids)
            for secret in (other.name, "Globex", self.elsewhere.name):
                self.assertNotIn(secret, message)
        for method, ids in (
            (PROMISE, self.theirs.ids),
            (STATEMENT, self.their_statement.ids),
        ):
            message = self._refused(method, "anna", {403}, ids=ids)
            for secret in (self.theirs.number, other.name, "Globex"):
                self.assertNotIn(secret, message)
        self.assertFalse(self._ask(BALANCE, "anna"))
        self.assertFalse(self._ask(PROMISE, "anna"))

    def test_a_draft_is_nobodys_but_the_agents(self):
        draft = self._make_contract(
            self.acme, self.preferential, "2026-01-01", confirm=False
        )
        self._refused(BALANCE, "anna", {403}, ids=draft.ids)
        [row] = self._ask(BALANCE, "agent", ids=draft.ids)
        self.assertEqual(row["state"], "draft")

    def test_a_customer_sees_the_levels_of_the_page(self):
        table = self._ask(COMPARISON, "anna")
        shown = {row["code"]: row["own"] for row in table["levels"]}
        self.assertEqual(shown, {"monthly": False, "small": True})
        previews = self._ask(PREVIEW, "anna")
        self.assertEqual({row["level"] for row in previews}, {"monthly", "small"})
        table = self._ask(COMPARISON, "gina")
        shown = {row["code"]: row["own"] for row in table["levels"]}
        self.assertTrue(shown["preferential"])
        for method in (COMPARISON, PREVIEW):
            for ids in (self.preferential.ids, [2**31 - 1]):
                message = self._refused(method, "anna", {403}, ids=ids)
                self.assertNotIn(self.preferential.name, message)

    def test_an_agent_asks_of_his_companies_and_teams_only(self):
        message = self._refused(BALANCE, "agent", {403}, ids=self.elsewhere.ids)
        self.assertNotIn(self.elsewhere.name, message)
        self.assertTrue(self._ask(PROMISE, "agent", ids=self.theirs.ids))
        self._refused(PROMISE, "own", {403}, ids=self.theirs.ids)
        self.monthly.copy({"company_id": self.other_company.id, "code": "far"})
        level = self.env["support.level"].search([("code", "=", "far")])
        for method in (COMPARISON, PREVIEW):
            self._refused(method, "agent", {403}, ids=level.ids)
        codes = {row["code"] for row in self._ask(COMPARISON, "agent")["levels"]}
        self.assertLessEqual({"monthly", "preferential", "accompaniment"}, codes)
        self.assertNotIn("far", codes)

    def test_nobody_names_a_company_that_is_not_theirs(self):
        other = {"allowed_company_ids": self.other_company.ids}
        for who in ("agent", "anna"):
            for method, ids in (
                (BALANCE, self.elsewhere.ids),
                (COMPARISON, []),
                (PREVIEW, []),
                (PREVIEW, self.monthly.ids),
                (STATEMENT, self.statement.ids),
            ):
                self._refused(method, who, {403}, ids=ids, context=other)

    def test_whoever_has_no_key_gets_nothing(self):
        for method in SHAPES:
            for key in (None, "0" * 40):
                response = self._post(f"/json/2/{method}", "", {"ids": [1]}, key)
                self.assertEqual(response.status_code, 401)
                self.assertNotIn("Acme", response.text)

    def test_covered_by_a_group_no_number_is_told(self):
        daughter = self._make_customer("Acme North", parent_id=self.acme.id)
        nora = self._make_contact(daughter, "Nora")
        user = self._make_portal_user(nora)
        with self.at("2026-10-05 15:00"):
            ticket = self._make_ticket(nora)
        with self.at(NOON):
            [row] = ticket.with_user(user).get_promise()
        self.assertEqual((row["level"], row["contract"]), ("small", None))
        self.assertEqual(row["reason"], "contract")
        self._refused(BALANCE, "gina", {403}, ids=self.contract.ids)

    # What is wrong is said

    def test_bad_arguments_are_refused_in_words(self):
        contract, level = self.contract.ids, self.monthly.ids
        for at in ("soon", "2026-11-27", 5, [], "", "0001-01-01T00:00:00+14:00"):
            message = self._refused(BALANCE, "agent", {422}, ids=contract, at=at)
            self.assertIn("is no moment", message)
            self._refused(PREVIEW, "agent", {422}, ids=level, moment=at)
        self._refused(BALANCE, "agent", {422}, ids=contract, at="3000-01-01T00:00:00Z")
        for priority in ("9", 1, "", ["1"]):
            message = self._refused(
                PREVIEW, "agent", {422}, ids=level, priority=priority
            )
            self.assertIn("is none of: 0, 1, 2, 3", message)
        both = self.statement | self.their_statement
        for ids in ([], both.ids):
            message = self._refused(STATEMENT, "agent", {422}, ids=ids)
            self.assertIn("one statement at a time", message)
        for lang in ("xx_XX", "", 7, {}):
            self._refused(COMPARISON, "agent", {422}, lang=lang)
        for method in SHAPES:
            for ids in ("abc", ["1"], [0], [-1], [True], [None], [[1]], [2**40]):
                message = self._refused(method, "agent", {422}, ids=ids)
                self.assertIn("Ids are whole numbers", message)
            self._refused(method, "agent", {404}, ids=[2**31 - 1])
            self._refused(method, "agent", {422}, ids=contract, more=1)

    def test_a_strange_zone_is_no_error(self):
        ids = self.tickets[0].ids
        [row] = self._ask(PROMISE, "agent", ids=ids, context={"tz": "Mars/Base"})
        self.assertEqual(row["zone"], "America/Guatemala")
        [row] = self._ask(PROMISE, "agent", ids=ids, context={"tz": "Europe/Paris"})
        self.assertEqual(row["zone"], "Europe/Paris")

    # How

    def test_they_run_on_a_cursor_that_cannot_write(self):
        asked = {
            BALANCE: self.contract.ids,
            COMPARISON: [],
            PROMISE: self.tickets.ids,
            PREVIEW: self.monthly.ids,
            STATEMENT: self.statement.ids,
        }
        for who in ("agent", "anna"):
            for method, ids in asked.items():
                headers = {
                    "Authorization": f"Bearer {self.keys[who]}",
                    "Content-Type": "application/json",
                }
                data = json.dumps({"ids": ids})
                with self.subTest(method, who=who), self.at(NOON):
                    with self.assertNoLogs("odoo.http", "WARNING"):
                        path = f"/json/2/{method}"
                        answer = self.url_open(path, data=data, headers=headers)
                    self.assertEqual(answer.status_code, 200)
        for method in SHAPES:
            model, name = method.split("/")
            self.assertTrue(getattr(type(self.env[model]), name)._readonly)

    def test_texts_come_in_the_language_that_is_asked_for(self):
        self.env["res.lang"]._activate_lang("es_ES")
        table = self._ask(COMPARISON, "anna", lang="es_ES")
        self.assertEqual(table["lang"], "es_ES")
        english = self._ask(COMPARISON, "anna")
        self.assertEqual(english["lang"], "en_US")
        keys = [[s["key"] for s in t["sections"]] for t in (table, english)]
        self.assertEqual(*keys)
        self.gina.lang = "es_ES"
        self.assertEqual(self._ask(COMPARISON, "gina")["lang"], "es_ES")
        [row] = self._ask(PROMISE, "gina", ids=self.theirs.ids)
        with self.at(NOON):
            said = self.theirs.with_context(lang="es_ES")._support_portal_promises()
        self.assertEqual(row["sentence"], said[self.theirs.id]["note"])

    def test_the_documentation_shows_them_to_whoever_may_see_it(self):
        for method in SHAPES:
            model, name = method.split("/")
            path = f"/doc-bearer/{model}.json"
            page = self._post(path, "admin", {}).json()["methods"][name]
            self.assertIn("readonly", page["api"])
            self.assertIn("<p>", page["doc"])
            self.assertIn("<li>", page["return"]["doc"])
            self.assertIn("AccessError", page["raise"])
            for parameter in page["parameters"].values():
                self.assertTrue(parameter["doc"] and parameter["annotation"])
            for who in ("agent", "anna"):
                self.assertEqual(self._post(path, who, {}).status_code, 403)
