# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One file writes deadlines and pauses; who else does is found."""

from odoo.tests.common import BaseCase

from .architecture import Source, read_sources
from .one_writer import WRITER, second_writers

ROWS = "env['support.deadline']"
WRITES = (
    f"{ROWS}.create({{}})",
    f"self.{ROWS}.sudo().search([])[:1].unlink()",
    f"rows = self.{ROWS}.sudo()\nfor row in rows:\n    row.round = 2",
    f"def f(own):\n    own = {ROWS}\n    late = own.search([])\n    late.write({{}})",
    "[p.unlink() for p in ticket.support_pause_ids]",
    "ticket.support_deadline_ids = [(5, 0)]",
    "(alert.deadline_id | other).verdict = 'met'",
    "def f(deadline):\n    deadline.round += 1",
    "first.name, deadline.verdict = 'a', 'met'",
    "cr.execute('UPDATE support_deadline SET round = 2')",
    "SQL('WITH a AS (insert  into\\n support_pause (id) SELECT 1)')",
    "class A:\n    _inherit = 'support.pause'\n    def f(self):\n        self.to = 1",
)
READS = (
    f"{ROWS}.search([]).ticket_id.write({{}})",
    f"rows = {ROWS}\nrows.ticket_id.active = False",
    "env['support.deadline.explain'].create({'deadline_id': deadline.id})",
    "alert.deadline_id.action_explain()",
    "alert.deadline_id = later",
    "following[deadline] = deadline.due_at",
    "'UPDATE support_deadlines'; 'SELECT id FROM support_pause FOR UPDATE'",
    "self.stopped_at = False",
)


class TestOneWriter(BaseCase):
    def test_one_file_writes_deadlines_and_pauses(self):
        found = [line for source in read_sources() for line in second_writers(source)]
        self.assertFalse(found, "\n" + "\n".join(found))

    def test_a_second_writer_is_found(self):
        for path in ("models/notice/a.py", "wizards/contract/a.py", "hooks.py"):
            for text in WRITES:
                with self.subTest(path=path, text=text):
                    self.assertEqual(len([*second_writers(Source(path, text))]), 1)

    def test_who_reads_is_left_alone(self):
        for text in READS:
            with self.subTest(text=text):
                self.assertFalse([*second_writers(Source("models/notice/a.py", text))])

    def test_the_writer_and_tests_may_write(self):
        for path in (WRITER, "tests/notice/test_a.py"):
            for text in WRITES:
                with self.subTest(path=path, text=text):
                    self.assertFalse([*second_writers(Source(path, text))])
