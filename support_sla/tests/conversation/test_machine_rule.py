# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from ..common import MONDAY
from ..silence.closing_common import ClosingCase


@tagged("post_install", "-at_install")
class TestMachineRule(ClosingCase):
    """To whom no machine may write, none does; each time beside a like ticket to whose
    customer it may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.support_acknowledge = True

    def setUp(self):
        super().setUp()
        self.person, self.machine = self._make(False), self._make(True)

    def _make(self, quiet):
        channel = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        vals = {"channel_id": channel.id, "support_no_auto_answer": quiet}
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, user_id=self.agent.id, **vals)
            self.env.flush_all()
            self.env.cr.precommit.run()
        return ticket

    def _assert_told(self, act):
        """What happens to both is mailed to the person's only."""
        both = self.person | self.machine
        before = self._mails(both)
        act(both)
        self.env.flush_all()
        told = self._mails(both) - before
        self.assertEqual(set(told.mapped("res_id")), set(self.person.ids))

    def _acknowledge(self, _tickets):
        with self.at(MONDAY), self.enter_registry_test_mode():
            cron = self.env.ref("support_sla.ir_cron_send_acknowledgements")
            cron.method_direct_trigger()

    def test_no_acknowledgement(self):
        self._assert_told(self._acknowledge)

    def test_nor_where_somebody_ticks_the_box_before_it_is_sent(self):
        self.machine = self._make(False)
        self.assertEqual(self.machine.support_notice_due, "received")
        self.machine.support_no_auto_answer = True
        self._assert_told(self._acknowledge)

    def test_no_mail_of_a_stage(self):
        def close(tickets):
            with self.at(MONDAY):
                for ticket in tickets:
                    ticket._support_end(self.stage_done, "agent")
                self.env.flush_all()
                self.env.cr.precommit.run()

        self._assert_told(close)

    def test_no_reminder_and_no_farewell(self):
        def wait(tickets):
            with self.at(MONDAY):
                tickets.stage_id = self.stage_awaiting
            for day in (5, 8, 10):
                self._run(day)

        self._assert_told(wait)
        self.assertTrue(self.person.closed)
        self.assertFalse(self.machine.closed)

    def test_its_parts_are_as_it_is(self):
        for ticket in self.person, self.machine:
            wizard = self.env["support.ticket.split"].create(
                {
                    "ticket_id": ticket.id,
                    "line_ids": [(0, 0, {"name": "The second", "description": "x"})],
                }
            )
            wizard.action_apply()
        quiet = [
            ticket.support_split_ids.support_no_auto_answer
            for ticket in (self.person, self.machine)
        ]
        self.assertEqual(quiet, [False, True])

    def test_a_person_asks_all_the_same(self):
        for ticket in self.person, self.machine:
            before = self._mails(ticket)
            ticket.with_user(self.agent).action_request_confirmation()
            self.assertEqual((self._mails(ticket) - before).recipient_ids, self.anna)
