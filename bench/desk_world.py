"""The world of bench.desk: people, a crowd of tickets, and the screens they open."""

import time
from datetime import timedelta

from werkzeug.test import Client

import odoo.http
from odoo import api, fields
from odoo.service import security
from odoo.tools import SQL

CUSTOMERS, AGENTS, TEAMS = 50, 10, 50
PAST = 3 * 365 * 86400  # of which the closed ones are
OPEN = 50  # one in so many is open
#: of a hundred open ones
SHARES = {"fresh": 40, "soon": 10, "late": 15, "waiting": 15, "asked": 10, "over": 10}
GROUPS = {
    "own": "helpdesk_mgmt.group_helpdesk_user_own",
    "leader": "helpdesk_mgmt.group_helpdesk_user_team",
    "manager": "helpdesk_mgmt.group_helpdesk_manager",
}
TICKETS = "helpdesk_mgmt.helpdesk_ticket_action"
OURS = "support_sla.helpdesk_ticket_action"
ZONE = "America/Guatemala"


class World:
    """Ids only: each round has an environment of its own."""

    def __init__(self, env):
        from odoo.addons.support_sla.tests import crowd, screens

        self.crowd, self.screen = crowd, screens.screen
        self.mark = f"{time.time_ns()}"
        self.users = {
            f"agent{n}": self._user(
                env, f"agent{n}", "helpdesk_mgmt.group_helpdesk_user"
            )
            for n in range(AGENTS)
        }
        self.users |= {
            name: self._user(env, name, xmlid) for name, xmlid in GROUPS.items()
        }
        self.agents = [*self.users.values()]
        leader = self.users["leader"]
        self.teams = (
            env["helpdesk.ticket.team"]
            .create(
                [
                    {
                        "name": f"Team {n}",
                        "user_id": leader,
                        "user_ids": [(6, 0, self.agents)],
                    }
                    for n in range(TEAMS)
                ]
            )
            .ids
        )
        self._make_customers(env)
        self.seeds = self._make_seeds(env)
        env.cr.commit()

    def _user(self, env, name, xmlid):
        groups = [(4, env.ref(xmlid).id)]
        values = {"name": name, "login": f"{name}-{self.mark}", "group_ids": groups}
        return env["res.users"].create(values | {"tz": ZONE}).id

    def _make_customers(self, env):
        level = env.ref("support_sla.level_preferential")
        level.quota_tickets = 10**6
        customers = env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(CUSTOMERS)]
        )
        contacts = env["res.partner"].create(
            [
                {"name": "Somebody", "parent_id": c.id, "email": f"c{c.id}@bench.test"}
                for c in customers
            ]
        )
        contracts = env["support.contract"].create(
            [
                {"partner_id": c.id, "level_id": level.id, "date_start": "2015-01-01"}
                for c in customers
            ]
        )
        contracts.action_confirm()
        self.customers, self.contacts = customers.ids, contacts.ids
        self.contracts = contracts.ids
        portal = env.ref("base.group_portal").ids
        self.users["customer"] = (
            env["res.users"]
            .create(
                {
                    "name": "Somebody",
                    "login": f"customer-{self.mark}",
                    "partner_id": contacts[0].id,
                    "tz": ZONE,
                    "group_ids": [(6, 0, portal)],
                }
            )
            .id
        )

    def _make_seeds(self, env):
        """Return ``{word: id}`` of tickets that were really made."""
        agent = self.users["agent0"]
        names = ("fresh", "waiting", "asked", "closed", "over")
        vals = {"description": "<p>It is broken.</p>", "partner_id": self.contacts[0]}
        vals |= {"team_id": self.teams[0], "user_id": agent}
        tickets = {
            name: env["helpdesk.ticket"].create(vals | {"name": f"Seed, {name}"})
            for name in names
        }
        for name in ("waiting", "asked", "closed"):
            self._say(tickets[name].with_user(agent), "Try again.")
        self._say(tickets["asked"], "And now?", author_id=self.contacts[0])
        tickets["waiting"].with_user(agent).action_support_wait()
        done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        tickets["closed"].with_user(agent).stage_id = done
        over = {"support_quota_status": "over", "support_over_policy": "inform"}
        tickets["over"]._support_store(over)
        env.flush_all()
        now, fresh = fields.Datetime.now(), tickets["fresh"]
        self.aim = (fresh.support_due_soon_at - now) / timedelta(seconds=1)
        self.due = (fresh.support_next_due_at - now) / timedelta(seconds=1)
        return {name: ticket.id for name, ticket in tickets.items()}

    def _say(self, ticket, body, **more):
        ticket.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **more,
        )

    # The crowd

    def fill(self, cr, size):
        """Fill up to so many tickets; deadlines, pauses and counts with them."""
        cr.execute("SELECT count(*) FROM helpdesk_ticket")
        more = size - cr.fetchone()[0]
        seeds = self.seeds
        spans = {
            "fresh": (seeds["fresh"], 0, self.aim - 3600),
            "soon": (seeds["fresh"], self.aim + 60, self.due - 3600),
            "late": (seeds["fresh"], self.due + 60, self.due + 10 * 86400),
            "waiting": (seeds["waiting"], 60, 5 * 86400),
            "asked": (seeds["asked"], 60, self.aim),
            "over": (seeds["over"], 60, 5 * 86400),
        }
        planned = []
        for word, (seed, first, last) in spans.items():
            number = more // OPEN * SHARES[word] // 100
            planned.append((seed, number, first, last))
        still_open = sum(number for _seed, number, _first, _last in planned)
        planned.append((seeds["closed"], more - still_open, 0, PAST))
        self.crowd.multiply(cr, planned, self._given())
        cr.execute(
            """
            INSERT INTO support_quota_period (contract_id, company_id, period_start,
                   period_end, allowance, carried, told_percent)
            SELECT DISTINCT contract_id, company_id, period_start,
                   (period_start + interval '1 month' - interval '1 day')::date,
                   10000, TRUE, 0
              FROM support_quota_entry
                ON CONFLICT DO NOTHING
            """
        )
        cr.commit()

    def _given(self):
        one_of = self.crowd.one_of
        contract = one_of(self.contracts)
        return {
            "helpdesk_ticket": {
                "partner_id": one_of(self.contacts),
                "commercial_partner_id": one_of(self.customers),
                "support_customer_id": one_of(self.customers),
                "support_contract_id": contract,
            },
            "support_quota_entry": {
                "contract_id": contract,
                "period_start": SQL(
                    "date_trunc('month', seed.create_date - copy.back)::date"
                ),
            },
        }

    def spread(self, cr, number):
        """Share all tickets out to so many teams; one in five is nobody's. As they
        came they stand in the table."""
        users = self.agents + len(self.agents) // 4 * [None]
        cr.execute(
            """
            DROP INDEX IF EXISTS bench_came;
            UPDATE helpdesk_ticket SET team_id = (%s)[1 + id %% %s],
                   user_id = (%s::int[])[1 + (hashint4(id) & 65535) %% %s]
            """,
            (self.teams[:number], number, users, len(users)),
        )
        cr.execute("CREATE INDEX bench_came ON helpdesk_ticket (create_date)")
        cr.execute("CLUSTER helpdesk_ticket USING bench_came")
        cr.execute("DROP INDEX bench_came")
        cr.commit()

    # The screens

    def screens(self):
        """Return ``{screen: (who opens it, what prepares what asks for it)}``: what the
        web client has been told before is no matter of the screen."""

        def opens(action, **words):
            return lambda env: self.screen(env, action, **words).ask

        board = self._board
        late = [("support_urgency", "=", "late")]
        return {
            "list by urgency": ("agent0", opens(TICKETS)),
            "list by due date": (
                "agent0",
                opens(TICKETS, order="support_next_due_at, id"),
            ),
            "list of one's own": ("own", opens(TICKETS)),
            "kanban": ("agent0", opens(TICKETS, kind="kanban")),
            "late": ("agent0", opens(f"{OURS}_late")),
            "due soon": ("agent0", opens(f"{OURS}_due_soon")),
            "open and late": ("agent0", opens(TICKETS, domain=late)),
            "my work": ("agent0", opens(f"{OURS}_my_work")),
            "waiting": ("agent0", opens(f"{OURS}_waiting")),
            "over quota": ("agent0", opens("support_sla.support_over_quota_action")),
            "by agent": ("leader", opens(f"{OURS}_by_agent", kind="kanban")),
            "board, agent": ("agent0", board),
            "board, leader": ("leader", board),
            "board, manager": ("manager", board),
            "my support": ("customer", self._page("/my/support")),
            "portal tickets": ("customer", self._page("/my/tickets?filterby=all")),
            "portal, open": ("customer", self._page("/my/tickets?filterby=open")),
        }

    def env_of(self, cr, login):
        company = api.Environment(cr, self.users[login], {}).user.company_id
        context = {"lang": "en_US", "tz": ZONE, "allowed_company_ids": company.ids}
        return api.Environment(cr, self.users[login], context)

    def _board(self, _env):
        def ask(env):
            board = env["support.board"].get_board()
            return sum(team["numbers"]["open"]["count"] for team in board["teams"])

        return ask

    def _page(self, path):
        def prepare(env):
            client = Client(odoo.http.root)
            client.set_cookie("session_id", self._session(env).sid)
            return lambda _env: self._get(client, path)

        return prepare

    def _get(self, client, path):
        response = client.get(path)
        assert response.status_code == 200, (path, response.status)
        return response.text.count("<tr")

    def _session(self, env):
        session = odoo.http.root.session_store.new()
        session.update(odoo.http.get_default_session(), db=env.cr.dbname)
        session.update(_trace_disable=True, uid=env.uid, login=env.user.login)
        session.context["lang"] = "en_US"
        session.session_token = security.compute_session_token(session, env)
        odoo.http.root.session_store.save(session)
        return session
