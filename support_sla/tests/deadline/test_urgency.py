# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from itertools import product

from odoo.tests import tagged

from ...tools.promise.verdict import CLOCK_STATES, URGENCIES
from ..common import MONDAY
from .test_ticket_deadline import HOUR, DeadlineCase

NOW = MONDAY
ORDER = [key for key, _label in URGENCIES]


@tagged("post_install", "-at_install")
class TestUrgency(DeadlineCase):
    """Urgency is a dimension like any other: found, grouped, sorted and counted; and
    each way says the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        moments = (False, NOW - HOUR, NOW, NOW + HOUR)
        facts = list(product((False, *dict(CLOCK_STATES)), moments, moments))
        stages = cls.stage_new | cls.stage_progress | cls.stage_awaiting
        cls.tickets = cls.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Case {number}",
                    "description": "It does not open.",
                    "team_id": cls.team.id,
                    "stage_id": stages[number % 3].id,
                }
                for number in range(len(facts))
            ]
        )
        for ticket, (state, soon, due) in zip(cls.tickets, facts, strict=True):
            ticket._support_store(
                {
                    "support_clock_state": state,
                    "support_due_soon_at": soon,
                    "support_next_due_at": due,
                }
            )
        cls.env.flush_all()
        cls.mine = [("id", "in", cls.tickets.ids)]

    def setUp(self):
        super().setUp()
        self.enterContext(self.at(NOW))
        self.model = self.env["helpdesk.ticket"].with_user(self.agent)
        self.expected = Counter(self.tickets.mapped("support_urgency"))

    def test_found_is_what_is_computed(self):
        for key in ORDER:
            found = self.model.search(self.mine + [("support_urgency", "=", key)])
            wanted = self.tickets.filtered(lambda t, k=key: t.support_urgency == k)
            self.assertEqual(found, wanted, key)
            self.assertTrue(wanted, key)
            others = self.model.search(self.mine + [("support_urgency", "!=", key)])
            self.assertEqual(others, self.tickets - wanted, key)
        empty = [("support_urgency", "=", False)]
        self.assertFalse(self.model.search(self.mine + empty))
        self.assertFalse(self.tickets.filtered_domain(empty))

    def test_it_is_offered_to_group_and_to_sort(self):
        described = self.model.fields_get(["support_urgency"])["support_urgency"]

        self.assertTrue(described["groupable"])
        self.assertTrue(described["sortable"])

    def test_groups_equal_a_recount_and_stand_in_order(self):
        groups = self.model._read_group(self.mine, ["support_urgency"], ["__count"])
        self.assertEqual(dict(groups), self.expected)
        self.assertEqual([key for key, _count in groups], ORDER)

        groups = self.model.web_read_group(self.mine, ["support_urgency"])["groups"]
        self.assertEqual([group["support_urgency"] for group in groups], ORDER)
        backwards = self.model._read_group(
            self.mine, ["support_urgency"], order="support_urgency DESC"
        )
        self.assertEqual([key for (key,) in backwards], ORDER[::-1])

    def test_groups_within_groups(self):
        groups = self.model._read_group(
            self.mine, ["stage_id", "support_urgency"], ["__count"], order="stage_id"
        )

        wanted = Counter((t.stage_id, t.support_urgency) for t in self.tickets)
        self.assertEqual({(s, u): n for s, u, n in groups}, wanted)

    def test_the_progress_bar_equals_a_recount(self):
        colors = {"late": "danger", "due_soon": "warning", "on_track": "success"}
        bar = self.model.read_progress_bar(
            self.mine, "stage_id", {"field": "support_urgency", "colors": colors}
        )

        wanted = Counter((t.stage_id.id, t.support_urgency) for t in self.tickets)
        for stage in self.tickets.stage_id:
            for key in colors:
                self.assertEqual(bar[str(stage.id)][key], wanted[stage.id, key])

    def test_the_search_panel_counts_the_same(self):
        panel = self.model.search_panel_select_range(
            "support_urgency", search_domain=self.mine, enable_counters=True
        )

        counts = {value["id"]: value["__count"] for value in panel["values"]}
        self.assertEqual(counts, self.expected)

    def test_sorted_by_it_what_is_late_comes_first(self):
        found = self.model.search(self.mine, order="support_urgency, id")

        ranks = [ORDER.index(ticket.support_urgency) for ticket in found]
        self.assertEqual(ranks, sorted(ranks))
        found = self.model.search(self.mine, order="support_urgency desc, id")
        ranks = [ORDER.index(ticket.support_urgency) for ticket in found]
        self.assertEqual(ranks, sorted(ranks, reverse=True))

    def test_who_owes_nothing_reads_so(self):
        labels = dict(self.model.fields_get()["support_urgency"]["selection"])

        self.assertEqual(labels["done"], "Nothing owed")
