# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import date, datetime

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import GUATEMALA
from ..portal.public_shapes import SHAPES, differences
from .statement_common import MARCH, StatementCase


@tagged("post_install", "-at_install")
class TestStatement(StatementCase):
    def test_a_month_in_figures(self):
        answered = self._ticket("2026-03-02 15:00")
        self._answer(answered, "2026-03-02 17:00")
        waiting = self._ticket("2026-03-09 15:00", priority="2")
        with self.at("2026-03-09 16:00"):
            waiting.stage_id = self.stage_awaiting
        with self.at("2026-03-09 18:00"):
            waiting.stage_id = self.stage_progress
        late = self._ticket("2026-03-10 15:00")
        held = self._ticket("2026-03-11 15:00")
        carried = self._ticket("2026-03-31 23:00", self.gina)

        statement = self._state(contracts=self.contract | self.of_globex)

        mine, others = (s.figures for s in statement)
        requests = mine["requests"]
        self.assertEqual((requests["opened"], requests["answered"]), (4, 1))
        self.assertEqual(requests["left_out"], [{"reason": "held", "count": 1}])
        [metric] = mine["metrics"]
        numbers = [metric[name] for name in ("judged", "kept", "missed", "missed_open")]
        self.assertEqual(numbers, [3, 1, 2, 2])
        self.assertIsNone(metric["percent"], "of three nobody is told a share")
        self.assertEqual(metric["median"], {"working": 7200, "wall": 7200})
        self.assertEqual(metric["worst"]["number"], waiting.number)
        self.assertEqual(
            mine["paused"], [{"why": "customer", "count": 1, "seconds": 7200}]
        )
        [period] = mine["quota"]["periods"]
        self.assertEqual(
            [period[name] for name in ("allowance", "used", "left", "over")],
            [3, 3, 0, 1],
        )
        lines = {line["ticket_id"]: line for line in mine["opened"]}
        self.assertEqual(lines[held.id]["left_out"], "held")
        self.assertEqual(lines[late.id]["verdict"], "missed")
        self.assertEqual(
            lines[waiting.id]["pauses"],
            [
                {
                    "start": "2026-03-09T16:00:00Z",
                    "stop": "2026-03-09T18:00:00Z",
                    "why": "customer",
                    "seconds": 7200,
                }
            ],
        )
        self.assertEqual(others["metrics"][0]["open"], 1)
        self.assertEqual(others["opened"][0]["number"], carried.number)

    def test_nothing_happened_and_it_says_so(self):
        statement = self._state()

        self.assertEqual(statement.opened_count, 0)
        self.assertEqual(statement.figures["opened"], [])
        [period] = statement.figures["quota"]["periods"]
        self.assertEqual((period["allowance"], period["left"]), (3, 3))

    def test_a_correction_of_a_period_that_is_over_is_one_of_its_month(self):
        ticket = self._ticket("2026-03-02 15:00")
        before = self._state()
        with self.at("2026-04-10 15:00"):
            ticket.with_user(self.manager).support_exempt = "own_defect"

        again = before._make_again(self._at("04-10"))

        self.assertEqual((before.version, before.latest), (1, False))
        self.assertEqual((again.version, again.latest), (2, True))
        [period] = again.figures["quota"]["periods"]
        self.assertEqual([period[n] for n in ("used", "reversed", "left")], [1, 1, 3])
        told = {".".join(c["path"]): c["after"] for c in again.figures["changes"]}
        self.assertEqual(told["quota.periods.2026-03-01.reversed"], 1)
        self.assertEqual(told[f"opened.{ticket.id}.exempt"], "own_defect")
        same = again._make_again(self._at("04-11"))
        self.assertFalse(same, "nothing has changed: nothing is corrected")

    def _at(self, day):
        return datetime.fromisoformat(f"2026-{day} 16:00")

    # Its shape

    def test_others_may_rely_on_its_shape(self):
        self._answer(self._ticket("2026-03-02 15:00"), "2026-03-02 17:00")
        waiting = self._ticket("2026-03-03 15:00")
        with self.at("2026-03-03 16:00"):
            waiting.stage_id = self.stage_awaiting
        with self.at("2026-03-03 17:00"):
            waiting.stage_id = self.stage_progress
        data = self._state().get_statement_data()

        self.assertEqual(json.loads(json.dumps(data)), data, "JSON and nothing else")
        shape = SHAPES["support.statement/get_statement_data"]
        self.assertEqual([*differences(data, shape, ordered=False)], [])
        self.assertTrue(data["opened"][0]["promises"] and data["paused"])
        self.assertEqual(data["month"]["zone"], GUATEMALA)
        method = type(self.env["support.statement"]).get_statement_data
        self.assertTrue(method._readonly)

    # Who may

    def test_who_reads_it(self):
        ours, theirs = self._state(contracts=self.contract | self.of_globex)
        both = ours | theirs

        for user in (self.agent, self.manager):
            self.assertEqual(self._found(user, both), both)
        self.assertEqual(self._found(self.portal_anna, both), ours)
        self.assertEqual(self._found(self.portal_gina, both), theirs)
        data = ours.with_user(self.portal_anna).get_statement_data()
        self.assertEqual(data["customer"]["name"], "Acme")
        employee = new_test_user(self.env, "just-employee", "base.group_user")
        public = self.env.ref("base.public_user")
        for user in (self.portal_gina, self.agent_own, employee, public):
            with self.subTest(user.login), self.assertRaises(AccessError):
                ours.with_user(user).get_statement_data()
        with self.assertRaises(AccessError):
            ours.with_user(self.portal_gina).read(["figures"])

    def _found(self, user, statements):
        found = statements.with_user(user).search([("id", "in", statements.ids)])
        return found.sudo().sorted("contract_id")

    def test_another_company_sees_none(self):
        statement = self._state()
        stranger = new_test_user(
            self.env,
            "manager-elsewhere",
            "helpdesk_mgmt.group_helpdesk_manager,support_sla.group_support_manager",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )

        self.assertFalse(self._found(stranger, statement))
        with self.assertRaises(AccessError):
            statement.with_user(stranger).get_statement_data()

    def test_a_stated_contract_stays_its_customers(self):
        self._ticket("2026-03-02 15:00", name="Nobody else's affair")
        self._state()
        initech = self._make_customer("Initech")

        with self.assertRaises(UserError) as refused:
            self.contract.with_user(self.manager).partner_id = initech
        self.assertIn("has statements", str(refused.exception))
        self.contract.partner_id = self.anna  # stands for her company
        with self.at("2026-04-02 15:00"):
            self.of_globex.partner_id = initech

    def test_it_follows_a_customer_that_becomes_a_part_of_another(self):
        """And with it what was said of it, and visits: whatever names the contract's
        customer."""
        ivan = self.env["res.partner"].create({"name": "Ivan"})
        with self.at("2026-03-01 15:00"):
            contract = self._make_contract(ivan, self.small, "2026-02-01")
        self._ticket("2026-03-02 15:00", ivan)
        with self.at("2026-03-05 15:00"):
            visit = self.env["support.visit"].create(
                {
                    "contract_id": contract.id,
                    "user_id": self.agent.id,
                    "start_at": "2026-03-20 15:00",
                    "stop_at": "2026-03-20 18:00",
                    "exception_reason": "They asked for it",
                }
            )
        statement = self._state(contracts=contract)
        objection = self.env["support.statement.objection"]._take(
            statement, statement.figures["opened"][0], "No", ivan, self._at("04-02")
        )

        with self.at("2026-04-10 15:00"):
            ivan.parent_id = self.globex

        for record in (contract, statement, objection, visit):
            self.assertEqual(record.partner_id, self.globex, record)
            among = [("id", "=", record.id), ("partner_id", "=", self.globex.id)]
            self.assertEqual(record.search(among), record)

    def test_a_stated_contract_keeps_its_level(self):
        """Whatever way it is written; another one is promised from a day on."""
        self._ticket("2026-03-02 15:00")
        statement = self._state()
        mine = self.contract.with_user(self.manager)

        for contract in (mine, self.contract):
            with self.assertRaisesRegex(UserError, "Renew, extend or change"):
                contract.level_id = self.monthly
        mine.write({"level_id": self.small.id})
        with self.at("2026-04-10 15:00"):
            after = mine._change_level(self.monthly, date(2026, 4, 10))
            self.of_globex.with_user(self.manager).level_id = self.monthly

        self.assertEqual(after.level_id, self.monthly)
        self.assertEqual(statement._get_sheet()["level"], "Small")
        self.assertFalse(statement._make_again(self._at("04-11")))

    def test_nobody_chooses_the_first_month(self):
        """Years of statements are made by no write, create or copy."""
        mine = self.contract.with_user(self.manager)

        for day in ("2010-01-01", False, "2027-01-01"):
            with self.subTest(day):
                with self.assertRaisesRegex(UserError, "nobody chooses"):
                    mine.write({"statement_from": day})
                with self.assertRaisesRegex(UserError, "nobody chooses"):
                    mine.copy({"statement_from": day})
            with self.at("2026-03-01 15:00"):
                brought = mine.with_context(default_statement_from=day).copy()
            self.assertEqual(brought.statement_from, self.contract.statement_from)
        mine.write({"statement_from": self.contract.statement_from})
        mine.date_start = "2010-01-01"
        self.assertEqual(str(self.contract.statement_due_at), "2026-03-01 06:00:00")

    def test_nobody_writes_figures(self):
        statement = self._state()

        for user in (self.manager, self.portal_anna, self.env.ref("base.user_root")):
            mine = statement.with_user(user)
            with self.assertRaises(UserError):
                mine.write({"figures": {}})
            with self.assertRaises(UserError):
                mine.mailed_at = "2026-04-02"
            with self.assertRaises(UserError):
                mine.create({"contract_id": self.contract.id, "month": "2026-02-01"})
            with self.assertRaises(UserError):
                mine.with_context(_force_unlink=True).unlink()
        self.assertTrue(statement.exists())

    def test_one_a_month_and_version(self):
        self._state()

        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._state()

    # Which month is next

    def test_the_first_is_the_month_that_was_over_when_it_was_entered(self):
        with self.at("2026-06-10 15:00"):
            old = self._make_contract(self.globex, self.monthly, "2024-01-01")
            new = self._make_contract(self.acme, self.preferential, "2026-07-20")
            draft = self._make_contract(
                self.acme, self.accompaniment, "2026-01-01", confirm=False
            )

        self.assertEqual(str(old.statement_due_at), "2026-06-01 06:00:00")
        self.assertEqual(str(new.statement_due_at), "2026-08-01 06:00:00")
        self.assertFalse(draft.statement_due_at)

    def test_no_hour_is_in_two_months_or_none_where_the_zone_changes(self):
        """To the east the next month begins before this one is over, to the west
        later."""
        told = {}
        for zone, customer in (
            ("Pacific/Auckland", self.acme),
            ("Pacific/Honolulu", self.globex),
        ):
            calendar = self.calendar.copy({"name": zone})
            level = self.small.copy({"code": zone, "calendar_id": calendar.id})
            with self.at("2026-03-01 15:00"):
                contract = self._make_contract(customer, level, "2026-02-01")
            for moment in ("2026-03-31 20:00", "2026-04-01 08:00"):
                ticket = self._ticket(moment, customer)
                ticket._support_store({"support_contract_id": contract.id})
            march = self._state(contracts=contract)
            with self.at("2026-04-02 15:00"):
                calendar.tz = zone
            with self.at("2026-05-02 15:00"):
                contract._make_statements(self.env.cr.now())
            again = march._make_again(self._at("05-02"))
            self.assertFalse(again)
            april = contract.statement_ids - march
            told[zone] = [s.opened_count for s in (march, april.ensure_one())]

        self.assertEqual(told, dict.fromkeys(told, [1, 1]))

    def test_one_after_the_other_until_it_has_ended_and_owes_nothing(self):
        with self.at("2026-03-20 15:00"):
            self.contract.date_end = "2026-03-31"
        ticket = self._ticket("2026-03-31 20:00")

        self._state("2026-03-01 06:00", month=date(2026, 2, 1))
        self.assertEqual(self.contract._get_next_month().first, MARCH)
        march = self._state()

        self.assertEqual(march.open_count, 1)
        self.assertEqual(self.contract._get_next_month().first, date(2026, 4, 1))
        self._answer(ticket, "2026-04-01 16:00")
        april = self._state("2026-05-01 06:00", month=date(2026, 4, 1))
        self.assertEqual((april.judged_count, april.opened_count), (1, 0))
        self.assertFalse(self.contract.statement_due_at)
