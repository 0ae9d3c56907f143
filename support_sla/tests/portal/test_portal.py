# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import HttpCase, tagged

from ..common import GUATEMALA, SupportCase

# Sunday 2026-03-08, 16:30 in Guatemala.
SUNDAY = "2026-03-08 22:30:00"


@tagged("post_install", "-at_install")
class TestPortal(SupportCase, HttpCase):
    """What the customer reads on the ticket page and in the ticket list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna.tz = GUATEMALA
        cls.anna_user = cls._make_portal_user(cls.anna)
        cls.gina_user = cls._make_portal_user(cls.gina)
        cls.contract = cls._make_contract(
            cls.acme, cls.preferential, "2026-01-01", "2026-12-31"
        )

    def setUp(self):
        super().setUp()
        with self.at(SUNDAY):
            self.ticket = self._make_ticket(self.anna)

    def _page(self, ticket, login=None, token=None, **cookies):
        self.authenticate(login, login)
        for name, value in cookies.items():
            self.opener.cookies.set(name, value)
        url = f"/my/ticket/{ticket.id}" + (f"?access_token={token}" if token else "")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _text(self, page):
        promise = page.xpath("//section[@id='support_promise']")
        return " ".join(promise[0].text_content().split()) if promise else ""

    def test_the_ticket_page_names_level_contract_reason_and_both_marks(self):
        page = self._page(self.ticket, self.anna_user.login)

        text = self._text(page)
        self.assertIn("Preferential", text)
        self.assertIn(
            f"Covered by your support contract {self.contract.name}, valid until "
            "December 31, 2026.",
            text,
        )
        self.assertIn("We are late: we promised it for Monday, March 9, 2026", text)
        self.assertIn("Times are those of Guatemala.", text)
        self.assertEqual(
            page.xpath("//section[@id='support_promise']//time/@datetime"),
            ["2026-03-09T18:30:00Z"],
        )

    def test_times_are_those_of_the_reader(self):
        self.anna.tz = "Europe/Madrid"

        text = self._text(self._page(self.ticket, self.anna_user.login))

        self.assertIn("Monday, March 9, 2026, 7:30", text)
        self.assertIn("Times are those of Madrid.", text)

    def test_a_reader_without_a_zone_reads_the_calendars(self):
        self.anna.tz = False

        text = self._text(self._page(self.ticket, self.anna_user.login))

        self.assertIn("Monday, March 9, 2026, 12:30", text)

    def test_the_page_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.anna.lang = "es_419"

        text = self._text(self._page(self.ticket, self.anna_user.login))

        self.assertIn("lunes, 9 de marzo de 2026, 12:30", text)

    def test_the_link_of_a_mail_shows_the_sentence_without_a_login(self):
        token = self.ticket._portal_ensure_token()

        text = self._text(self._page(self.ticket, token=token))

        self.assertIn("promised it for Monday, March 9, 2026, 12:30", text)

    def test_the_link_of_a_mail_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.anna.lang = "es_419"
        token = self.ticket._portal_ensure_token()

        text = self._text(self._page(self.ticket, token=token))
        chosen = self._text(self._page(self.ticket, token=token, frontend_lang="en_US"))

        self.assertIn("lunes, 9 de marzo de 2026, 12:30", text)
        self.assertIn("Monday, March 9, 2026, 12:30", chosen)

    def _answer(self, ticket):
        """The agent answers on Monday at 9:05 in Guatemala."""
        with self.at("2026-03-09 15:05:00"):
            ticket.with_user(self.agent).message_post(
                body="Try it again.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def test_after_the_answer_the_page_says_when_it_came(self):
        self._answer(self.ticket)

        text = self._text(self._page(self.ticket, self.anna_user.login))

        self.assertIn("We answered on Monday, March 9, 2026, 9:05", text)
        self.assertNotIn("We will", text)

    def test_an_answer_that_nobody_had_promised_is_shown_too(self):
        with self.at(SUNDAY):
            ticket = self._make_ticket(self.gina)
        self._answer(ticket)

        text = self._text(self._page(ticket, self.gina_user.login))

        self.assertIn("We answered on Monday, March 9, 2026, 3:05", text)

    def test_while_we_wait_the_page_promises_no_moment(self):
        with self.at(SUNDAY):
            self.ticket.stage_id = self.stage_awaiting

        text = self._text(self._page(self.ticket, self.anna_user.login))

        self.assertIn("stands still while we wait", text)
        self.assertNotIn("We will answer", text)

    def test_without_a_contract_the_page_is_kind_and_promises_nothing(self):
        ticket = self._make_ticket(self.gina)

        text = self._text(self._page(ticket, self.gina_user.login))

        self.assertIn("no support contract at the moment", text)
        self.assertIn("We will answer as soon as we can.", text)

    def test_an_expired_contract_is_named_with_its_last_day(self):
        old = self._make_contract(self.globex, self.monthly, "2025-01-01", "2025-06-30")
        ticket = self._make_ticket(self.gina)

        text = self._text(self._page(ticket, self.gina_user.login))

        self.assertIn(f"contract {old.name} ended on June 30, 2025.", text)

    def test_the_companys_own_level_is_offered_to_everybody(self):
        self.company.support_fallback_level_id = self.monthly
        with self.at(SUNDAY):
            ticket = self._make_ticket(self.gina)

        text = self._text(self._page(ticket, self.gina_user.login))

        self.assertIn("Monthly support", text)
        self.assertIn("what we offer to everybody", text)
        self.assertIn("we promised it for", text)

    def test_the_list_shows_level_and_commitment(self):
        with self.at(SUNDAY):
            self._make_ticket(self.bert, name="A second one")
        self.authenticate(self.anna_user.login, self.anna_user.login)

        for url in ("/my/tickets", "/my/tickets?groupby=stage"):
            page = html.fromstring(self.url_open(url).text)

            cells = [
                " ".join(cell.text_content().split())
                for cell in page.xpath("//td[@name='support']")
            ]
            self.assertEqual(len(cells), 2)
            for cell in cells:
                self.assertIn("Preferential", cell)
                self.assertIn("we promised it for Mon, Mar 9, 2026", cell)

        # a browser that names no zone gave hers: the company's is told, and named
        self.company.partner_id.tz = GUATEMALA
        self.anna.tz = "UTC"
        page = self.url_open("/my/tickets").text
        self.assertIn(">Mon, Mar 9, 2026, 12:30", page)
        self.assertIn("Times are those of Guatemala.", page)

    def test_who_holds_the_contract_reads_the_promise_of_its_branch(self):
        branch = self._make_customer("Acme Branch", parent_id=self.acme.id)
        with self.at(SUNDAY):
            ticket = self._make_ticket(branch)

        text = self._text(self._page(ticket, self.anna_user.login))

        self.assertEqual(ticket.commercial_partner_id, branch)
        self.assertIn(self.contract.name, text)

    def test_a_closed_ticket_promises_nothing_more(self):
        self.ticket.stage_id = self.stage_done

        text = self._text(self._page(self.ticket, self.anna_user.login))

        self.assertIn("Preferential", text)
        self.assertNotIn("by Monday", text)
        self.assertNotIn("We answered", text)
        self.assertNotIn("as soon as we can", text)

    def test_the_sidebar_shows_the_customer_again(self):
        page = self._page(self.ticket, self.anna_user.login)

        sidebar = page.xpath("//div[@id='sidebar_content']")[0].text_content()
        self.assertIn(self.ticket.number, sidebar)
        self.assertIn(self.anna.email, sidebar)

    def test_an_empty_list_is_a_list(self):
        self.authenticate(self.gina_user.login, self.gina_user.login)

        self.assertIn("No tickets found", self.url_open("/my/tickets").text)

    def test_words_of_many_tickets_cost_no_query_each(self):
        with self.at(SUNDAY):
            self._make_ticket(self.bert)
            several = self.ticket | self.ticket.create(
                [self._ticket_vals(partner=self.anna) for _ in range(9)]
            )
        self.env.flush_all()

        def count(tickets):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            tickets._support_portal_promises()
            return self.cr.sql_log_count - before

        count(self.ticket)
        self.assertEqual(count(self.ticket), count(several))
