# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import date, datetime, timedelta

from lxml import html

from odoo.tests import tagged

from ...tools.statement.facts import Month
from ..common import SupportCase
from .statement_acts import RandomActs
from .statement_recount import METRICS, HandCount

ZONES = {
    "America/Guatemala": ("week", 4),
    "Europe/Madrid": ("quarter", 12),
    "Asia/Kolkata": ("month", 6),
    "Pacific/Auckland": ("month", 0),
}
START = datetime(2026, 2, 24, 15)
MONTHS = [date(2026, number, 1) for number in (3, 4)]
STEPS = 170
#: After so many steps the job comes.
ROUND = 10
HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestStatementRecount(RandomActs, SupportCase):
    """Whatever happened: statement = compliance report = data = counted by hand; and a
    new version is made when, and only when, what is printed would be another text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.stage_progress.copy(
            {"name": "With the supplier", "support_waiting_for": "third_party"}
        )
        cls.stages = cls.stage_progress | cls.stage_awaiting | cls.supplier
        cls.stages |= cls.stage_done | cls.stage_new
        cls.stages |= cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")
        cls.categories = cls._make_categories()
        cls.contracts, cls.people = {}, {}
        case = cls()
        with case.at(START):
            for number, (zone, quota) in enumerate(ZONES.items()):
                level = cls._make_level(number, zone, *quota)
                customer = cls._make_customer(f"Customer{number}")
                contract = cls._make_contract(customer, level, "2026-02-01")
                cls.contracts[contract] = zone
                cls.people[contract] = cls._make_contact(customer, f"Person{number}")

    @classmethod
    def _make_categories(cls):
        """Of a service that no level includes, and of none."""
        cls.excluded = cls.env["support.service"].create({"name": "Rockets"})
        return cls.env["helpdesk.ticket.category"].create(
            [
                {"name": "Rockets", "support_service_id": cls.excluded.id},
                {"name": "Others"},
            ]
        )

    @classmethod
    def _make_level(cls, number, zone, quota_period, tickets):
        calendar = cls.calendar.copy({"name": zone, "tz": zone})
        level = cls.monthly.copy(
            {
                "code": f"z{number}",
                "name": f"Level {number}",
                "calendar_id": calendar.id,
                "quota_period": quota_period,
                "quota_tickets": tickets,
                "over_quota_policy": "no_commitment" if number % 2 else "inform",
            }
        )
        level.coverage_ids.create(
            {
                "level_id": level.id,
                "service_id": cls.excluded.id,
                "coverage": "excluded",
            }
        )
        for metric in METRICS[1:]:
            level.target_ids.create(
                {"level_id": level.id, "metric": metric, "aim": 8, "commitment": 30}
            )
        return level

    def test_whatever_happened_all_say_the_same(self):
        for seed in range(2):
            savepoint = self.cr.savepoint()
            try:
                self._live(random.Random(seed), seed)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_cache()

    def _live(self, dice, seed):
        self.now, made = START, self.env["support.statement"]
        left = [
            (Month.of(day, zone), c)
            for c, zone in self.contracts.items()
            for day in MONTHS
        ]
        left.sort(key=lambda pair: pair[0].stop)
        for step in range(STEPS):
            self.now += dice.choice((1, 2, 7, 15, 30)) * HOUR
            while left and left[0][0].stop <= self.now:
                made |= self._state(*left.pop(0))
            acts = self._acts(dice)
            with self.at(self.now), self.subTest(seed=seed, step=step):
                acts[dice.randrange(len(acts))]()
                self.env.flush_all()
                if made and step % ROUND == 0:
                    self._correct(made.contract_id)
        self.assertFalse(left, "both months are over")
        with self.at(self.now):
            newest = self._correct(made.contract_id)
            self.assertEqual(len(newest), len(made))
            for statement in newest:
                with self.subTest(seed=seed, statement=statement.display_name):
                    self._compare(statement)
        judged = sum(newest.mapped("judged_count"))
        self.assertGreater(judged, 20, "something happened")

    def _correct(self, contracts):
        """The job comes: it looks at those that were marked, and at no other there was
        anything to see. Return the newest."""
        ours = [("contract_id", "in", contracts.ids), ("latest", "=", True)]
        statements = self.env["support.statement"]
        before = {(s.contract_id, s.month): s for s in statements.search(ours)}
        statements.search([*ours, ("recheck", "=", True)])._correct(self.now)
        newest = statements.search(ours)
        for statement in newest:
            told = before[statement.contract_id, statement.month]
            if told != statement:
                prints = told._get_sheet(), statement._get_sheet()
                self.assertNotEqual(*map(self._of_month, prints))
        missed = newest._make_again(self.now)
        self.assertEqual(missed.mapped("figures"), [], "nobody looked at these")
        return newest

    def _of_month(self, sheet):
        """What is printed of a month but for its headings."""
        return {key: sheet[key] for key in sheet.keys() - {"version", "changes"}}

    def _state(self, month, contract):
        """At once when it is over, as the job does."""
        with self.at(month.stop):
            return self.env["support.statement"]._make({contract: month}, month.stop)

    def _compare(self, statement):
        contract, found = statement.contract_id, statement.figures
        count = HandCount(contract, statement.month, self.contracts[contract], self.now)
        requests = count.requests()
        self.assertEqual({n: found["requests"][n] for n in requests}, requests)
        metrics = {numbers["metric"]: numbers for numbers in found["metrics"]}
        for metric in METRICS:
            by_hand = count.promises(metric)
            if metric not in metrics:
                self.assertFalse(by_hand["judged"])
                continue
            numbers = metrics[metric]
            self.assertEqual({n: numbers[n] for n in by_hand}, by_hand, metric)
            self.assertEqual(
                self._pivot(contract, metric, found["month"]),
                (numbers["judged"], numbers["kept"], numbers["missed"]),
            )
        periods = {p["first_day"]: p for p in found["quota"]["periods"]}
        for first, by_hand in count.periods().items():
            self.assertEqual({n: periods[first][n] for n in by_hand}, by_hand)
        self._assert_all_is_counted(found)
        self._assert_lines_are_the_ledger(found)
        data = statement.with_user(self.manager).get_statement_data()
        self.assertEqual({key: data[key] for key in found}, found)
        self._assert_read(statement, found)

    def _assert_lines_are_the_ledger(self, found):
        """Who is told to have a place has one, and who is told to have found none has
        none in a period that is over."""
        over = {p["first_day"] for p in found["quota"]["periods"] if p["ended"]}
        lines = {each["ticket_id"]: each["quota"] for each in found["opened"]}
        tickets = self.env["helpdesk.ticket"].browse(lines)
        places = self.env["support.quota.entry"]._open_consumptions(tickets)
        for ticket_id, quota in lines.items():
            place = places.get(ticket_id)
            if quota == "counted":
                self.assertTrue(place, ticket_id)
            elif place:
                self.assertNotIn(place.period_start.isoformat(), over, ticket_id)

    def _assert_read(self, statement, found):
        """What page, paper and backend print is what was counted."""
        body = html.fromstring(statement.with_user(self.manager).body)
        read, requests = " ".join(body.text_content().split()), found["requests"]
        told = [
            f"Open when the month began {requests['open_at_start']} "
            f"Opened in the month {requests['opened']} "
            f"Reopened in the month {requests['reopened']} "
            f"Closed in the month {requests['closed']} "
            f"Open when the month ended {requests['open_at_end']} "
            f"Answered for the first time {requests['answered']} ",
        ]
        for numbers in found["metrics"]:
            if numbers["judged"]:
                told.append(f"In time {numbers['kept']} of {numbers['judged']}")
        for line in found["opened"] + found["earlier"]:
            told.append(line["number"])
        self.assertEqual([words for words in told if words not in read], [])

    def _pivot(self, contract, metric, month):
        """Judged, kept and broken of the compliance report, as a manager groups it."""
        report = self.env["support.sla.report"].with_user(self.manager)
        start, stop = (
            month[n].replace("T", " ").rstrip("Z") for n in ("start", "stop")
        )
        [numbers] = report._read_group(
            [
                ("contract_id", "=", contract.id),
                ("metric", "=", metric),
                ("judged_at", ">=", start),
                ("judged_at", "<", stop),
            ],
            [],
            ["judged_count:sum", "kept_count:sum", "broken_count:sum"],
        )
        return tuple(number or 0 for number in numbers)

    def _assert_all_is_counted(self, found):
        requests = found["requests"]
        left_out = sum(each["count"] for each in requests["left_out"])
        self.assertEqual(requests["opened"], requests["promised"] + left_out)
        for numbers in found["metrics"]:
            left_out = sum(each["count"] for each in numbers["left_out"])
            self.assertEqual(
                numbers["promises"], numbers["judged"] + numbers["open"] + left_out
            )
            if numbers["judged"] < 5:
                self.assertIsNone(numbers["percent"])
