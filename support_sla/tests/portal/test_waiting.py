# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What waits for a customer: cards, lists, pages; for each who may read them."""

from datetime import date, timedelta

from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ...controllers.portal.waiting import ANSWERS, ENDS, SOLVED, USED
from ..common import GUATEMALA, SupportCase

NAMES = ("id", "number", "access_token", "ticket_id", "support_form_mark")
SOON = date.today() + timedelta(days=20)


class WaitingCase(SupportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.calendar
        cls.daughter = cls._make_customer("Acme North", parent_id=cls.acme.id)
        cls.nora = cls._make_contact(cls.daughter, "Nora")
        people = cls.anna | cls.bert | cls.gina | cls.nora
        people.tz = GUATEMALA
        cls.users = {each: cls._make_portal_user(each) for each in people}

    @classmethod
    def _ask(cls, ticket):
        ticket.with_user(cls.agent).with_context(mail_notrack=True).write(
            {"stage_id": cls.stage_awaiting.id}
        )
        ticket.with_user(cls.agent).action_request_confirmation()

    def _login(self, partner):
        self.authenticate(self.users[partner].login, self.users[partner].login)

    def _page(self, path):
        return html.fromstring(self.url_open(path).content)

    def _rows(self, word):
        page = self._page(f"/my/tickets?filterby={word}")
        return len(page.xpath("//table//tbody/tr"))

    @staticmethod
    def _text(node):
        text = " ".join(node.text_content().split())
        return text.replace("\u202f", " ")


@tagged("post_install", "-at_install")
class TestWaiting(WaitingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        limited = cls.monthly.copy({"quota_tickets": 5})
        cls.contract = cls._make_contract(
            cls.acme,
            limited,
            date.today().replace(day=1),
            SOON,
            # named contacts only: shown to everybody of the customer
            contact_ids=[(6, 0, (cls.anna | cls.nora).ids)],
        )
        # of these nobody is told: long, followed, not used
        cls._make_contract(cls.globex, cls.monthly, "2020-01-01")
        old = cls._make_contract(cls.globex, cls.preferential, "2020-01-01", SOON)
        old.copy(
            {
                "previous_id": old.id,
                "date_start": SOON + timedelta(days=1),
                "date_end": False,
            }
        ).action_confirm()
        cls.waiting, cls.asked, cls.late, cls.closed = (
            cls._make_ticket(cls.anna, name=name)
            for name in ("Waits", "Asked", "Late", "Over")
        )
        cls.waiting.stage_id = cls.stage_awaiting
        cls._ask(cls.asked)
        rows = cls.late.support_deadline_ids
        rows.write({"due_at": rows.started_at - timedelta(hours=1)})
        cls.late._support_rebuild()
        cls.closed.stage_id = cls.stage_done
        cls.of_daughter = cls._make_ticket(cls.nora, name="North")
        cls.of_daughter.stage_id = cls.stage_awaiting
        cls.of_gina = cls._make_ticket(cls.gina, name="Globex")
        # whoever is put in copy finds nothing
        cls.waiting.message_subscribe(cls.gina.ids)
        cls.env.flush_all()

    def _count(self, *names):
        counted = self.make_jsonrpc_request("/my/counters", {"counters": names})
        return {name: counted[name] for name in names}

    def test_counters_equal_lists_and_a_plain_recount(self):
        recount = {
            # the daughter's is covered by her parent's contract
            self.anna: {ANSWERS: 2, SOLVED: 1, USED: 1, ENDS: 1},
            self.bert: {ANSWERS: 2, SOLVED: 1, USED: 1, ENDS: 1},
            self.nora: {ANSWERS: 1, SOLVED: 0, USED: 0, ENDS: 0},
            self.gina: {ANSWERS: 0, SOLVED: 0, USED: 0, ENDS: 0},
        }
        for partner, counts in recount.items():
            with self.subTest(partner.name):
                self._login(partner)
                with self.assertNoLogs("odoo.http", "WARNING"):
                    self.assertEqual(self._count(*counts), counts)
                self.assertEqual(self._rows("waits"), counts[ANSWERS])
                self.assertEqual(self._rows("asked"), counts[SOLVED])

    def test_one_of_us_has_no_such_cards(self):
        self.authenticate(self.agent.login, self.agent.login)

        self.assertFalse(any(self._count(ANSWERS, SOLVED, USED, ENDS).values()))

    def test_a_counter_costs_three_queries_at_most(self):
        self._login(self.anna)

        def cost(*names):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.make_jsonrpc_request("/my/counters", {"counters": names})
            return self.cr.sql_log_count - before

        for name in (ANSWERS, SOLVED, USED, ENDS):
            other = SOLVED if name == ENDS else ENDS  # both read who asks
            cost(name, other)
            with self.subTest(name):
                self.assertLessEqual(cost(name, other) - cost(other), 3)

    def test_the_other_filters(self):
        self._login(self.bert)

        self.assertEqual(self._rows("late"), 1)
        self.assertEqual(self._rows("open"), 4)
        self.assertEqual(self._rows("all"), 5)
        self.assertEqual(self._rows(self.stage_done.id), 1)
        self.assertEqual(self._rows("nonsense"), 5)
        self._login(self.gina)
        self.assertEqual(self._rows("all"), 1)

    def test_what_came_at_one_moment_has_one_order(self):
        """Or it would be on two pages of the list, and another on none."""
        self._login(self.bert)
        links = self._page("/my/tickets").xpath("//table//tbody/tr//a/@href")
        found = [int(link.split("?")[0].rsplit("/", 1)[1]) for link in links]

        self.assertEqual(len(set(found)), 5)
        self.assertEqual(found, sorted(found, reverse=True))

    def test_a_card_leads_to_its_list(self):
        self._login(self.anna)
        page = self._page("/my")

        for counter, path in (
            (ANSWERS, "/my/tickets?filterby=waits"),
            (SOLVED, "/my/tickets?filterby=asked"),
            (USED, "/my/support"),
            (ENDS, "/my/support"),
        ):
            [card] = page.xpath(f"//a[.//*[@data-placeholder_count='{counter}']]")
            self.assertEqual(card.get("href"), path)
            # hidden until its number is there, and not zero
            self.assertIn("d-none", card.getparent().get("class"))

    # The page of one

    def test_the_page_lists_pauses_and_what_the_customer_told_us(self):
        with self.at("2026-03-02 15:00:00"):
            ticket = self._make_ticket(
                self.anna,
                support_intake_steps="Open it <b>slowly</b>.\nWait.",
                support_intake_user="Bea",
            )
        with self.at("2026-03-02 16:00:00"):
            ticket.stage_id = self.stage_awaiting
        with self.at("2026-03-03 16:00:00"):
            ticket.stage_id = self.stage_progress
        self._login(self.bert)

        page = self._page(f"/my/ticket/{ticket.id}")

        [pauses] = page.xpath("//*[@id='support_pauses']")
        self.assertIn(
            "From Monday, March 2, 2026, 10:00 AM to Tuesday, March 3, 2026, 10:00 AM "
            "we waited for your reply.",
            self._text(pauses),
        )
        [steps] = page.xpath("//*[@name='support_intake_steps']")
        self.assertEqual(steps.text, "Open it <b>slowly</b>.\nWait.")
        self.assertIn("Bea", self._text(page))
        self.assertIn("03/02/2026 09:00", self._text(page))
        link = f"/my/ticket/{ticket.id}?access_token={ticket._portal_ensure_token()}"
        self.env.flush_all()
        self.authenticate(None, None)
        self.assertIn("03/02/2026 09:00", self._text(self._page(link)))

    def test_an_outside_follower_reads_sentences_by_the_link_and_no_contract(self):
        link = f"/my/ticket/{self.waiting.id}?access_token="
        link += self.waiting._portal_ensure_token()
        self.waiting._support_store({"support_split_from_id": self.asked.id})
        self.env.flush_all()
        for login in (None, self.gina):
            self.authenticate(None, None) if not login else self._login(login)
            [content] = self._page(link).xpath("//*[@id='helpdesk_ticket_content']")
            said = self._text(content)
            with self.subTest(login=login):
                self.assertIn("stands still while we wait for your reply", said)
                self.assertIn("Times are those of Guatemala.", said)
                for hidden in (
                    self.contract.name,
                    self.contract.level_id.name,
                    "of 5",
                    self.asked.number,
                ):
                    self.assertNotIn(hidden, said)

    def test_linked_requests_are_those_that_the_reader_may_open(self):
        self.of_daughter._support_store({"support_split_from_id": self.asked.id})
        self.env.flush_all()
        path = f"/my/ticket/{self.of_daughter.id}"

        self._login(self.nora)
        self.assertNotIn(self.asked.number, self.url_open(path).text)
        self._login(self.bert)
        [links] = self._page(path).xpath("//*[@id='support_links']")
        self.assertIn(f"Split from: {self.asked.number} Asked", self._text(links))

    # Queries

    def test_list_and_page_cost_the_same_with_a_thousand_tickets(self):
        self._login(self.bert)
        paths = "/my/tickets", f"/my/ticket/{self.waiting.id}"

        def cost(path):
            """Warm; a session is kept now and then, which is no matter of the page."""
            counts = []
            for _visit in range(4):
                before = self.cr.sql_log_count
                self.url_open(path)
                counts.append(self.cr.sql_log_count - before)
            return min(counts[1:])

        self._multiply(6)
        few = [cost(path) for path in paths]
        self._multiply(990)

        self.assertEqual([cost(path) for path in paths], few)

    def _multiply(self, times):
        """So many more tickets like the late one, with a deadline each. They are older:
        the page leads to its neighbours on the list and reads each, so what it costs
        depends on whether it has one on either side."""
        self.env.flush_all()
        self.cr.execute(
            SQL(
                "INSERT INTO helpdesk_ticket (number, create_date, %(names)s)"
                " SELECT 'C%(times)s/' || each,"
                " create_date - each * interval '1 minute', %(names)s"
                " FROM helpdesk_ticket, generate_series(1, %(times)s) each"
                " WHERE id = %(like)s RETURNING id",
                names=self._columns("helpdesk_ticket", "create_date"),
                times=times,
                like=self.late.id,
            )
        )
        made = [ticket_id for (ticket_id,) in self.cr.fetchall()]
        self.cr.execute(
            SQL(
                "INSERT INTO support_deadline (ticket_id, %(names)s)"
                " SELECT made, %(names)s FROM support_deadline, unnest(%(made)s) made"
                " WHERE ticket_id = %(like)s",
                names=self._columns("support_deadline"),
                made=made,
                like=self.late.id,
            )
        )
        self.env.invalidate_all()

    def _columns(self, table, *others):
        """All but those that name a row, and others."""
        self.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name NOT IN %s",
            [table, (*NAMES, *others)],
        )
        return SQL(", ").join(SQL.identifier(name) for (name,) in self.cr.fetchall())


@tagged("post_install", "-at_install")
class TestWaitingTour(WaitingCase):
    def test_a_colleague_goes_from_the_card_to_no(self):
        self._make_contract(self.acme, self.preferential, "2020-01-01")
        ticket = self._make_ticket(self.anna, name="The till does not open")
        self._ask(ticket)
        self.env.flush_all()

        self.start_tour(
            "/my", "support_sla_portal_waiting", login=self.users[self.bert].login
        )

        message = ticket.message_ids.filtered(lambda m: "first page" in m.body)
        self.assertEqual(message.author_id, self.bert)
        self.assertEqual(ticket.stage_id, self.stage_progress)
        self.assertEqual(ticket.support_told, "no")


@tagged("post_install", "-at_install")
class TestWaitingTourOnPhones(WaitingCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_yes_and_not_after_all_in_spanish(self):
        self.env["res.lang"]._activate_lang("es_419")
        ours = [("name", "=", "support_sla")]
        self.env["ir.module.module"].search(ours)._update_translations(["es_419"])
        user = self.users[self.anna]
        user.lang = "es_419"
        self._make_contract(self.acme, self.preferential, "2020-01-01")
        ticket = self._make_ticket(self.anna, name="La caja no abre")
        self._ask(ticket)
        self.env.flush_all()

        self.start_tour(
            "/es/my/tickets?filterby=asked",
            "support_sla_portal_waiting_phone",
            login=user.login,
        )

        self.assertFalse(ticket.closed)
        self.assertEqual(ticket.support_told, "yes")
