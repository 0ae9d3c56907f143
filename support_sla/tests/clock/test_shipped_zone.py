# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import Form, tagged

from ...hooks import post_init_hook
from ..common import GUATEMALA, SupportCase


@tagged("post_install", "-at_install")
class TestShippedZone(SupportCase):
    """Opening hours are those of the company's place, from the first day on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = cls.calendar | cls.calendar_alldays
        cls.main = cls.env["res.company"].search([], order="id", limit=1)
        cls.own = cls.main.resource_calendar_id
        cls.own.tz = "UTC"
        cls.shipped.tz = "UTC"
        cls.main.partner_id.tz = False

    def test_the_first_login_sets_the_zone(self):
        admin = self.env.ref("base.user_admin")
        self.env["res.users.log"].search([("create_uid", "=", admin.id)]).unlink()
        admin.resource_ids.calendar_id = self.own

        admin.with_user(admin).write({"tz": GUATEMALA})

        self.assertEqual(self.own.tz, GUATEMALA)
        self.assertEqual(self.shipped.mapped("tz"), [GUATEMALA, GUATEMALA])
        # Monday 8:00 there
        self.assertEqual(
            self.calendar._support_plan(datetime(2026, 3, 1, 3), 0),
            datetime(2026, 3, 2, 14),
        )

    def test_the_companys_calendar_is_set_by_hand(self):
        self.own.tz = "Europe/Madrid"

        self.assertEqual(self.shipped.mapped("tz"), ["Europe/Madrid"] * 2)

    def test_what_somebody_set_stays(self):
        self.calendar.tz = GUATEMALA
        other = self.env["resource.calendar"].create({"name": "Other", "tz": "UTC"})
        self.own.tz = "Europe/Madrid"

        self.assertEqual(self.calendar.tz, GUATEMALA)
        self.assertEqual(self.calendar_alldays.tz, "Europe/Madrid")
        self.assertEqual(other.tz, "UTC")

    def test_installed_where_the_company_has_a_zone(self):
        for place, zone in (("calendar", GUATEMALA), ("partner", "Asia/Tokyo")):
            with self.subTest(place):
                if place == "partner":
                    self.main.partner_id.tz = zone
                else:
                    self.own.tz = zone
                self.shipped.tz = "UTC"

                post_init_hook(self.env)

                self.assertEqual(self.shipped.mapped("tz"), [zone, zone])

    def test_a_level_warns_of_hours_of_another_place(self):
        level = self.monthly.with_company(self.main)
        with Form(level) as form:
            self.assertIn("in UTC", form.zone_warning)
        self.own.tz = "Europe/Madrid"
        self.assertFalse(level.zone_warning)
        self.calendar.tz = GUATEMALA
        self.assertIn("America/Guatemala", level.zone_warning)
