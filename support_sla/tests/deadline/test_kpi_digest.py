# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_sla_report import DAY, NOW, ReportCase

KPIS = ("opened", "kept", "broken", "over_quota")
NAMES = [f"kpi_support_{name}" for name in KPIS]
WEEK = (NOW - 7 * DAY, NOW)


@tagged("post_install", "-at_install")
class TestKpiDigest(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Ours", "company_id": cls.company.id} | dict.fromkeys(NAMES, True)
        )
        cls.before = cls._figures(WEEK)

    @classmethod
    def _figures(cls, window, user=None, company=None):
        """What somebody's digest says of some days, by the short names."""
        company = company or cls.company
        start, end = window
        digest = cls.digest.with_user(user or cls.agent).with_company(company)
        digest = digest.with_context(start_datetime=start, end_datetime=end)
        digest.invalidate_recordset()
        return {name: digest[f"kpi_support_{name}_value"] for name in KPIS}

    def _make_rows(self):
        """Kept yesterday, broken two days ago and nine days ago, open."""
        for owner, verdict, at, due in (
            (self.agent_own, "met", NOW - DAY, NOW),
            (self.agent, "met", NOW - DAY, NOW),
            (self.agent, "missed", NOW - DAY, NOW - 2 * DAY),
            (self.agent, "missed", NOW - DAY, NOW - 9 * DAY),
            (self.agent, "running", False, NOW + DAY),
        ):
            row = self._make_row(verdict=verdict, stopped_at=at, aim_at=due, due_at=due)
            row.ticket_id.user_id = owner
        self.env.flush_all()

    def test_it_says_what_the_report_says_of_the_same_days(self):
        self._make_rows()

        figures = self._figures(WEEK)

        [(kept, judged, broken)] = self.report.with_user(self.agent)._read_group(
            [
                ("company_id", "=", self.company.id),
                ("judged_at", ">=", WEEK[0]),
                ("judged_at", "<", WEEK[1]),
            ],
            [],
            ["kept_count:sum", "judged_count:sum", "broken_count:sum"],
        )
        self.assertEqual((kept, judged, broken), (2, 3, 1))
        self.assertEqual(figures["kept"], "2 of 3 (66\u00a0%)")
        self.assertEqual(figures["broken"], broken)

    def test_it_counts_what_was_opened_and_what_is_over_quota(self):
        self.monthly.quota_tickets = 2
        for _ in range(3):
            self._make_ticket(self.gina)
        self.env.flush_all()

        figures = self._figures((NOW - DAY, NOW + DAY))

        self.assertEqual(figures["opened"] - self.before["opened"], 3)
        self.assertEqual(figures["over_quota"], 1)

    def test_nothing_to_divide_is_a_dash(self):
        self._make_row(aim_at=NOW + DAY, due_at=NOW + DAY)

        self.assertEqual(self._figures(WEEK)["kept"], "–")

    def test_it_counts_what_its_reader_may_see(self):
        self._make_rows()

        own = self._figures(WEEK, self.agent_own)

        self.assertEqual(own["kept"], "1 of 1 (100\u00a0%)")

    def test_a_digest_of_no_company_speaks_of_its_readers(self):
        self._make_rows()
        self.digest.company_id = False
        self.agent.company_ids |= self.other_company

        for company, kept in (
            (self.company, "2 of 3 (66\u00a0%)"),
            (self.other_company, "–"),
        ):
            with self.subTest(company=company.name):
                figures = self._figures(WEEK, self.agent, company)
                self.assertEqual(figures["kept"], kept)

    def test_who_works_on_no_ticket_is_told_nothing(self):
        clerk = new_test_user(self.env, "support-clerk", "base.group_user")
        for name in KPIS:
            with self.subTest(kpi=name), self.assertRaises(AccessError):
                self._figures(WEEK, clerk)

        kpis = self.digest._compute_kpis(self.company, clerk)

        self.assertFalse({kpi["kpi_name"] for kpi in kpis} & {*NAMES})

    def test_the_mail_says_it_in_words(self):
        self._make_rows()
        self.digest.user_ids = self.agent

        self.digest.action_send_manual()

        mail = self.env["mail.mail"].search(
            [("email_to", "=", self.agent.email_formatted)], limit=1, order="id desc"
        )
        for text in (
            "Answered as Promised",
            ">–<",
            "2 of 3 (66\u00a0%)",
            "2 of 4 (50\u00a0%)",
        ):
            self.assertIn(text, mail.body_html)
        self.assertIn("action-support_sla.support_sla_report_action", mail.body_html)

    def test_the_shipped_digest_says_them(self):
        shipped = self.env.ref("digest.digest_digest_default")

        self.assertTrue(all(shipped[name] for name in NAMES))
