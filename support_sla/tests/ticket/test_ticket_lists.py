# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import MONDAY, SupportCase


@tagged("post_install", "-at_install")
class TestTicketLists(SupportCase):
    """The lists in the menu, as an agent opens them."""

    def test_late_due_soon_and_waiting(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        with self.at(MONDAY):
            names = ("late", "due_soon", "waiting", "closed", "on_track")
            tickets = {name: self._make_ticket(self.anna) for name in names}
            tickets["waiting"].stage_id = self.stage_awaiting
            tickets["closed"].stage_id = self.stage_done
        row = tickets["late"].support_deadline_ids
        now = row.due_at + timedelta(seconds=1)
        with self.at(now - timedelta(hours=1)):
            tickets["on_track"] = self._make_ticket(self.anna)
        tickets["due_soon"].support_deadline_ids.due_at = now
        tickets["due_soon"]._support_rebuild()
        every = self.env["helpdesk.ticket"].union(*tickets.values())

        with self.at(now):
            for name in ("late", "due_soon", "waiting"):
                with self.subTest(name=name):
                    action = self.env.ref(f"support_sla.helpdesk_ticket_action_{name}")
                    found = every.with_user(self.agent).search(
                        [("id", "in", every.ids), *safe_eval(action.domain)]
                    )
                    self.assertEqual(found, tickets[name])

    def test_open_and_closed_are_what_their_stages_say_at_this_moment(self):
        """However it is asked, also of what is linked to tickets, and before a change
        of a stage is committed."""
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        tickets = self._make_ticket(self.anna).browse()
        stages = (self.stage_new, self.stage_awaiting, self.stage_done)
        for stage in (*stages, self.stage_done.browse()):
            tickets |= self._make_ticket(self.anna)
            tickets[-1].stage_id = stage
        rows = tickets.support_deadline_ids
        own = self.stage_new.copy({"name": "Shelved", "closed": False, "active": False})
        tickets[1].stage_id = own
        for closes in (False, True, False):
            own.closed = closes
            closed = tickets.filtered(lambda t: t.stage_id.closed)
            for operator, value, wanted in (
                ("=", True, closed),
                ("=", False, tickets - closed),
                ("!=", True, tickets - closed),
                ("in", [True], closed),
                ("in", [True, False], tickets),
                ("not in", [True], tickets - closed),
                ("not in", [], tickets),
                ("in", [], tickets.browse()),
            ):
                domain = [("id", "in", tickets.ids), ("closed", operator, value)]
                with self.subTest(closes=closes, operator=operator, value=value):
                    found = self.env["helpdesk.ticket"].with_user(self.agent)
                    self.assertEqual(found.search(domain).sudo(), wanted)
                    self.assertEqual(found.search(["!", *domain[1:]]) & wanted, found)
                    self.assertEqual(
                        rows.search(
                            [("id", "in", rows.ids), ("ticket_id.closed", "=", True)]
                        ),
                        rows.filtered(lambda row: row.ticket_id.stage_id.closed),
                    )

    def test_each_names_its_customer(self):
        person = self.env["res.partner"].create({"name": "Ivan"})
        tickets = {
            "Acme, Anna": self._make_ticket(self.anna),
            "Acme": self._make_ticket(self.acme),
            "Ivan": self._make_ticket(person),
            "Somebody": self._make_ticket(partner_name="Somebody"),
            "some@body.test": self._make_ticket(partner_email="some@body.test"),
        }
        moved = self._make_ticket(self.bert)
        self.bert.parent_id = self.globex
        tickets["Acme, Bert"] = moved

        for xmlid in ("helpdesk_mgmt.ticket_view_tree", "support_over_quota_view_list"):
            xmlid = xmlid if "." in xmlid else f"support_sla.{xmlid}"
            view = self.env["helpdesk.ticket"].get_view(
                self.env.ref(xmlid).id, view_type="list"
            )
            self.assertIn("support_customer_label", view["arch"])
        for name, ticket in tickets.items():
            self.assertEqual(ticket.with_user(self.agent).support_customer_label, name)
