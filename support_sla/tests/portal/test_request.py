# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import datetime

from lxml import html

from odoo.tests import tagged
from odoo.tools import SQL

from ..common import GUATEMALA
from .test_route_safety import RouteCase

SUNDAY = "2026-03-08 22:30:00"  # 16:30 in Guatemala
MONDAY = "2026-03-09 16:42:00"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


class RequestCase(RouteCase):
    """A customer at the form, under a contract of three tickets a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        module = cls.env["ir.module.module"].search([("name", "=", "support_sla")])
        module._update_translations(["es_419"])
        cls.anna.tz = GUATEMALA
        cls.company.helpdesk_mgmt_portal_select_team = False
        cls.small = cls.monthly.copy(
            {"code": "small", "name": "Small", "quota_tickets": 3}
        )
        with cls().at("2026-01-01 15:00:00"):
            cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        cls.problem = cls.env.ref("support_sla.kind_problem")
        cls.change = cls.env.ref("support_sla.kind_change")
        (cls.problem | cls.change).active = True

    def setUp(self):
        super().setUp()
        self.ticket.support_exempt = "other"
        self._login(self.anna_user)

    def _page(self, path="/new/ticket"):
        return html.fromstring(self.url_open(path).text)

    def _said(self, page=None):
        """What stands beside the form."""
        page = self._page() if page is None else page
        [box] = page.xpath("//*[hasclass('o_support_preview_parts')]")
        return " ".join(box.text_content().split())

    def _form(self, page):
        """The fields that a browser would send."""
        [form] = page.xpath("//form[@action='/submitted/ticket']")
        return {
            name: value
            for name, value in form.form_values()
            if name not in ("attachment", "support_keep")
        }

    def _post(self, page, files=(), **data):
        words = {"subject": "Sent", "description": "It burns"}
        response = self.url_open(
            "/submitted/ticket",
            data={**self._form(page), **words, **data},
            files=[("attachment", file) for file in files] or None,
            allow_redirects=False,
        )
        self.env.invalidate_all()
        return response


@tagged("post_install", "-at_install")
class TestRequestPreview(RequestCase):
    """What the form says before sending is what the ticket gets."""

    def test_the_two_moments_are_those_of_the_ticket_sent_in_that_minute(self):
        for level, moment in (
            (self.small, SUNDAY),
            (self.small, MONDAY),
            (self.preferential, SUNDAY),
        ):
            with self.subTest(level=level.name, moment=moment), self.at(moment):
                self.contract.level_id = level
                page = self._page()
                shown = [
                    datetime.fromisoformat(text.rstrip("Z"))
                    for text in page.xpath("//*[@name='support_answer']//@datetime")
                ]
                subject = f"{level.name} {moment}"
                self.assertEqual(self._post(page, subject=subject).status_code, 302)
                row = self._find(subject).support_deadline_ids
                self.assertEqual(shown, [row.aim_at, row.due_at])

    def test_it_is_said_in_words_for_this_reader(self):
        with self.at(SUNDAY):
            said = self._said()
            self.assertIn("Small Ticket 1 of 3 until March 31, 2026", said)
            self.assertIn("Answer between Wed, Mar 11, 2026, 12:00", said)
            self.assertIn("We are closed now, and open on Monday at 8:00", said)
            self.assertIn("As of 4:30", said)
            self.assertIn("Times are those of Guatemala.", said)
            self.anna.tz = "Europe/Madrid"
            self.assertIn("As of 11:30", self._said())
            self.anna.tz = GUATEMALA
            said = self._said(self._page("/es/new/ticket"))
            self.assertIn("Ticket 1 de 3 hasta el 31 de marzo de 2026", said)
            self.assertIn("abrimos el lunes a las 8:00", said)

    def test_at_the_limit_the_policy_speaks_in_two_languages(self):
        with self.at(MONDAY):
            for _ in range(3):
                self._make_ticket(self.anna)
            seen = set()
            for policy, english, spanish in (
                ("inform", "this one as usual.", "Atenderemos este como siempre."),
                ("extra", "and invoice it separately", "lo facturaremos aparte"),
                ("no_commitment", "cannot promise a time", "no podemos prometer"),
                ("approval", "agreed with you on how", "acordemos con usted"),
            ):
                with self.subTest(policy=policy):
                    self.small.over_quota_policy = policy
                    for lang, words in (("en", english), ("es", spanish)):
                        said = self._said(self._page(f"/{lang}/new/ticket"))
                        self.assertIn(words, said)
                        seen.add(said)
                    promised = policy in ("inform", "extra")
                    self.assertEqual("Respuesta entre" in said, promised)
            self.assertEqual(len(seen), 8)
            self.assertIn("hasta el 31 de marzo de 2026: 3 de 3.", said)

    def test_no_contract_an_expired_one_unlimited_and_the_companys_own_level(self):
        with self.at(MONDAY):
            self.contract.level_id = self.preferential
            self.assertIn("As many tickets as you need", self._said())
            self._login(self.gina_user)
            said = self._said()
            self.assertIn("You have no support contract at the moment", said)
            self.assertIn("We will answer as soon as we can.", said)
            self.company.support_fallback_level_id = self.monthly
            self.assertIn("what we offer to everybody", self._said())
            self.company.support_fallback_level_id = False
            self._make_contract(self.globex, self.small, "2025-01-01", "2025-06-30")
            self.assertIn("ended on June 30, 2025", self._said())

    def test_whom_a_parents_contract_covers_reads_no_figures(self):
        branch = self._make_customer("Branch", parent_id=self.acme.id)
        boris = self._make_portal_user(self._make_contact(branch, "Boris"))
        self._login(boris)
        with self.at(MONDAY):
            for count in (0, 3):
                for _ in range(count):
                    self._make_ticket(self.anna)
                said = self._said()
                self.assertIn("Small", said)
                self.assertIn("contract of your group", said)
                self.assertNotIn(self.contract.name, said)
                self.assertNotRegex(said, r"\b3\b")
                self.assertEqual("Answer between" in said, not count)
            self.assertIn("The tickets of this period are used.", said)

    def test_a_colleague_who_is_not_named_gets_another_answer(self):
        self.contract.contact_ids = self.anna
        bert = self._make_portal_user(self.bert)
        with self.at(MONDAY):
            self.assertIn("Small", self._said())
            self._login(bert)
            said = self._said()
            self.assertNotIn("Small", said)
            self.assertNotIn(self.contract.name, said)

    def test_the_answer_follows_the_choice(self):
        path = "/new/ticket/preview?category="
        excluded = "This is not part of your level: we will quote it."
        self.assertNotIn(excluded, self._said(self._page(f"{path}{self.problem.id}")))
        response = self.url_open(f"{path}{self.change.id}")
        said = self._said(html.fromstring(response.text))
        self.assertIn(excluded, said)
        self.assertNotIn("Ticket", said, "it takes no place")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        hidden = self.category.copy({"show_in_portal": False})
        for word in (hidden.id, self.change.id + 10**6, "abc", "1e3", "\x00"):
            self.assertIn("Answer between", self._said(self._page(f"{path}{word}")))

    def test_it_asks_who_you_are(self):
        self.authenticate(None, None)
        page = self.url_open("/new/ticket/preview", allow_redirects=False)
        self.assertIn("/web/login", page.headers["Location"])

    def test_as_many_queries_for_many_tickets_and_contracts(self):
        few = self._count_queries()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO helpdesk_ticket (
                    name, description, number, company_id, team_id, stage_id,
                    partner_id, support_contract_id, support_since, active, priority
                )
                SELECT 'Many', '<p/>', 'MANY' || i, company_id, team_id, stage_id,
                       partner_id, %s, support_since, TRUE, '1'
                  FROM helpdesk_ticket, generate_series(1, 1000) i WHERE id = %s
                """,
                self.contract.id,
                self.ticket.id,
            )
        )
        for year in range(2001, 2020):
            self._make_contract(
                self.acme, self.monthly, f"{year}-01-01", f"{year}-12-31"
            )
        self.env.invalidate_all()

        self.assertEqual(self._count_queries(), few)

    def _count_queries(self):
        """Warm; a session is kept now and then, which is no matter of the page."""
        self.env.flush_all()
        counts = []
        for _visit in range(4):
            before = self.cr.sql_log_count
            self._page()
            counts.append(self.cr.sql_log_count - before)
        return min(counts[1:])


