# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged

from ...tools.life.events import Replanned
from ..common import MONDAY, SupportCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestCompanyHolidays(SupportCase):
    """A calendar that companies share keeps the public holidays of each, whoever asks:
    an agent of another company, or a job that belongs to none."""

    def test_each_ticket_keeps_its_own_companys_holidays(self):
        self.calendar.company_id = False
        holiday = self.env["resource.calendar.leaves"].create(
            {
                "name": "Only theirs",
                "date_from": "2026-03-03 06:00:00",
                "date_to": "2026-03-04 05:59:59",
            }
        )
        holiday.company_id = self.other_company  # core computes it, from whoever asks
        rows = []
        for company in (self.company, self.other_company):
            team = self._make_team(company.name, company_id=company.id)
            vals = {"company_id": company.id}
            self._make_contract(self.acme, self.monthly, "2026-01-01", **vals)
            with self.at(MONDAY):
                ticket = self._make_ticket(self.anna, team_id=team.id, **vals)
            rows.append(ticket.support_deadline_ids)
        ours, theirs = rows
        step = self.monthly.alert_step_ids.filtered(lambda s: s.mark == "aim")

        self.assertEqual(theirs.aim_at, ours.aim_at + DAY)
        self.assertEqual(theirs.next_alert_at, theirs.aim_at)
        for row in rows:
            moments = row._get_own_alert_moments(())
            self.assertEqual(moments[step.id], row.aim_at)
            before = row.due_at
            row.ticket_id._support_happens(Replanned(MONDAY))
            self.assertEqual(row.due_at, before)
        explain = self.env["support.deadline.explain"]
        self.assertNotIn(
            "Only theirs", explain.create({"deadline_id": ours.id}).explanation
        )
        self.assertIn(
            "Only theirs", explain.create({"deadline_id": theirs.id}).explanation
        )
