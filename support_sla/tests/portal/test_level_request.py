# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta
from unittest.mock import patch

from lxml import html
from psycopg2.errors import UniqueViolation

from odoo import fields, http
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_levels import LevelPageCase
from .test_route_safety import NASTY

MINE = "/my/support/request-level"
VISITOR = "/support/levels/request"
THANKS = "/support/levels/requested"


class RequestCase(LevelPageCase):
    def setUp(self):
        super().setUp()
        self.start = fields.Date.today() + timedelta(days=30)
        self.wish = {
            "level_id": self.preferential.id,
            "months": 6,
            "date_start": self.start.isoformat(),
        }
        self.visitor = self.wish | {"name": "Vera", "email": "Vera@Example.com"}

    def _send(self, path, user=None, **data):
        self._login(user)
        data.setdefault("csrf_token", http.Request.csrf_token(self))
        response = self.url_open(path, data=data, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def _requests(self):
        return self.env["support.level.request"].search([])

    def _assert_thanked(self, response):
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(THANKS))


@tagged("post_install", "-at_install")
class TestLevelRequest(RequestCase):
    """Who asks for a level is heard once, and nothing is mailed to anybody."""

    def test_a_customers_request_is_a_task_of_its_account_manager(self):
        mails = self.env["mail.mail"].search_count([])

        self._assert_thanked(self._send(MINE, self.anna_user, **self.wish))

        request = self._requests()
        self.assertRecordValues(
            request,
            [
                {
                    "name": self.anna.name,
                    "email": self.anna.email,
                    "partner_id": self.acme.id,
                    "level_id": self.preferential.id,
                    "company_id": self.company.id,
                    "months": 6,
                    "date_start": self.start,
                    "manager_id": self.manager.id,
                    "state": "open",
                }
            ],
        )
        activity = request.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("Preferential for 6 months", activity.note)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(request.message_partner_ids, self.manager.partner_id)

    def test_the_same_again_is_one_request_and_one_task(self):
        for user in (self.anna_user, self.anna_user, self.bert_user):
            self._assert_thanked(self._send(MINE, user, **self.wish))

        self.assertEqual(len(self._requests()), 1)
        self.assertEqual(len(self._requests().activity_ids), 1)

        self._send(MINE, self.anna_user, **self.wish | {"months": 12})
        self._send(MINE, self.gina_user, **self.wish)

        self.assertEqual(len(self._requests()), 3)

    def test_once_answered_it_may_be_asked_anew(self):
        self._send(MINE, self.anna_user, **self.wish)
        first = self._requests()
        first.with_user(self.manager).action_done()

        self._send(MINE, self.anna_user, **self.wish)

        self.assertFalse(first.activity_ids)
        self.assertEqual(self._requests().mapped("state"), ["open", "done"])

    def test_a_task_that_somebody_removed_comes_back_with_the_next_click(self):
        self._send(MINE, self.anna_user, **self.wish)
        self._requests().activity_ids.unlink()

        self._send(MINE, self.anna_user, **self.wish)

        self.assertEqual(len(self._requests().activity_ids), 1)

    def test_two_rows_of_one_open_request_cannot_be(self):
        self._send(MINE, self.anna_user, **self.wish)
        request = self._requests()

        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            request.copy({"mark": request.mark}).flush_recordset()

    def test_a_visitors_request_goes_to_whom_the_company_names(self):
        clerk = new_test_user(self.env, "clerk", "support_sla.group_support_user")
        clerk.lang = "es_419"
        self.company.support_request_user_id = clerk
        mails = self.env["mail.mail"].search_count([])

        self._assert_thanked(self._send(VISITOR, **self.visitor))
        self._assert_thanked(self._send(VISITOR, **self.visitor))

        request = self._requests()
        self.assertEqual(request.email, "vera@example.com")
        self.assertFalse(request.partner_id)
        self.assertEqual(request.activity_ids.user_id, clerk)
        self.assertIn("por 6 meses", request.activity_ids.note)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(
            self.env["support.level.request"].with_user(clerk).search([]), request
        )

    def test_nobody_to_answer_loses_nothing(self):
        request = self.env["support.level.request"]._take(
            {
                "name": "Vera",
                "email": "vera@example.com",
                "partner_id": False,
                "company_id": self.other_company.id,
                "level_id": self.monthly.id,
                "months": 1,
                "date_start": date(2026, 3, 2),
            }
        )

        self.assertTrue(request.exists())
        self.assertFalse(request.manager_id or request.activity_ids)
        self.assertEqual(request.display_name, "Vera: Monthly support")

    def test_another_account_manager_gets_the_task(self):
        self._send(MINE, self.anna_user, **self.wish)
        request = self._requests().with_user(self.manager)

        request.manager_id = self.agent

        self.assertEqual(request.activity_ids.user_id, self.agent)

    def test_a_contract_is_prepared_not_made(self):
        self._send(MINE, self.anna_user, **self.wish | {"date_start": "2099-01-31"})
        self._send(MINE, self.anna_user, **self.wish)
        before = self.env["support.contract"].search_count([])

        action = self._requests().with_user(self.manager).action_prepare_contract()

        context = action["context"]
        self.assertEqual(context["default_partner_id"], self.acme.id)
        self.assertEqual(context["default_date_start"], self.start)
        self.assertGreater(
            context["default_date_end"], self.start + timedelta(days=175)
        )
        self.assertEqual(self.env["support.contract"].search_count([]), before)


