# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
import threading
from unittest.mock import patch

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_route_safety import NASTY, RouteCase

OURS = ("odoo.addons.support_sla.", "odoo.addons.helpdesk_mgmt.")
# What the pages read besides the arguments that their routes name.
EXTRA = {
    "access_token",
    "act",
    "answer",
    "attachment",
    "category",
    "description",
    "filterby",
    "level_id",
    "message",
    "said",
    "shown",
    "slot",
    "stage_id",
    "subject",
    "team",
    "ticket_id",
    "token",
}


@tagged("post_install", "-at_install")
class TestRouteFuzz(RouteCase):
    """Whatever comes in by any route of the addon or the helpdesk: no 500, no change.

    The routes are those that the server knows, so a new one is tried by itself.
    """

    def setUp(self):
        super().setUp()
        self.ticket.stage_id = self.stage_awaiting
        asked = {"support_asked_at": self.ticket.create_date}
        self.ticket._support_store(asked)
        self.env.flush_all()
        self.facts = self._facts()

    def _facts(self):
        """What nobody but its customer and the agents may change."""
        self.env.invalidate_all()
        ticket = self.ticket
        return (
            ticket.stage_id,
            ticket.message_ids,
            ticket.support_asked_at,
            ticket.support_outcome,
            ticket.support_follow_up_ids,
        )

    def _routes(self):
        """Return ``[(rule, names of arguments)]`` of the routes that serve pages."""
        found = []
        # the map asks the thread for its database, which only Odoo's runner tells it
        with patch.object(
            threading.current_thread(), "dbname", self.env.cr.dbname, create=True
        ):
            routing_map = self.env["ir.http"].routing_map()
        for rule in routing_map.iter_rules():
            endpoint = rule.endpoint.original_endpoint
            modules = [
                cls.__module__ + "."
                for cls in type(rule.endpoint.func.__self__).__mro__
                if endpoint.__name__ in vars(cls)
            ]
            if rule.endpoint.routing["type"] == "http" and any(
                module.startswith(OURS) for module in modules
            ):
                names = {*inspect.signature(endpoint).parameters, *EXTRA}
                found.append((rule, names - {"self", "kw", "kwargs"}))
        return found

    def _tries(self, rule):
        """Yield (address, word): each word with the ticket's own number and, where the
        address takes text, in it; numbers that are none with one of the words."""
        yield from ((self._path(rule, self.ticket.id, word), word) for word in NASTY)
        for number in (0, 2**31, 10**30) if rule.arguments else ():
            yield self._path(rule, number, "abc"), "abc"

    def _path(self, rule, number, word):
        values = {
            name: number if hasattr(converter, "num_convert") else word[:200] or "x"
            for name, converter in rule._converters.items()
        }
        _domain, path = rule.build(values, append_unknown=False)
        return path

    def test_the_routes_are_found(self):
        found = {rule.rule for rule, _names in self._routes()}
        self.assertLessEqual(
            {
                "/ticket/close",
                "/submitted/ticket",
                "/new/ticket",
                "/my/tickets",
                "/my/ticket/<int:ticket_id>",
                "/my/ticket/<int:ticket_id>/confirm",
                "/my/ticket/<int:ticket_id>/reopen",
            },
            found,
        )

    @mute_logger("odoo.http")
    def test_what_takes_a_form_takes_nothing_else(self):
        """OPTIONS brings no token of a form, and reaches what takes a POST alone."""
        self.authenticate(self.anna_user.login, self.anna_user.login)
        rules = [
            r for r, _names in self._routes() if r.methods and "GET" not in r.methods
        ]
        self.assertGreater(len(rules), 3)
        for rule in rules:
            path = self._path(rule, self.ticket.id, "abc")
            with self.subTest(rule=rule.rule):
                page = self.url_open(path, method="OPTIONS", allow_redirects=False)
                self.assertEqual(page.status_code, 405)

    @mute_logger("odoo.http")
    def test_no_route_fails_and_none_changes_anything(self):
        for user in (None, self.gina_user):
            self.authenticate(user and user.login, user and user.login)
            for rule, names in self._routes():
                for path, word in self._tries(rule):
                    with self.subTest(path=path, word=word[:30], user=user):
                        self._try(path, names, word)
                with self.subTest(rule=rule.rule, user=user):
                    self.assertEqual(self._facts(), self.facts)

    def _try(self, path, names, word):
        params = dict.fromkeys(names, word)
        # an address has less room than a form
        query = dict.fromkeys(names, word[:200])
        page = self.url_open(path, params=query, allow_redirects=False)
        self.assertLess(page.status_code, 500)
        token = http.Request.csrf_token(self)
        for data in (params, {f"{name}[]": [word, word] for name in names}):
            page = self.url_open(
                path, data={**data, "csrf_token": token}, allow_redirects=False
            )
            self.assertLess(page.status_code, 500)
