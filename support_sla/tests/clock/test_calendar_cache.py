# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a process keeps of a calendar is never stale: after changes, rollbacks, in other
transactions and other processes; and asking it costs no query."""

from contextlib import closing, contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, TransactionCase, new_test_user, tagged
from odoo.tests.common import get_db_name

from .clock_common import HOUR, CalendarMixin

NINE_TO_TEN = [(day, 9, 10) for day in range(7)]


@tagged("post_install", "-at_install")
class TestCalendarQueries(CalendarMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.make_calendar(NINE_TO_TEN)
        cls.monday = cls.local("2026-03-09 00:00")

    def test_warm_answers_need_no_query(self):
        user = new_test_user(self.env, "clock-user", "base.group_user")
        calendars = self.calendar | self.env.ref("support_sla.calendar_weekdays_8_18")
        for calendar in calendars:
            calendar._support_plan(self.monday, HOUR)
            calendar.with_user(user)._support_plan(self.monday, HOUR)
            self.env.invalidate_all()
            pauses = [(self.monday, self.local("2026-03-09 08:30"))]

            with self.assertQueryCount(0):
                calendar._support_plan(self.monday, 48 * HOUR, pauses)
                calendar._support_elapsed(self.monday, self.local("2036-03-09 00:00"))
                calendar._support_due(self.monday, 3, "working_days")
                calendar._support_periods(self.monday, self.local("2026-04-01 00:00"))
                calendar._support_is_open(self.monday)
                calendar._support_has_hours()
                calendar.with_context(lang="es_ES")._support_plan(self.monday, HOUR)

    def test_cold_answers_need_the_same_few_whatever_the_holidays(self):
        counts = []
        for holidays in (1, 50):
            self.env["resource.calendar.leaves"].create(
                [
                    {
                        "name": "Holiday",
                        "calendar_id": self.calendar.id,
                        "date_from": self.local("2026-04-01 00:00"),
                        "date_to": self.local("2026-04-02 00:00"),
                    }
                ]
                * holidays
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.calendar._support_plan(self.monday, HOUR)
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 5)

    def test_absence_of_a_person_drops_nothing(self):
        book = self.calendar._support_book()
        resource = self.env["resource.resource"].create(
            {"name": "Ana", "calendar_id": self.calendar.id}
        )
        absence = self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": resource.id,
                "date_from": self.local("2026-03-09 00:00"),
                "date_to": self.local("2026-03-10 00:00"),
            }
        )
        absence.date_to = self.local("2026-03-11 00:00")
        absence.unlink()

        self.assertIs(self.calendar._support_book(), book)


@tagged("post_install", "-at_install")
class TestCalendarChanges(CalendarMixin, TransactionCase):
    """A change is seen at once by the transaction that makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.make_calendar(NINE_TO_TEN)
        cls.monday = cls.local("2026-03-09 00:00")

    def check_opening(self, expected):
        opening = self.calendar._support_next_opening(self.monday)
        self.assertEqual(opening, expected and self.local(expected))

    def setUp(self):
        super().setUp()
        self.check_opening("2026-03-09 09:00")

    def test_attendances(self):
        line = {"name": "Early", "dayofweek": "0", "hour_from": 6, "hour_to": 7}
        self.calendar.attendance_ids = [(0, 0, line)]
        self.check_opening("2026-03-09 06:00")

        early = self.calendar.attendance_ids.filtered(lambda a: a.hour_from == 6)
        early.hour_from = 6.5
        self.check_opening("2026-03-09 06:30")

        early.unlink()
        self.check_opening("2026-03-09 09:00")

        self.calendar.attendance_ids = [(5, 0, 0)]
        self.check_opening(False)

    def test_holidays(self):
        holiday = self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": self.monday,
                "date_to": self.local("2026-03-09 23:59:59"),
            }
        )
        self.check_opening("2026-03-10 09:00")

        holiday.date_to = self.local("2026-03-10 23:59:59")
        self.check_opening("2026-03-11 09:00")

        holiday.calendar_id = False
        self.check_opening("2026-03-11 09:00")

        holiday.time_type = "other"
        self.check_opening("2026-03-09 09:00")

        holiday.time_type = "leave"
        self.check_opening("2026-03-11 09:00")

        holiday.resource_id = self.env["resource.resource"].create({"name": "Ana"})
        self.check_opening("2026-03-09 09:00")

        holiday.write({"resource_id": False, "calendar_id": self.calendar.id})
        self.check_opening("2026-03-11 09:00")

        holiday.unlink()
        self.check_opening("2026-03-09 09:00")

    def test_time_zone(self):
        self.calendar.tz = "UTC"

        opening = self.calendar._support_next_opening(self.monday)

        self.assertEqual(opening, self.local("2026-03-09 09:00", "UTC"))

    def test_kind_of_calendar(self):
        self.calendar.schedule_type = "flexible"
        self.calendar.hours_per_day = 8
        self.calendar.full_time_required_hours = 40

        self.check_opening("2026-03-09 08:00")

    def test_flexible_hours_follow_the_company(self):
        company_calendar = self.env.company.resource_calendar_id
        self.calendar.schedule_type = "flexible"
        self.calendar.hours_per_day = 8
        company_calendar.attendance_ids = [(5, 0, 0)]
        self.env.flush_all()
        self.check_opening(False)

        line = {"name": "Monday", "dayofweek": "0", "hour_from": 9, "hour_to": 11}
        company_calendar.attendance_ids = [(0, 0, line)]
        self.env.flush_all()
        self.check_opening("2026-03-09 11:00")

    def test_savepoint_rolled_back(self):
        with closing(self.env.cr.savepoint()):
            self.calendar.tz = "UTC"
            self.assertNotEqual(
                self.calendar._support_next_opening(self.monday),
                self.local("2026-03-09 09:00"),
            )

        self.check_opening("2026-03-09 09:00")

    def test_savepoint_rolled_back_after_a_change(self):
        self.calendar.attendance_ids[0].hour_from = 9.25  # of Monday
        with closing(self.env.cr.savepoint()):
            self.calendar.tz = "UTC"
            self.calendar._support_next_opening(self.monday)

        self.check_opening("2026-03-09 09:15")


