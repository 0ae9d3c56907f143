# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..common import GUATEMALA, MONDAY, SupportCase


class BusinessHoursCase(SupportCase, CronMixinCase):
    def _recompute(self):
        """Let the job do what a changed calendar wakes it for."""
        cron = self.env.ref("support_sla.ir_cron_recompute_deadlines")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestBusinessHours(BusinessHoursCase):
    """Managers of support keep its hours and holidays, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "contracts-only",
            "support_sla.group_support_manager",
            tz="Asia/Tokyo",
        )
        cls.view = "support_sla.support_holiday_view_list"
        cls.leaves = cls.env["resource.calendar.leaves"].with_user(cls.clerk)

    def _enter(self, first, last=None, **values):
        with Form(self.leaves, view=self.view) as form:
            form.name = values.pop("name", "Holiday")
            form.support_first_day = first
            if last:
                form.support_last_day = last
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_days_are_those_of_the_calendar_wherever_they_are_entered(self):
        holiday = self._enter("2026-04-03", calendar_id=self.calendar)

        self.assertEqual(holiday.date_from, datetime(2026, 4, 3, 6))
        self.assertEqual(holiday.date_to, datetime(2026, 4, 4, 5, 59, 59))
        self.assertEqual(
            self.calendar._support_plan(datetime(2026, 4, 3, 15), 0),
            datetime(2026, 4, 6, 14),
        )

    def test_several_days_and_the_day_the_clocks_change(self):
        self.calendar.tz = "Europe/Madrid"
        holiday = self._enter("2026-03-28", "2026-03-29", calendar_id=self.calendar)
        self.assertEqual(holiday.date_from, datetime(2026, 3, 27, 23))
        self.assertEqual(holiday.date_to, datetime(2026, 3, 29, 21, 59, 59))

        with Form(holiday, view=self.view) as form:
            form.support_first_day = "2026-04-02"
        self.assertEqual(holiday.support_last_day, date(2026, 4, 3))

    def test_a_day_stays_that_day_in_another_zone(self):
        self.calendar.tz = "UTC"
        holiday = self._enter("2026-04-03", calendar_id=self.calendar)
        hours = self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed at noon",
                "calendar_id": self.calendar.id,
                "date_from": "2026-04-02 12:00:00",
                "date_to": "2026-04-02 18:00:00",
            }
        )

        self.calendar.with_user(self.clerk).tz = GUATEMALA
        self.assertEqual(holiday.date_from, datetime(2026, 4, 3, 6))
        self.calendar_alldays.tz = "Asia/Tokyo"
        holiday.calendar_id = self.calendar_alldays
        self.assertEqual(holiday.date_from, datetime(2026, 4, 2, 15))
        self.assertEqual(hours.date_from, datetime(2026, 4, 2, 12))

    def test_by_call_one_day_is_one_day(self):
        with self.at("2026-06-01 12:00"):
            past, coming = self.leaves.create(
                [
                    {"name": "A", "support_first_day": day, "calendar_id": False}
                    for day in ("2026-05-01", "2026-09-15")
                ]
            )
        for holiday in past | coming:
            self.assertEqual(holiday.support_last_day, holiday.support_first_day)

    def test_open_deadlines_follow(self):
        self.company.partner_id.tz = GUATEMALA
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            before = ticket.support_deadline_ids.due_at
            self._enter("2026-03-03", calendar_id=self.calendar)
            self._enter("2026-03-04")
            self._recompute()

        days = ticket.support_deadline_ids.due_at - before
        self.assertEqual(days.days, 4)  # two working days, a weekend in between

    def test_hours_are_changed_and_new_ones_made(self):
        form = Form(
            self.env["resource.calendar"]
            .with_user(self.clerk)
            .with_context(default_support_business_hours=True),
            view="support_sla.support_business_hours_view_form",
        )
        form.name = "Nights"
        form.tz = GUATEMALA
        calendar = form.save()
        with Form(
            calendar, view="support_sla.support_business_hours_view_form"
        ) as form:
            with form.attendance_ids.new() as line:
                line.dayofweek = "6"
                line.hour_from, line.hour_to = 20, 24
        self.assertTrue(calendar.support_business_hours)
        # Sunday 2026-03-08, 20:00 there
        self.assertEqual(
            calendar._support_plan(datetime(2026, 3, 8, 7), 0), datetime(2026, 3, 9, 2)
        )
        with Form(
            self.calendar.with_user(self.clerk),
            view="support_sla.support_business_hours_view_form",
        ) as form:
            with form.support_holiday_ids.new() as line:
                line.name = "Local fair"
                line.support_first_day = "2026-08-15"
        self.assertEqual(self.calendar.support_holiday_ids.name, "Local fair")
        self.assertIn(self.monthly, self.calendar.support_level_ids)

    def test_working_time_of_people_is_not_theirs(self):
        own = self.company.resource_calendar_id.with_user(self.clerk)
        for act in (
            lambda: own.write({"tz": "UTC"}),
            lambda: own.write({"support_business_hours": True}),
            lambda: own.attendance_ids[:1].write({"hour_from": 7}),
            lambda: own.attendance_ids[:1].unlink(),
            lambda: self._enter("2026-03-03", calendar_id=own),
        ):
            with self.assertRaises(AccessError):
                act()
        self.calendar.with_user(self.manager).name = "Another name"
        with self.assertRaises(AccessError):
            self.calendar.with_user(self.agent).name = "Mine"

    # Absences

    def test_an_absence_is_a_leave_of_the_technicians_resource(self):
        absences = self.leaves.with_context(default_support_absence=True)
        view = "support_sla.support_absence_view_list"
        made = self.leaves
        for day in ("2026-03-03", "2026-03-05"):
            with Form(absences, view=view) as form:
                form.support_user_id = self.agent
                form.support_first_day = day
            made |= form.record

        resource = self.env["resource.resource"].search(
            [("user_id", "=", self.agent.id)]
        )
        self.assertEqual(len(resource), 1)
        self.assertEqual(made.resource_id, resource)
        # nobody's promise waits for it
        self.assertEqual(
            self.calendar._support_plan(datetime(2026, 3, 3, 15), 0),
            datetime(2026, 3, 3, 15),
        )

    def test_absences_entered_elsewhere_are_nobodys_business(self):
        private = self.env["resource.calendar.leaves"].create(
            {
                "name": "At the doctor's",
                "resource_id": self.agent._support_get_resource(self.company).id,
                "date_from": "2026-03-03 15:00:00",
                "date_to": "2026-03-03 17:00:00",
            }
        )
        self.assertFalse(self.leaves.search([("id", "=", private.id)]))
        with self.assertRaises(AccessError):
            private.with_user(self.clerk).name = "Seen"

    # Last year's again

    def _copy(self, calendar, source, target):
        return (
            self.env["support.holiday.copy"]
            .with_user(self.clerk)
            .create(
                {
                    "calendar_id": calendar.id,
                    "source_year": source,
                    "target_year": target,
                }
            )
        )

    def test_last_years_holidays_again_and_once(self):
        self._enter("2026-01-01", calendar_id=self.calendar, name="New Year")
        self._enter(
            "2026-12-31", "2027-01-01", calendar_id=self.calendar, name="Bridge"
        )
        self._enter("2026-09-15", name="Everybody's")

        wizard = self._copy(self.calendar, 2026, 2027)
        self.assertIn("New Year", wizard.preview)
        wizard.action_copy()
        with self.assertRaisesRegex(UserError, "Nothing to copy"):
            self._copy(self.calendar, 2026, 2027).action_copy()
        self._copy(self.env["resource.calendar"], 2026, 2027).action_copy()

        days = self.env["resource.calendar.leaves"].search(
            [("date_from", ">", "2026-12-31 12:00:00"), ("resource_id", "=", False)]
        )
        self.assertEqual(
            sorted(
                (d.name, str(d.support_first_day), str(d.support_last_day))
                for d in days
            ),
            [
                ("Bridge", "2027-12-31", "2028-01-01"),
                ("Everybody's", "2027-09-15", "2027-09-15"),
                ("New Year", "2027-01-01", "2027-01-01"),
            ],
        )

    def test_a_29th_of_february_is_left_out(self):
        self._enter("2028-02-29", calendar_id=self.calendar, name="Leap")
        self._enter("2028-03-01", calendar_id=self.calendar, name="March")

        self._copy(self.calendar, 2028, 2029).action_copy()

        again = self.calendar.support_holiday_ids.filtered(
            lambda h: h.support_first_day.year == 2029
        )
        self.assertEqual(again.mapped("name"), ["March"])
