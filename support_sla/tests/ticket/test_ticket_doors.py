# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import Form, tagged

from ..common import MONDAY, SupportCase

FRIDAY = datetime(2026, 3, 6, 23, 0)  # 17:00 in Guatemala

RAW_MAIL = """\
From: {sender}
To: help-acme@provider.test
Subject: I cannot post an invoice
Message-Id: <{message_id}@acme.test>
Date: Fri, 06 Mar 2026 16:58:00 -0600
Content-Type: text/plain; charset=utf-8

It says that the period is closed.
"""


@tagged("post_install", "-at_install")
class TestTicketDoors(SupportCase):
    """By whatever door a ticket comes: always a ticket, always a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.monthly, "2026-02-01")
        cls.team.alias_name = "help-acme"
        cls.team.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": "provider.test"}
        )

    def _receive(self, sender, message_id="one"):
        ticket_id = self.env["mail.thread"].message_process(
            "helpdesk.ticket",
            RAW_MAIL.format(sender=sender, message_id=message_id),
        )
        return self.env["helpdesk.ticket"].browse(ticket_id)

    def _assert_range(self, ticket, aim_at, due_at):
        self.assertEqual(ticket.support_deadline_ids.metric, "first_response")
        self.assertEqual(ticket.support_deadline_ids.started_at, FRIDAY)
        self.assertEqual(ticket.support_due_soon_at, datetime.fromisoformat(aim_at))
        self.assertEqual(ticket.support_next_due_at, datetime.fromisoformat(due_at))

    def test_a_raw_mail_of_a_customer(self):
        """Friday 17:00 gives Wednesday 11:00 and Friday 15:00 (specification 5)."""
        with self.at(FRIDAY):
            ticket = self._receive("Anna <anna@acme.test>")

        self.assertEqual(ticket.partner_id, self.anna)
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertEqual(ticket.support_level_id, self.monthly)
        self.assertEqual(ticket.support_entitlement_reason, "contract")
        self._assert_range(ticket, "2026-03-11 17:00", "2026-03-13 21:00")

    def test_preferential_on_a_sunday(self):
        """Sunday 16:30 gives Monday 9:30 and 12:30 (specification 5)."""
        self._make_contract(self.acme, self.preferential, "2026-02-01")
        with self.at("2026-03-08 22:30"):
            ticket = self._make_ticket(self.anna)

        deadline = ticket.support_deadline_ids
        self.assertEqual(deadline.aim_at, datetime(2026, 3, 9, 15, 30))
        self.assertEqual(deadline.due_at, datetime(2026, 3, 9, 18, 30))

    def test_a_strangers_mail(self):
        with self.at(FRIDAY):
            ticket = self._receive("Somebody <somebody@nowhere.test>")

        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.support_entitlement_reason, "none")
        self.assertFalse(ticket.support_deadline_ids)

    def test_a_contact_without_a_company(self):
        loner = self.env["res.partner"].create(
            {"name": "Loner", "email": "loner@home.test"}
        )
        with self.at(FRIDAY):
            before = self._receive("loner@home.test", "before")
            self._make_contract(loner, self.monthly, "2026-02-01")
            after = self._receive("loner@home.test", "after")

        self.assertEqual(after.support_entitlement_reason, "contract")
        self.assertEqual(
            before.support_entitlement_reason,
            "contract",
            "a contract confirmed later reaches the open ticket",
        )
        self._assert_range(before, "2026-03-11 17:00", "2026-03-13 21:00")

    def test_an_expired_contract(self):
        self.contract.date_end = "2026-03-05"
        with self.at(FRIDAY):
            ticket = self._receive("anna@acme.test")

        self.assertEqual(ticket.support_entitlement_reason, "expired")
        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertFalse(ticket.support_deadline_ids)

    def test_an_agents_form(self):
        with self.at(FRIDAY):
            form = Form(self.env["helpdesk.ticket"].with_user(self.agent))
            form.name = "Phone call"
            form.description = "He called."
            form.partner_id = self.anna
            form.team_id = self.team
            ticket = form.save()

        self.assertEqual(ticket.support_contract_id, self.contract)
        self._assert_range(ticket, "2026-03-11 17:00", "2026-03-13 21:00")

    def test_an_import(self):
        with self.at(FRIDAY):
            result = (
                self.env["helpdesk.ticket"]
                .with_user(self.manager)
                .load(
                    ["name", "description", "partner_id/.id", "team_id/.id"],
                    [
                        ["One", "…", str(self.anna.id), str(self.team.id)],
                        ["Two", "…", str(self.gina.id), str(self.team.id)],
                    ],
                )
            )

        self.assertFalse(result["messages"])
        one, two = self.env["helpdesk.ticket"].browse(result["ids"])
        self.assertEqual(one.support_entitlement_reason, "contract")
        self._assert_range(one, "2026-03-11 17:00", "2026-03-13 21:00")
        self.assertEqual(two.support_entitlement_reason, "none")

    def test_two_companies(self):
        other_team = self.env["helpdesk.ticket.team"].create(
            {"name": "Other team", "company_id": self.other_company.id}
        )
        with self.at(FRIDAY):
            here = self._make_ticket(self.anna)
            there = self._make_ticket(self.anna, team_id=other_team.id)

        self.assertEqual(here.support_entitlement_reason, "contract")
        self.assertEqual(there.company_id, self.other_company)
        self.assertEqual(there.support_entitlement_reason, "none")

    def test_no_team_no_calendar(self):
        self.monthly.calendar_id = False
        with self.at(FRIDAY):
            ticket = self._make_ticket(self.anna, team_id=False)

        self.assertEqual(ticket.support_level_id, self.monthly)
        self.assertFalse(ticket.support_deadline_ids)

    def test_a_calendar_emptied_behind_the_levels_back(self):
        self.calendar.attendance_ids.unlink()
        with self.at(FRIDAY):
            ticket = self._make_ticket(self.anna)

        self.assertEqual(ticket.support_entitlement_reason, "contract")
        self.assertFalse(ticket.support_next_due_at)

    def test_a_priority_moves_the_open_deadline(self):
        self.monthly.target_ids.create(
            {"level_id": self.monthly.id, "priority": "3", "aim": 1, "commitment": 2}
        )
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
        with self.at("2026-03-02 15:30"):
            ticket.priority = "3"

        self.assertEqual(ticket.support_due_soon_at, datetime(2026, 3, 2, 16))
        self.assertEqual(ticket.support_next_due_at, datetime(2026, 3, 2, 17))