@tagged("post_install", "-at_install")
class TestCalendarSharing(CalendarMixin, BaseCase):
    """Transactions of their own, really committed and rolled back."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.monday = self.local("2026-03-09 00:00")
        with self.transaction() as env:
            type(self).env = env
            self.calendar_id = self.make_calendar(NINE_TO_TEN).id
        self.addCleanup(self.registry.signal_changes)
        self.addCleanup(self._drop)

    def _drop(self):
        type(self).env = None
        with self.transaction() as env:
            self.calendar(env).unlink()

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def calendar(self, env):
        return env["resource.calendar"].browse(self.calendar_id)

    def opening(self, env):
        return self.calendar(env)._support_next_opening(self.monday)

    def nine(self, tz=None):
        return self.local("2026-03-09 09:00", tz)

    def test_a_new_transaction_needs_no_query(self):
        with self.transaction() as env:
            self.opening(env)

        with self.transaction() as env:
            self.assertTrue(env.company)  # the environment's own queries
            before = env.cr.sql_log_count
            self.assertEqual(self.opening(env), self.nine())
            self.assertEqual(env.cr.sql_log_count, before)

    def test_committed_change_is_seen_by_all(self):
        with self.transaction() as env:
            self.opening(env)

        with self.transaction() as env:
            self.calendar(env).tz = "UTC"

        with self.transaction() as env:
            self.assertEqual(self.opening(env), self.nine("UTC"))

    def test_uncommitted_change_is_seen_by_nobody_else(self):
        with self.transaction() as writer, self.transaction() as reader:
            self.calendar(writer).tz = "UTC"
            self.assertEqual(self.opening(writer), self.nine("UTC"))
            self.assertEqual(self.opening(reader), self.nine())
            self.assertEqual(self.opening(writer), self.nine("UTC"))
            writer.cr.rollback()
            self.assertEqual(self.opening(writer), self.nine())

        with self.transaction() as env:
            self.assertEqual(self.opening(env), self.nine())

    def test_what_an_older_transaction_sees_is_not_handed_on(self):
        with self.transaction() as older:
            older.cr.execute("SELECT 1")  # now it sees this state, whatever comes
            with self.transaction() as env:
                self.calendar(env).tz = "UTC"

            self.assertEqual(self.opening(older), self.nine())
            with self.transaction() as env:
                self.assertEqual(self.opening(env), self.nine("UTC"))
            self.assertEqual(self.opening(older), self.nine())

    def test_change_read_by_others_before_it_is_committed(self):
        with self.transaction() as writer:
            self.calendar(writer).tz = "UTC"
            writer.flush_all()
            with self.transaction() as reader:
                self.assertEqual(self.opening(reader), self.nine())

        with self.transaction() as env:
            self.assertEqual(self.opening(env), self.nine("UTC"))

    def test_a_commit_tells_the_other_processes(self):
        with self.transaction() as env:
            before = self._signals(env.cr)
            self.calendar(env).tz = "UTC"

        with self.transaction() as env:
            self.assertGreater(self._signals(env.cr), before)

    def test_the_signal_is_committed_with_the_change(self):
        with self.transaction() as env, self.transaction() as other:
            before = self._signals(other.cr)
            self.calendar(env).tz = "UTC"

            self.assertGreater(self._signals(env.cr), before)
            self.assertEqual(self._signals(other.cr), before)

    def test_change_by_another_process(self):
        with self.transaction() as env:
            self.opening(env)

        with self.transaction() as env:  # what another process does to the database
            env.cr.execute(
                "UPDATE resource_calendar SET tz = 'UTC' WHERE id = %s",
                [self.calendar_id],
            )
            env.cr.execute("INSERT INTO orm_signaling_default DEFAULT VALUES")

        with self.registry.cursor() as cr:
            self.registry.check_signaling(cr)  # as every request and job begins
        with self.transaction() as env:
            self.assertEqual(self.opening(env), self.nine("UTC"))

    def _signals(self, cr):
        cr.execute("SELECT max(id) FROM orm_signaling_default")
        return cr.fetchone()[0]
