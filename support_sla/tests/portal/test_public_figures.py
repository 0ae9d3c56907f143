# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ...tools.time.iso import moment_text, read_moment
from .test_public_methods import NOON, PublicCase


@tagged("post_install", "-at_install")
class TestPublicFigures(PublicCase):
    """What other software is told is what people are told, and a plain recount."""

    def test_a_balance_is_the_ledger_of_its_period(self):
        with self.at("2026-10-05 15:00"):
            self._make_tickets(2)
        with self.at("2026-11-26 15:00"):
            self.env["support.quota.entry"].create(
                {"contract_id": self.contract.id, "quantity": -2, "reason": "A gift"}
            )
        with self.at(NOON):
            [now] = self.contract.with_user(self.portal_anna).get_balance()
            gauge = self.contract._portal_gauges(NOON)[self.contract.id]
            [then] = self.contract.get_balance("2026-11-01T05:59:59Z")
            [before] = self.contract.get_balance("2020-01-01T00:00:00Z")
        entries = self.contract.quota_entry_ids.filtered(
            lambda e: e.period_start == date(2026, 11, 1)
        )
        self.assertEqual(now["left"], 3 - sum(entries.mapped("quantity")))
        self.assertEqual((now["allowance"], now["size"]), (3, 5))
        for name in ("used", "size", "left", "over"):
            self.assertEqual(now[name], gauge[name], name)
        self.assertEqual((now["period_start"], now["period_end"]), self._days(11, 30))
        # a second before November begins in Guatemala
        self.assertEqual((then["period_start"], then["period_end"]), self._days(10, 31))
        self.assertEqual((then["used"], then["left"], then["over"]), (2, 1, 0))
        self.assertEqual(before["period_start"], "2026-01-01")

    def _days(self, month, last):
        return f"2026-{month}-01", f"2026-{month}-{last}"

    def test_a_past_period_keeps_what_was_allowed_in_it(self):
        with self.at("2026-12-05 15:00"):
            self.small.quota_tickets = 0
            [november] = self.contract.get_balance(moment_text(NOON))
            [december] = self.contract.get_balance()
        self.assertEqual((november["unlimited"], november["allowance"]), (False, 3))
        self.assertEqual((december["unlimited"], december["left"]), (True, None))

    def test_a_promise_says_what_badge_and_page_say(self):
        tickets = self.tickets | self.theirs
        for moment in (NOON, datetime(2026, 12, 4, 18, 0)):
            with self.at(moment):
                told = tickets.with_user(self.agent).get_promise()
                words = tickets._support_portal_promises()
                for ticket, row in zip(tickets, told, strict=True):
                    self.assertEqual(row["state"], ticket.support_state)
                    self.assertEqual(row["urgency"], ticket.support_urgency)
                    self.assertEqual(row["sentence"], words[ticket.id]["note"])
                    due = row["due_at"] and read_moment(row["due_at"])
                    self.assertEqual(due or False, ticket.support_next_due_at)
                    self.assertEqual(
                        [(r["verdict"], r["urgency"]) for r in row["deadlines"]],
                        [(r.verdict, r.urgency) for r in ticket.support_deadline_ids],
                    )
                    self.assertEqual(
                        [p["seconds"] for p in row["pauses"]],
                        ticket.support_pause_ids.mapped("working_seconds"),
                    )
        states = {row["state"] for row in told}
        self.assertGreater(len(states), 2, states)
        self.assertTrue(any(row["held"] for row in told))

    def test_a_preview_is_what_a_ticket_gets(self):
        self.small.quota_tickets = 0
        target = {"level_id": self.small.id, "unit": "working_hours"}
        self.env["support.level.target"].create(
            [
                target
                | {"metric": "first_response", "priority": "3"}
                | {"aim": 1, "commitment": 2},
                target | {"metric": "resolution", "aim": 20, "commitment": 40},
            ]
        )
        for hours in (0, 7, 31, 55):
            moment = datetime(2026, 12, 3, 21, 30) + timedelta(hours=hours)
            for priority in ("0", "3"):
                with self.at(moment):
                    [told] = self.small.preview_deadline(moment_text(moment), priority)
                    ticket = self._make_ticket(self.anna, priority=priority)
                got = {
                    row.metric: (moment_text(row.aim_at), moment_text(row.due_at))
                    for row in ticket.support_deadline_ids
                }
                asked = {
                    row["metric"]: (row["aim_at"], row["due_at"])
                    for row in told["deadlines"]
                }
                self.assertTrue(got)
                self.assertEqual(asked, got)
                self.assertEqual(told["open"], not told["opens_at"])

    def test_a_level_without_calendar_or_promise_is_told_too(self):
        bare = self.env["support.level"].create({"name": "Bare", "code": "bare"})
        bare.calendar_id = False
        [told] = bare.preview_deadline()
        self.assertEqual((told["deadlines"], told["open"]), ([], False))
        self.assertEqual((told["zone"], told["opens_at"]), ("UTC", None))

    def test_a_comparison_is_the_table_of_the_page(self):
        levels = self.monthly | self.preferential
        told = levels.with_user(self.agent).get_comparison()
        self.assertEqual(told["sections"], levels._lowest_first()._comparison_rows())
        self.assertEqual(
            [row["id"] for row in told["levels"]], levels._lowest_first().ids
        )

    def test_what_is_asked_twice_is_told_once(self):
        double = self.contract.browse(self.contract.ids * 2)
        self.assertEqual(len(double.get_balance()), 1)

    def test_of_fifty_no_more_queries_than_of_one(self):
        with self.at("2026-11-26 15:00"):
            tickets = self._make_tickets(50)
            levels = self.small.browse(
                self.small.copy({"code": f"s{number}"}).id for number in range(50)
            )
            contracts = self.contract.browse(
                self._make_contract(self.globex, level, "2026-01-01").id
                for level in levels
            )
        self.env.flush_all()
        agent = self.agent
        with self.at(NOON):
            for records, method, most in (
                (contracts, "get_balance", 9),
                (tickets, "get_promise", 16),
                (levels, "preview_deadline", 5),
                (levels, "get_comparison", 10),
            ):
                records = records.with_user(agent)
                counts = []
                for some in (records, records[:1], records):
                    getattr(some, method)()  # what a process reads once
                    self.env.invalidate_all()
                    before = self.cr.sql_log_count
                    getattr(some, method)()
                    counts.append(self.cr.sql_log_count - before)
                with self.subTest(method):
                    self.assertEqual(counts[1], counts[2])
                    self.assertLessEqual(counts[2], most)
