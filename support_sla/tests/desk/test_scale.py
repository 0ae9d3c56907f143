# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tickets by the ten thousand, one in fifty open: what lists, cards and the board ask,
and which plan needs which index. The bench of the desk asks the same of 200,000."""

import threading
from contextlib import closing, contextmanager
from datetime import date, timedelta

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tests import new_test_user, tagged
from odoo.tests.common import get_db_name

from .. import crowd
from ..common import GUATEMALA, MONDAY, SupportCase
from ..screens import PAGE, screen

MANY, FEW = 20_000, 500
TEAMS, AGENTS, CUSTOMERS = 50, 4, 40
MOST_QUERIES = 12  # of the board
HOUR = timedelta(hours=1)
YEARS = 3 * 365 * 86400
BIG = {"helpdesk_ticket", "support_deadline"}
TICKETS = "helpdesk_mgmt.helpdesk_ticket_action"
OURS = "support_sla.helpdesk_ticket_action"
#: screen: (action, what else the client says)
SCREENS = {
    "by urgency": (TICKETS, {}),
    "by due date": (TICKETS, {"order": "support_next_due_at, id"}),
    "cards": (TICKETS, {"kind": "kanban"}),
    "by agent": (f"{OURS}_by_agent", {"kind": "kanban"}),
    "my work": (f"{OURS}_my_work", {}),
    "late": (f"{OURS}_late", {}),
    "due soon": (f"{OURS}_due_soon", {}),
    "waiting": (f"{OURS}_waiting", {}),
    "over quota": ("support_sla.support_over_quota_action", {}),
}
PARTS = {table: key for table, key in crowd.PARTS.items() if "quota" not in table}


class ScaleCase(SupportCase):
    """Two times the same helpdesk: few tickets of one team, then many of fifty."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.tz = cls.agent.tz = GUATEMALA
        cls.leader = new_test_user(
            cls.env, "support-leader", "helpdesk_mgmt.group_helpdesk_user_team"
        )
        cls.people = cls.agent | cls.agent_own | cls.leader | cls.manager
        cls.team.write({"user_id": cls.leader.id, "user_ids": [(6, 0, cls.people.ids)]})
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(CUSTOMERS)]
        )
        cls.monthly.quota_tickets = 10000
        cls.contracts = cls.env["support.contract"].create(
            [
                {
                    "partner_id": customer.id,
                    "level_id": cls.monthly.id,
                    "date_start": "2020-01-01",
                }
                for customer in cls.customers
            ]
        )
        cls.contracts.action_confirm()
        small = cls.monthly.copy(
            {"code": "small", "quota_tickets": 1, "over_quota_policy": "inform"}
        )
        cls.full = cls._make_contract(cls.globex, small, "2020-01-01")
        cls().make_seeds()

    def make_seeds(self):
        with self.at(MONDAY - HOUR):
            names = ("fresh", "waiting", "closed", "first", "over")
            seeds = {
                name: self._make_ticket(
                    self.customers[0] if name in names[:3] else self.globex,
                    name=name,
                    user_id=self.agent.id,
                )
                for name in names
            }
        with self.at(MONDAY):
            for name in ("waiting", "closed"):
                seeds[name].with_user(self.agent).message_post(
                    body="Try again.",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )
            seeds["waiting"].stage_id = self.stage_awaiting
            seeds["closed"].stage_id = self.stage_done
        self.env.flush_all()
        type(self).seeds = seeds
        fresh = seeds["fresh"]
        aim, due = fresh.support_due_soon_at, fresh.support_next_due_at
        type(self).aim = (aim - MONDAY).total_seconds()
        type(self).due = (due - MONDAY).total_seconds()

    @classmethod
    def grow(cls, number, teams):
        """So many more, shared out to the teams."""
        seeds = {name: ticket.id for name, ticket in cls.seeds.items()}
        still_open = number // 50
        spans = [
            (seeds["fresh"], still_open * 4 // 10, 0, cls.aim - 3600),
            (seeds["fresh"], still_open // 10, cls.aim + 60, cls.due - 3600),
            (seeds["fresh"], still_open // 10, cls.due + 60, cls.due + 10 * 86400),
            (seeds["waiting"], still_open * 2 // 10, 60, 5 * 86400),
            (seeds["closed"], number - still_open, 86400, YEARS),
        ]
        users = [*cls.people.ids, None]
        places = {
            "team_id": crowd.one_of(teams.ids),
            "user_id": crowd.one_of(users, len(teams)),
        }
        covers = {
            "partner_id": crowd.one_of(cls.customers.ids),
            "support_customer_id": crowd.one_of(cls.customers.ids),
            "support_contract_id": crowd.one_of(cls.contracts.ids),
        }
        cr, tickets = cls.env.cr, "helpdesk_ticket"
        crowd.multiply(cr, spans, {tickets: places | covers}, PARTS)
        over = [(seeds["over"], still_open * 2 // 10, 60, 12 * 3600)]
        crowd.multiply(cr, over, {tickets: places}, PARTS)
        cls.keep_periods(number // 15)
        crowd.analyze(cls.env.cr)
        cls.env.invalidate_all()

    @classmethod
    def keep_periods(cls, number):
        """A contract that counts by the day has so many periods, most of long ago."""
        cls.env.cr.execute(
            """
            INSERT INTO support_quota_period (contract_id, company_id, period_start,
                   period_end, allowance, carried, told_percent)
            SELECT %s, %s, day, day, 1, TRUE, 0
              FROM generate_series(1, %s) back, LATERAL (SELECT %s - back) at (day)
                ON CONFLICT DO NOTHING
            """,
            (cls.full.id, cls.company.id, number, date(2020, 1, 1)),
        )

    @contextmanager
    def heard(self):
        """The queries that are asked inside."""
        heard, thread = [], threading.current_thread()
        thread.query_hooks = [
            lambda _cr, query, params, *_: heard.append((query, params))
        ]
        try:
            yield heard
        finally:
            del thread.query_hooks

    def nodes(self, query, params):
        """The nodes of a query's plan."""
        self.env.cr.execute(f"EXPLAIN (FORMAT JSON) {query}", params)
        left = [self.env.cr.fetchone()[0][0]["Plan"]]
        while left:
            node = left.pop()
            left += node.get("Plans", ())
            yield node

    def ask(self, user, question):
        """The queries of a question that is asked a third time, and its answer."""
        context = {"lang": "en_US", "tz": GUATEMALA}
        context["allowed_company_ids"] = self.company.ids
        for _warm in range(3):
            env = self.env(user=user.id, context=context)
            self.env.invalidate_all()
            with self.heard() as queries:
                answer = question(env)
        return queries, answer

    def screens(self):
        """Yield (name, queries, rows) of each list, kanban and board."""
        for name, (action, words) in SCREENS.items():
            user = self.leader if name == "by agent" else self.agent
            shown = screen(self.env(user=user.id), action, **words)
            queries, rows = self.ask(user, shown.ask)
            yield name, queries, rows if shown.kind == "list" else 0
        for user in self.agent | self.leader | self.manager:
            queries, _board = self.ask(
                user, lambda env: env["support.board"].get_board()
            )
            yield f"board, {user.login}", queries, 0


def asks_for(domain, **words):
    """A question: the tickets of a domain, as superuser."""
    return lambda case: case.env["helpdesk.ticket"].search(domain(case), **words)


def of_jobs(name):
    """A question: what a job asks that has nothing to do."""

    def ask(case):
        with case.enter_registry_test_mode():
            case.env.ref(f"support_sla.ir_cron_{name}").method_direct_trigger()

    return ask


def of_screen(name):
    def ask(case):
        action, words = SCREENS[name]
        env = case.env(user=case.agent.id)
        screen(env, action, **words).ask(env)

    return ask


def of_board(case):
    case.env["support.board"].with_user(case.manager).get_board()


def of_parts(name):
    """A question: the rows that a few tickets have."""
    return lambda case: case.env.invalidate_all() or case.seeds["waiting"][name].ids


def of_entries(case):
    case.contracts[0].invalidate_recordset()
    return case.contracts[0].quota_entry_ids.ids


#: each index of ours on what grows with the tickets: the question whose plan needs it
NEEDED = {
    "helpdesk_ticket__support_closed_at_index": of_board,
    "helpdesk_ticket_support_came_idx": of_board,
    "helpdesk_ticket__support_quotation_id_index": of_board,
    "helpdesk_ticket_support_open_idx": of_screen("by due date"),
    "helpdesk_ticket_support_owed_idx": of_screen("late"),
    "helpdesk_ticket_support_over_idx": asks_for(
        lambda case: [
            ("support_contract_id", "=", case.full.id),
            ("support_quota_status", "=", "over"),
        ]
    ),
    "helpdesk_ticket_support_held_idx": asks_for(
        lambda case: [
            ("support_contract_id", "=", case.contracts[0].id),
            ("support_held", "=", True),
        ]
    ),
    "helpdesk_ticket__support_contract_id_index": asks_for(
        lambda case: [("support_contract_id", "=", case.contracts[0].id)]
    ),
    "helpdesk_ticket__support_customer_id_index": asks_for(
        lambda case: [("support_customer_id", "in", case.customers[0].ids)]
    ),
    "helpdesk_ticket__support_follows_id_index": of_parts("support_follow_up_ids"),
    "helpdesk_ticket__support_split_from_id_index": of_parts("support_split_ids"),
    "helpdesk_ticket__support_silence_due_at_index": of_jobs("close_silent"),
    "helpdesk_ticket__support_silent_since_index": lambda case: case.env[
        "helpdesk.ticket"
    ]._support_revise_silences(case.company, MONDAY),
    "helpdesk_ticket_support_form_mark_unique": asks_for(
        lambda case: [("support_form_mark", "=", "abc")], limit=1
    ),
    "helpdesk_ticket_support_notice_due_idx": of_jobs("send_acknowledgements"),
    "helpdesk_ticket_support_pending_idx": of_jobs("update_contracts"),
    "support_deadline_ended_idx": of_board,
    "support_deadline_open_plan_idx": of_board,
    "support_deadline_next_alert_idx": of_jobs("send_alerts"),
    "support_deadline_round_unique": of_parts("support_deadline_ids"),
    "support_pause__ticket_id_index": of_parts("support_pause_ids"),
    "support_quota_entry__ticket_id_index": of_parts("support_quota_entry_ids"),
    "support_quota_entry_period_idx": of_entries,
}
#: they refuse what may not be twice
UNIQUE = {
    "support_pause_one_open_per_ticket",
    "support_quota_entry_carried_once",
    "support_quota_entry_counted_once",
}
#: of these there are too few here to tell a good plan by its cost
SMALL = ("support_pause", "support_quota_entry")


@tagged("post_install", "-at_install")
class TestScale(ScaleCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(cls.sweep, get_db_name())
        super().setUpClass()
        cls.grow(FEW, cls.team)
        cls.few = cls().count()
        teams = cls.team.union(
            *(
                cls._make_team(f"Team {n}", cls.people, user_id=cls.leader.id)
                for n in range(1, TEAMS)
            )
        )
        cls.grow(MANY, teams)

    @staticmethod
    def sweep(database):
        """What was rolled back lies in the tables that other tests read."""
        _name, words = connection_info_for(database)
        with closing(psycopg2.connect(**words)) as connection:
            connection.autocommit = True
            for table in ("helpdesk_ticket", *PARTS):
                connection.cursor().execute(f"VACUUM ANALYZE {table}")

    def count(self):
        with self.at(MONDAY):
            return {
                name: len(queries) - (rows >= PAGE)  # the client counts a full page
                for name, queries, rows in self.screens()
            }

    def test_screens_cost_as_many_queries_and_read_no_table_through(self):
        with self.at(MONDAY):
            found = [*self.screens()]
        counts = {name: len(asked) - (rows >= PAGE) for name, asked, rows in found}
        # who reads the cards may be read apart from their people, for their zone
        self.assertIn(counts["cards"] - self.few["cards"], (-1, 0, 1))
        self.assertEqual(counts, self.few | {"cards": counts["cards"]})
        for name, count in counts.items():
            self.assertLessEqual(count, MOST_QUERIES if "board" in name else 30, name)
        for name, queries, _rows in found:
            for query, params in queries:
                # the tickets of a month's deadlines may be most of those that are here
                big = BIG - ({"helpdesk_ticket"} if "sla_report" in query else set())
                for node in self.nodes(query, params):
                    # whether there is one at all is known after the first
                    first = node.get("Parent Relationship") == "InitPlan"
                    if node["Node Type"] == "Seq Scan" and not first:
                        self.assertNotIn(node["Relation Name"], big, (name, query))

    def test_each_index_is_one_that_a_plan_needs(self):
        """An index that nobody needs makes every change of a ticket slower."""
        self.env.cr.execute(
            "SELECT tablename, indexname FROM pg_indexes"
            " WHERE tablename IN %s AND indexname LIKE '%%support%%'"
            " AND indexname NOT LIKE '%%_pkey'",
            [(*BIG, *PARTS, "support_quota_entry")],
        )
        tables = {name: table for table, name in self.env.cr.fetchall()}
        self.assertEqual(set(tables), {*NEEDED, *UNIQUE})
        for name, question in NEEDED.items():
            with self.subTest(index=name), self.at(MONDAY), self.heard() as queries:
                question(self)
            with self.subTest(index=name):
                self.assertIn(name, self.read_by(queries, tables[name]))

    def read_by(self, queries, table):
        """The indexes that the plans of some queries read."""
        seq_scan = "off" if table.startswith(SMALL) else "on"
        self.env.cr.execute(f"SET LOCAL enable_seqscan = {seq_scan}")
        return {
            node.get("Index Name")
            for query, params in queries
            if query.lstrip().startswith(("SELECT", "WITH"))
            for node in self.nodes(query, params)
        }
