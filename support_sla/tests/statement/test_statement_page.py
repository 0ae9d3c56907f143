# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .page_common import NOON, StatementPageCase
from .statement_common import MARCH

APRIL, MAY = MARCH.replace(month=4), MARCH.replace(month=5)


@tagged("post_install", "-at_install")
class TestStatementPage(StatementPageCase):
    """What a customer reads of a month, and who reads it."""

    def _document(self, path=None, name="anna"):
        page = self._open(path, name)
        return page.xpath("//div[hasclass('o_support_statement')]")[0]

    def _rows(self, document, caption):
        """The texts of a table's rows, by its caption."""
        table = next(
            each
            for each in document.xpath(".//table")
            if caption in self._words(each.find("caption"))
        )
        return [self._cells(row) for row in table.xpath("tbody/tr")]

    def _cells(self, row):
        return " ".join(self._words(cell) for cell in row)

    def test_what_the_page_says(self):
        document = self._document()

        said = self._words(document)
        for text in (
            "Customer Acme",
            f"Contract {self.contract.name}, Small",
            "Month March 2026 (Mar 1, 2026 – Mar 31, 2026)",
            "Version 1, as of Apr 1, 2026, 12:00 AM",
            "Days and times are those of Guatemala.",
            "First answers in time: 1 of 2",
            # included and excluded are all
            "3 opened: 2 with a promise that counts, 1 left out.",
            "1: closed before it fell due",
            "these use no ticket of the contract: 1: Rejected or cancelled",
            "By the aim 1 of 2",
            "Not in time 1 Open, judged later 0",
            # the worst case is there, not only the average
            f"The worst {self.late.number}:",
        ):
            self.assertIn(" ".join(text.split()), said)
        # of two nobody is told a share
        self.assertNotIn("%", said)
        self.assertEqual(
            self._rows(document, "Left = allowance"),
            ["Mar 1, 2026 – Mar 31, 2026 3 0 0 0 3 1 1 0"],
        )
        self.assertIn("March 2026 3 1 of 2", self._rows(document, "The same")[-1])

    def test_each_request_with_verdict_time_and_pauses(self):
        rows = self._document().xpath(".//tr[@data-line]")

        said = {int(row.get("data-line")): self._words(row) for row in rows}
        self.assertEqual({*said}, {self.in_time.id, self.late.id, self.rejected.id})
        self.assertIn("First response: kept, by the aim, 2 h", said[self.in_time.id])
        for text in (
            "Payroll <b>doubled</b>",
            "First response: missed by",
            "From Mar 4, 2026, 9:00 AM to Mar 5, 2026, 9:00 AM we waited for your",
            "(10 h of working time)",
        ):
            self.assertIn(text, said[self.late.id])
        self.assertIn("left out: closed before it fell due", said[self.rejected.id])

    def test_tables_are_tables(self):
        for table in self._document().xpath(".//table"):
            self.assertTrue(self._words(table.find("caption")))
            self.assertFalse(table.xpath(".//th[not(@scope)]"))
            self.assertFalse(table.xpath("tbody/tr[not(th)]"))
        picture = self._document().xpath(".//svg")[0]
        self.assertEqual(picture.get("role"), "img")

    def test_zero_requests_say_so(self):
        self._state(contracts=self.of_globex)
        self.env.flush_all()

        url = f"/my/support/{self.of_globex.id}/statement/2026-03"
        document = self._document(url, "gina")

        said = self._words(document)
        self.assertIn("There was no request in this month", said)
        self.assertIn("No first answer was due in this month.", said)
        [row] = self._rows(document, "Left = allowance")
        self.assertTrue(row.endswith("3 0 0 0 0 0 3 0"), row)

    def test_a_correction_says_what_changed(self):
        self.late.support_deadline_ids._take_back(
            "Told on the phone", self.env.cr.now()
        )
        with self.at(NOON):
            newer = self.statement._make_again(self.env.cr.now())
        self.env.flush_all()

        document = self._document()

        said = self._words(document)
        self.assertIn("Version 2, corrected on Apr 2, 2026", said)
        self.assertIn("First answers in time: 1 of 1", said)
        rows = self._rows(document, "Before and now")
        for row in (
            "First response: Judged 2 1",
            "First response: Not in time 1 0",
            f"Request {self.late.number}: First response missed left out",
            f"Request {self.late.number}: why it is left out – taken back by us, with "
            "a reason",
            "With a promise that counts 2 1",
        ):
            self.assertIn(row, rows)
        self.assertIn("Told on the phone", said)
        older = self._open(f"{self.url}?version=1")
        self.assertIn("1 of 2", self._words(older))
        self.assertIn("A newer version corrects this one", self._words(older))
        links = older.xpath("//a[starts-with(normalize-space(), 'Version ')]/@href")
        self.assertEqual(links, [f"{self.url}?version={n}" for n in (2, 1)])
        self.assertEqual(newer.version, 2)

    def test_the_contract_lists_them(self):
        self._state("2026-03-01 06:00", month=self.statement.month.replace(month=2))
        self.env.flush_all()

        page = self._open(f"/my/support/{self.contract.id}")

        rows = page.xpath("//div[@id='support_statements']//tbody/tr")
        self.assertEqual(
            [self._cells(row) for row in rows],
            ["March 2026 3 1 of 2 1", "February 2026 0 none due 1"],
        )
        link = rows[0].xpath(".//a/@href")[0]
        self.assertEqual(link, self.url)

    def test_who_reads_it(self):
        paths = (self.url, f"{self.url}?version=1", f"{self.url}?report_type=pdf")
        elsewhere = new_test_user(
            self.env,
            "elsewhere",
            "helpdesk_mgmt.group_helpdesk_manager",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        plain = new_test_user(self.env, "plain", "base.group_user")
        self.logins |= {"elsewhere": elsewhere, "plain": plain}
        for name, status in (
            ("anna", 200),
            ("agent", 200),
            ("manager", 200),
            ("gina", 303),
            ("own", 303),
            ("plain", 303),
            ("elsewhere", 303),
            ("public", 303),
        ):
            for path in paths[:1] if status == 200 else paths:
                with self.subTest(name, path=path), mute_logger("odoo.http"):
                    response = self._get(path, name)
                    self.assertEqual(response.status_code, status)
                    self.assertEqual("Payroll" in response.text, status == 200)

    def test_the_link_of_the_contract_opens_none(self):
        token = f"access_token={self.contract.access_token}"
        for path in (f"{self.url}?{token}", f"/my/support/{self.contract.id}?{token}"):
            said = self._get(path, "public").text
            self.assertNotIn("Payroll", said)
            self.assertNotIn("March 2026", said)

    def test_nasty_addresses(self):
        base = f"/my/support/{self.contract.id}/statement"
        for month in ("2026-13", "2026-3", "0000-01", "x", "2026-03-01", "٢٠٢٦-٠٣"):
            with self.subTest(month):
                self.assertEqual(self._get(f"{base}/{month}").status_code, 303)
        for query in (
            "?version=9",
            "?version=-1",
            "?version=x",
            "?version=" + "9" * 12,
        ):
            with self.subTest(query):
                self.assertIn("1 of 2", self._get(self.url + query).text)

    def test_without_wkhtmltopdf_the_page_is_shown(self):
        """The program is nowhere, as where nobody installed it; tests are told to print
        all the same."""
        reports = self.env.registry["ir.actions.report"]
        render = reports._render_qweb_pdf

        def printing(report, *args, **options):
            forced = report.with_context(force_report_rendering=True)
            return render(forced, *args, **options)

        self.addCleanup(_wkhtml.cache_clear)
        with (
            patch.dict(os.environ, {"PATH": "/nowhere"}),
            patch.object(reports, "_render_qweb_pdf", printing),
            mute_logger("odoo.addons.base.models.ir_actions_report"),
        ):
            _wkhtml.cache_clear()
            self.assertEqual(
                self.env["ir.actions.report"].get_wkhtmltopdf_state(), "install"
            )
            response = self._get(f"{self.url}?report_type=pdf&download=true")
            page = self._open()
            self.company.support_tell_statement = True
            self.statement._mail_once(self.env.cr.now())

        self.assertTrue(self.statement.mailed_at)
        self.assertIn("1 of 2", self._words(page))
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(f"{self.url}?version=1"))

    def test_the_page_costs_the_same_for_many_requests(self):
        of_globex = self._state(contracts=self.of_globex)
        few = self._ticket("2026-04-02 15:00", self.gina)
        self._state("2026-05-01 06:30", self.of_globex, APRIL)
        for number in range(7):
            self._ticket("2026-05-04 15:00", self.gina, name=f"Till {number}")
        self._state("2026-06-01 06:30", self.of_globex, MAY)
        self.assertTrue(few.support_contract_id and of_globex)
        self.env.flush_all()

        costs = {}
        for month in ("2026-04", "2026-05"):
            path = f"/my/support/{self.of_globex.id}/statement/{month}"
            self._login("gina")
            found = []
            for _visit in range(3):  # what is remembered is asked once
                before = self.env.cr.sql_log_count
                self.assertEqual(self.url_open(path).status_code, 200)
                found.append(self.env.cr.sql_log_count - before)
            costs[month] = min(found)
        self.assertLessEqual(costs["2026-05"], costs["2026-04"] + 1, costs)
