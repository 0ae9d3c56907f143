# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.tests import tagged

from .statement_common import StatementCase


@tagged("post_install", "-at_install")
class TestCorrections(StatementCase):
    """What corrects a month that is over makes a version that says so, whatever it is;
    what does not stand in its print makes none."""

    def _at(self, day):
        return datetime.fromisoformat(f"2026-{day} 16:00")

    def _look(self, statement, day):
        """As the job does: return the newest version, and whether it was made now."""
        marked = statement.filtered("recheck")
        marked._correct(self._at(f"04-{day:02}"))
        [newest] = statement.contract_id.statement_ids.filtered(
            lambda s: s.latest and s.month == statement.month
        )
        return newest, newest - statement

    def test_another_reason_corrects_what_is_printed_of_it(self):
        """Why a request uses no place stands on the page, whenever that was corrected;
        what is not printed corrects nothing."""
        ticket, original = (self._ticket(f"2026-03-0{day} 15:00") for day in (2, 3))
        with self.at("2026-03-04 15:00"):
            ticket.support_exempt = "merged"
        statement, told = self._state(), []

        for day, vals in enumerate(
            (
                {"support_exempt": "own_defect"},
                {"duplicate_id": original.id},  # it has another reason already
                {"support_exempt": False},
                {"support_exempt": "duplicate"},  # the same word
            ),
            start=10,
        ):
            with self.at(f"2026-04-{day} 15:00"):
                ticket.with_user(self.manager).write(vals)
            statement, made = self._look(statement, day)
            told.append((bool(made), statement.figures["requests"]["not_counted"]))

        self.assertEqual(
            told,
            [
                (True, [{"reason": "own_defect", "count": 1}]),
                (False, [{"reason": "own_defect", "count": 1}]),
                (True, [{"reason": "duplicate", "count": 1}]),
                (False, [{"reason": "duplicate", "count": 1}]),
            ],
        )

    def test_a_duplicate_stays_one_when_the_other_is_deleted(self):
        ticket, original = (self._ticket(f"2026-03-0{day} 15:00") for day in (2, 3))
        with self.at("2026-03-04 15:00"):
            ticket.duplicate_id = original
        statement = self._state()

        with self.at("2026-04-10 15:00"):
            original.unlink()
        newest, made = self._look(statement, 10)

        self.assertTrue(made)
        [line] = newest.figures["opened"]
        self.assertEqual((line["quota"], line["exempt"]), ("exempt", "duplicate"))

    def test_a_deleted_request_is_gone_from_a_new_version(self):
        """Also one that had no place: of a contract without a quota, and one that was
        not counted."""
        with self.at("2026-03-01 15:00"):
            free = self._make_contract(self.globex, self.preferential, "2026-02-01")
        exempt = self._ticket("2026-03-02 15:00")
        with self.at("2026-03-02 16:00"):
            exempt.support_exempt = "merged"
        none = self._ticket("2026-03-02 15:00", self.gina)
        self.assertEqual(none.support_contract_id, free)
        self.assertEqual(none.support_quota_status, "none")

        for ticket in (exempt, none):
            statement = self._state(contracts=ticket.support_contract_id)
            number = ticket.number
            with self.at("2026-04-10 15:00"):
                ticket.unlink()
            newest, made = self._look(statement, 10)
            self.assertTrue(made)
            rows = newest._get_sheet()["changes"]
            gone = {"what": f"Request {number}", "before": "listed"}
            self.assertIn(gone | {"after": "not listed"}, rows)

    def test_line_and_ledger_agree_of_what_waited_for_a_place(self):
        """Rejected after its month and taken up again; let in after its contract."""
        rejected = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")
        days = [f"2026-03-0{day} 15:00" for day in (2, 3, 4, 5)]
        first, *_others, again = [self._ticket(day) for day in days]
        *_others, granted = [self._ticket(day, self.gina) for day in days]
        with self.at("2026-03-20 15:00"):
            self.of_globex.date_end = "2026-03-31"
        march, of_globex = self._state(contracts=self.contract | self.of_globex)
        self.assertEqual(self._told(march, again), ("over", "held"))
        self.assertEqual(self._told(of_globex, granted), ("over", "held"))

        with self.at("2026-04-05 15:00"):
            again.stage_id = rejected
            first.with_user(self.manager).support_exempt = "own_defect"
        with self.at("2026-04-06 15:00"):
            again.stage_id = self.stage_progress
        with self.at("2026-04-25 15:00"):
            granted.with_user(self.manager).action_support_grant()
        march, _made = self._look(march, 26)
        of_globex, _made = self._look(of_globex, 26)
        april = self._state("2026-05-01 06:00", month=date(2026, 4, 1))

        self.assertEqual(self._told(march, again), ("over", "held"))
        self.assertEqual(self._told(april, again), ("counted", None))
        self.assertEqual(self._told(of_globex, granted), ("counted", "promised_later"))
        numbers = [
            [each.figures["quota"]["periods"][0][name] for name in ("used", "over")]
            for each in (march, april, of_globex)
        ]
        self.assertEqual(numbers, [[3, 1], [1, 0], [4, 0]])

    def _told(self, statement, ticket):
        lines = statement.figures["opened"] + statement.figures["earlier"]
        [line] = [line for line in lines if line["ticket_id"] == ticket.id]
        return line["quota"], line["left_out"]

    def test_what_is_changed_for_what_comes_changes_no_month_before(self):
        """The number, of a period that ran on too and of one that was not limited, and
        the last day."""
        with self.at("2026-03-01 15:00"):
            every, levels = self.contract, {}
            for name, vals in (
                ("yearly", {"quota_period": "year"}),
                ("weekly", {"quota_period": "week"}),
                ("free", {"quota_tickets": 0}),
            ):
                level = self.small.copy({"code": name, "name": name} | vals)
                every |= self._make_contract(self.acme, level, "2026-02-01")
                levels[name] = level
        statements = self._state(contracts=every)
        prints = [statement._get_sheet()["quota"] for statement in statements]
        with self.at("2026-04-10 15:00"):
            (levels["yearly"] | levels["free"]).quota_tickets = 9
            (self.small | levels["weekly"]).quota_tickets = 0
            every.date_end = "2026-03-11"

        self.assertFalse(statements._make_again(self._at("04-11")))
        for contract in every:
            self._plan_visit(contract)
        again = statements._make_again(self._at("04-11"))
        self.assertEqual([s._get_sheet()["quota"] for s in again], prints)

    def test_a_planned_visit_that_is_deleted_corrects_its_month(self):
        visit = self._plan_visit(self.contract)
        statement = self._state()

        with self.at("2026-04-02 15:00"):
            visit.unlink()
        newest, _made = self._look(statement, 3)

        self.assertEqual(newest.version, 2)
        self.assertFalse(newest.figures["visits"]["planned"]["count"])

    def _plan_visit(self, contract):
        with self.at("2026-03-05 15:00"):
            return self.env["support.visit"].create(
                {
                    "contract_id": contract.id,
                    "user_id": self.agent.id,
                    "start_at": "2026-03-10 15:00",
                    "stop_at": "2026-03-10 18:00",
                    "exception_reason": "They asked for it",
                }
            )
