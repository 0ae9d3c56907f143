# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..common import MONDAY
from ..quota.quota_common import QuotaCase

HISTORY = {"support_closed_at", "support_first_response_at", "support_outcome"}
ONLY_READ = (
    "support.alert",
    "support.deadline",
    "support.pause",
    "support.quota.period",
    "support.sla.report",
    "support.trouble",
)


class GuardCase(QuotaCase):
    """As the lowest agent role, by the door of every client: ``call_kw``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        with cls().at(MONDAY):
            cls.ticket = cls._make_ticket(cls.anna, user_id=cls.agent_own.id)
        fields = cls.env["helpdesk.ticket"]._fields
        cls.derived = {
            name: cls._some_value(field)
            for name, field in fields.items()
            if name.startswith("support_") and field.readonly
        }

    @classmethod
    def _some_value(cls, field):
        if field.type == "selection":
            selection = field.selection
            if not isinstance(selection, list):
                return "approval" if field.name == "support_over_policy" else "customer"
            return selection[-1][0]
        if field.type == "many2one":
            return cls.env[field.comodel_name].search([], limit=1).id or 1
        return {
            "boolean": True,
            "char": "x",
            "date": "2030-01-01",
            "datetime": "2020-01-01 00:00:00",
            "html": "x",
            "integer": 7,
            "json": {"rounds": {"first_response": 9}},
            "many2many": [[6, 0, [1]]],
            "one2many": [[0, 0, {}]],
            "text": "x",
        }[field.type]

    def _call(self, name, *args, user=None, context=None, model="helpdesk.ticket"):
        env = self.env(user=user or self.agent_own, context={})
        return call_kw(env[model], name, args, {"context": context or {}})

    def _columns(self, ticket):
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM helpdesk_ticket WHERE id = %s", [ticket.id])
        return self.env.cr.dictfetchone()


@tagged("post_install", "-at_install", "security")
class TestGuard(GuardCase):
    """What is derived of a ticket is written by our code alone."""

    def test_what_is_derived_is_known(self):
        """So that a field that loses its mark is missed here."""
        for name in (
            "support_sheet support_quota_status support_held support_silent_since "
            "support_first_response_at support_outcome support_closed_at support_since "
            "support_contract_picked support_level_id support_follows_id support_scope "
            "support_follow_up_ids support_split_ids support_deadline_ids"
        ).split():
            self.assertIn(name, self.derived)

    def test_nobody_writes_what_is_derived(self):
        before = self._columns(self.ticket)
        for user in (self.agent_own, self.manager, self.env.ref("base.user_admin")):
            for name, value in self.derived.items():
                for sent in (value, False):
                    with self.subTest(user=user.login, field=name, value=sent):
                        with self.assertRaises(AccessError):
                            self._call(
                                "write", self.ticket.ids, {name: sent}, user=user
                            )
        self.assertEqual(self._columns(self.ticket), before)

    def test_nor_does_code_that_is_not_ours(self):
        """An automation runs as superuser."""
        with self.assertRaises(AccessError):
            self.ticket.sudo().support_held = True
        with self.assertRaises(AccessError):
            self.ticket.sudo().update({"support_outcome": "confirmed"})

    def test_the_refusal_names_the_fields_in_words(self):
        vals = {"name": "x", "support_held": True, "support_outcome": "silent"}

        with self.assertRaisesRegex(AccessError, "Held, Outcome"):
            self._call("write", self.ticket.ids, vals)

    def test_no_new_ticket_brings_what_is_derived(self):
        for name, value in self.derived.items():
            vals = self._ticket_vals(self.anna, **{name: value})
            for door, args in (
                ("create", [vals]),
                ("copy", [self.ticket.ids, {name: value}]),
                ("web_save", [[], vals, {}]),
            ):
                with self.subTest(field=name, door=door):
                    with self.assertRaises(AccessError):
                        self._call(door, *args)

    def test_nor_does_a_default(self):
        """A context, or what a user keeps as a default."""
        fields = self.ticket._fields
        context = {
            f"default_{name}": value
            for name, value in self.derived.items()
            if not fields[name].groups  # refused by their groups already
        }
        with self.at(MONDAY):
            vals = self._ticket_vals(self.anna)
            plain, told = (
                self.env["helpdesk.ticket"].browse(
                    self._call("create", dict(vals), context=given)
                )
                for given in ({}, context)
            )
        kept, brought = self._columns(plain), self._columns(told)
        for name in self.derived.keys() & kept.keys():
            if name not in ("support_sheet", "support_form_mark"):
                self.assertEqual(brought[name], kept[name], name)

    def test_a_mail_brings_what_its_route_says_only(self):
        """Whoever calls the gateway's method is no gateway."""
        closed = self._make_ticket(self.gina)
        mail = {"subject": "x", "email_from": "anna@acme.test", "body": "x"}
        custom = {"support_follows_id": closed.id, "team_id": self.team.id}

        with self.assertLogs("odoo.addons.support_sla", "WARNING"):
            ticket_id = self._call("message_new", mail, custom, user=self.agent)

        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        self.assertFalse(ticket.support_follows_id)

    def test_what_is_empty_brings_nothing(self):
        """As the empty columns of an import."""
        vals = dict.fromkeys(self.derived, False) | self._ticket_vals(self.anna)

        ticket = self.env["helpdesk.ticket"].browse(self._call("create", vals))

        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertTrue(ticket.support_since)

    def test_history_comes_with_what_is_born_closed(self):
        history = {
            "support_closed_at": "2024-05-03 10:00:00",
            "support_first_response_at": "2024-05-02 10:00:00",
            "support_outcome": "customer",
        }
        vals = self._ticket_vals(self.anna, stage_id=self.stage_done.id, **history)

        ticket = self.env["helpdesk.ticket"].browse(self._call("create", vals))

        self.assertEqual(ticket.support_outcome, "customer")
        self.assertEqual(str(ticket.support_closed_at), history["support_closed_at"])
        for name, value in history.items():
            with self.subTest(name), self.assertRaises(AccessError):
                vals = self._ticket_vals(self.anna, **{name: value})
                self._call("create", vals)

    def test_rows_are_read_only(self):
        rows = {name: self.env[name].search([], limit=1) for name in ONLY_READ}
        self.assertTrue(rows["support.deadline"])
        for user in (self.agent_own, self.agent, self.manager):
            for name, row in rows.items():
                for door, args in (
                    ("create", [{}]),
                    ("write", [row.ids or [1], {"company_id": False}]),
                    ("unlink", [row.ids or [1]]),
                ):
                    with self.subTest(user=user.login, model=name, door=door):
                        with self.assertRaises(UserError):
                            self._call(door, *args, user=user, model=name)

    def test_rows_do_not_come_by_their_ticket(self):
        for command in ([0, 0, {"metric": "resolution"}], [2, 1], [5], [6, 0, []]):
            for name in ("support_deadline_ids", "support_pause_ids"):
                with self.subTest(name=name, command=command):
                    with self.assertRaises(AccessError):
                        vals = {name: [command]}
                        self._call("write", self.ticket.ids, vals, user=self.manager)


