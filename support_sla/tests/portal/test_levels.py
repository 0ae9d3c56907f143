# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..promise.test_comparison import ComparisonCase

PAGE = "/support/levels"
REPORT = "support_sla.support_level_report"


class LevelPageCase(ComparisonCase, HttpCase):
    """Two levels that everybody sees, and a third, that of Acme's contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"].search([("name", "=", "support_sla")])
        modules._update_translations(["es_419"])
        (cls.monthly | cls.preferential).is_public = True
        cls.accompaniment.is_public = False
        cls.anna_user = cls._make_portal_user(cls.anna)
        cls.bert_user = cls._make_portal_user(cls.bert)
        cls.gina_user = cls._make_portal_user(cls.gina)
        cls.contract = cls._make_contract(
            cls.acme, cls.accompaniment, "2020-01-01", user_id=cls.manager.id
        )

    def _login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def _open(self, path=PAGE, user=None, status=200, lang="en_US"):
        self._login(user)
        self.opener.cookies.set("frontend_lang", lang)
        response = self.url_open(path)
        self.assertEqual(response.status_code, status)
        return html.fromstring(response.content)

    def _names(self, page):
        return page.xpath("//thead//span[hasclass('o_support_level')]/text()")

    def _marked(self, page):
        return page.xpath(
            "//th[span[hasclass('o_support_mark')]]/span[hasclass('o_support_level')]"
            "/text()"
        )

    def _cells(self, page):
        """Return ``[(row header, [cell])]`` of the one table."""
        (table,) = page.xpath("//table[hasclass('o_support_comparison_table')]")
        return [
            (
                row.xpath("string(th)").strip(),
                [td.text_content().strip() for td in row.xpath("td")],
            )
            for row in table.xpath(".//tr[td]")
        ]


@tagged("post_install", "-at_install")
class TestLevelPage(LevelPageCase):
    """Anybody compares what a company shows; a customer sees its own level too."""

    def test_a_company_shows_nothing_at_first(self):
        self.levels.is_public = False
        fresh = self.preferential.copy({"code": "fresh"})

        page = self._open()

        self.assertFalse(fresh.is_public)
        self.assertFalse(page.xpath("//table"))
        self.assertTrue(page.xpath("//p[@name='support_no_levels']"))

    def test_each_company_chooses_for_itself(self):
        shown = self.env["support.level"]._get_shown(self.company)
        elsewhere = self.env["support.level"]._get_shown(self.other_company)

        self.assertEqual(shown, self.monthly | self.preferential)
        self.assertFalse(elsewhere)

    def test_a_level_of_another_company_is_not_shown(self):
        self.preferential.copy(
            {"code": "theirs", "company_id": self.other_company.id}
        ).is_public = True

        self.assertEqual(self._names(self._open()), ["Monthly support", "Preferential"])

    def test_the_page_names_itself_and_says_what_lengthens_answers(self):
        page = self._open()

        self.assertEqual(page.xpath("//h1/text()"), ["Support levels"])
        self.assertIn("Support levels", page.xpath("string(//title)"))
        self.assertIn("lacks information", page.text_content())

    def test_the_customers_level_follows_its_contract(self):
        self.assertEqual(
            self._marked(self._open(user=self.anna_user)), ["Accompaniment"]
        )
        self.contract.contact_ids = self.bert
        self.assertFalse(self._marked(self._open(user=self.anna_user)))
        self.assertEqual(
            self._marked(self._open(user=self.bert_user)), ["Accompaniment"]
        )
        self.contract.action_cancel()
        self.assertFalse(self._marked(self._open(user=self.bert_user)))

    def test_the_portals_home_counts_what_one_sees(self):
        for user, count in [(self.anna_user, 3), (self.gina_user, 2)]:
            home = self._open("/my", user)
            self.assertTrue(home.xpath("//a[@href='/support/levels']"))
            counters = self.make_jsonrpc_request(
                "/my/counters", {"counters": ["support_level_count"]}
            )
            self.assertEqual(counters["support_level_count"], count)

    def test_looking_changes_nothing_and_needs_no_second_cursor(self):
        self._open(user=self.anna_user)
        for user in (None, self.anna_user, self.agent):
            for path in (PAGE, f"{PAGE}?report_type=pdf", f"{PAGE}/requested"):
                with self.subTest(user=user, path=path):
                    self._login(user)
                    with self.assertNoLogs("odoo.http", "WARNING"):
                        self.url_open(path)
        self.assertFalse(self.env["support.level.request"].search([]))

    def test_odd_parameters_do_no_harm(self):
        for query in ("report_type=exe", "report_type=", "page=-1", "level=<b>"):
            self._open(f"{PAGE}?{query}")

    def test_as_many_queries_for_three_levels_as_for_twelve(self):
        many = self._many(12)
        (many - self.levels).is_public = True

        self._queries()
        twelve = self._queries()
        (many - self.levels).is_public = False
        three = self._queries()

        self.assertEqual(twelve, three)

    def _queries(self):
        """What one visit asks when all is warm; a session is kept now and then, which
        is no matter of the page."""
        counts = []
        for _visit in range(3):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._open(user=self.anna_user)
            counts.append(self.cr.sql_log_count - before)
        return min(counts)


@tagged("post_install", "-at_install")
class TestFourPlaces(LevelPageCase):
    """Page, portal, backend and paper say the same, in both languages, and follow."""

    def _places(self, lang):
        """Return the cells of each of the four places."""
        public = self._open(lang=lang)
        portal = self._open(user=self.gina_user, lang=lang)
        env = self.env(user=self.agent, context={"lang": lang})
        backend = env["support.level.comparison"].create({"which": "shown"})
        levels = self.monthly | self.preferential
        paper, _kind = env["ir.actions.report"]._render_qweb_html(REPORT, levels.ids)
        places = public, portal, html.fromstring(backend.comparison)
        return [self._cells(place) for place in (*places, html.fromstring(paper))]

    def test_the_four_are_equal_and_follow_the_level(self):
        for lang, before, after in [
            ("en_US", "40 a calendar month", "55 a calendar week"),
            ("es_419", "40 por mes calendario", "55 por semana calendario"),
        ]:
            self.monthly.write({"quota_tickets": 40, "quota_period": "month"})
            first = self._places(lang)
            self.monthly.write({"quota_tickets": 55, "quota_period": "week"})
            then = self._places(lang)

            for places, text in ((first, before), (then, after)):
                for place in places:
                    self.assertEqual(place, places[0])
                words = [cell for _name, cells in places[0] for cell in cells]
                self.assertIn(text, words)

    def test_a_manager_previews_all_that_is_sold(self):
        wizard = self.env["support.level.comparison"].with_user(self.manager).create({})

        page = html.fromstring(wizard.comparison)

        self.assertEqual(
            self._names(page), ["Monthly support", "Preferential", "Accompaniment"]
        )
        report = wizard.action_print()
        self.assertEqual(report["report_name"], REPORT)
        self.assertEqual(report["context"]["active_ids"], self.levels.ids)

    def test_html_in_a_name_is_inert_in_all_of_them(self):
        nasty = "<img src=x onerror=alert(1)>"
        self.monthly.name = nasty

        for place in (self._open(), self._open(user=self.anna_user)):
            self.assertFalse(place.xpath("//img[@src='x']"))
            self.assertIn(nasty, self._names(place))
        wizard = self.env["support.level.comparison"].create({"which": "shown"})
        self.assertFalse(html.fromstring(wizard.comparison).xpath("//img"))


@tagged("post_install", "-at_install", "security")
class TestLevelAccess(LevelPageCase):
    """Who sees which levels, by page, RPC and on paper."""

    def test_the_matrix(self):
        public = ["Monthly support", "Preferential"]
        own = [*public, "Accompaniment"]
        for name, user, columns, marked, by_rpc in [
            ("own", self.anna_user, own, own[2:], False),
            ("colleague", self.bert_user, own, own[2:], False),
            ("other customer", self.gina_user, public, [], False),
            ("public", None, public, [], False),
            ("agent", self.agent, public, [], True),
            ("manager", self.manager, public, [], True),
        ]:
            with self.subTest(who=name):
                page = self._open(user=user)
                paper = self._open(f"{PAGE}?report_type=pdf", user=user)
                for place in (page, paper):
                    self.assertEqual(self._names(place), columns)
                    self.assertEqual(self._marked(place), marked)
                self.assertEqual(self._reads("support.level", user), by_rpc)
                self.assertEqual(self._prints(user), by_rpc)
                self.assertFalse(self._reads("support.level.comparison", user, True))

    def _reads(self, model, user, underscore=False):
        """Does a person read levels by RPC?"""
        self._login(user)
        method = "_comparison_rows" if underscore else "search_read"
        try:
            with mute_logger("odoo.http"):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{model}/{method}",
                    {"model": model, "method": method, "args": [[]], "kwargs": {}},
                )
        except JsonRpcException:
            return False
        return True

    def _prints(self, user):
        """Does a person print a level by the report's own address?"""
        self._login(user)
        with mute_logger("odoo.http", "odoo.addons.web.controllers.report"):
            response = self.url_open(f"/report/html/{REPORT}/{self.accompaniment.id}")
        return response.status_code == 200 and b"o_support_paper" in response.content

    def test_a_customer_gets_no_row_and_no_paper_by_hand(self):
        levels = self.accompaniment.with_user(self.anna_user)

        with self.assertRaises(AccessError):
            levels._comparison_rows()
        with self.assertRaises(AccessError):
            self.env["support.level.comparison"].with_user(self.anna_user).create({})
