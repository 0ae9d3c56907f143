# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from ..common import MONDAY, SupportCase


class ClosingCase(SupportCase):
    """Tickets that wait for their customers since Monday, and what they were sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Other data of this database must not join the runs.
        cls.env["helpdesk.ticket"].search([]).active = False
        cls.company.resource_calendar_id = cls.calendar

    def _make_waiting(self, partner=None, moment=MONDAY, **vals):
        with self.at(moment):
            ticket = self._make_ticket(partner or self.anna, **vals)
            ticket.stage_id = self.stage_awaiting
            self.env.flush_all()
        return ticket

    def _run(self, day, *tickets, since=MONDAY):
        """One run, so many days after the silence began (a float)."""
        with self.at(since + timedelta(days=day, seconds=1)):
            return self._run_now()

    def _run_now(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("support_sla.ir_cron_close_silent").method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self, tickets):
        return self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "in", tickets.ids)],
            order="id",
        )

    def _subjects(self, tickets):
        """The kinds of mails that were queued, oldest first."""
        return [mail.subject.split(":")[0] for mail in self._mails(tickets)]


REMINDER = "We wait for your answer"
CLOSED = "Closed without an answer"
