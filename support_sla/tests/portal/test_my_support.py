# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from ...models.portal.contract_words import ContractWords
from ..common import SupportCase
from ..quota.quota_common import PlaceCase

# Friday 2026-11-27, 12:00 in Guatemala: in working hours.
NOON = datetime(2026, 11, 27, 18, 0)
MINE = "/my/support"


class MySupportCase(PlaceCase, HttpCase):
    """Acme with a contract of three tickets a month, and people of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Guatemala"
        cls.daughter = cls._make_customer("Acme North", parent_id=cls.acme.id)
        cls.nora = cls._make_contact(cls.daughter, "Nora")
        cls.users = {
            name: cls._make_portal_user(partner)
            for name, partner in (
                ("anna", cls.anna),
                ("bert", cls.bert),
                ("gina", cls.gina),
                ("nora", cls.nora),
            )
        }
        cls.url = f"{MINE}/{cls.contract.id}"
        cls.link = f"{cls.url}?access_token={cls.contract.access_token}"

    def _login(self, name):
        user = self.users.get(name)
        self.authenticate(user and user.login, user and user.login)

    def _get(self, path, name, moment=NOON, **options):
        with self.at(moment):
            self._login(name)
            return self.url_open(path, **options)

    def _open(self, path=MINE, name="anna", moment=NOON):
        response = self._get(path, name, moment)
        self.assertEqual(response.status_code, 200, path)
        return html.fromstring(response.content)

    def _words(self, node):
        return " ".join(node.text_content().split())

    def _row(self, page, first):
        """The figures of a period, by name."""
        cells = page.xpath(f"//tr[@data-period='{first}']/td")
        return {td.get("data-figure"): int(self._words(td)) for td in cells}


@tagged("post_install", "-at_install")
class TestMySupport(MySupportCase):
    def test_the_page_of_a_contract(self):
        with self.at("2026-11-03 15:00"):
            self._make_tickets(2)

        page = self._open(self.url)

        words = self._words(page)
        for text in (
            f"Small · {self.contract.name}",
            "From January 1, 2026 on, open-ended",
            "24 to 48 working hours, 10 a day",
            "Open now, closes at 6:00\N{NARROW NO-BREAK SPACE}PM (Guatemala)",
            "Tickets from November 1, 2026 to November 30, 2026",
            "2 of 3 tickets used, 1 left; starts again on Tuesday, December 1, 2026.",
            "2 open",
        ):
            self.assertIn(" ".join(text.split()), words)
        (meter,) = page.xpath("//*[@role='meter']")
        self.assertEqual(
            meter.get("aria-valuetext"),
            "2 of 3 tickets used, 1 left, starts again on Tuesday, December 1, 2026",
        )
        self.assertEqual(
            self._row(page, "2026-11-01"), {"size": 3, "used": 2, "left": 1, "over": 0}
        )
        self.assertEqual(
            len(page.xpath("//table[hasclass('o_support_entries')]//a")), 2
        )

    def test_each_figure_opens_what_is_behind_it(self):
        with self.at("2026-11-03 15:00"):
            ticket, other, *_rest = self._make_tickets(5)
            other.support_exempt = "own_defect"
            self.env["support.quota.entry"].create(
                {
                    "contract_id": self.contract.id,
                    "quantity": -2,
                    "reason": "A gift",
                }
            )
        page = self._open(self.url)
        figures = self._row(page, "2026-11-01")

        self.assertEqual(figures, {"size": 5, "used": 4, "left": 1, "over": 0})
        behind = {}
        for name in figures:
            (link,) = page.xpath(f"//td[@data-figure='{name}']/a/@href")
            behind[name] = self._open(link)
        said = {
            name: [
                self._words(tr)
                for tr in each.xpath("//table[hasclass('o_support_entries')]//tbody/tr")
            ]
            or [self._words(p) for p in each.xpath("//*[@id='support_behind']//p")]
            for name, each in behind.items()
        }
        counts = {name: len(rows) for name, rows in said.items()}
        self.assertEqual(counts, {"size": 1, "used": 6, "left": 7, "over": 1})
        self.assertIn("Adjustment: A gift", said["size"][0])
        self.assertTrue(said["size"][0].endswith("+2"))
        taken_back = [row for row in said["used"] if "Our own defect" in row]
        self.assertEqual(len(taken_back), 1)
        self.assertIn(f"{other.number} {other.name} +1", taken_back[0])
        self.assertEqual(said["over"], ["Nothing."])

    def test_beyond_the_quota(self):
        with self.at("2026-11-03 15:00"):
            tickets = self._make_tickets(5)

        page = self._open(self.url)

        self.assertEqual(
            self._row(page, "2026-11-01"), {"size": 3, "used": 3, "left": 0, "over": 2}
        )
        self.assertIn(
            "2 tickets came beyond that number. Accepted, but with no promised time",
            self._words(page),
        )
        (link,) = page.xpath("//tr[@data-period='2026-11-01']/td[4]/a/@href")
        found = self._open(link).xpath("//*[@id='support_behind']//li/a/@href")
        self.assertEqual(found, [f"/my/ticket/{ticket.id}" for ticket in tickets[3:]])

    def test_by_clicking(self):
        with self.at(datetime.now()):
            self._make_ticket(self.anna)
        self.env.flush_all()
        login = self.users["anna"].login
        self.start_tour("/my", "support_sla_portal_support", login=login)

    def test_its_neighbours_lead_back(self):
        self.preferential.is_public = True
        (terms,) = self.env["support.terms"].search([("state", "=", "draft")])[:1]
        terms.action_publish()
        neighbours = ("/my/support/visits", "/support/levels", "/support/terms")
        for path in neighbours:
            page = self._open(path)
            self.assertTrue(
                page.xpath("//ol[hasclass('breadcrumb')]//a[@href='/my/support']"), path
            )
        links = self._open().xpath("//main//a/@href")
        for path in neighbours:
            self.assertIn(path, links)

    def test_unknown_words_are_the_default(self):
        page = self._open(f"{self.url}?period=%00&show=x&page=-1&report_type=text")
        self.assertIn("Nothing.", self._words(page))

    def test_the_list(self):
        self.preferential.rank = 99
        self._make_contract(self.acme, self.accompaniment, "2026-12-02")
        self._make_contract(self.acme, self.monthly, "2020-01-01", "2020-12-31")
        lower = self.monthly.copy({"code": "low", "name": "Lowest", "rank": -1})
        self._make_contract(self.acme, lower, "2026-02-01")
        best = self._make_contract(
            self.acme, self.preferential, "2026-01-01", contact_ids=self.anna.ids
        )
        (fine,) = self._make_contract(self.globex, self.monthly, "2026-01-01")

        page = self._open()
        cards = [self._words(a) for a in page.xpath("//article//h3")]
        self.assertEqual(cards[0], f"Preferential · {best.name}")
        self.assertEqual(len(cards), 3)
        words = self._words(page)
        self.assertIn("Begins in 5 days", words)
        self.assertIn("Ended on December 31, 2020", words)
        self.assertNotIn(fine.name, words)
        # who is not named gets another one, and that one stands first
        cards = [self._words(a) for a in self._open(name="bert").xpath("//article//h3")]
        self.assertEqual(cards[0], f"Small · {self.contract.name}")

    def test_prev_and_next_follow_the_list(self):
        later = self._make_contract(self.acme, self.accompaniment, "2026-12-02")
        self._open()
        page = html.fromstring(self.url_open(self.url).content)
        found = page.xpath("//div[hasclass('record_pager')]/a/@href")
        self.assertEqual(found, ["#", f"{MINE}/{later.id}"])

    def test_a_subsidiary_reads_that_the_group_covers_it(self):
        page = self._open(name="nora")
        words = self._words(page)
        self.assertIn("A support contract of your group covers your requests.", words)
        self.assertIn("24 to 48 working hours, 10 a day", words)
        self.assertIn("From January 1, 2026 on, open-ended", words)
        for secret in (self.contract.name, "tickets used", "Acme,"):
            self.assertNotIn(secret, words)

    def test_a_customer_without_contract_reads_so(self):
        words = self._words(self._open(name="gina"))
        self.assertIn("You have no contract at the moment.", words)
        self.assertIn("without a contract we promise no time", words)
        self.company.support_fallback_level_id = self.monthly
        words = self._words(self._open(name="gina"))
        self.assertIn("This is what we offer to everybody: Monthly support", words)
        self.assertIn("24 to 48 working hours, 10 a day", words)

    def test_the_card_among_the_services(self):
        for name, text in (
            ("anna", "Small: From January 1, 2026 on, open-ended"),
            ("nora", "Small: From January 1, 2026 on, open-ended"),
            ("gina", "No contract at the moment"),
        ):
            page = self._open("/my", name)
            (card,) = page.xpath(
                "//div[@id='portal_service_category']//a[@href='/my/support']"
            )
            self.assertIn(text, self._words(card))
            self.assertNotIn("d-none", card.getparent().get("class"))

    def test_phone_and_chat_where_the_level_includes_them(self):
        self.company.write(
            {"support_phone": "+502 2222", "support_chat_url": "https://chat.test/x"}
        )
        self.preferential.is_public = True
        page = self._open(self.url)
        ways = {
            li.get("data-kind"): self._words(li)
            for li in page.xpath("//ul[@id='support_channels']/li")
        }
        self.assertIn(
            "not included in your level; Preferential would include it", ways["phone"]
        )
        self.assertNotIn("chat.test", ways["chat"])

        better = self._make_contract(self.acme, self.preferential, "2026-01-01")
        page = self._open(f"{MINE}/{better.id}")
        self.assertIn("Tickets Unlimited", self._words(page))
        self.assertFalse(page.xpath("//*[@role='meter']"))
        found = page.xpath("//ul[@id='support_channels']//a/@href")
        self.assertIn("tel:+502 2222", found)
        self.assertIn("https://chat.test/x", found)

    def test_only_a_page_is_an_address_of_the_chat(self):
        for url in (
            "javascript:alert(1)",
            "data:text/html,x",
            "//chat.test",
            "chat.test",
            "https://",
            "https://a b",
            "https://[x",
        ):
            with self.subTest(url), self.assertRaises(ValidationError):
                self.company.support_chat_url = url
        self.company.support_chat_url = "http://chat.test:8443/acme?x=1"

    def test_requests_for_a_level_and_what_waits(self):
        self.env["support.level.request"]._take(
            {
                "name": "Anna",
                "email": self.anna.email,
                "partner_id": self.acme.id,
                "level_id": self.preferential.id,
                "company_id": self.company.id,
                "months": 12,
                "date_start": "2027-01-01",
                "lang": "en_US",
            }
        )
        with self.at("2026-11-03 15:00"):
            tickets = self._make_tickets(3)
            tickets[0].stage_id = self.stage_awaiting
            tickets[1].stage_id = self.stage_done
        for path in (MINE, self.url):
            words = self._words(self._open(path))
            self.assertIn(
                "You have asked for Preferential from January 1, 2027 on.", words
            )
            self.assertIn("2 open, 1 waits for you", words)


@tagged("post_install", "-at_install")
class TestOpening(SupportCase):
    """Until when it is open, or from when: in the reader's zone, and named."""

    def test_sentences(self):
        calendar, night = self.calendar, self.calendar.copy()
        night.attendance_ids.unlink()
        night.attendance_ids = [
            (0, 0, {"name": "-", "dayofweek": str(day), "hour_from": 0, "hour_to": 24})
            for day in range(7)
        ]
        guatemala, madrid = "America/Guatemala", "Europe/Madrid"
        words = ContractWords(self.env)
        # 2026-11-27 is a Friday
        for which, moment, tz, text in (
            (
                calendar,
                "2026-11-27 18:00",
                guatemala,
                "Open now, closes at 6:00 PM (Guatemala)",
            ),
            (
                calendar,
                "2026-11-27 18:00",
                madrid,
                "Open now, closes on Saturday at 1:00 AM (Madrid)",
            ),
            (
                calendar,
                "2026-11-27 13:00",
                guatemala,
                "Closed now, opens at 8:00 AM (Guatemala)",
            ),
            (
                calendar,
                "2026-11-28 00:00",
                guatemala,
                "Closed now, opens on Monday at 8:00 AM (Guatemala)",
            ),
            (night, "2026-11-27 18:00", guatemala, "Open now, day and night"),
            (self.calendar.browse(), "2026-11-27 18:00", guatemala, ""),
        ):
            with self.subTest(text):
                moment = datetime.fromisoformat(moment)
                said = words.opening(which, moment, tz).get("text", "")
                self.assertEqual(" ".join(said.split()), text)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Long holidays",
                "calendar_id": calendar.id,
                "date_from": "2026-11-20 06:00:00",
                "date_to": "2026-12-24 05:59:59",
            }
        )
        said = words.opening(calendar, datetime(2026, 11, 27, 18), guatemala)["text"]
        self.assertIn("opens on Thursday, December 24, 2026 at 8:00", said)
