# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tests.common import BaseCase

from ...tools.time.explain import explain
from ..common import MONDAY, SupportCase

HOUR = timedelta(hours=1)


def at(hour, day=2):
    return datetime(2026, 3, day, hour)


class TestExplainLines(BaseCase):
    def test_work_is_cut_by_pauses_and_marks_and_adds_up(self):
        lines = explain(
            [(at(8), at(12)), (at(14), at(18))],
            [(at(0, 3), at(0, 4), "Carnival")],
            # overlapping, and over a border
            [(at(9), at(10), "customer"), (at(9), at(11), "closed")],
            [(at(8), "start"), (at(15), "aim"), (at(18), "due")],
        )

        work = [(x.start.hour, x.stop.hour) for x in lines if x.kind == "work"]
        self.assertEqual(work, [(8, 9), (11, 12), (14, 15), (15, 18)])
        totals = {x.key: x.total // 3600 for x in lines if x.kind == "mark"}
        self.assertEqual(totals, {"start": 0, "aim": 3, "due": 6})
        self.assertEqual(lines[-1].key, "Carnival")

    def test_a_pause_over_a_whole_period_leaves_nothing_of_it(self):
        lines = explain([(at(8), at(12))], [], [(at(7), at(13), "p")], [])
        self.assertEqual([x.kind for x in lines], ["pause"])


class ExplainCase(SupportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_contract(cls.acme, cls.monthly, "2026-01-01")
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Day of the Printer",
                "calendar_id": cls.calendar.id,
                "date_from": "2026-03-03 06:00:00",
                "date_to": "2026-03-04 05:59:59",
            }
        )

    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.ticket = self._make_ticket(self.anna, user_id=self.agent_own.id)
            self.env.flush_all()
        self.row = self.ticket.support_deadline_ids

    def _explain(self, user=None):
        action = self.row.with_user(user or self.agent_own).action_explain()
        model = self.env[action["res_model"]].with_user(user or self.agent_own)
        return model.browse(action["res_id"])

    def _lines(self, dialog):
        return dialog._get_lines(
            self.row._get_clock(),
            self.row.unit,
            self.row.started_at,
            dialog._get_marks(self.row),
            dialog._get_holes(self.row),
        )


@tagged("post_install", "-at_install")
class TestExplainDialog(ExplainCase):
    def test_it_adds_up_to_the_promise_over_weeks(self):
        lines = self._lines(self._explain())

        marks = [line for line in lines if line.kind == "mark"]
        self.assertEqual([m.total // 3600 for m in marks], [0, 24, 48])
        self.assertEqual(
            [m.start for m in marks][1:], [self.row.aim_at, self.row.due_at]
        )
        holidays = [line.key for line in lines if line.kind == "holiday"]
        self.assertEqual(holidays, ["Day of the Printer"])

    def test_a_pause_is_a_line_and_moves_the_marks(self):
        with self.at(MONDAY + HOUR):
            self.ticket.stage_id = self.stage_awaiting
        with self.at(MONDAY + 4 * HOUR):
            self.ticket.stage_id = self.stage_progress

        dialog = self._explain()
        lines = self._lines(dialog)

        self.assertEqual(
            [x.total // 3600 for x in lines if x.kind == "mark"], [0, 24, 48]
        )
        self.assertIn("The customer", dialog.explanation)
        self.assertFalse(dialog.warning)

    def test_it_speaks_in_the_zone_of_the_calendar(self):
        dialog = self._explain()

        self.assertIn("America/Guatemala", dialog.explanation)
        self.assertRegex(dialog.explanation, r"Mon 2 Mar 2026, 9:00")
        self.assertIn("24 to 48 working hours", dialog.summary)
        self.assertIn("Day of the Printer", dialog.explanation)

    def test_a_waiting_ticket_says_that_its_dates_still_move(self):
        with self.at(MONDAY + HOUR):
            self.ticket.stage_id = self.stage_awaiting
        self.assertIn("stands still", self._explain().warning)

    def test_an_answered_row_stays_explained_as_it_was(self):
        with self.at(MONDAY + 2 * HOUR):
            self.ticket.with_user(self.agent).message_post(
                body="Yes.", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        with self.at(MONDAY + 3 * HOUR):
            self.ticket.stage_id = self.stage_awaiting
        with self.at(MONDAY + 5 * HOUR):
            self.ticket.stage_id = self.stage_progress

        dialog = self._explain()
        done = [x for x in self._lines(dialog) if x.start == MONDAY + 2 * HOUR]

        self.assertEqual(done[0].total, self.row.working_seconds)
        self.assertFalse(dialog.warning)

    def test_days_and_elapsed_hours_too(self):
        for unit, amounts in (("working_days", (2, 4)), ("elapsed_hours", (24, 48))):
            with self.subTest(unit=unit):
                self.monthly.target_ids.write(
                    {"unit": unit, "aim": amounts[0], "commitment": amounts[1]}
                )
                with self.at(MONDAY):
                    self.row = self._make_ticket(self.anna).support_deadline_ids
                dialog = self._explain(self.agent)
                marks = [x for x in self._lines(dialog) if x.kind == "mark"]
                self.assertEqual(marks[-1].start, self.row.due_at)
                self.assertEqual(
                    marks[-1].total,
                    self.row._get_clock()._support_used(MONDAY, self.row.due_at, unit),
                )

    def test_only_who_may_read_the_deadline_is_told(self):
        self._make_contract(self.globex, self.monthly, "2026-01-01")
        other = self._make_ticket(self.gina, team_id=self.other_team.id)
        dialog = self.env["support.deadline.explain"].with_user(self.agent_own)
        with self.assertRaises(AccessError):
            dialog.create({"deadline_id": other.support_deadline_ids.id}).read()
        portal = self._make_portal_user(self.anna)
        self.assertFalse(dialog.with_user(portal).has_access("create"))


@tagged("post_install", "-at_install")
class TestLevelTrial(ExplainCase):
    def _try(self, **vals):
        trial = self.env["support.level.trial"].with_user(self.agent_own)
        return trial.create({"level_id": self.monthly.id, "moment": MONDAY} | vals)

    def test_it_shows_what_a_ticket_really_gets(self):
        trial = self._try()
        zone = self.calendar.tz

        for moment in (self.row.aim_at, self.row.due_at):
            self.assertIn(trial._get_moment(moment, zone), trial.result)
        self.assertIn("Open at that moment", trial.result)
        self.assertIn("24 to 48 working hours", trial.result)

    def test_outside_hours_it_says_when_it_reopens(self):
        trial = self._try(moment=MONDAY - 5 * HOUR)
        self.assertIn("reopens Mon 2 Mar 2026, 8:00", trial.result)

    def test_priority_and_channel_count(self):
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        self.monthly.target_ids.create(
            {
                "level_id": self.monthly.id,
                "metric": "first_response",
                "priority": "3",
                "aim": 1,
                "commitment": 2,
            }
        )

        trial = self._try(priority="3", channel_id=phone.id)

        self.assertIn("1 to 2 working hours", trial.result)
        self.assertIn("not part of the level", trial.result)

    def test_a_level_without_promise_says_so(self):
        self.monthly.target_ids.unlink()
        self.assertIn("promises nothing", self._try().result)

    def test_the_form_answers_while_one_types_and_creates_no_ticket(self):
        tickets = self.env["helpdesk.ticket"].search_count([])
        action = self.monthly.with_user(self.manager).action_test_date()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        form.moment = MONDAY
        self.assertIn("24 to 48", form.result)
        form.save()
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), tickets)
