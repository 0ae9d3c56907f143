# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import HttpCase, tagged

from ..clock.test_business_hours import BusinessHoursCase


@tagged("post_install", "-at_install")
class TestManagerTours(BusinessHoursCase, HttpCase):
    """A manager's day in a real browser, which fails at whatever the console says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_contract(cls.acme, cls.preferential, "2020-01-01")
        cls.company.support_tell_beginning = True
        cls.project = cls.env["support.implementation"].create(
            {
                "name": "Go live",
                "partner_id": cls.globex.id,
                "date_start": "2020-01-01",
                "level_id": cls.monthly.id,
            }
        )

    def _sold(self):
        return self.env["support.contract"].search(
            [("partner_id", "=", self.acme.id), ("level_id", "=", self.monthly.id)]
        )

    def _assert_sold_and_finished(self):
        """One contract is sold, one is included, and both customers are told."""
        sold, included = self._sold(), self.project.contract_ids
        self.assertRecordValues(
            sold | included,
            [
                {"phase": "confirmed", "origin": "bought", "partner_id": self.acme.id},
                {
                    "phase": "confirmed",
                    "origin": "included",
                    "partner_id": self.globex.id,
                },
            ],
        )
        self.assertEqual(self.project.state, "finished")
        day_after = fields.Date.add(self.project.date_end, days=1)
        self.assertEqual(included.date_start, day_after)
        mails = self.env["mail.mail"].search(
            [
                ("model", "=", "support.contract"),
                ("res_id", "in", [sold.id, included.id]),
            ]
        )
        self.assertEqual(mails.recipient_ids, self.acme | self.globex)

    def test_a_manager_sells_finishes_and_enters_a_holiday(self):
        """The due date of an open ticket moves, and the ticket says so."""
        customer = self._make_customer("Initech")
        self._make_contract(customer, self.monthly, "2020-01-01")
        ticket = self._make_ticket(self._make_contact(customer, "Ines"))
        row = ticket.support_deadline_ids
        day, before = row.aim_at.date(), row.due_at

        self.start_tour(
            f"/odoo?support_lang=en&support_day={day:%m/%d/%Y}",
            "support_sla_manager_day",
            login=self.manager.login,
        )

        self._assert_sold_and_finished()
        holiday = self.env["resource.calendar.leaves"].search(
            [("name", "=", "Founding day")]
        )
        self.assertEqual(holiday.support_first_day, day)
        self._recompute()
        self.assertGreater(row.due_at, before)
        due = f"{row.due_at:%b} {row.due_at.day}"
        self.start_tour(
            f"/odoo/action-helpdesk_mgmt.helpdesk_ticket_action/{ticket.id}"
            f"?support_due={due}",
            "support_sla_manager_due",
            login=self.manager.login,
        )

    def test_the_same_in_spanish(self):
        self.env["res.lang"]._activate_lang("es_419")
        modules = [("name", "in", ("web", "helpdesk_mgmt", "support_sla"))]
        self.env["ir.module.module"].search(modules)._update_translations(["es_419"])
        self.manager.lang = "es_419"

        self.start_tour(
            "/odoo?support_lang=es",
            "support_sla_manager_day",
            login=self.manager.login,
        )

        self._assert_sold_and_finished()
