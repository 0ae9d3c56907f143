# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from ...hooks import HOLDING, post_init_hook
from ..common import MONDAY, SupportCase


@tagged("post_install", "-at_install")
class TestPostInit(SupportCase):
    """A helpdesk that had tickets before this addon came."""

    def setUp(self):
        super().setUp()
        with self.at(MONDAY):
            self.open, self.done = (self._make_ticket(self.anna) for _ in range(2))
            self.done.stage_id = self.stage_done
        self.env.flush_all()
        tickets = self.open | self.done
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET support_since = NULL, support_closed_at = NULL,"
            " support_entitlement_reason = NULL, support_quota_status = NULL"
            " WHERE id IN %s",
            [tickets._ids],
        )
        tickets.invalidate_recordset()

    def test_old_tickets_get_a_beginning_and_a_reason(self):
        post_init_hook(self.env)

        for ticket in self.open | self.done:
            self.assertEqual(ticket.support_since, MONDAY)
            self.assertEqual(ticket.support_entitlement_reason, "none")
            self.assertEqual(ticket.support_quota_status, "none")
        self.assertFalse(self.open.support_closed_at)
        self.assertEqual(self.done.support_closed_at, MONDAY)

    def test_a_contract_owes_nothing_before_it_was_confirmed(self):
        post_init_hook(self.env)
        with self.at("2026-03-09 15:00"):
            contract = self._make_contract(self.acme, self.monthly, "2026-03-09")

        self.assertEqual(self.open.support_contract_id, contract)
        row = self.open.support_deadline_ids
        self.assertEqual(row.started_at, datetime(2026, 3, 9, 15))
        self.assertFalse(self.done.support_contract_id)


@tagged("post_install", "-at_install")
class TestKinds(SupportCase):
    """Our kinds of request are for a helpdesk that has none of its own."""

    def _install(self):
        """Return (whether ours are offered, whether the form asks for the kind)."""
        self.company.helpdesk_mgmt_portal_select_category = False
        post_init_hook(self.env)
        question = self.env.ref("support_sla.kind_question")
        return question.active, self.company.helpdesk_mgmt_portal_select_category

    def test_a_new_helpdesk_asks_for_the_kind(self):
        self.env["helpdesk.ticket"].search([]).unlink()

        self.assertEqual(self._install(), (True, True))
        self.assertFalse(self.company.helpdesk_mgmt_portal_category_id_required)

    def test_one_with_tickets_keeps_its_form(self):
        self._make_ticket(self.anna)

        self.assertEqual(self._install(), (True, False))

    def test_one_with_categories_goes_on_with_them(self):
        own = self.env["helpdesk.ticket.category"].create({"name": "Printers"})

        self.assertEqual(self._install(), (False, False))
        self.assertTrue(own.active)
        self.assertFalse(own.support_asks_steps)

    def test_what_holds_on_to_other_rows_leaves_before_them(self):
        """Read off the columns: else the addon cannot be uninstalled once there are
        such rows."""
        for model in self.env.registry.models.values():
            stored = (
                [] if model._abstract or model._transient else model._fields.items()
            )
            for name, field in stored:
                held = field.type == "many2one" and field.ondelete == "restrict"
                if held and field.store and field.comodel_name in HOLDING:
                    if model._name == "helpdesk.ticket":
                        continue  # stays, and lets go of them
                    with self.subTest(model=model._name, column=name):
                        self.assertIn(model._name, HOLDING)
                        order = map(HOLDING.index, (model._name, field.comodel_name))
                        self.assertLess(*order)
