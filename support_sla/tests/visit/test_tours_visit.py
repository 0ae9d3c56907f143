# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import date_utils

from .visit_common import VisitCase

ENGLISH, SPANISH = "en_US", "es_419"


class VisitTourCase(VisitCase, HttpCase):
    """Whole stories in a real browser, on days around today."""

    lang = ENGLISH

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(SPANISH)
        cls.project.date_end = False
        cls.owner = cls._make_portal_user(cls.anna)
        cls.anna.lang = cls.lang
        cls.agent.tz = "America/Guatemala"
        noon = datetime.now().replace(hour=18, minute=0, second=0, microsecond=0)
        cls.noon = noon

    def _make_at(self, days, **vals):
        return self.env["support.visit"].create(
            {
                "contract_id": self.contract.id,
                "user_id": self.tech.id,
                "contact_id": self.anna.id,
                "start_at": self.noon + timedelta(days=days),
                "exception_reason": "For the story",
            }
            | vals
        )

    def _tour(self, name, path, login=None):
        self.env.flush_all()
        self.start_tour(
            path,
            f"support_sla_{name}",
            login=login,
            cookies={"frontend_lang": self.lang},
        )
        self.env.invalidate_all()

    def _customers_story(self):
        visit = self._make_at(5, confirmation="asked")
        link = visit._get_page_url(signed=True)

        self._tour("portal_visit_propose", link)
        self.assertEqual(visit.confirmation, "proposed")
        self.assertIn("We open later", str(visit.message_ids.mapped("body")))
        visit.with_user(self.agent).action_accept_proposal()
        self.assertEqual(visit.confirmation, "confirmed")

        visit.confirmation = "asked"
        self._tour("portal_visit_confirm", "/my", self.owner.login)
        self.assertEqual(visit.confirmation, "confirmed")

        self._tour("portal_visit_cancel", link)
        self.assertEqual((visit.state, visit.cancelled_by), ("cancelled", "customer"))

        made = self._make_at(-3, report="<p>Installed the till.</p>")
        made.action_done()
        self._tour("portal_visit_sign", made._get_page_url(), self.owner.login)
        self.assertEqual(made.signed_by, "Anna Acme")
        self.assertTrue(made.signature)


@tagged("post_install", "-at_install")
class TestVisitTour(VisitTourCase):
    def test_a_customer_at_a_desk(self):
        self._customers_story()

    def test_an_agent_plans_the_visits_of_an_implementation(self):
        today = self.noon.date()
        tuesday = date_utils.add(today, days=7, weekday=1)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Founders' day",
                "calendar_id": self.calendar_alldays.id,
                "date_from": self._moment(str(tuesday), 0),
                "date_to": self._moment(str(tuesday), 24),
            }
        )
        self.project.date_end = today + timedelta(days=30)
        action = "support_sla.support_implementation_action"

        path = f"/odoo/action-{action}/{self.project.id}"
        self._tour("visit_planner", path, self.agent.login)

        plan = self.env["support.visit.plan"].search([])
        self.assertEqual(plan.state, "planned")
        self.assertEqual(plan.user_id, self.agent)
        weekdays = {visit.day.weekday() for visit in plan.visit_ids}
        self.assertEqual(weekdays, {1, 3})
        self.assertNotIn(tuesday, plan.visit_ids.mapped("day"))

    def test_a_drag_beyond_the_allowance_snaps_back(self):
        monday = self._monday_of_next_month()
        for days in (0, 1):
            self._make_at_day(monday + timedelta(days=days))
        dragged = self._make_at_day(monday + timedelta(days=7))

        self._tour(
            "visit_drag",
            "/odoo/action-support_sla.support_visit_action?view_type=calendar",
            self.agent.login,
        )

        self.assertEqual(dragged.day, monday + timedelta(days=9))
        self.assertEqual(dragged.sequence, 1)

    def _monday_of_next_month(self):
        eighth = date_utils.add(datetime.now().date(), months=1).replace(day=8)
        return eighth + timedelta(days=-eighth.weekday() % 7)

    def _make_at_day(self, day):
        return self._make_visit(str(day), user=self.agent)


@tagged("post_install", "-at_install")
class TestVisitTourPhone(VisitTourCase):
    browser_size = "390x844"
    touch_enabled = True
    lang = SPANISH

    def test_a_customer_who_reads_spanish_on_the_phone(self):
        self._customers_story()