@tagged("post_install", "-at_install", "security")
class TestContext(GuardCase):
    """A context is sent by whoever calls: none of ours has an effect."""

    def test_context_keys_of_ours_change_nothing(self):
        context = {
            "support_outcome": "confirmed",
            "support_from_gateway": True,
            "support_raw_mail": "x",
            "support_rules_unjudged": True,
            "support_form": "x",
        }
        with self.at(MONDAY):
            self._call(
                "write",
                self.ticket.ids,
                {"stage_id": self.stage_done.id},
                context=context,
            )
        self.assertEqual(self.ticket.support_outcome, "agent")

    def test_the_gateways_key_only_keeps_strangers_out(self):
        context = {"support_from_gateway": True}
        strangers = (self.gina | self.bert).ids

        self._call("message_subscribe", self.ticket.ids, strangers, context=context)

        self.assertNotIn(self.gina, self.ticket.message_partner_ids)
        self.assertIn(self.bert, self.ticket.message_partner_ids)

    def test_rules_of_silence_are_judged_whatever_the_context_says(self):
        """Nobody is closed without a reminder."""
        rules = {"support_close_days": 3, "support_remind_last_days": 8}
        context = {"support_rules_unjudged": True}
        for model, record in (
            ("helpdesk.ticket.team", self.team),
            ("res.company", self.company),
        ):
            with self.subTest(model), self.assertRaises(ValidationError):
                self._call(
                    "write",
                    record.ids,
                    dict(rules),
                    user=self.env.ref("base.user_admin"),
                    context=context,
                    model=model,
                )


@tagged("post_install", "-at_install", "security")
class TestPickedContract(GuardCase):
    """What the form does not offer the server refuses, at birth as well."""

    def _refused(self):
        draft = self._make_contract(
            self.acme, self.preferential, "2026-01-01", confirm=0
        )
        upcoming = self._make_contract(self.acme, self.preferential, "2027-01-01")
        cancelled = self._make_contract(
            self.acme, self.preferential, "2025-01-01", "2025-02-01"
        )
        cancelled.action_cancel()
        other = self._make_contract(self.globex, self.small, "2026-01-01")
        elsewhere = self._make_contract(
            self.acme, self.small, "2026-01-01", company_id=self.other_company.id
        )
        return {
            "draft": draft,
            "upcoming": upcoming,
            "cancelled": cancelled,
            "another customer's": other,
            "another company's": elsewhere,
        }

    def test_only_a_contract_that_may_cover_it(self):
        with self.at(MONDAY):
            for why, contract in self._refused().items():
                picked = {"support_contract_id": contract.id}
                with self.subTest(why, door="write"):
                    with self.assertRaises(UserError):
                        self._call("write", self.ticket.ids, picked)
                with self.subTest(why, door="create"):
                    with self.assertRaises(UserError):
                        self._call("create", self._ticket_vals(self.anna, **picked))

    def test_one_that_may_cover_it_covers_it(self):
        with self.at(MONDAY):
            better = self._make_contract(self.acme, self.preferential, "2026-01-01")
            vals = self._ticket_vals(self.anna, support_contract_id=self.contract.id)
            ticket = self.env["helpdesk.ticket"].browse(self._call("create", vals))
            self.assertEqual(ticket.support_contract_id, self.contract)

            self._call("write", ticket.ids, {"support_contract_id": better.id})

        self.assertEqual(ticket.support_contract_id, better)
        self.assertTrue(ticket.support_contract_picked)


