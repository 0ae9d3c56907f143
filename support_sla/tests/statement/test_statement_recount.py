# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import date, datetime, timedelta

from lxml import html

from odoo.tests import tagged

from ...tools.statement.facts import Month
from ..common import SupportCase
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
HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install")
class TestStatementRecount(SupportCase):
    """Whatever happened: statement = compliance report = data = counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.stage_progress.copy(
            {"name": "With the supplier", "support_waiting_for": "third_party"}
        )
        cls.stages = cls.stage_progress | cls.stage_awaiting | cls.supplier
        cls.stages |= cls.stage_done | cls.stage_new
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
        for metric in METRICS[1:]:
            level.target_ids.create(
                {"level_id": level.id, "metric": metric, "aim": 8, "commitment": 30}
            )
        return level

    # What may happen

    def _acts(self, dice):
        contract = dice.choice([*self.contracts])
        tickets = self.env["helpdesk.ticket"].search(
            [("support_contract_id", "=", contract.id)]
        )
        one = dice.choice(tickets) if tickets else tickets
        person = self.people[contract]

        def born():
            self._make_ticket(person, priority=dice.choice("0123"))

        if not one:
            return [born]
        return [
            born,
            born,
            lambda: self._say(one, self.agent.partner_id),
            lambda: self._say(one, self.agent.partner_id),
            lambda: self._say(one, person),
            lambda: one.write({"stage_id": dice.choice(self.stages).id}),
            lambda: one.write({"stage_id": dice.choice(self.stages).id}),
            lambda: one.write({"stage_id": self.stage_done.id}),
            lambda: one.write({"priority": dice.choice("0123")}),
            lambda: self._spare(one, dice),
            lambda: self._take_back(one, dice),
            lambda: self._adjust(contract, dice),
        ]

    def _say(self, ticket, author):
        writer = self.agent if author == self.agent.partner_id else self.env.user
        ticket.with_user(writer).message_post(
            body="<p>A word</p>",
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _spare(self, ticket, dice):
        ticket.support_exempt = dice.choice(["merged", "duplicate", False])

    def _take_back(self, ticket, dice):
        rows = ticket.support_deadline_ids.filtered(
            lambda r: r.verdict not in ("met", "cancelled")
        )
        if rows and dice.random() < 0.4:
            rows[:1]._take_back("Agreed by phone", self.now)

    def _adjust(self, contract, dice):
        if contract.level_id.quota_tickets:
            self.env["support.quota.entry"].create(
                {
                    "contract_id": contract.id,
                    "period_start": contract.quota_period_start,
                    "quantity": dice.choice((-2, -1, 1)),
                    "reason": "Agreed by phone",
                }
            )

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
        self.assertFalse(left, "both months are over")
        with self.at(self.now):
            statements = made.filtered("latest")
            statements._make_again(self.now)
            newest = made.search([("latest", "=", True), ("id", ">=", min(made.ids))])
            self.assertEqual(len(newest), len(made))
            for statement in newest:
                with self.subTest(seed=seed, statement=statement.display_name):
                    self._compare(statement)
        judged = sum(newest.mapped("judged_count"))
        self.assertGreater(judged, 20, "something happened")

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
        data = statement.with_user(self.manager).get_statement_data()
        self.assertEqual({key: data[key] for key in found}, found)
        self._assert_read(statement, found)

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
