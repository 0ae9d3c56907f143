# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import SupportCase

SERVICES = (
    "guidance",
    "questions",
    "processes",
    "operation",
    "data_review",
    "changes",
)


@tagged("post_install", "-at_install")
class TestShippedLevels(SupportCase):
    """The shipped data are the table of specification 1, cell by cell."""

    def _coverage(self, level):
        return {
            name: level.coverage_ids.filtered(
                lambda c, n=name: (
                    c.service_id == self.env.ref(f"support_sla.service_{n}")
                )
            ).coverage
            for name in SERVICES
        }

    def _check(self, level, code, channels, aim, commitment, days, quota, months):
        self.assertEqual(level.code, code)
        self.assertEqual(set(level.channel_ids.mapped("support_kind")), set(channels))
        target = level.target_ids
        self.assertEqual(
            (target.metric, target.unit, target.priority),
            ("first_response", "working_hours", False),
        )
        self.assertEqual((target.aim, target.commitment), (aim, commitment))
        hours = {
            (attendance.dayofweek, attendance.hour_from, attendance.hour_to)
            for attendance in level.calendar_id.attendance_ids
        }
        self.assertEqual(hours, {(str(day), 8.0, 18.0) for day in range(days)})
        self.assertEqual(level.quota_tickets, quota)
        self.assertFalse(level.quota_carry_over)
        self.assertEqual(level.included_months, months)

    def test_monthly(self):
        level = self.monthly
        self._check(level, "monthly", ["email", "web"], 24, 48, 5, 40, 6)
        self.assertEqual(
            (level.quota_period, level.quota_anchor, level.over_quota_policy),
            ("month", "calendar", "no_commitment"),
        )
        self.assertEqual(level.visit_days_per_week, 0)
        self.assertEqual(
            self._coverage(level),
            dict.fromkeys(SERVICES[:3], "included")
            | dict.fromkeys(SERVICES[3:], "excluded"),
        )

    def test_preferential(self):
        level = self.preferential
        channels = ["email", "web", "phone", "chat"]
        self._check(level, "preferential", channels, 3, 6, 7, 0, 0)
        self.assertEqual(level.visit_days_per_week, 0)
        self.assertEqual(
            self._coverage(level),
            dict.fromkeys(SERVICES[:3], "included")
            | dict.fromkeys(SERVICES[3:], "unstated"),
        )

    def test_accompaniment(self):
        level = self.accompaniment
        channels = ["email", "web", "phone", "chat", "visit"]
        self._check(level, "accompaniment", channels, 1, 3, 7, 0, 0)
        self.assertEqual(
            (level.visit_days_per_week, level.visit_scope), (2, "implementation")
        )
        self.assertEqual(self._coverage(level), self._coverage(self.preferential))

    def test_rank_rises_with_the_promise(self):
        self.assertLess(self.monthly.rank, self.preferential.rank)
        self.assertLess(self.preferential.rank, self.accompaniment.rank)


@tagged("post_install", "-at_install")
class TestLevel(SupportCase):
    def test_a_range_must_be_ordered(self):
        for aim, commitment in ((0, 5), (-1, 5), (6, 5)):
            with (
                self.subTest(aim=aim, commitment=commitment),
                self.assertRaisesRegex(ValidationError, "cannot be kept"),
            ):
                self.monthly.target_ids.write({"aim": aim, "commitment": commitment})

    def test_a_calendar_without_hours_is_refused_in_words(self):
        empty = self.calendar.copy({"name": "Nothing", "attendance_ids": [(5, 0, 0)]})
        empty.attendance_ids.unlink()

        with self.assertRaisesRegex(ValidationError, "no working hours"):
            self.monthly.calendar_id = empty

    def test_a_priority_of_its_own_beats_the_general_target(self):
        self.monthly.target_ids.create(
            {"level_id": self.monthly.id, "priority": "3", "aim": 1, "commitment": 2}
        )

        urgent = self.monthly._get_promise("first_response", "3")
        usual = self.monthly._get_promise("first_response", "1")

        self.assertEqual((urgent.aim, urgent.commitment), (1, 2))
        self.assertEqual((usual.aim, usual.commitment), (24, 48))
        self.assertIsNone(self.monthly._get_promise("resolution", "1"))
        self.assertIsNone(self.monthly.browse()._get_promise("resolution", "1"))

    def test_promises_cost_no_query_when_warm_and_follow_a_change(self):
        self.monthly._get_promise("first_response", "1")
        with self.assertQueryCount(0):
            self.monthly._get_promise("first_response", "1")

        self.monthly.target_ids.commitment = 72

        self.assertEqual(
            self.monthly._get_promise("first_response", "1").commitment, 72
        )

    def test_form_makes_a_level(self):
        form = Form(self.env["support.level"].with_user(self.manager))
        form.name, form.code, form.rank = "Night watch", "night", 50
        with form.target_ids.new() as target:
            target.aim, target.commitment = 1, 2
        level = form.save()

        self.assertTrue(level.calendar_id)
        self.assertEqual(level.target_ids.metric, "first_response")

    def test_a_copy_has_a_code_and_targets_of_its_own(self):
        copy = self.monthly.copy()

        self.assertNotEqual(copy.code, self.monthly.code)
        self.assertEqual(copy.target_ids.commitment, 48)
        self.assertNotEqual(copy.target_ids, self.monthly.target_ids)

    def test_agents_read_levels_and_change_nothing(self):
        level = self.monthly.with_user(self.agent_own)

        self.assertEqual(level.name, self.monthly.name)
        for record in (level, level.target_ids, level.coverage_ids):
            with self.assertRaises(AccessError):
                record.check_access("write")
