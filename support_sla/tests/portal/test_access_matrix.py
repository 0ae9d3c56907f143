# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One table of who sees what of whom; by every way the answer is the same."""

import json
import re
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..quota.quota_common import QuotaCase
from .matrix_statements import StatementRows

NOON = datetime(2026, 11, 27, 18, 0)
#: What each visitor sees. Of Acme are: whose it is, a colleague, and one whom the
#: contract that names its people does not name; the parent is of the company above
#: it, the subsidiary of one below it; the follower is another customer's, and follows
#: two of the tickets. Contracts bring along their ledger, tickets their deadlines.
#: Acme has an open contract and one that names its people; its daughter's ticket is
#: covered by the open one, its own oldest by that of its parent.
#: visitor:      contracts         tickets                             visits
SEES = {
    "own": ({"open", "named"}, {"plain", "person", "lab", "old"}, {"visit"}),
    "colleague": ({"open", "named"}, {"plain", "person", "lab", "old"}, {"visit"}),
    "unnamed": ({"open", "named"}, {"plain", "person", "lab", "old"}, {"visit"}),
    "parent": ({"group"}, {"old"}, set()),
    "subsidiary": (set(), {"lab"}, set()),
    "follower": ({"other"}, {"theirs"}, set()),
    "public": (set(), set(), set()),
}
#: Which contract each ticket has, and so where its number and figures may stand.
UNDER = {
    "plain": "open",
    "lab": "open",
    "person": "named",
    "old": "group",
    "theirs": "other",
}
#: What a signed link opens to whoever is nobody's: level, days and gauge of a contract,
#: the conversation of a ticket. {of what: (what it says, what else may not be said)}
BY_LINK = {
    "open": ("of 37 tickets used", ("Anna", "Acme", "/statement/")),
    "plain": ("Printer in flames", ("of 37", "Small", "Accompaniment")),
}
OF_GROUP = "support contract of your group"
SIZES = {"open": 37, "named": 41, "group": 43, "other": 47}
TITLES = {
    "plain": "Printer in flames",
    "person": "Payroll doubled",
    "lab": "Microscope offline",
    "old": "Ledger of last year",
    "theirs": "Scanner of the warehouse",
}
MODELS = {
    "support.contract": "contracts",
    "support.quota.entry": "entries",
    "support.quota.period": "periods",
    "support.deadline": "deadlines",
    "helpdesk.ticket": "tickets",
    "support.visit": "visits",
    "support.statement": "statements",
}


