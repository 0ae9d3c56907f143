# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import SQL

from ..common import MONDAY, SupportCase

MANY = 3000
BIG = {"helpdesk_ticket", "support_deadline", "support_alert"}


@tagged("post_install", "-at_install")
class TestIdle(SupportCase):
    """A job that has nothing to do reads indexes, however many tickets there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_contract(cls.acme, cls.monthly, "2026-01-01")
        cls.seed = cls._make_ticket(cls.anna)
        cls.env.flush_all()
        cls._copy("helpdesk_ticket", "id", SQL("SELECT NULL"), cls.seed.id)
        new = SQL("SELECT id FROM helpdesk_ticket WHERE id > %s", cls.seed.id)
        cls._copy("support_deadline", "ticket_id", new, cls.seed.id)
        cls._alert_all()
        cls.env.invalidate_all()

    @classmethod
    def _alert_all(cls):
        """Each deadline has alerted, and everybody was told."""
        step = cls.env["support.alert.step"].create(
            {"level_id": cls.monthly.id, "mark": "aim", "user_ids": cls.agent.ids}
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "INSERT INTO support_alert"
            " (deadline_id, company_id, step_id, fired_at, told_at)"
            " SELECT id, company_id, %s, NOW(), NOW() FROM support_deadline",
            [step.id],
        )
        cls.env.cr.execute("ANALYZE support_alert")

    @classmethod
    def _copy(cls, table, key, new, seed):
        """Copies of a row, by the thousand, without what their creation costs."""
        cls.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name NOT IN ('id', %s)",
            [table, key],
        )
        columns = SQL(", ").join(
            SQL.identifier(row[0]) for row in cls.env.cr.fetchall()
        )
        linked = key != "id"
        cls.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s%s) SELECT %s%s FROM %s seed,"
                " generate_series(1, %s), (%s) AS new (new_id) WHERE seed.%s = %s",
                SQL.identifier(table),
                SQL("%s, ", SQL.identifier(key)) if linked else SQL(""),
                columns,
                SQL("new_id, ") if linked else SQL(""),
                columns,
                SQL.identifier(table),
                1 if linked else MANY,
                new,
                SQL.identifier(key),
                seed,
            )
        )
        cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    @contextmanager
    def _listening(self):
        heard = []
        thread = threading.current_thread()
        thread.query_hooks = [
            lambda _cr, query, params, *_: heard.append((query, params))
        ]
        try:
            yield heard
        finally:
            del thread.query_hooks

    def _nodes(self, node):
        yield node
        for inside in node.get("Plans", ()):
            yield from self._nodes(inside)

    def test_no_job_reads_a_table_through(self):
        for name in (
            "close_silent",
            "recompute_deadlines",
            "send_acknowledgements",
            "send_alerts",
            "update_contracts",
        ):
            cron = self.env.ref(f"support_sla.ir_cron_{name}")
            with self.subTest(job=name), self.at(MONDAY):
                self._assert_reads_indexes(cron)

    def _assert_reads_indexes(self, cron):
        for _warm in range(2):
            with self._listening() as heard, self.enter_registry_test_mode():
                cron.method_direct_trigger()
        for query, params in heard:
            if not query.lstrip().startswith(("SELECT", "WITH")):
                continue
            self.env.cr.execute(f"EXPLAIN (FORMAT JSON) {query}", params)
            [[[plan]]] = self.env.cr.fetchall()
            for node in self._nodes(plan["Plan"]):
                if node["Node Type"] == "Seq Scan":
                    self.assertNotIn(node["Relation Name"], BIG, query)