@tagged("post_install", "-at_install")
class TestRequestForm(RequestCase):
    """Kinds first, errors tied to their fields, files kept, and "we have it"."""

    def test_the_kind_comes_first_and_says_what_is_excluded(self):
        page = self._page()
        cards = {
            card.xpath(".//input/@value")[0]: card
            for card in page.xpath("//label[hasclass('o_support_kind')]")
        }
        problem, change = cards[str(self.problem.id)], cards[str(self.change.id)]
        self.assertEqual(problem.xpath(".//@data-asks"), ["1"])
        self.assertFalse(change.xpath(".//@data-asks"))
        self.assertNotIn("quote", problem.text_content())
        self.assertIn("we will quote it", change.text_content())
        names = page.xpath("//form[@action='/submitted/ticket']//@name")
        order = [names.index(n) for n in ("category", "subject", "description")]
        self.assertEqual(order, sorted(order))

        self._post(page, category=self.change.id)

        self.assertEqual(self._find("Sent").category_id, self.change)
        self.assertFalse(self._find("Sent").support_intake_missing)

    def test_errors_are_listed_and_tied_to_their_fields(self):
        self.company.helpdesk_mgmt_portal_category_id_required = True
        page = html.fromstring(
            self._post(self._page(), subject=" ", description="").text
        )
        [summary] = page.xpath("//*[@id='support_problems']")
        self.assertTrue(summary.get("autofocus"))
        fields = ["category", "subject", "description"]
        links = summary.xpath(".//a/@href")
        self.assertEqual(links, [f"#{name}" for name in fields])
        for name in fields:
            [target] = page.xpath(f"//*[@id='{name}']")
            [words] = page.xpath(f"//*[@id='{target.get('aria-describedby')}']")
            self.assertIn(words.text_content().strip(), summary.text_content())
        self.assertEqual(
            set(page.xpath("//*[@aria-invalid='true']/@name")), set(fields)
        )
        self.assertFalse(page.xpath("//form//@placeholder"))

    def test_whose_session_was_renewed_keeps_what_was_typed(self):
        page = self._page()
        self.authenticate(None, None)
        self._login(self.anna_user)
        response = self._post(page, subject="Keep me", csrf_token="old")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Keep me", response.text)
        self.assertIn("Your session was renewed", response.text)
        self.assertFalse(self._find("Keep me"))

        again = self._post(html.fromstring(response.text), subject="Keep me")

        self.assertEqual(again.status_code, 302)
        self.assertEqual(len(self._find("Keep me")), 1)

    def test_not_without_a_token(self):
        for token in ("", "x", "é"):
            response = self._post(
                self._page(), [("a.txt", b"a")], csrf_token=token, subject=""
            )
            self.assertEqual(response.status_code, 422)
        self.assertFalse(self._drafts())

    def _drafts(self):
        return self.env["support.request.draft"].search([])

    def _refuse_with(self, *files, page=None, **data):
        """A form with an error that brings files; return the page that comes back."""
        page = self._page() if page is None else page
        response = self._post(page, files, subject="", **data)
        self.assertEqual(response.status_code, 422)
        return html.fromstring(response.text)

    def test_files_of_a_form_with_an_error_are_kept_and_sent_once(self):
        first = ("screen.png", PNG.ljust(20000, b"\0"))
        page = self._refuse_with(first, ("log.txt", b"log"))
        kept = page.xpath("//input[@name='support_keep']")
        self.assertEqual(len(kept), 2)
        self.assertEqual({box.get("checked") for box in kept}, {"checked"})
        screen, log = [box.get("value") for box in kept]

        # one is taken out, another comes
        page = self._refuse_with(("late.txt", b"l"), page=page, support_keep=[screen])
        kept = page.xpath("//input[@name='support_keep']/@value")
        self.assertEqual(len(kept), 2)
        self.assertNotIn(log, kept)
        for _ in range(2):
            self._post(page, support_keep=kept)

        ticket = self._find("Sent")
        self.assertEqual(len(ticket), 1)
        names = self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        self.assertEqual(sorted(names.mapped("name")), ["late.txt", "screen.png"])
        self.assertFalse(self._drafts())
        self.assertEqual(len(ticket._support_customer_files()), 2)

    def test_nobody_else_reaches_or_takes_kept_files(self):
        page = self._refuse_with(("secret.txt", b"secret"))
        [id_] = page.xpath("//input[@name='support_keep']/@value")
        number = self._form(page)["support_form"]
        file = self.env["ir.attachment"].browse(int(id_))
        self._login(self.gina_user)

        for token in ("", file.access_token or "x", number):
            with self.subTest(token=token):
                path = f"/web/content/{id_}?download=1&access_token={token}"
                self.assertEqual(self.url_open(path).status_code, 404)
        mine = self._page()
        theirs = {"support_form": number, "support_keep": [id_]}
        back = self._refuse_with(page=mine, **theirs)
        self.assertFalse(back.xpath("//input[@name='support_keep']"))
        self._post(mine, subject="Gina's", **theirs)

        self.assertEqual(self._find("Gina's").partner_id, self.gina)
        self.assertEqual(file.res_model, "support.request.draft")
        self.assertEqual(file.raw, b"secret")

    def test_there_is_room_for_so_many_and_for_a_day(self):
        page = self._page()
        back = self._refuse_with(*((f"{n}.txt", b"x") for n in range(12)), page=page)
        self.assertEqual(len(back.xpath("//input[@name='support_keep']")), 10)
        [lost] = back.xpath("//*[@name='support_lost']")
        self.assertIn("10.txt, 11.txt", lost.text_content())
        for _ in range(4):
            self._refuse_with(("a.txt", b"a"))
        drafts = self._drafts()
        self.assertEqual(len(drafts), 3)
        files = drafts._get_files()

        drafts._gc_drafts()
        self.assertEqual(self._drafts(), drafts)
        self.env.cr.execute(
            "UPDATE support_request_draft SET create_date = create_date - '2 days'"
            "::interval"
        )
        self.env.invalidate_all()
        drafts._gc_drafts()

        self.assertFalse(self._drafts() | drafts.exists())
        self.assertFalse(files.exists())

    def test_we_have_it_is_said_once_to_whom_it_concerns(self):
        address = self._post(self._page()).headers["Location"]
        ticket = self._find("Sent")
        self.assertTrue(address.endswith(f"/my/ticket/{ticket.id}?sent=1"))
        said = f"We have it: {ticket.number}"
        self.assertIn(said, self.url_open(address).text)
        self.assertNotIn(said, self.url_open(address.partition("?")[0]).text)
        self._login(self._make_portal_user(self.bert))
        self.assertNotIn(said, self.url_open(address).text)
        token = f"{address}&access_token={ticket._portal_ensure_token()}"
        self.authenticate(None, None)
        self.assertNotIn(said, self.url_open(token).text)
        ticket.stage_id = self.stage_done
        self._login(self.anna_user)
        self.assertNotIn(said, self.url_open(address).text)

    def test_a_form_keeps_its_number_when_it_comes_back(self):
        page = self._page()
        back = self._refuse_with(page=page)
        number = self._form(page)["support_form"]
        self.assertRegex(number, re.compile("^[0-9a-f]{32}$"))
        self.assertEqual(self._form(back)["support_form"], number)
