# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import itertools

from lxml import html

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import SupportCase

# What a browser, a scanner or a bad neighbour may send where a word is expected.
NASTY = [
    "",
    "0",
    "-1",
    str(2**31),
    str(10**30),
    "1e3",
    "abc",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "ñandú €",
    "a\x00b",
    "../../etc/passwd",
    "x" * 5000,
    "None",
]


class RouteCase(SupportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna_user = cls._make_portal_user(cls.anna)
        cls.gina_user = cls._make_portal_user(cls.gina)
        cls.company.write(
            {
                "helpdesk_mgmt_portal_select_team": True,
                "helpdesk_mgmt_portal_select_category": True,
            }
        )
        cls.category = cls.env["helpdesk.ticket.category"].create(
            {"name": "Printers", "company_id": cls.company.id}
        )

    def setUp(self):
        super().setUp()
        self.ticket = self._make_ticket(self.anna)
        self.env.flush_all()

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _send(self, path, **data):
        data.setdefault("csrf_token", http.Request.csrf_token(self))
        response = self.url_open(path, data=data, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def _find(self, subject):
        return self.env["helpdesk.ticket"].search([("name", "=", subject)])


@tagged("post_install", "-at_install")
class TestClosingDoor(RouteCase):
    """/ticket/close: one's own ticket, by POST, into a stage that is offered."""

    def _close(self, ticket=None, stage=None, **data):
        values = {
            "ticket_id": (ticket or self.ticket).id,
            "stage_id": (stage or self.stage_done).id,
        }
        return self._send("/ticket/close", **values | data)

    def test_ones_own_ticket(self):
        self._login(self.anna_user)
        response = self._close()
        place = f"/my/ticket/{self.ticket.id}"
        self.assertTrue(response.headers["Location"].endswith(place))
        self.assertEqual(self.ticket.stage_id, self.stage_done)
        self.assertEqual(self.ticket.support_outcome, "customer")

    def test_not_by_get(self):
        self._login(self.anna_user)
        url = f"/ticket/close?ticket_id={self.ticket.id}&stage_id={self.stage_done.id}"
        for method in ("GET", "HEAD"):
            self.url_open(url, method=method)
        self.env.invalidate_all()
        self.assertFalse(self.ticket.closed)

    @mute_logger("odoo.http")
    def test_not_without_csrf_token(self):
        self._login(self.anna_user)
        self.assertEqual(self._close(csrf_token="").status_code, 400)
        self.assertFalse(self.ticket.closed)

    def test_not_somebody_elses(self):
        self._login(self.gina_user)
        self._close()
        self.assertFalse(self.ticket.closed)
        # not even one that they may follow
        self.ticket.message_subscribe(self.gina.ids)
        self._close()
        self.assertFalse(self.ticket.closed)

    def test_not_into_a_stage_that_is_not_offered(self):
        self._login(self.anna_user)
        other_team_only = self.stage_done.copy(
            {"name": "Theirs", "team_ids": [(6, 0, self.other_team.ids)]}
        )
        rejected = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")
        self.env.flush_all()
        for stage in other_team_only | rejected | self.stage_progress:
            with self.subTest(stage=stage.name):
                self._close(stage=stage)
                self.assertFalse(self.ticket.closed)
                self.assertNotEqual(self.ticket.stage_id, stage)

    def test_nothing_when_already_closed(self):
        self.ticket.stage_id = self.stage_done
        self.env.flush_all()
        self._login(self.anna_user)
        cancelled = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
        self._close(stage=cancelled)
        self.assertEqual(self.ticket.stage_id, self.stage_done)

    def test_bad_words(self):
        self._login(self.anna_user)
        for word in NASTY:
            with self.subTest(word=word):
                for name in ("ticket_id", "stage_id"):
                    self.assertLess(self._close(**{name: word}).status_code, 500)
        self.assertFalse(self.ticket.closed)

    def test_the_page_offers_a_button_that_posts(self):
        self._login(self.anna_user)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        self.assertIn('action="/ticket/close"', page)
        self.assertNotIn('method="GET"', page)

    def test_each_way_to_close_asks_first(self):
        """Below the title, in words, for one click more; an answer is one click."""
        self._login(self.anna_user)
        page = html.fromstring(self.url_open(f"/my/ticket/{self.ticket.id}").text)
        offered = self.ticket._support_offered_stages()
        asked = page.xpath("//details[not(@open)][form[@action='/ticket/close']]")
        self.assertEqual(len(asked), len(offered))
        for question, stage in zip(asked, offered, strict=True):
            [button] = question.xpath(".//button[@type='submit']")
            withdraws = stage._get_meaning().not_counted
            words = ("Yes, withdraw it", "Do you not need this any more?")
            said, asks = words if withdraws else ("Yes, close it", "Is it solved?")
            self.assertEqual(button.text_content().strip(), said)
            self.assertIn(asks, question.text_content())
            self.assertEqual(
                question.xpath(".//input[@name='stage_id']/@value"), [str(stage.id)]
            )
        self.assertFalse(page.xpath("//*[@id='sidebar_content']//form"))
        [title] = page.xpath("//h3[@aria-level='1']")
        after = title.xpath("following::*[@name='ticket_close_buttons']")
        self.assertEqual(len(after), 1)

    def test_who_only_follows_is_not_asked(self):
        self.ticket.message_subscribe(self.gina.ids)
        link = f"/my/ticket/{self.ticket.id}?access_token="
        page = self.url_open(f"{link}{self.ticket._portal_ensure_token()}").text
        self.assertIn(self.ticket.name, page)
        self.assertNotIn("/ticket/close", page)

    def test_stages_cannot_be_written_by_visitors(self):
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.stage_new.with_user(public).name = "Mine"


@tagged("post_install", "-at_install")
class TestForm(RouteCase):
    """/submitted/ticket: checked on the server, sent once, nothing lost."""

    def setUp(self):
        super().setUp()
        self._login(self.anna_user)

    def _submit(self, **data):
        values = {
            "subject": "Form",
            "description": "It burns",
            "team": self.team.id,
            "category": self.category.id,
        }
        return self._send("/submitted/ticket", **values | data)

    def test_a_good_form(self):
        response = self._submit()
        ticket = self._find("Form")
        self.assertTrue(response.headers["Location"].endswith(f"/{ticket.id}?sent=1"))
        self.assertEqual(ticket.partner_id, self.anna)
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.category_id, self.category)

    def test_a_bad_form_comes_back_with_what_was_typed(self):
        self.company.helpdesk_mgmt_portal_category_id_required = True
        hidden = self._make_team("Hidden", show_in_portal=False)
        foreign = self._make_team("Foreign", company_id=self.other_company.id)
        self.env.flush_all()
        for field, bad in [
            ("subject", {"subject": "  "}),
            ("subject", {"subject": "x" * 300}),
            ("description", {"description": ""}),
            ("team", {"team": hidden.id}),
            ("team", {"team": foreign.id}),
            ("team", {"team": "abc"}),
            ("team", {"team": str(10**30)}),
            ("category", {"category": ""}),
            ("category", {"category": "-5"}),
        ]:
            with self.subTest(bad=bad):
                typed = {"subject": "Keep <me>", "description": "And & me"}
                response = self._submit(**{**typed, **bad})
                self.assertEqual(response.status_code, 422)
                self.assertIn(f'data-field="{field}"', response.text)
                if field != "subject":
                    self.assertIn("Keep &lt;me&gt;", response.text)
                if field != "description":
                    self.assertIn("And &amp; me", response.text)
        self.assertFalse(self._find("Keep <me>"))

    def test_the_same_form_twice_makes_one_ticket(self):
        token = http.Request.csrf_token(self)
        for extra in ({"support_form": "abc123"}, {}):
            with self.subTest(extra=extra):
                subject = f"Twice {len(extra)}"
                data = {"subject": subject, "csrf_token": token, **extra}
                first, second = self._submit(**data), self._submit(**data)
                self.assertEqual(len(self._find(subject)), 1)
                self.assertEqual(
                    first.headers["Location"].rpartition("/")[2],
                    second.headers["Location"].rpartition("/")[2],
                )

    def test_the_same_words_later_make_another_ticket(self):
        first = http.Request.csrf_token(self)
        for token in (first, http.Request.csrf_token(self, time_limit=7200)):
            self._submit(subject="Again", csrf_token=token)
        self.assertEqual(len(self._find("Again")), 2)

    def test_another_form_makes_another_ticket(self):
        for number in ("one", "two"):
            self._submit(support_form=number)
        self.assertEqual(len(self._find("Form")), 2)

    def test_the_form_has_a_number_of_its_own(self):
        page = self.url_open("/new/ticket").text
        self.assertIn('name="support_form"', page)

    def test_not_by_get(self):
        self.url_open(
            f"/submitted/ticket?subject=By+get&description=x&team={self.team.id}"
        )
        self.assertFalse(self._find("By get"))

    def test_bad_words(self):
        for name, word in itertools.product(
            (
                "subject",
                "description",
                "team",
                "category",
                "attachment",
                "support_form",
            ),
            NASTY,
        ):
            with self.subTest(name=name, word=word):
                self.assertLess(self._submit(**{name: word}).status_code, 500)

    def test_files_where_words_are_expected(self):
        for name in ("subject", "description", "team", "support_form"):
            with self.subTest(name=name):
                response = self.url_open(
                    "/submitted/ticket",
                    data={"csrf_token": http.Request.csrf_token(self)},
                    files={name: ("a.txt", b"x")},
                )
                self.assertLess(response.status_code, 500)


@tagged("post_install", "-at_install")
class TestPages(RouteCase):
    """The list and the ticket page: bad parameters, and files of notes."""

    def test_list_parameters(self):
        self._login(self.anna_user)
        # what is looked up in a list of its own takes any word alike
        chosen = ("sortby", "filterby", "groupby", "search_in")
        written = ("search", "date_begin", "date_end")
        for name, word in [
            *itertools.product(chosen, NASTY[::4]),
            *itertools.product(written, NASTY),
        ]:
            with self.subTest(name=name, word=word):
                params = {"date_begin": "2026-01-01", "date_end": "2026-12-31"}
                response = self.url_open("/my/tickets", params=params | {name: word})
                self.assertEqual(response.status_code, 200)
        for page in ("0", "2", str(10**12), str(10**30)):
            with self.subTest(page=page):
                self.assertLess(
                    self.url_open(f"/my/tickets/page/{page}").status_code, 500
                )

    def test_good_list_parameters_still_work(self):
        self._login(self.anna_user)
        for params in (
            {"sortby": "name", "groupby": "stage"},
            {"filterby": str(self.ticket.stage_id.id)},
            {"search": "printer", "search_in": "name"},
            {"date_begin": "2020-01-01", "date_end": "2099-12-31"},
        ):
            with self.subTest(params=params):
                response = self.url_open("/my/tickets", params=params)
                self.assertIn(self.ticket.name, response.text)
        page = self.url_open("/my/tickets", params={"search": "nothing like it"})
        self.assertNotIn(self.ticket.name, page.text)

    def test_ticket_page_parameters(self):
        for user in (None, self.anna_user):
            if user:
                self._login(user)
            for word in NASTY:
                with self.subTest(word=word, user=user):
                    response = self.url_open(
                        f"/my/ticket/{self.ticket.id}", params={"access_token": word}
                    )
                    self.assertLess(response.status_code, 500)
            for number in (0, 2**31, 10**30):
                response = self.url_open(f"/my/ticket/{number}")
                self.assertLess(response.status_code, 500)

    def test_files_of_notes_stay_inside(self):
        files = {}
        for name, subtype in [("note", "mail.mt_note"), ("answer", "mail.mt_comment")]:
            message = self.ticket.with_user(self.agent).message_post(
                body=name,
                message_type="comment",
                subtype_xmlid=subtype,
                attachments=[(f"{name}.txt", b"x")],
            )
            files[name] = message.attachment_ids
        files["own"] = self.env["ir.attachment"].create(
            {
                "name": "own.txt",
                "datas": base64.b64encode(b"x"),
                "res_model": "helpdesk.ticket",
                "res_id": self.ticket.id,
            }
        )
        self.env.flush_all()
        self._login(self.anna_user)

        page = self.url_open(f"/my/ticket/{self.ticket.id}").text

        self.env.invalidate_all()
        self.assertIn("answer.txt", page)
        self.assertIn("own.txt", page)
        self.assertNotIn("note.txt", page)
        self.assertFalse(files["note"].access_token)
        self.assertTrue(files["answer"].access_token)
