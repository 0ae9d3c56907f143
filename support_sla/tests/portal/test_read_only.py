# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading
from unittest.mock import patch

from odoo import sql_db
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..page_common import PageCase
from .test_my_support import MINE, MySupportCase

#: Pages that only read, for whoever sees most of them: ``{...}`` as in `pages.py`.
READING = (
    MINE,
    f"{MINE}/{{contract}}",
    f"{MINE}/{{contract}}?show=used",
    f"{MINE}/{{contract}}?access_token={{contract_token}}",
    f"{MINE}/{{contract}}?report_type=pdf",
    f"{MINE}/{{contract}}/statement/{{month}}",
    f"{MINE}/{{contract}}/statement/{{month}}?report_type=pdf",
    "/support/levels",
    "/support/levels?report_type=pdf",
    "/support/levels/requested",
    "/support/levels/request",
    "/my/support/request-level",
    "/support/terms",
    "/support/terms?report_type=pdf",
    "/support/terms?compare={older_terms}",
    "/my/support/visits",
    "/my/support/visits/page/2",
    "/my/support/visit/{visit}",
    "/my/support/visit/{visit_made}/report",
    "/my/support/visit/{visit}?token={visit_token}",
    "/my/support/visit/{visit}/invite.ics",
    "/support/visits/nobody.ics",
    "/my/ticket/{asked}/confirm",
    "/my/ticket/{ticket}/confirm",
)


@tagged("post_install", "-at_install")
class TestReadOnly(PageCase):
    """Pages that only read are served by a cursor that cannot write."""

    def test_no_page_asks_for_a_second_cursor(self):
        for login in ("customer", ""):
            name = self.logins[login]
            self.authenticate(name, name)
            for path in READING:
                path = path.format(**self.places)
                with self.subTest(path, login=login):
                    with self.assertNoLogs("odoo.http", "WARNING"):
                        response = self.url_open(path)
                    found = (200, 404) if not login or "nobody" in path else (200,)
                    self.assertIn(response.status_code, found)

    def test_every_page_of_ours_that_only_reads_says_so(self):
        with patch.object(
            threading.current_thread(), "dbname", self.env.cr.dbname, create=True
        ):
            rules = [*self.env["ir.http"].routing_map().iter_rules()]
        ours = {
            rule.rule: rule.endpoint.routing
            for rule in rules
            if rule.endpoint.original_endpoint.__module__.startswith(
                "odoo.addons.support_sla."
            )
        }
        self.assertGreater(len(ours), 10)
        silent = [
            path
            for path, routing in ours.items()
            if routing.get("methods") == ["GET"] and not routing.get("readonly")
        ]
        self.assertEqual(silent, [])


@tagged("post_install", "-at_install")
class TestMySupportQueries(MySupportCase, HttpCase):
    """As many queries with 10 tickets as with 1,000, with one contract as with 20."""

    def _count(self, path):
        before = sql_db.sql_counter
        self._open(path)
        return sql_db.sql_counter - before

    def _more_tickets(self, times):
        """A ticket and its count in the ledger, so many times more."""
        for table, but in (
            ("helpdesk_ticket", {"id"}),
            ("support_quota_entry", {"id", "ticket_id"}),
        ):
            self.env.cr.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s ORDER BY 1",
                (table,),
            )
            names = {name for (name,) in self.env.cr.fetchall()} - but
            columns = SQL(", ").join(map(SQL.identifier, sorted(names)))
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s"
                    " FROM %(table)s row, generate_series(1, %(times)s)"
                    " WHERE row.id IN (SELECT unnest(ARRAY[min(id), max(id)])"
                    " FROM %(table)s WHERE %(contract)s = %(id)s)",
                    table=SQL.identifier(table),
                    columns=columns,
                    times=times,
                    contract=SQL.identifier(
                        "support_contract_id"
                        if table == "helpdesk_ticket"
                        else "contract_id"
                    ),
                    id=self.contract.id,
                )
            )
        self.env.invalidate_all()

    def test_the_number_of_records_changes_nothing(self):
        with self.at("2026-11-03 15:00"):
            self._make_tickets(6)
        paths = (MINE, self.url, f"{self.url}?show=used", f"{self.url}?show=over")
        for path in paths:
            self._open(path)  # what a process reads once
        few = {path: self._count(path) for path in paths}

        values = {"partner_id": self.acme.id, "level_id": self.monthly.id}
        contracts = self.env["support.contract"].create(
            [
                values | {"date_start": f"{year}-01-01", "date_end": f"{year}-12-31"}
                for year in range(2003, 2020)
            ]
        )
        contracts.action_confirm()
        for number in range(2):
            low = {"code": f"l{number}", "name": f"Level {number}", "rank": -1}
            self._make_contract(self.acme, self.monthly.copy(low), "2026-01-01")
        self._more_tickets(500)
        self.env.flush_all()
        for path in paths:
            self._open(path)
        many = {path: self._count(path) for path in paths}

        # The process reads one or two things besides; a query a record would make 19
        # or 500 more.
        for path in paths:
            self.assertLess(many[path], few[path] + 3, path)
