# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import file_open

from ..models.demo import script
from .demo_common import PROVIDER, TICKETS, TODAY, DemoCase

# In UTC; the provider is in Guatemala, six hours behind.
MOMENTS = {
    "a Sunday night": datetime(2027, 3, 8, 5, 40),
    "a holiday at noon": datetime(2026, 9, 15, 18, 0),
    "just after midnight, on the first": datetime(2027, 2, 1, 6, 5),
    "the evening of the 31st": datetime(2027, 1, 1, 0, 30),
    "a leap day": datetime(2028, 2, 29, 15, 0),
    "a Saturday before we open": datetime(2027, 1, 2, 13, 59),
}
#: what the demo promises of the board
PROMISED = {
    "open": 29,
    "late": 2,
    "due_soon": 3,
    "over_quota": 2,
    "waiting": 5,
    "unassigned": 10,
}


@tagged("post_install", "-at_install")
class TestDemoMoments(DemoCase):
    """Whenever it is installed, the desk looks as the demo promises."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.load(PROVIDER)
        cls.files = [f for f in cls.get_files() if f not in {PROVIDER, TICKETS}]
        with file_open(TODAY) as file:
            cls.acts = script.read(file.read())

    def test_the_desk_is_as_promised_at_any_moment(self):
        for name, moment in MOMENTS.items():
            with self.subTest(name), freeze_time(moment):
                with self.env.cr.savepoint() as undone:
                    # when it is installed at that moment
                    self.load(*self.files)
                    self.env["support.demo"]._play([TODAY], moment)
                    # then
                    self.check_desk()
                    self.check_acts(moment)
                    self.assertEqual(
                        [*self.env["support.check"]._support_check(moment)], []
                    )
                    undone.rollback()
                self.env.invalidate_all()

    def check_desk(self):
        numbers = self.count_board("ricardo")
        self.assertEqual({name: numbers[name] for name in PROMISED}, PROMISED)
        waiting = {
            name: self._ref(f"ticket_{name}").support_reminders_sent
            for name in ("count", "catalogue", "returns")
        }
        self.assertEqual(waiting, {"count": 0, "catalogue": 1, "returns": 2})
        self.assertEqual(self._ref("ticket_fiscal").support_told, "no")
        reopened = self._ref("ticket_kitchen")
        self.assertFalse(reopened.closed)
        self.assertEqual(reopened.support_told, "yes")

    def check_acts(self, moment):
        """All has happened by now, and a ticket was at its own moments."""
        timed = self.env["support.demo"]._get_timetable(self.acts, moment)
        self.assertEqual(len(timed), len(self.acts))
        for at, act in timed:
            if act.after:
                continue
            ticket = self._ref(f"ticket_{act.ticket}")
            if act.what in ("web", "mail", "phone", "chat"):
                self.assertEqual(ticket.support_since, at)
                self.assertEqual(ticket.create_date, at)
                self.assertEqual(min(ticket.message_ids.mapped("date")), at)
