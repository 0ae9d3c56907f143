# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import GUATEMALA, MONDAY
from .board_common import DAY, BoardCase, numbers_of

MOST_QUERIES = 12


@tagged("post_install", "-at_install")
class TestBoard(BoardCase):
    """The numbers of the board: whose they are, and that each equals its list."""

    def test_each_number_is_the_length_of_its_list(self):
        self._make_queue()
        seen = 0
        for user in self.readers:
            board = json.loads(json.dumps(self._board(user)))
            past = numbers_of(board.pop("past"), "support.sla.report")
            for model, number in [*numbers_of(board), *past]:
                with self.subTest(user=user.login, number=number), self.at(MONDAY):
                    found = self.env[model].with_user(user)
                    count = found.search_count(number["domain"])
                    self.assertEqual(number["count"], count)
                    seen += bool(count)
        self.assertGreater(seen, 120)

    def test_my_work(self):
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        mine = {"user_id": self.agent_own.id}
        with self.at(MONDAY - 14 * DAY):
            late = self._make_ticket(self.anna, **mine)
            self._make_ticket(self.anna, user_id=self.agent.id)
        with self.at(MONDAY):
            turn, waiting, due, _later = (
                self._make_ticket(self.anna, **mine) for _n in range(4)
            )
            for team in self.team | self.other_team:
                self._make_ticket(self.anna, team_id=team.id, user_id=False)
            self._answer(turn, self.agent_own)
            self._ask(turn)
            waiting.stage_id = self.stage_awaiting
        due.support_deadline_ids.due_at = MONDAY + DAY / 4
        due._support_rebuild()

        work = self._board(self.agent_own)["work"]

        counts = {key: number["count"] for key, number in work["numbers"].items()}
        wanted = {"late": 1, "due_today": 1, "our_turn": 1, "waiting": 1}
        self.assertEqual(counts, wanted | {"unassigned": 1})
        due_next = [ticket["id"] for ticket in work["next"]]
        self.assertEqual(due_next[:2], [late.id, due.id])
        self.assertNotIn(waiting.id, due_next)
        self.assertEqual(work["next"][0]["customer"], "Acme, Anna")
        self.assertEqual(work["next"][0]["state"], "running")

    def test_whose_teams(self):
        """An agent sees the teams he is in, a leader those he leads, a manager all."""
        self._make_queue(12)
        shown = {
            user: {team["id"] for team in self._board(user)["teams"]}
            for user in self.readers
        }
        for user in self.agent | self.agent_own | self.leader:
            self.assertEqual(shown[user], {self.team.id}, user.login)
        self.assertEqual(shown[self.other_leader], {self.other_team.id})
        everything = {self.team.id, self.other_team.id, False}
        self.assertLessEqual(everything, shown[self.manager])

    def test_whose_days(self):
        """An agent sees himself, a leader his team, a manager everybody."""
        self._make_queue(12)
        rows = {
            user: {agent["id"] for agent in self._board(user)["ahead"]["agents"]}
            for user in self.readers
        }
        self.assertEqual(rows[self.agent], {self.agent.id})
        self.assertEqual(rows[self.agent_own], {self.agent_own.id})
        members = {*(self.agent | self.agent_own | self.leader).ids}
        self.assertEqual(rows[self.leader] - {False}, members)
        self.assertLess({*self.readers.ids}, rows[self.manager])

    def test_a_strange_zone_is_no_error(self):
        board = self.env["support.board"].with_user(self.agent_own)
        for tz in ("Mars/Base", "../../etc/passwd", 7):
            with self.subTest(tz), self.at(MONDAY):
                self.assertTrue(board.with_context(tz=tz).get_board()["ahead"]["days"])

    def test_quiet_teams_are_folded(self):
        """A team in which something is open is not, even if nobody is in it."""
        lonely = self._make_team("Lonely")
        quiet = self._make_team("Quiet", self.agent)
        self._make_ticket(self.anna, team_id=lonely.id)

        teams = {team["id"]: team for team in self._board(self.manager)["teams"]}

        self.assertFalse(teams[lonely.id]["folded"])
        self.assertTrue(teams[quiet.id]["folded"])

    def test_over_quota_and_accounts(self):
        self.monthly.write({"quota_tickets": 5, "over_quota_policy": "inform"})
        self._make_contract(self.acme, self.monthly, "2026-01-01", "2026-03-20")
        self._make_contract(self.globex, self.monthly, "2026-01-01", "2026-06-20")
        with self.at(MONDAY):
            for _n in range(6):
                self._make_ticket(self.anna)
            for _n in range(3):
                self._make_ticket(self.gina)

        board = self._board(self.agent)

        [team] = board["teams"]
        self.assertEqual(team["numbers"]["over_quota"]["count"], 1)
        counts = {key: number["count"] for key, number in board["accounts"].items()}
        wanted = {"ending": 1, "nearly_used": 1, "quotations": 0, "requests": 0}
        self.assertEqual(counts, wanted)

    def test_nearly_used_up_is_found_as_it_is_shown(self):
        self.monthly.quota_tickets = 10
        contracts = self.env["support.contract"]
        for used in (0, 7, 8, 11):
            customer = self._make_customer(f"Used {used}")
            contracts |= self._make_contract(customer, self.monthly, "2026-01-01")
            with self.at(MONDAY):
                for _n in range(used):
                    self._make_ticket(customer)
        contracts |= self._make_contract(self.acme, self.accompaniment, "2026-01-01")
        with self.at(MONDAY):
            domain = [("id", "in", contracts.ids), ("quota_nearly_used", "=", True)]
            found = contracts.search(domain)
            self.assertEqual(found, contracts.filtered("quota_nearly_used"))
            self.assertEqual(found, contracts[2:4])
        with self.at(MONDAY + 60 * DAY):  # another period has begun
            self.assertFalse(contracts.search(domain))

    def test_quotations_until_they_are_made(self):
        ticket = self._make_ticket(self.anna)
        task = ticket.activity_schedule("mail.mail_activity_data_todo")
        ticket._support_store({"support_quotation_id": task.id})
        self.assertEqual(self._quotations(), 1)

        task.action_feedback()
        self.assertEqual(self._quotations(), 0)

    def _quotations(self):
        return self._board(self.agent)["accounts"]["quotations"]["count"]

    def test_promises_kept(self):
        """No percentage under five cases; the target is that of the teams."""
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        self._make_contract(self.globex, self.preferential, "2026-01-01")
        self.team.support_target, self.other_team.support_target = 0.9, 0.5
        with self.at(MONDAY - 20 * DAY):
            tickets = [
                self._make_ticket(self.anna, team_id=team.id)
                for team in (self.team, self.team, self.other_team, self.other_team)
            ]
            self._make_ticket(self.gina)
        with self.at(MONDAY - 20 * DAY + DAY / 24):
            for ticket in tickets[:3]:
                self._answer(ticket, self.manager)

        few = {row["id"]: row for row in self._board(self.manager)["past"]}
        with self.at(MONDAY - 20 * DAY):
            self._make_ticket(self.anna)
        enough = {row["id"]: row for row in self._board(self.manager)["past"]}

        row = few[self.monthly.id]
        self.assertEqual((row["kept"]["count"], row["total"]["count"]), (3, 4))
        self.assertIs(row["percent"], False)
        self.assertEqual((row["target"], row["reached"]), (70, True))
        row = enough[self.monthly.id]
        self.assertEqual((row["percent"], row["target"]), (60, 74))
        self.assertFalse(row["reached"])
        self.assertEqual(enough[self.preferential.id]["kept"]["count"], 0)

    def test_an_empty_company_is_told_what_to_set_up(self):
        manager = new_test_user(
            self.env,
            "other-manager",
            "helpdesk_mgmt.group_helpdesk_manager",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        self._make_queue(5)

        board = self._board(manager)

        done = {step["key"]: step["done"] for step in board["setup"]}
        wanted = ["hours", "level", "team", "contract", "portal", "ticket"]
        self.assertEqual([*done], wanted)
        self.assertFalse(done["contract"] or done["ticket"])
        self.assertFalse(any(number["count"] for _m, number in numbers_of(board)))
        self.assertFalse(self._board(self.manager)["setup"])
        self.assertFalse(self._board(self.agent)["setup"])

    def test_only_agents_may_ask(self):
        portal = self._make_portal_user(self.anna)
        colleague = new_test_user(self.env, "colleague", "base.group_user")
        for user in portal | colleague | self.env.ref("base.public_user"):
            with self.assertRaises(AccessError):
                self._board(user)

    def test_it_only_reads(self):
        """It is asked in a transaction that refuses to write."""
        self._make_queue(5)
        self.assertTrue(self.env["support.board"].get_board._readonly)
        with self.env.cr.savepoint(flush=False) as savepoint:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            self.assertTrue(self._board(self.manager)["teams"])
            savepoint.rollback()

    def test_queries_do_not_grow(self):
        self._make_queue(10)
        for user in self.agent | self.leader | self.manager:
            team = self.other_team if user == self.manager else self.team
            self._make_ticket(self.anna, team_id=team.id, user_id=user.id)
        costs = [self._cost(user) for user in (self.manager, self.leader, self.agent)]
        for number in range(50):
            team = self._make_team(
                f"Team {number}", self.agent | self.leader, user_id=self.leader.id
            )
            self._make_ticket(self.anna, team_id=team.id, user_id=self.agent.id)

        more = [self._cost(user) for user in (self.manager, self.leader, self.agent)]

        self.assertEqual(costs, more)
        self.assertLessEqual(max(costs), MOST_QUERIES)

    def _cost(self, user):
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            context = {"lang": "en_US", "tz": GUATEMALA}
            context["allowed_company_ids"] = self.company.ids
            board = self.env["support.board"].with_user(user).with_context(**context)
            before = self.env.cr.sql_log_count
            board.get_board()
        return self.env.cr.sql_log_count - before
