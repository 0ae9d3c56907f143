# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.promise.verdict import is_broken, row_state, urgency
from ..common import SupportCase

NOW = datetime.now().replace(microsecond=0)  # the view asks the database for now
DAY = timedelta(days=1)


class ReportCase(SupportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for customer in (cls.acme, cls.globex):
            cls._make_contract(customer, cls.monthly, "2020-01-01")
        cls.monthly.quota_tickets = 0
        cls.report = cls.env["support.sla.report"]

    def _make_row(self, partner=None, **vals):
        ticket = self._make_ticket(partner or self.anna, team_id=self.team.id)
        row = ticket.support_deadline_ids
        row.write({"started_at": NOW - 9 * DAY} | vals)
        ticket._support_rebuild()
        return row


@tagged("post_install", "-at_install")
class TestSlaReport(ReportCase):
    def _rows(self):
        early, late, past = NOW - 3 * DAY, NOW - DAY, NOW - 5 * DAY
        ahead, later = NOW + DAY, NOW + 2 * DAY
        soon = {"aim_at": late, "due_at": ahead}
        over = {"aim_at": past, "due_at": early}
        return [
            (self._make_row(aim_at=ahead, due_at=later), "on_track", (None, None)),
            (self._make_row(**soon), "due_soon", (None, None)),
            (self._make_row(**over), "late", (0, 0)),
            (self._make_row(verdict="paused", **over), "paused", (None, None)),
            (self._waiting(late, **over), "late", (0, 0)),
            (self._waiting(early, **over), "paused", (None, None)),
            (self._waiting(past, **over), "paused", (None, None)),
            (self._make_row(verdict="cancelled", **over), "none", (None, None)),
            (self._stopped("met", past, **over), "done", (1, 1)),
            (self._stopped("met", early, **over), "done", (1, 0)),
            (self._stopped("missed", late, **over), "done", (0, 0)),
        ]

    def _waiting(self, since, **vals):
        row = self._make_row(**vals)
        with self.at(since):
            row.ticket_id.stage_id = self.stage_awaiting
            self.env.flush_all()
        return row

    def _stopped(self, verdict, at, **vals):
        return self._make_row(
            verdict=verdict, stopped_at=at, working_seconds=5400, **vals
        )

    def test_one_row_per_deadline_that_says_what_verdict_says(self):
        for row, word, (kept, within_aim) in self._rows():
            with self.subTest(verdict=row.verdict, urgency=word):
                line = self.report.browse(row.id)
                paused_at = row.ticket_id.support_paused_at
                state = row_state(row.verdict, row.due_at, paused_at)
                facts = (state, row.aim_at, row.due_at, NOW)
                self.assertEqual(line.urgency, word)
                self.assertEqual(line.urgency, urgency(*facts))
                broken = is_broken(row.verdict, row.due_at, NOW, paused_at)
                self.assertEqual(line.broken_count, int(broken))
                self.assertEqual(line.result, self._result(row, broken))
                self.env.cr.execute(
                    "SELECT kept, within_aim FROM support_sla_report WHERE id = %s",
                    [row.id],
                )
                self.assertEqual(self.env.cr.fetchone(), (kept, within_aim))
                self.assertEqual(line.ticket_id, row.ticket_id)
                self.assertEqual(line.commercial_partner_id, self.acme)

    def _result(self, row, broken):
        words = {"met": "kept", "cancelled": "cancelled"}
        return "broken" if broken else words.get(row.verdict, "open")

    def test_the_counts_stand_beside_the_percentage(self):
        self._rows()

        [(team, kept, of, broken, share, target)] = self.report._read_group(
            [("commercial_partner_id", "=", self.acme.id)],
            ["team_id"],
            [
                *("kept_count:sum", "judged_count:sum", "broken_count:sum"),
                *("kept:avg", "target:avg"),
            ],
        )

        self.assertEqual((team, kept, of, broken), (self.team, 2, 5, 3))
        self.assertAlmostEqual(share, kept / of)
        self.assertAlmostEqual(target, 0.95)

    def test_nothing_judged_is_no_percentage(self):
        self._make_row(aim_at=NOW + DAY, due_at=NOW + 2 * DAY)

        [(kept, of)] = self.report._read_group(
            [("commercial_partner_id", "=", self.acme.id)],
            [],
            ["kept:avg", "judged_count:sum"],
        )

        self.assertIs(kept, False)
        self.assertEqual(of, 0)

    def test_it_is_judged_when_kept_or_when_it_fell_due(self):
        early, late, past = NOW - 3 * DAY, NOW - DAY, NOW - 5 * DAY
        over = {"aim_at": past, "due_at": early}
        for row, judged_at in (
            (self._stopped("met", past, **over), past),
            (self._stopped("missed", late, **over), early),
            (self._make_row(**over), early),
            (self._waiting(past, **over), False),
            (self._make_row(verdict="cancelled", **over), False),
        ):
            with self.subTest(verdict=row.verdict):
                self.assertEqual(self.report.browse(row.id).judged_at, judged_at)

    def test_what_a_closed_ticket_owes_is_open_no_more(self):
        owed = self._make_row(aim_at=NOW + DAY, due_at=NOW + 2 * DAY)
        late = self._make_row(aim_at=NOW - 2 * DAY, due_at=NOW - DAY)
        tickets = (owed | late).ticket_id
        tickets.stage_id = self.stage_done
        self.env.flush_all()

        self.assertEqual((owed.verdict, late.verdict), ("paused", "missed"))
        for row, result in ((owed, "cancelled"), (late, "broken")):
            line = self.report.browse(row.id)
            self.assertEqual((line.result, line.urgency), (result, "done"))

    def test_a_target_is_a_share(self):
        for target in (-0.1, 1.1, 95):
            with self.subTest(target=target), self.assertRaises(CheckViolation):
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    self.team.support_target = target
                    self.env.flush_all()

    def test_what_is_still_open_is_exported_as_open(self):
        row = self._make_row(aim_at=NOW + DAY, due_at=NOW + 2 * DAY)
        self.env.flush_all()

        exported = self.report.browse(row.id).export_data(["result"])

        self.assertEqual(exported["datas"], [["Open"]])

    def test_a_breach_counts_while_its_ticket_waits_and_when_it_is_archived(self):
        row = self._make_row(aim_at=NOW - 5 * DAY, due_at=NOW - 3 * DAY)
        domain = [("ticket_id", "=", row.ticket_id.id), ("broken_count", ">", 0)]

        row.ticket_id.with_user(self.agent).stage_id = self.stage_awaiting
        self.env.flush_all()
        self.assertEqual(self.report.search_count(domain), 1)
        row.ticket_id.active = False
        self.env.flush_all()
        self.assertEqual(self.report.search_count(domain), 1)

    def test_compliance_is_the_mean_of_what_is_decided(self):
        self._rows()

        [(level, kept, hours, count)] = self.report._read_group(
            [("commercial_partner_id", "=", self.acme.id)],
            ["level_id"],
            ["kept:avg", "hours_used:avg", "__count"],
        )

        self.assertEqual((level, count), (self.monthly, 11))
        self.assertAlmostEqual(kept, 2 / 5)
        self.assertAlmostEqual(hours, 1.5)


@tagged("post_install", "-at_install", "security")
class TestSlaReportAccess(ReportCase):
    def test_it_shows_the_deadlines_one_may_see(self):
        ours = self._make_row()
        ours.ticket_id.user_id = self.agent_own
        theirs = self._make_row(self.gina)
        theirs.ticket_id.team_id = self.other_team
        elsewhere = self._make_row()
        elsewhere.company_id = self.other_company
        every = ours | theirs | elsewhere
        for user, seen in (
            (self.agent_own, ours),
            (self.agent, ours | theirs),
        ):
            with self.subTest(user=user.login):
                found = self.report.with_user(user).search([("id", "in", every.ids)])
                self.assertEqual(set(found.ids), set(seen.ids))
        self.assertFalse(
            self.report.with_user(self._make_portal_user(self.anna)).has_access("read")
        )
        self.assertFalse(self.report.with_user(self.manager).has_access("write"))
