# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from ..common import GUATEMALA, MONDAY
from .board_common import DAY, BoardCase

FRIDAY = MONDAY - 3 * DAY
HOUR = DAY / 24


@tagged("post_install", "-at_install")
class TestBoardAhead(BoardCase):
    """The next days against the hours that are left, and how the queue goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.calendar  # Monday to Friday, 8 to 18
        cls._make_contract(cls.acme, cls.monthly, "2026-01-01")

    def _make_due(self, at, user):
        with self.at(FRIDAY - 2 * HOUR):
            ticket = self._make_ticket(self.anna, user_id=user.id)
        ticket.support_deadline_ids.write({"aim_at": False, "due_at": at})
        ticket._support_rebuild()
        return ticket

    def _row(self, ahead, user):
        [row] = [row for row in ahead["agents"] if row["id"] == user.id]
        return row

    def _due(self, ahead, user):
        return [day["count"] for day in self._row(ahead, user)["days"]]

    def test_what_falls_due_by_agent_and_working_day(self):
        """What is due on a day off stands with the working day before it."""
        sunday_night = datetime(2026, 3, 2, 5, 30)  # 23:30 in Guatemala
        for at in (FRIDAY + HOUR, sunday_night, MONDAY, MONDAY + DAY, MONDAY + 9 * DAY):
            self._make_due(at, self.agent)
        self._make_due(MONDAY + 4 * DAY, self.agent_own)
        late = self._make_due(FRIDAY - HOUR, self.agent)

        ahead = self._board(self.leader, FRIDAY)["ahead"]

        days = ["2026-02-27", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]
        self.assertEqual(ahead["days"], days)
        self.assertEqual(self._due(ahead, self.agent), [2, 1, 1, 0, 0])
        self.assertEqual(self._due(ahead, self.agent_own), [0] * 5)
        domain = self._row(ahead, self.agent)["late"]["domain"]
        with self.at(FRIDAY):
            found = self.env["helpdesk.ticket"].with_user(self.leader).search(domain)
        self.assertEqual(found, late)

    def test_hours_that_are_left(self):
        """From now on, by one's own calendar, without holidays and absences."""
        short = self.env["resource.calendar"].create(
            {"name": "Mornings", "tz": GUATEMALA, "attendance_ids": [(5, 0, 0)]}
        )
        for day in "01234":
            short.attendance_ids = [
                (
                    0,
                    0,
                    {"name": day, "dayofweek": day, "hour_from": 8, "hour_to": 12},
                )
            ]
        resource = self.agent_own._support_get_resource(self.company)
        resource.calendar_id = short
        away = self.agent._support_get_resource(self.company)
        away.calendar_id = self.calendar
        leaves = self.env["resource.calendar.leaves"]
        leaves.create(
            {
                "name": "Ill",
                "resource_id": away.id,
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 3, 6),
                "date_to": datetime(2026, 3, 4, 5, 59, 59),
            }
        )
        leaves.create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 3, 5, 6),
                "date_to": datetime(2026, 3, 6, 5, 59, 59),
            }
        )

        ahead = self._board(self.leader)["ahead"]  # Monday, 9:00

        # Thursday is a holiday of the company's calendar: the fifth day is next Monday
        self.assertEqual(ahead["days"][-2:], ["2026-03-06", "2026-03-09"])
        self.assertEqual(self._row(ahead, self.agent)["hours"], [9, 0, 10, 10, 10])
        # who works by another calendar does not have that holiday
        self.assertEqual(self._row(ahead, self.agent_own)["hours"], [3, 4, 8, 4, 4])
        self.assertEqual(self._row(ahead, self.leader)["hours"], [9, 10, 10, 10, 10])

    def test_days_are_those_of_who_asks(self):
        self.leader.tz = "Asia/Tokyo"
        ahead = self._board(self.leader, datetime(2026, 3, 2, 16))["ahead"]

        self.assertEqual(ahead["days"][0], "2026-03-03")
        self.assertEqual(ahead["trend"][-1]["day"], "2026-03-03")

    def test_the_queue(self):
        old = self._make_due(MONDAY, self.agent)
        with self.at(MONDAY - 2 * DAY):
            closed, asked = (self._make_ticket(self.anna) for _n in range(2))
            self._answer(asked, self.manager)
        with self.at(MONDAY - DAY):
            self._ask(asked)
            closed.stage_id = self.stage_done
        (old | closed | asked).flush_recordset()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = support_since WHERE id IN %s",
            [(old | closed | asked)._ids],
        )

        ahead = self._board(self.leader)["ahead"]

        self.assertEqual(
            [
                (row["created"]["count"], row["closed"]["count"])
                for row in ahead["trend"]
            ],
            [(0, 0), (0, 0), (0, 0), (1, 0), (2, 0), (0, 1), (0, 0)],
        )
        self.assertEqual(ahead["open"]["count"], 2)
        self.assertEqual(ahead["unanswered"]["count"], 2)
        self.assertEqual(ahead["oldest"], "2026-02-27 13:00:00")
        self.assertEqual(ahead["days_to_clear"], 14)
        with self.at(MONDAY - DAY):
            closed.stage_id = self.stage_progress
        self.assertFalse(self._board(self.leader)["ahead"]["days_to_clear"])