@tagged("post_install", "-at_install", "security")
class TestAccessMatrix(StatementRows, QuotaCase, HttpCase):
    """{own, colleague, unnamed, parent, subsidiary, follower, public, by link, by a
    revoked link} x {page, list, PDF, read, search, count, group}; what is said of
    statements, and to four of ours, stands in its base."""

    covers = {visitor: contracts for visitor, (contracts, *_rest) in SEES.items()}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_people()
        case = cls()
        cls.contracts, cls.tickets = {}, {}
        with case.at("2025-03-03 15:00"):
            cls._add_contract("group", cls.group, "2025-01-01", "2025-12-31")
            cls._add_ticket("old", cls.anna)
            cls.tickets["old"].stage_id = cls.stage_done
        with case.at("2026-11-03 15:00"):
            cls._add_contract("open", cls.acme, "2026-01-01", visit_days_per_week=2)
            cls._add_contract("named", cls.acme, "2026-01-01", contact_ids=cls.anna)
            cls._add_contract("other", cls.globex, "2026-01-01")
            cls._add_ticket("plain", cls.cara)
            cls._add_ticket("person", cls.anna)
            cls._add_ticket("lab", cls.lola)
            cls._add_ticket("theirs", cls.gina)
            cls._add_visit()
        for name in ("plain", "lab"):
            cls.tickets[name].message_subscribe(cls.gina.ids)
        for name, ticket in cls.tickets.items():
            assert ticket.support_contract_id == cls.contracts[UNDER[name]], name
        cls._add_statements()
        cls.env.flush_all()

    @classmethod
    def _make_people(cls):
        cls.company.partner_id.tz = "America/Guatemala"
        cls.group = cls._make_customer("Umbrella")
        cls.acme.parent_id = cls.group
        cls.daughter = cls._make_customer("Laboratory", parent_id=cls.acme.id)
        cls.cara = cls._make_contact(cls.acme, "Cara")
        cls.lola = cls._make_contact(cls.daughter, "Lola")
        people = {
            "own": cls.anna,
            "colleague": cls.bert,
            "unnamed": cls.cara,
            "parent": cls._make_contact(cls.group, "Pia"),
            "subsidiary": cls.lola,
            "follower": cls.gina,
        }
        cls.users = {name: cls._make_portal_user(who) for name, who in people.items()}

    @classmethod
    def _add_contract(cls, name, customer, first, last=False, **vals):
        if "contact_ids" in vals:
            vals["contact_ids"] = [(6, 0, vals["contact_ids"].ids)]
        source = cls.preferential if name == "named" else cls.small
        days = vals.pop("visit_days_per_week", 0)
        level = source.copy(
            {
                "code": name,
                "name": {"named": "Preferential"}.get(name, "Small"),
                "quota_tickets": SIZES[name],
                "visit_days_per_week": days,
                "visit_scope": "contract",
            }
        )
        contract = cls._make_contract(customer, level, first, last, **vals)
        cls.contracts[name] = contract

    @classmethod
    def _add_ticket(cls, name, who):
        cls.tickets[name] = cls._make_ticket(who, name=TITLES[name])

    @classmethod
    def _add_visit(cls):
        cls.visit = cls.env["support.visit"].create(
            {
                "contract_id": cls.contracts["open"].id,
                "user_id": cls.agent.id,
                "start_at": datetime(2026, 11, 3, 15),
                "stop_at": datetime(2026, 11, 3, 17),
                "report": "<p>Trained two people</p>",
            }
        )
        cls.visit.action_done()

    # What is theirs

    def _records(self, visitor, what):
        contracts, tickets, visits = SEES[visitor]
        own = self.env["support.contract"].union(*map(self.contracts.get, contracts))
        cases = self.env["helpdesk.ticket"].union(*map(self.tickets.get, tickets))
        return {
            "contracts": own,
            "entries": own.quota_entry_ids,
            "periods": own.quota_period_ids,
            "statements": own.statement_ids,
            "deadlines": cases.support_deadline_ids,
            "tickets": cases,
            "visits": self.visit if visits else self.visit.browse(),
        }[what]

    def _every(self, what):
        records = [self._records(visitor, what) for visitor in SEES]
        return records[0].union(*records[1:])

    def _secrets(self, visitor):
        """The words that name what is not theirs."""
        contracts, tickets, _visits = SEES[visitor]
        words = [self.contracts[c].name for c in SIZES.keys() - contracts]
        words += [f"of {SIZES[c]}" for c in SIZES.keys() - contracts]
        for name in TITLES.keys() - tickets:
            words += [TITLES[name], self.tickets[name].number]
        owners = {self.contracts[c].partner_id.name for c in contracts}
        owners |= {self.tickets[t].support_customer_id.name for t in tickets}
        every = {"Acme", "Umbrella", "Laboratory", "Globex"}
        return words + [*(every - owners - self._known_to(visitor))]

    def _known_to(self, visitor):
        """Whom they know anyhow: their own company."""
        user = self.users.get(visitor)
        return {user.commercial_partner_id.name} if user else set()

    def _assert_tells_nothing(self, visitor, where, text):
        told = [w for w in self._secrets(visitor) if re.search(rf"\b{w}\b", text)]
        self.assertFalse(told, (visitor, where))

    # How they ask

    def _referrer(self, path):
        """What a page tells of its address to where it leads."""
        return self.url_open(path, method="HEAD").headers.get("Referrer-Policy")

    def _login(self, visitor):
        user = self.users.get(visitor)
        self.authenticate(user and user.login, user and user.login)

    def _call(self, model, method, *args, **kwargs):
        """The answer, or None where access was refused."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        try:
            with mute_logger("odoo.http"):
                return self.make_jsonrpc_request("/web/dataset/call_kw", params)
        except JsonRpcException as error:
            self.assertRegex(str(error), r"AccessError|SessionExpired")
            return None

    def _page(self, path):
        """The text of a page; empty where the visitor is led home or to the log-in."""
        response = self.url_open(path, allow_redirects=False)
        if response.status_code == 303:
            self.assertRegex(response.headers["Location"], r"/my$|/web/login")
            return ""
        if response.status_code == 404:
            return ""
        self.assertEqual(response.status_code, 200, path)
        return response.text

    def test_rows(self):
        """Read, search, count and group: the rows of the table, and no other word."""
        for visitor in SEES:
            self._login(visitor)
            for model, what in MODELS.items():
                with self.subTest(visitor, model=model), self.at(NOON):
                    self._look_at_rows(visitor, model, what)

    def _look_at_rows(self, visitor, model, what):
        own, every = self._records(visitor, what), self._every(what)
        among = [("id", "in", every.ids)]
        found = self._call(model, "search_read", among, ["create_date"])
        count = self._call(model, "search_count", [])
        groups = self._call(
            model, "formatted_read_group", [], ["create_uid"], ["__count"]
        )
        if visitor == "public":
            self.assertEqual((found, count, groups), (None, None, None))
            return
        self.assertEqual({row["id"] for row in found}, {*own.ids})
        self.assertEqual(count, len(own))
        self.assertEqual(sum(g["__count"] for g in groups), len(own))
        read = self._call(model, "read", own.ids, ["create_date"])
        self.assertEqual(len(read), len(own))
        for foreign in every - own:
            self.assertIsNone(self._call(model, "read", foreign.ids, ["id"]))
        said = json.dumps(
            [found, groups, read, self._read_all(visitor, own)], default=str
        )
        self._assert_tells_nothing(visitor, model, said)

    def _read_all(self, visitor, records):
        """Whatever they may read of what is theirs, each field by itself: of some they
        are refused all."""
        readable = records.with_user(self.users[visitor])
        said = []
        for name in readable.fields_get():
            try:
                said += readable.read([name])
            except AccessError:
                self.env.invalidate_all()
        self.assertTrue(said or not records)
        return said

    def test_pages(self):
        """Page, list and PDF of contracts, tickets and visits."""
        for visitor in SEES:
            self._login(visitor)
            with self.at(NOON):
                self._look_at_lists(visitor)
                self._look_at_contracts(visitor)
                self._look_at_tickets(visitor)
                self._look_at_visit(visitor)

    def _look_at_lists(self, visitor):
        contracts, tickets, _visits = SEES[visitor]
        for path, names in (
            ("/my/support", {c: self.contracts[c].name for c in SIZES}),
            ("/my/tickets", {t: self.tickets[t].number for t in TITLES}),
        ):
            with self.subTest(visitor, path=path):
                said = self._page(path)
                listed = {key for key, name in names.items() if name in said}
                own = contracts if path == "/my/support" else tickets
                self.assertEqual(listed, own)
                self._assert_tells_nothing(visitor, path, said)
        for path in ("/my", "/my/support/visits", "/new/ticket"):
            with self.subTest(visitor, path=path):
                self._assert_tells_nothing(visitor, path, self._page(path))

    def _look_at_contracts(self, visitor):
        for name, contract in self.contracts.items():
            for query in ("", "?show=used", "?show=over", "?report_type=pdf"):
                with self.subTest(visitor, contract=name, query=query):
                    said = self._page(f"/my/support/{contract.id}{query}")
                    seen = name in SEES[visitor][0]
                    self.assertEqual(contract.name in said, seen)
                    # figures of its own: how large its quota is
                    figure = f"of {SIZES[name]} tickets used" in " ".join(said.split())
                    running = name != "group"  # its time is over
                    listed = self._statement_path(name) in said
                    self.assertEqual(listed, seen and "pdf" not in query)
                    self.assertEqual(figure, seen and running)
                    self._assert_tells_nothing(visitor, query, said)

    def _look_at_tickets(self, visitor):
        for name, ticket in self.tickets.items():
            for query in ("", "?report_type=pdf", "?sent=1&answer=no&said=closed"):
                with self.subTest(visitor, ticket=name, query=query):
                    said = self._page(f"/my/ticket/{ticket.id}{query}")
                    seen = name in SEES[visitor][1]
                    self.assertEqual(TITLES[name] in said, seen)
                    self._assert_tells_nothing(visitor, query, said)
                    # the contract is named to its customer, not to whom it covers
                    contract = self.contracts[UNDER[name]].name
                    named = seen and UNDER[name] in SEES[visitor][0]
                    self.assertEqual(contract in said, named)
                    # and so is its place in the quota; to others it is of the group
                    figure = re.search(rf"\bof {SIZES[UNDER[name]]}\b", said)
                    self.assertEqual(bool(figure), named)
                    self.assertEqual(OF_GROUP in said, seen and not named)

    def _look_at_visit(self, visitor):
        for what in ("", "/report", "/invite.ics"):
            with self.subTest(visitor, visit=what):
                with mute_logger("odoo.http"):
                    said = self._page(f"/my/support/visit/{self.visit.id}{what}")
                self.assertEqual(bool(said), bool(SEES[visitor][2]))
                self._assert_tells_nothing(visitor, what, said)

    def test_statements(self):
        """Page, list, PDF, objection and data of statements, to customers and to us."""
        self._look_at_statements()

    def test_links(self):
        """A signed link opens one record to nobody's people; a revoked one nothing."""
        shown = {"open": self.contracts["open"], "plain": self.tickets["plain"]}
        paths = {
            name: f"{record.access_url}?access_token={record._portal_ensure_token()}"
            for name, record in shown.items()
        }
        token = shown["open"].access_token
        self.env.flush_all()
        for visitor in ("public", "follower", "subsidiary", "parent"):
            self._login(visitor)
            self._assert_link_opens_no_statement(visitor, token)
            for name, (says, never) in BY_LINK.items():
                with self.subTest(visitor, link=name), self.at(NOON):
                    said = " ".join(self._page(paths[name]).split())
                    self.assertEqual(self._referrer(paths[name]), "no-referrer")
                    self.assertIn(says, said)
                    for word in (*never, self.contracts["open"].name):
                        self.assertNotIn(word, said)
        self.contracts["open"].with_user(self.manager).action_renew_link()
        self._login("own")
        for path in paths.values():
            self.assertEqual(self._referrer(path), "no-referrer")
        shown["plain"].access_token = "another"
        self.env.flush_all()
        for visitor in ("public", "follower", "subsidiary", "parent"):
            self._login(visitor)
            self._assert_link_opens_no_statement(visitor, token)
            for name, path in paths.items():
                for query in ("", "&report_type=pdf"):
                    with self.subTest(visitor, revoked=name, query=query):
                        self.assertEqual(self._page(path + query), "")
