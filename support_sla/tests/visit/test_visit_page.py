# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import http
from odoo.tests import HttpCase, tagged

from .visit_common import VisitCase


@tagged("post_install", "-at_install")
class TestVisitPage(VisitCase, HttpCase):
    """The customer says yes, another time or no: shown by GET, done by POST."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._make_portal_user(cls.anna)
        cls.stranger = cls._make_portal_user(cls.gina)
        cls.contract.user_id = cls.manager
        cls.visit = cls._make_visit("2026-03-09")
        cls.visit.contact_id = cls.bert
        cls.now = cls.visit.start_at - timedelta(days=5)
        cls.visit._tell(cls.now)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _get(self, url, moment=None):
        with freeze_time(moment or self.now):
            return self.url_open(url, allow_redirects=False)

    def _link(self, signed=True):
        return self.visit._get_page_url(signed=signed)

    def _answer(self, answer, moment=None, signed=True, **given):
        data = {"answer": answer, "shown": self.visit.sequence}
        data["csrf_token"] = http.Request.csrf_token(self)
        if signed:
            data["token"] = self.visit._get_link_token()
        with freeze_time(moment or self.now):
            return self.url_open(
                f"/my/support/visit/{self.visit.id}/answer",
                data=data | given,
                allow_redirects=False,
            )

    def _state(self):
        self.env.invalidate_all()
        return self.visit.state, self.visit.confirmation

    def test_a_scanner_that_opens_the_link_changes_nothing(self):
        self.env.cr.flush()  # what its creation has to say is said
        before = self.visit.read()[0]
        for _number in range(2):
            page = self._get(self._link())
            self.assertEqual(page.status_code, 200)
            for said in ("confirm", "propose", "cancel"):
                self._get(f"{self._link()}&said={said}&answer={said}")
                answer = f"/my/support/visit/{self.visit.id}/answer"
                found = self._get(f"{answer}?answer={said}")
                self.assertIn(found.status_code, (404, 405))
            self.url_open(self._link(), method="HEAD")
        self.env.invalidate_all()
        self.assertEqual(self.visit.read()[0], before)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_without_the_forms_token_nothing_is_taken(self):
        with self.assertLogs("odoo.http", "WARNING"):
            found = self._answer("confirm", csrf_token="wrong")
        self.assertEqual(found.status_code, 400)
        self.assertEqual(self._state(), ("planned", "asked"))

    def test_the_forms_of_the_page_say_what_they_are_about(self):
        page = self._get(self._link()).text
        forms = re.findall(r"<form.*?</form>", page.partition("Does it suit")[2], re.S)
        self.assertEqual(len(forms), 3)
        for form in forms:
            self.assertIn('name="shown" value="0"', form)
            self.assertIn(f'name="token" value="{self.visit._get_link_token()}"', form)

    def test_yes_twice_is_yes_once(self):
        for _number in range(2):
            found = self._answer("confirm")
            self.assertEqual(found.status_code, 303)
        self.assertEqual(self._state(), ("planned", "confirmed"))
        said = self.visit.message_ids.filtered(lambda m: "has confirmed" in m.body)
        self.assertEqual(len(said), 1)
        self.assertEqual(said.author_id, self.bert)
        self.assertTrue(said.is_internal or said.subtype_id.internal)
        people = self.manager.partner_id | self.tech.partner_id
        self.assertLessEqual(people, said.notified_partner_ids)
        page = self._get(found.headers["Location"])
        self.assertIn("We will be there", page.text)

    def test_another_time_is_proposed_and_accepted(self):
        slots = self._slots()
        self.assertIn("2026-03-10 15:00:00", slots)

        found = self._answer("propose", slot="2026-03-10 15:00:00", message="Later?")

        self.assertEqual(found.status_code, 303)
        self.assertEqual(self._state(), ("planned", "proposed"))
        self.assertEqual(str(self.visit.start_at), "2026-03-09 15:00:00")
        [task] = self.visit.activity_ids
        self.assertEqual(task.user_id, self.manager)
        self.assertIn("proposes another time", task.summary)
        self.assertIn("Later?", str(self.visit.message_ids.mapped("body")))
        self.assertIn(
            "Your proposal is with us", self._get(found.headers["Location"]).text
        )

        self.visit.with_user(self.agent).action_accept_proposal()
        self.assertEqual(str(self.visit.start_at), "2026-03-10 15:00:00")
        self.assertEqual(self._state(), ("planned", "confirmed"))
        self.assertEqual(self.visit.sequence, 1)
        self.assertTrue(self.visit.untold)

    def _slots(self):
        page = self._get(self._link())
        return re.findall(r'<option value="(2026-[^"]+)"', page.text)

    def test_only_times_that_are_free_are_offered_and_taken(self):
        globex = self._make_contract(self.globex, self.accompaniment, "2026-01-01")
        self.accompaniment.visit_scope = "contract"
        self._make_visit("2026-03-11", hours=(8, 18), contract=globex)
        self._make_visit("2026-03-16", user=self.other_tech)
        self._make_visit("2026-03-17", user=self.other_tech)
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Away",
                    "resource_id": self.tech._support_resources().id,
                    "date_from": self._moment("2026-03-12", 0),
                    "date_to": self._moment("2026-03-13", 0),
                },
                {
                    "name": "Feast",
                    "calendar_id": self.calendar_alldays.id,
                    "date_from": self._moment("2026-03-13", 0),
                    "date_to": self._moment("2026-03-14", 0),
                },
            ]
        )
        self.contract.date_end = "2026-03-19"
        self.env.flush_all()

        days = {slot[:10] for slot in self._slots()}

        # the 4th and 5th are too soon, the 11th to 13th taken, the week of the 16th
        # has its two days, and on the 20th the contract is over
        self.assertEqual(
            days,
            {
                *("2026-03-06", "2026-03-07", "2026-03-08"),
                *("2026-03-09", "2026-03-10", "2026-03-14", "2026-03-15"),
                *("2026-03-16", "2026-03-17"),
            },
        )
        for slot in (
            "2026-03-11 15:00:00",
            "2026-03-12 15:00:00",
            "2026-03-13 15:00:00",
            "2026-03-18 15:00:00",
            "2026-03-20 15:00:00",
            "2026-03-10 03:00:00",
            "2026-03-10 15:01:00",
            "2026-03-09 15:00:00",
            "",
            "tomorrow",
            "9999-99-99",
            "\x00",
        ):
            with self.subTest(slot=slot):
                found = self._answer("propose", slot=slot)
                self.assertEqual(found.status_code, 422)
                self.assertIn("That time is not free", found.text)
                self.assertEqual(self._state(), ("planned", "asked"))

    def test_a_time_that_is_taken_meanwhile_is_not_accepted(self):
        self._answer("propose", slot="2026-03-10 15:00:00")
        self.env.invalidate_all()
        globex = self._make_contract(self.globex, self.accompaniment, "2026-01-01")
        self.accompaniment.visit_scope = "contract"
        self._make_visit("2026-03-10", hours=(11, 13), contract=globex)
        with self.assertRefused("another visit by now", Exception):
            self.visit.action_accept_proposal()
        self.visit.action_decline_proposal()
        self.assertEqual(self._state(), ("planned", "none"))

    def test_cancelled_in_time_and_late(self):
        for moment, late in (
            (self.visit.start_at - timedelta(hours=25), False),
            (self.visit.start_at - timedelta(hours=23), True),
        ):
            with self.subTest(late=late):
                page = self._get(self._link(), moment)
                self.assertEqual("It is late for that" in page.text, late)
                found = self._answer("cancel", moment, message="We are closed")
                self.assertEqual(found.status_code, 303)
                self.assertEqual(self._state()[0], "cancelled")
                self.assertEqual(self.visit.cancelled_by, "customer")
                self.assertEqual(self.visit.cancelled_late, late)
                again = self._answer("cancel", moment)
                self.assertEqual(again.status_code, 422)
                self.visit.activity_ids.unlink()
                self.visit.action_plan_again()

    def test_what_was_shown_is_what_is_answered(self):
        shown = self.visit.sequence
        self.visit.start_at += timedelta(hours=1)
        self.env.flush_all()
        for answer in ("confirm", "propose", "cancel"):
            found = self._answer(answer, shown=shown, slot="2026-03-10 15:00:00")
            self.assertEqual(found.status_code, 422)
            self.assertIn("has changed since", found.text)
        self.assertEqual(self._state()[0], "planned")
        self.assertNotEqual(self.visit.confirmation, "confirmed")

    def test_nothing_is_said_of_what_has_begun(self):
        during = self.visit.start_at + timedelta(minutes=1)
        page = self._get(self._link(), during)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<form", page.text.partition("support_visit_facts")[2])
        for answer in ("confirm", "propose", "cancel", "", "dance"):
            found = self._answer(answer, during, slot="2026-03-10 15:00:00")
            self.assertEqual(found.status_code, 422)
        self.assertEqual(self._state(), ("planned", "asked"))

    def test_a_wrong_link_says_what_to_do(self):
        other = self._make_visit("2026-03-10")
        self.env.flush_all()
        for token in ("", "wrong", "é", other._get_link_token()):
            with self.subTest(token=token):
                url = f"/my/support/visit/{self.visit.id}?token={token}"
                page = self._get(url)
                self.assertEqual(page.status_code, 404)
                self.assertIn("Open the link from our mail once more", page.text)
                found = self._answer("confirm", token=token)
                self.assertEqual(found.status_code, 404)
        for url in ("/my/support/visit/0", "/my/support/visit/99999999999"):
            self.assertEqual(self._get(url).status_code, 404)
        self.assertEqual(self._state(), ("planned", "asked"))

    def test_logged_in_without_a_link(self):
        self.authenticate(self.owner.login, self.owner.login)
        page = self._get(self._link(signed=False))
        self.assertIn("Yes, we will be there", page.text)
        self.assertIn(self.contract.name, page.text)
        self._answer("confirm", signed=False)
        self.assertEqual(self._state(), ("planned", "confirmed"))
        said = self.visit.message_ids.filtered(lambda m: "has confirmed" in m.body)
        self.assertEqual(said.author_id, self.anna)

    def test_an_agent_looks_and_does_not_answer(self):
        self.agent.password = "support-agent"
        self.env.flush_all()
        self.authenticate("support-agent", "support-agent")
        page = self._get(self._link(signed=False))
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Yes, we will be there", page.text)
        self.assertEqual(self._answer("confirm", signed=False).status_code, 404)

    def test_the_list_the_counters_and_the_feed(self):
        done = self._make_visit("2026-02-02", report="<p>Trained</p>")
        done.action_done()
        self.env.flush_all()
        self.authenticate(self.owner.login, self.owner.login)
        page = self._get("/my/support/visits")
        self.assertIn("March 9, 2026", page.text)
        self.assertIn("February 2, 2026", page.text)
        for words in ("page=-1", "page=x", "page=99999999999999999999"):
            found = self._get(f"/my/support/visits?{words}")
            self.assertEqual(found.status_code, 200)
        with freeze_time(self.now):
            counters = self.make_jsonrpc_request(
                "/my/counters", {"counters": [COUNTER, TO_CONFIRM]}
            )
        self.assertEqual(counters, {COUNTER: 2, TO_CONFIRM: 1})

        feed = self._feed("renew")
        self.assertIn(feed.url, self._get("/my/support/visits").text)
        self.assertNotEqual(self._feed("renew"), feed)
        self.assertFalse(self._feed("revoke"))

        self.authenticate(self.stranger.login, self.stranger.login)
        page = self._get("/my/support/visits")
        self.assertIn("No visit is planned", page.text)
        self.assertEqual(self._get(self._link(signed=False)).status_code, 404)

    def _feed(self, act):
        data = {"act": act, "csrf_token": http.Request.csrf_token(self)}
        with freeze_time(self.now):
            found = self.url_open(
                "/my/support/visits/feed", data=data, allow_redirects=False
            )
        self.assertEqual(found.status_code, 303, found.text)
        self.env.invalidate_all()
        return self.env["support.visit.feed"]._get_of(self.acme)

    def test_the_entry_can_be_taken_from_the_page(self):
        token = self.visit._get_link_token()
        url = f"/my/support/visit/{self.visit.id}/invite.ics"
        found = self._get(f"{url}?token={token}")
        self.assertIn(self.visit.uid, found.text)
        self.assertEqual(self._get(url).status_code, 404)


COUNTER, TO_CONFIRM = "support_visit_count", "support_visit_to_confirm_count"