@tagged("post_install", "-at_install", "security")
class TestApproval(GuardCase):
    """Under ``approval`` only a manager admits or exempts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small.over_quota_policy = "approval"
        cls.service = cls.env["support.service"].create({"name": "Operating it"})
        cls.small.coverage_ids = [
            (0, 0, {"service_id": cls.service.id, "coverage": "excluded"})
        ]
        cls.category = cls.env["helpdesk.ticket.category"].create(
            {"name": "Operation", "support_service_id": cls.service.id}
        )
        with cls().at(MONDAY):
            cls.counted = cls()._make_tickets(2)
            cls.held = cls._make_ticket(cls.anna, user_id=cls.agent_own.id)
        cls.ways = {
            "exempt": {"support_exempt": "own_defect"},
            "duplicate": {"duplicate_id": cls.ticket.id},
            "category": {"category_id": cls.category.id},
            "stage": {"stage_id": cls.stage_rejected.id},
        }

    def _assert_waits(self, ticket):
        self.assertEqual(ticket.support_quota_status, "over")
        self.assertTrue(ticket.support_held)
        self.assertFalse(ticket.support_deadline_ids)

    def _assert_exempt(self, ticket):
        self.assertEqual(ticket.support_quota_status, "exempt")
        self.assertFalse(ticket.support_held)

    def test_an_agent_admits_nothing(self):
        self._assert_waits(self.held)
        with self.at(MONDAY):
            with self.assertRaises(AccessError):
                self._call("action_support_grant", self.held.ids)
            with self.assertRaises(AccessError):
                self._call("write", self.held.ids, self.ways["exempt"])
            for way in ("duplicate", "category", "stage"):
                with self.subTest(way):
                    self._call("write", self.held.ids, self.ways[way])
                    self._assert_waits(self.held)

    def test_an_agents_new_ticket_waits_however_it_is_made(self):
        with self.at(MONDAY):
            for way in ("exempt", "duplicate", "category"):
                vals = self._ticket_vals(self.anna, **self.ways[way])
                ticket_id = self._call("create", vals)
                with self.subTest(way):
                    self._assert_waits(self.env["helpdesk.ticket"].browse(ticket_id))

    def test_nor_is_it_admitted_by_what_was_said_before_the_customer_was_known(self):
        with self.at(MONDAY):
            vals = self._ticket_vals(None, **self.ways["exempt"])
            ticket_id = self._call("create", vals)

            self._call("write", [ticket_id], {"partner_id": self.anna.id})

        self._assert_waits(self.env["helpdesk.ticket"].browse(ticket_id))

    def test_a_manager_exempts(self):
        with self.at(MONDAY):
            self._call("write", self.held.ids, self.ways["exempt"], user=self.manager)
            self._assert_exempt(self.held)

            vals = self._ticket_vals(self.anna, **self.ways["category"])
            ticket_id = self._call("create", vals, user=self.manager)
            self._assert_exempt(self.env["helpdesk.ticket"].browse(ticket_id))

    def test_who_has_a_place_gives_it_back(self):
        """A duplicate under the quota waits for nobody, whoever marks it."""
        with self.at(MONDAY):
            self._call("write", self.ticket.ids, self.ways["category"])
        self._assert_exempt(self.ticket)
        self.assertEqual(self.held.support_quota_status, "counted")

    def test_a_new_one_that_finds_a_place_gives_it_back(self):
        with self.at("2026-04-06 15:00"):
            for way in ("exempt", "duplicate", "category"):
                vals = self._ticket_vals(self.anna, **self.ways[way])
                ticket = self.env["helpdesk.ticket"].browse(self._call("create", vals))
                with self.subTest(way):
                    self._assert_exempt(ticket)
                    self.assertTrue(ticket.support_deadline_ids)
        with self.at("2026-04-06 15:00"):
            self._assert_balance(self.contract, 1, 2)  # who waited since March

    def test_elsewhere_agents_exempt(self):
        self.small.over_quota_policy = "no_commitment"
        with self.at("2026-04-06 15:00"):
            tickets = self._make_tickets(5, user_id=self.agent_own.id)
            self.assertTrue(tickets[-1].support_held)

            self._call("write", tickets[-1].ids, self.ways["exempt"])

        self._assert_exempt(tickets[-1])