@tagged("post_install", "-at_install", "security")
class TestLevelRequestDoors(RequestCase):
    """What is wrong comes back in words with what was typed; nothing else happens."""

    def _assert_refused(self, response, field, status=422):
        self.assertEqual(response.status_code, status)
        page = html.fromstring(response.text)
        self.assertTrue(page.xpath(f"//*[@id='support_{field}_problem']"), field)
        self.assertFalse(self._requests())
        return page

    def test_bad_input_gives_the_form_again(self):
        today = fields.Date.today()
        days = [(today + timedelta(days=n)).isoformat() for n in (-2, 900)]
        for field, values in {
            "level_id": [*NASTY, str(self.accompaniment.id)],
            "months": [*NASTY, "121"],
            "date_start": [*NASTY, *days],
            "name": ["", " ", "x" * 101],
            "email": ["", "vera", "a@b@c", "x" * 300 + "@example.com"],
        }.items():
            for value in values:
                with self.subTest(field=field, value=value[:20]):
                    data = self.visitor | {field: value}
                    page = self._assert_refused(self._send(VISITOR, **data), field)
                    self.assertFalse(page.xpath("//form//script"))
                    if field != "name":
                        typed = page.xpath("//input[@name='name']/@value")
                        self.assertEqual(typed, ["Vera"])

    def test_a_customer_asks_for_what_it_sees(self):
        wish = self.wish | {"level_id": self.accompaniment.id}

        self._assert_refused(self._send(MINE, self.gina_user, **wish), "level_id")
        self._assert_thanked(self._send(MINE, self.anna_user, **wish))

    def test_looking_asks_for_nothing(self):
        for path in (MINE, VISITOR):
            self._login(self.anna_user if path == MINE else None)
            query = "&".join(f"{key}={value}" for key, value in self.visitor.items())
            response = self.url_open(f"{path}?{query}")
            self.assertTrue(response.url.endswith("/support/levels"))
        self.assertFalse(self._requests())

    def test_without_the_forms_token_nothing_happens(self):
        with mute_logger("odoo.http"):
            for path, user in ((MINE, self.anna_user), (VISITOR, None)):
                response = self._send(path, user, **self.visitor, csrf_token="no")
                self.assertEqual(response.status_code, 400)
        self.assertFalse(self._requests())

    def test_each_door_is_for_its_own(self):
        self.assertIn("/web/login", self._send(MINE, **self.wish).headers["Location"])
        for path, user in (
            (VISITOR, self.anna_user),
            (MINE, self.agent),
            (VISITOR, self.manager),
        ):
            self._send(path, user, **self.visitor)
        self.assertFalse(self._requests())

    def test_a_machine_is_thanked_and_forgotten(self):
        data = self.visitor | {"url": "https://spam.example.com"}

        self._assert_thanked(self._send(VISITOR, **data))

        self.assertFalse(self._requests())

    def test_html_is_inert(self):
        self._send(VISITOR, **self.visitor | {"name": "<b>Vera</b><script>x</script>"})

        request = self._requests()
        self.assertEqual(request.name, "<b>Vera</b><script>x</script>")
        self.assertFalse(html.fromstring(request.activity_ids.note).xpath("//b"))

    def test_a_flood_is_stopped_in_words(self):
        module = "odoo.addons.support_sla.models.contract.support_level_request"
        with patch(f"{module}.MOST_OF_ONE", 2), patch(f"{module}.MOST_OF_VISITORS", 3):
            for months, email, status in [
                (1, "vera@example.com", 303),
                (2, "vera@example.com", 303),
                (3, "vera@example.com", 429),
                (3, "otto@example.com", 303),
                (3, "ines@example.com", 429),
            ]:
                data = self.visitor | {"months": months, "email": email}
                response = self._send(VISITOR, **data)
                self.assertEqual(response.status_code, status, email)
        self.assertIn("very many requests", response.text)
        self.assertEqual(len(self._requests()), 3)
        self._assert_thanked(self._send(MINE, self.anna_user, **self.wish))

    def test_requests_are_their_answerers_business(self):
        self._send(MINE, self.anna_user, **self.wish)
        model = self.env["support.level.request"]

        self.assertTrue(model.with_user(self.manager).search([]))
        self.assertFalse(model.with_user(self.agent).search([]))
        for user in (self.anna_user, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                model.with_user(user).search([])
        with self.assertRaises(AccessError):
            model.with_user(self.manager).create({"name": "By hand"})
