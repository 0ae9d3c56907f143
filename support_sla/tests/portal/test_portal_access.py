# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..common import SupportCase

# What is sold, the same for every customer; whoever may not read it gets an error.
CATALOGUE = {
    "support.level",
    "support.level.target",
    "support.level.coverage",
    "support.service",
    "support.terms",
}
# Ways to ask for rows over the wire: arguments, keywords, and how to count the answer.
READINGS = {
    "search_read": ([[], ["id"]], {}, len),
    "search_count": ([[]], {}, int),
    "web_search_read": (
        [],
        {"domain": [], "specification": {"id": {}}},
        lambda answer: answer["length"],
    ),
    "formatted_read_group": (
        [],
        {"domain": [], "groupby": [], "aggregates": ["__count"]},
        lambda answer: answer[0]["__count"],
    ),
    "web_read_group": (
        [],
        {"domain": [], "groupby": ["create_uid"], "aggregates": ["__count"]},
        lambda answer: len(answer["groups"]),
    ),
    "name_search": ([""], {}, len),
}


@tagged("post_install", "-at_install", "security")
class TestPortalAccess(SupportCase, HttpCase):
    """A customer reads nothing of another, by page or over the wire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.implementation = cls.env["support.implementation"].create(
            {"partner_id": cls.acme.id, "date_start": "2020-01-01"}
        )
        cls.contract = cls._make_contract(cls.acme, cls.preferential, "2020-01-01")
        cls.limited = cls._make_contract(cls.acme, cls.monthly, "2020-01-01")
        cls.ticket = cls._make_ticket(cls.anna)
        cls.quota_ticket = cls._make_ticket(
            cls.anna, support_contract_id=cls.limited.id
        )
        cls.stage_awaiting.support_waiting_for = "customer"
        cls.quota_ticket.stage_id = cls.stage_awaiting
        cls.owner = cls._make_portal_user(cls.anna)
        cls.stranger = cls._make_portal_user(cls.gina)

    @property
    def _models(self):
        """Our tables, also those that are added after this test was written."""
        return sorted(
            name
            for name, model in self.registry.items()
            if name.startswith("support.")
            and not model._abstract
            and not model._transient
        )

    @property
    def _customers_models(self):
        return [*sorted(set(self._models) - CATALOGUE), "helpdesk.ticket"]

    def _call(self, model, method, args=(), kwargs=None):
        """The answer, or None where access was refused; any other error is one."""
        params = {
            "model": model,
            "method": method,
            "args": [*args],
            "kwargs": kwargs or {},
        }
        try:
            with mute_logger("odoo.http"):
                return self.make_jsonrpc_request("/web/dataset/call_kw", params)
        except JsonRpcException as error:
            # UserError is how exports and append-only tables say no
            self.assertRegex(str(error), r"\.(AccessError|UserError)$", (model, method))
            return None

    def _count_all(self, model):
        counts = {}
        for method, (args, kwargs, count) in READINGS.items():
            answer = self._call(model, method, args, kwargs)
            counts[method] = answer and count(answer)
        return counts

    def test_the_owner_reads_its_own_by_every_way(self):
        self.authenticate(self.owner.login, self.owner.login)

        for model in ("support.contract", "support.deadline", "helpdesk.ticket"):
            for method, count in self._count_all(model).items():
                with self.subTest(model=model, method=method):
                    self.assertTrue(count)

    def test_another_customer_finds_no_row(self):
        self.authenticate(self.stranger.login, self.stranger.login)

        for model in self._customers_models:
            for method, count in self._count_all(model).items():
                with self.subTest(model=model, method=method):
                    self.assertFalse(count)

    def test_another_customer_reads_no_row_it_guesses(self):
        self.authenticate(self.stranger.login, self.stranger.login)

        for model in self._customers_models:
            ids = self.env[model].search([]).ids
            for method in ("read", "web_read", "export_data"):
                names = ["display_name"]
                arguments = [names if method != "web_read" else {names[0]: {}}]
                with self.subTest(model=model, method=method):
                    self.assertFalse(self._call(model, method, [ids, *arguments]))

    def test_another_customer_finds_nothing_through_relations(self):
        self.authenticate(self.stranger.login, self.stranger.login)

        for model, domain in (
            ("helpdesk.ticket", [("support_contract_id.partner_id", "!=", False)]),
            ("helpdesk.ticket", [("support_level_id", "!=", False)]),
            ("helpdesk.ticket", [("support_deadline_ids", "!=", False)]),
            ("res.partner", [("support_contract_ids", "!=", False)]),
        ):
            with self.subTest(model=model, domain=domain):
                self.assertFalse(self._call(model, "search_count", [domain]))

    def test_customers_read_the_catalogue_on_its_pages_only(self):
        self.authenticate(self.owner.login, self.owner.login)

        for model in set(self._models) & CATALOGUE - {"support.terms"}:
            for method, count in self._count_all(model).items():
                with self.subTest(model=model, method=method):
                    self.assertFalse(count)

    def test_customers_write_nothing_over_the_wire(self):
        self.authenticate(self.owner.login, self.owner.login)
        before = self._snapshot()

        for model in [*self._models, "helpdesk.ticket"]:
            ids = self.env[model].search([]).ids
            for method, args in (
                ("create", [[{}]]),
                ("write", [ids, {"display_name": "Mine"}]),
                ("unlink", [ids]),
            ):
                if args[0]:
                    with self.subTest(model=model, method=method):
                        self.assertIsNone(self._call(model, method, args))
        self.assertEqual(self._snapshot(), before)

    def test_no_button_of_ours_works_for_customers(self):
        self.authenticate(self.owner.login, self.owner.login)
        before = self._snapshot()

        for model in self._models:
            ids = self.env[model].search([]).ids
            for name in dir(self.env[model]):
                if name.startswith("action_") and ids:
                    params = {"model": model, "method": name, "kwargs": {}}
                    try:
                        with mute_logger("odoo.http"):
                            self.make_jsonrpc_request(
                                "/web/dataset/call_kw", params | {"args": [ids[:1]]}
                            )
                    except JsonRpcException:
                        # refused for whatever reason; what counts is the comparison
                        continue
        self.assertEqual(self._snapshot(), before)

    def _snapshot(self):
        """What our tables and the tickets hold, stored fields only."""
        self.env.invalidate_all()
        return {
            model: self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search([], order="id")
            .read([n for n, f in self.env[model]._fields.items() if f.store])
            for model in [*self._models, "helpdesk.ticket"]
        }

    def test_the_public_gets_no_answer_at_all(self):
        for model in [*self._models, "helpdesk.ticket"]:
            params = {"model": model, "method": "search_read", "args": [[], ["id"]]}
            with (
                self.subTest(model=model),
                mute_logger("odoo.http"),
                self.assertRaisesRegex(JsonRpcException, "SessionExpired"),
            ):
                self.make_jsonrpc_request(
                    "/web/dataset/call_kw", params | {"kwargs": {}}
                )

    def test_pages_of_others_lead_home(self):
        token = self.ticket._portal_ensure_token()
        for login, url in (
            (self.stranger.login, f"/my/ticket/{self.ticket.id}"),
            (self.stranger.login, f"/my/ticket/{self.ticket.id}?access_token=wrong"),
            (None, f"/my/ticket/{self.ticket.id}"),
            (None, f"/my/ticket/{self.quota_ticket.id}?access_token={token}"),
        ):
            with self.subTest(login=login, url=url):
                self.authenticate(login, login)
                response = self.url_open(url, allow_redirects=False)
                self.assertEqual(response.status_code, 303)
                self.assertTrue(response.headers["Location"].endswith("/my"))
