# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ...tools.promise import states
from ...tools.promise.verdict import URGENCIES
from ..common import MONDAY
from .test_header import DAY, HOUR, DeskCase

ORDER = [key for key, _label in URGENCIES]


@tagged("post_install", "-at_install")
class TestDeskLists(DeskCase):
    """Lists and cards, as an agent opens them."""

    def _arch(self, xmlid, kind="list"):
        view = self.env["helpdesk.ticket"].with_user(self.agent)
        found = view.get_view(self.env.ref(xmlid).id, view_type=kind)
        return etree.fromstring(found["arch"])

    def _shown(self, arch):
        """Return the columns, in order, that nobody has to ask for."""
        return [
            field.get("name")
            for field in arch.xpath("/list/field")
            if field.get("optional") != "hide"
            and field.get("column_invisible") not in ("1", "True")
        ]

    def test_the_columns_say_who_what_until_when_and_whose_turn(self):
        arch = self._arch("helpdesk_mgmt.ticket_view_tree")
        columns = [name for name in self._shown(arch) if name != "priority"]

        self.assertEqual(
            columns,
            [
                "support_next_due_at",
                "number",
                "name",
                "support_customer_label",
                "support_level_id",
                "support_turn",
                "user_id",
                "stage_id",
            ],
        )
        for name in ("helpdesk_ticket_action", "helpdesk_my_tickets_action"):
            context = self.env.ref(f"helpdesk_mgmt.{name}").context
            self.assertEqual(safe_eval(context), {"search_default_open": 1})
        waiting = self._shown(
            self._arch("support_sla.helpdesk_ticket_view_list_waiting")
        )
        for name in ("paused_at", "asked_words", "reminders_words", "closes_on"):
            self.assertIn(f"support_{name}", waiting)
        over = self._shown(self._arch("support_sla.support_over_quota_view_list"))
        for name in ("since", "quota_before", "quota_words", "quota_next"):
            self.assertIn(f"support_{name}", over)

    def test_what_is_urgent_stands_first_and_in_it_what_is_due_first(self):
        arch = self._arch("helpdesk_mgmt.ticket_view_tree")
        self.small.quota_tickets = 0
        with self.at(MONDAY):
            tickets = self._make_tickets(3) | self._make_tickets(1, self.gina)
            tickets[2].stage_id = self.stage_awaiting
        aim = tickets[0].support_due_soon_at
        for hours in (1, 5):
            with self.at(MONDAY + hours * HOUR):
                tickets |= self._make_tickets(2)
        mine = [("id", "in", tickets.ids)]
        with self.at(aim + HOUR):
            rows = self.env["helpdesk.ticket"].with_user(self.agent)
            found = rows.search(mine, order=arch.get("default_order"))
            urgencies = found.mapped("support_urgency")
            self.assertEqual(urgencies, sorted(urgencies, key=ORDER.index))
            self.assertGreater(len(set(urgencies)), 2)
            for urgency in set(urgencies):
                group = found.filtered(lambda t, u=urgency: t.support_urgency == u)
                dues = [due for due in group.mapped("support_next_due_at") if due]
                self.assertEqual(dues, sorted(dues))

    def test_a_page_is_what_stands_there_in_the_whole_list(self):
        """However it is sorted, and however a ticket came to be open or closed."""
        with self.at(MONDAY):
            tickets = self._make_tickets(4) | self._make_tickets(3, self.gina)
            tickets[1:3].stage_id = self.stage_done
            tickets[2].stage_id = self.stage_progress
            tickets[3].stage_id = self.stage_awaiting
            tickets[4:6].user_id = self.agent
            tickets[6].active = False
        rows = self.env["helpdesk.ticket"].with_user(self.agent)
        is_open = [("id", "in", tickets.ids), ("closed", "=", False)]
        for closed in (True, False, True):
            with self.at(MONDAY + HOUR):
                self.stage_done.closed = closed
            for order in (
                None,
                "support_urgency, support_next_due_at, id",
                "support_next_due_at desc, id",
                "support_work_rank, id",
                "stage_id desc, user_id, id desc",
            ):
                with self.subTest(closed=closed, order=order), self.at(MONDAY + DAY):
                    whole = rows.search(is_open, order=order)
                    self.assertEqual(len(whole), 5 if closed else 6)
                    page = rows.search_fetch(
                        is_open, ["name", "tag_ids"], offset=1, limit=3, order=order
                    )
                    self.assertEqual(page.ids, whole.ids[1:4])
                    self.assertEqual(rows.search_count(is_open, limit=9), len(whole))

    def test_header_list_and_card_have_their_state_from_the_one_table(self):
        for xmlid, kind in (
            ("helpdesk_mgmt.ticket_view_tree", "list"),
            ("helpdesk_mgmt.view_helpdesk_ticket_kanban", "kanban"),
            ("support_sla.helpdesk_ticket_view_list_waiting", "list"),
            ("support_sla.helpdesk_ticket_view_kanban_by_agent", "kanban"),
        ):
            [badge] = self._arch(xmlid, kind).xpath(
                "//field[@name='support_next_due_at'][@widget]"
            )
            self.assertEqual(badge.get("widget"), "support_deadline_badge", xmlid)
        form = self._arch("helpdesk_mgmt.ticket_view_form", "form")
        self.assertEqual(
            form.xpath("//field[@name='support_header']/@widget"),
            ["support_ticket_header"],
        )
        arch = self._arch("helpdesk_mgmt.view_helpdesk_ticket_kanban", "kanban")
        [bar] = arch.xpath("//progressbar")
        colours = safe_eval(bar.get("colors"))
        for key in (states.LATE, states.DUE_SOON, states.ON_TRACK):
            self.assertEqual(colours[key], states.TABLE[key].tone)

    def test_who_waits_for_a_customer_says_what_was_asked(self):
        with self.at(MONDAY):
            kind = self.env.ref("support_sla.kind_problem")
            ticket = self._make_ticket(self.anna, category_id=kind.id)
            ticket = ticket.with_user(self.agent)
            self.assertFalse(ticket.support_asked_words)
            ticket.action_support_ask_missing()
            self.assertEqual(ticket.support_asked_words, "What is missing")
            ticket.action_request_confirmation()
            self.assertEqual(ticket.support_asked_words, "Is it solved?")

    def test_every_agent_of_my_teams_has_a_column_and_a_drag_writes_one_field(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, user_id=self.agent.id)
        action = self.env.ref("support_sla.helpdesk_ticket_action_by_agent")
        context = safe_eval(action.context) | {"read_group_expand": True}
        rows = self.env["helpdesk.ticket"].with_user(self.agent)

        def columns(**more):
            groups = rows.with_context(context, **more).web_read_group(
                [("id", "=", ticket.id)], ["user_id"], ["__count"]
            )["groups"]
            return {g["user_id"] and g["user_id"][0] for g in groups}

        self.assertEqual(columns(), {self.agent.id, self.agent_own.id})
        self.assertEqual(columns(support_by_agent=0), {self.agent.id})
        with self.at(MONDAY + DAY):
            before = ticket.support_next_due_at
            ticket.with_user(self.agent).write({"user_id": self.agent_own.id})
            self.assertEqual(ticket.support_next_due_at, before)

    def test_the_cards_are_the_helpdesks_own_where_an_action_names_none(self):
        arch = self._arch_by_default("kanban")
        self.assertEqual(arch.get("default_group_by"), "stage_id")
        self.assertIsNone(arch.get("default_order"))
        arch = self._arch_by_default("list")
        self.assertTrue(arch.get("default_order").startswith("support_urgency"))

    def _arch_by_default(self, kind):
        view = self.env["helpdesk.ticket"].with_user(self.agent)
        return etree.fromstring(view.get_view(view_type=kind)["arch"])

    def test_lists_and_cards_cost_as_many_queries_for_eighty(self):
        """Each of a customer of its own, covered by a contract of its own."""
        with self.at(MONDAY):
            self.small.over_quota_policy = "approval"
            tickets = self._make_tickets(40)
            for number in range(40):
                customer = self._make_customer(f"Customer {number}")
                contact = self._make_contact(customer, f"Contact {number}")
                self._make_contract(customer, self.small, "2026-01-01")
                tickets |= self._make_tickets(1, contact)
            tickets[:20].stage_id = self.stage_awaiting
        # waiting, over the quota and waiting, over it, and another's first
        one_of_each = tickets[:1] | tickets[19:20] | tickets[39:41]
        self.env.flush_all()

        def count(names, rows):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.with_user(self.agent).web_read({name: {} for name in names})
            return self.cr.sql_log_count - before

        for xmlid, kind in (
            ("helpdesk_mgmt.ticket_view_tree", "list"),
            ("helpdesk_mgmt.view_helpdesk_ticket_kanban", "kanban"),
            ("support_sla.helpdesk_ticket_view_list_waiting", "list"),
            ("support_sla.support_over_quota_view_list", "list"),
        ):
            names = self._arch(xmlid, kind).xpath("//field/@name")
            names += ["support_marks", "support_now", "support_past", "support_turn"]
            with self.subTest(xmlid), self.at(MONDAY + HOUR):
                count(names, tickets)
                few = count(names, one_of_each)
                self.assertEqual(count(names, tickets), few)
