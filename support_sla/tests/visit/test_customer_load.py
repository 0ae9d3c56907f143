# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...report.support_customer_load import SPANS
from .visit_common import VisitCase

# Tuesday 2026-03-31, 21:30 in Guatemala: in UTC it is April.
NOW = datetime(2026, 4, 1, 3, 30)
#: First and last local day of each stretch of time, that day.
DAYS = {
    "7": (date(2026, 3, 24), date(2026, 3, 31)),
    "30": (date(2026, 3, 1), date(2026, 3, 31)),
    "90": (date(2025, 12, 31), date(2026, 3, 31)),
    "365": (date(2025, 3, 31), date(2026, 3, 31)),
    "month": (date(2026, 3, 1), date(2026, 3, 31)),
    "last_month": (date(2026, 2, 1), date(2026, 2, 28)),
}
OFFSET = timedelta(hours=-6)


@tagged("post_install", "-at_install")
class TestCustomerLoad(VisitCase):
    """Customers by load: what a plain recount finds, and the lists behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.company.partner_id.tz = "America/Guatemala"
        cls.monthly.quota_tickets = 2
        cls.env["support.level.target"].create(
            {
                "level_id": cls.monthly.id,
                "metric": "resolution",
                "unit": "working_hours",
                "aim": 20,
                "commitment": 40,
            }
        )
        with case.at("2025-01-01 15:00"):
            cls._make_contract(cls.globex, cls.monthly, "2025-01-01")
        moments = (
            *("2025-03-31 05:59", "2025-03-31 06:00", "2026-02-01 05:59"),
            *("2026-02-01 06:00", "2026-02-16 15:00", "2026-03-01 05:59"),
            *("2026-03-01 06:00", "2026-03-24 05:59", "2026-03-24 06:00"),
            *("2026-03-30 16:00", "2026-04-01 03:00"),
        )
        for number, moment in enumerate(moments):
            with case.at(moment):
                people = (cls.anna, cls.gina, cls.gina, None)[: 2 + number % 3]
                made = [cls._make_ticket(partner) for partner in people]
            if number % 2:
                case._work_on(made, datetime.fromisoformat(moment))
            elif number % 3:
                made[0].active = False
        with case.at("2026-03-30 15:00"):
            cls._make_ticket(cls.anna, company_id=cls.other_company.id, team_id=False)
        cls.env.flush_all()

    def _work_on(self, tickets, opened):
        """An agent answers the next day, and closes some hours later."""
        for ticket in tickets:
            with self.at(opened + timedelta(hours=33)):
                ticket.with_user(self.agent).message_post(
                    body="Done.",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )
            with self.at(opened + timedelta(hours=39)):
                ticket.stage_id = self.stage_done

    def _rows(self, user=None, **context):
        load = self.env["support.customer.load"].with_user(user or self.agent)
        return load.with_context(**context).search([("span", "!=", False)])

    def _recount(self, first, last):
        """``{customer: [tickets, over, seconds]}`` of one company, one by one."""
        found = defaultdict(lambda: [0, 0, 0])
        tickets = self.env["helpdesk.ticket"].with_context(active_test=False)
        for ticket in tickets.search([("company_id", "=", self.company.id)]):
            if first <= (ticket.create_date + OFFSET).date() <= last:
                row = found[ticket.support_customer_id]
                row[0] += 1
                row[1] += ticket.support_quota_status == "over"
                kinds = defaultdict(int)
                for deadline in ticket.support_deadline_ids:
                    if deadline.verdict in ("met", "missed"):
                        kinds[deadline.metric] += deadline.working_seconds
                row[2] += max(kinds.values(), default=0)
        return found

    def test_each_figure_is_a_plain_recount(self):
        with self.at(NOW):
            rows = self._rows()
            self.assertEqual({row.span for row in rows}, {key for key, _name in SPANS})
            for span, days in DAYS.items():
                here = rows.filtered(lambda r, span=span: r.span == span)
                recount = self._recount(*days)
                total = sum(count for count, _over, _seconds in recount.values())
                told = {row.partner_id: row for row in here if row.ticket_count}
                self.assertEqual(set(told), set(recount))
                for customer, (count, over, seconds) in recount.items():
                    row = told[customer]
                    with self.subTest(span=span, customer=customer.name):
                        self.assertEqual(
                            (row.ticket_count, row.over_count), (count, over)
                        )
                        self.assertAlmostEqual(row.hours, seconds / 3600)
                        self.assertAlmostEqual(row.share, count / total)
        figures = rows.filtered(lambda r: r.span == "365")
        self.assertGreater(sum(figures.mapped("over_count")), 2)
        self.assertGreater(sum(figures.mapped("hours")), 9)

    def test_a_figure_opens_what_it_counts(self):
        with self.at(NOW):
            for row in self._rows():
                for figure, action in (
                    (row.ticket_count, row.action_view_tickets()),
                    (row.over_count, row.action_view_over()),
                ):
                    model = self.env[action["res_model"]].with_user(self.agent)
                    model = model.with_context(**action["context"])
                    self.assertEqual(model.search_count(action["domain"]), figure)
                    customer = row.partner_id.display_name or "Without customer"
                    self.assertEqual(row.display_name, customer)
                    self.assertEqual(action["display_name"], customer)

    def test_hours_of_visits_that_were_made(self):
        with self.at("2026-03-02 12:00"):
            made = self._make_visit("2026-03-03")
            self._make_visit("2026-03-05")
        with self.at("2026-03-04 15:00"):
            made.write({"state": "done", "report": "<p>All works.</p>"})
        with self.at(NOW):
            rows = self._rows().filtered(lambda r: r.partner_id == self.acme)
            for row in rows:
                inside = row.span not in ("7", "last_month")
                self.assertEqual(row.visit_hours, made.hours if inside else 0)
                visits = row.action_view_visits()["domain"]
                visits = self.env["support.visit"].search(visits)
                self.assertEqual(visits, made if inside else visits.browse())
        self.assertGreater(made.hours, 0)

    def test_without_a_choice_it_is_the_last_30_days(self):
        load = self.env["support.customer.load"].with_user(self.agent)
        with self.at(NOW):
            self.assertEqual({row.span for row in load.search([])}, {"30"})
            [(count, share)] = load._read_group(
                [], [], ["ticket_count:sum", "share:sum"]
            )
        recount = self._recount(*DAYS["30"])
        self.assertEqual(count, sum(row[0] for row in recount.values()))
        self.assertAlmostEqual(share, 1)

    def test_it_is_sorted_and_cut_by_any_figure(self):
        load = self.env["support.customer.load"].with_user(self.agent)
        with self.at(NOW):
            for name in ("ticket_count", "share", "over_count", "hours"):
                values = load.search([], order=f"{name} desc").mapped(name)
                self.assertEqual(values, sorted(values, reverse=True))
            most = max(load.search([]).mapped("share"))
            cut = load.search([("share", ">=", most)])
            self.assertEqual({row.share for row in cut}, {most})
            self.assertLess(len(cut), len(load.search([])))

    def test_of_the_companies_that_one_is_in(self):
        self.manager.company_ids |= self.other_company
        with self.at(NOW):
            self.assertEqual(self._rows().company_id, self.company)
            both = (self.company | self.other_company).ids
            rows = self._rows(self.manager, allowed_company_ids=both)
            self.assertEqual(rows.company_id.ids, both)
            other = rows.filtered(lambda r: r.company_id == self.other_company)
            self.assertEqual({row.share for row in other}, {1})

    def test_a_row_costs_no_query_of_its_own(self):
        load = self.env["support.customer.load"].with_user(self.agent)
        names = ["partner_id", "ticket_count", "share", "over_count", "hours"]
        with self.at(NOW):
            load.search_read([], names)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = load.search_read([], names)
        self.assertGreater(len(rows), 2)
        self.assertLessEqual(self.cr.sql_log_count - before, 5)

    def test_it_is_for_those_who_see_all_tickets(self):
        self.assertTrue(self._rows(self.manager))
        portal = self._make_portal_user(self.anna)
        for user in (self.agent_own, portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self._rows(user)
