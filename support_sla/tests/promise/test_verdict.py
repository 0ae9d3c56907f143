# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The one definition of late and urgent: a table, and three forms that agree."""

from datetime import datetime, timedelta
from itertools import product

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import SQL

from ...tools.promise import verdict as v

NOW = datetime(2026, 3, 6, 12)
SECOND = timedelta(seconds=1)
BEFORE, AFTER = NOW - SECOND, NOW + SECOND
MOMENTS = (False, BEFORE, NOW, AFTER)
# Fields of ir.logging that hold the facts in the tests of the forms.
NAMES = {"state": "dbname", "due_soon_at": "create_date", "due_at": "write_date"}
STATES = (False, *dict(v.CLOCK_STATES))


class TestVerdict(BaseCase):
    def test_met_up_to_the_due_moment_missed_later(self):
        for stopped, expected in [(BEFORE, v.MET), (NOW, v.MET), (AFTER, v.MISSED)]:
            self.assertEqual(v.stopped_verdict(NOW, stopped), expected)

    def test_without_a_due_moment_nothing_is_missed(self):
        self.assertEqual(v.stopped_verdict(False, NOW), v.MET)

    def test_late_is_strictly_later_than_due(self):
        for verdict, due_at, paused_at, expected in [
            (v.RUNNING, BEFORE, False, True),
            (v.RUNNING, NOW, False, False),
            (v.RUNNING, AFTER, False, False),
            (v.RUNNING, False, False, False),
            (v.PAUSED, BEFORE, False, False),
            (v.PAUSED, BEFORE, BEFORE, False),
            (v.PAUSED, BEFORE, NOW, True),
            (v.PAUSED, False, NOW, False),
            (v.MET, BEFORE, NOW, False),
            (v.MISSED, BEFORE, NOW, False),
            (v.CANCELLED, BEFORE, NOW, False),
        ]:
            late = v.is_late(verdict, due_at, NOW, paused_at)
            self.assertIs(late, expected, (verdict, due_at, paused_at))

    def test_broken_is_missed_or_late(self):
        self.assertTrue(v.is_broken(v.MISSED, BEFORE, NOW))
        self.assertTrue(v.is_broken(v.RUNNING, BEFORE, NOW))
        self.assertTrue(v.is_broken(v.PAUSED, BEFORE, NOW, NOW))
        self.assertFalse(v.is_broken(v.PAUSED, BEFORE, NOW, BEFORE))
        self.assertFalse(v.is_broken(v.RUNNING, NOW, NOW))
        self.assertFalse(v.is_broken(v.MET, BEFORE, NOW))

    def test_clock_state_of_a_ticket(self):
        for verdicts, late, expected in [
            ([], False, v.NONE),
            ([v.CANCELLED], True, v.NONE),
            ([v.MET], True, v.DONE),
            ([v.MISSED, v.CANCELLED], False, v.DONE),
            ([v.PAUSED, v.MET], False, v.PAUSED),
            ([v.PAUSED, v.MET], True, v.LATE),
            ([v.RUNNING, v.PAUSED], True, v.RUNNING),
            ([v.MET, v.RUNNING, v.MISSED], False, v.RUNNING),
        ]:
            self.assertEqual(v.clock_state(verdicts, late=late), expected)

    def test_next_marks_are_the_earliest_that_are_owed(self):
        later = AFTER + SECOND

        soon, due = v.next_marks(
            [
                (v.MET, BEFORE, BEFORE),
                (v.MISSED, BEFORE, BEFORE),
                (v.PAUSED, AFTER, AFTER),
                (v.RUNNING, NOW, later),
                (v.RUNNING, False, False),
            ]
        )

        self.assertEqual((soon, due), (NOW, AFTER))
        self.assertEqual(v.next_marks([]), (False, False))

    def test_urgency_table(self):
        for state, soon, due, expected in [
            (False, False, False, v.NONE),
            (v.NONE, BEFORE, BEFORE, v.NONE),
            (v.PAUSED, BEFORE, BEFORE, v.PAUSED),
            (v.LATE, BEFORE, BEFORE, v.LATE),
            (v.LATE, AFTER, AFTER, v.LATE),
            (v.DONE, BEFORE, BEFORE, v.DONE),
            (v.RUNNING, False, False, v.ON_TRACK),
            (v.RUNNING, AFTER, AFTER, v.ON_TRACK),
            (v.RUNNING, NOW, AFTER, v.DUE_SOON),
            (v.RUNNING, BEFORE, NOW, v.DUE_SOON),
            (v.RUNNING, BEFORE, False, v.DUE_SOON),
            (v.RUNNING, BEFORE, BEFORE, v.LATE),
            (v.RUNNING, AFTER, BEFORE, v.LATE),
            (v.RUNNING, False, BEFORE, v.LATE),
        ]:
            self.assertEqual(v.urgency(state, soon, due, NOW), expected)

    def test_every_value_has_a_label(self):
        states = [v.urgency(*row, NOW) for row in product(STATES, MOMENTS, MOMENTS)]

        self.assertEqual(set(states), set(dict(v.URGENCIES)))


@tagged("post_install", "-at_install")
class TestVerdictForms(TransactionCase):
    """Domain and SQL say what Python says, on every combination of facts."""

    def test_urgency_domain_agrees(self):
        rows = self._rows_of_facts()

        for value in [*dict(v.URGENCIES), False, "unknown"]:
            domain = v.urgency_domain([value], NOW, **NAMES)
            found = set(self._records.search(self._mine + domain).ids)
            wanted = {
                record_id
                for record_id, facts in rows.items()
                if v.urgency(*facts, NOW) == (value or v.NONE)
            }
            self.assertEqual(found, wanted, value)
            filtered = self._records.search(self._mine).filtered_domain(domain)
            self.assertEqual(set(filtered.ids), wanted, value)

    def test_urgency_domain_of_several_values(self):
        rows = self._rows_of_facts()
        values = [v.LATE, v.DUE_SOON, v.PAUSED]

        domain = v.urgency_domain(values, NOW, **NAMES)

        wanted = {i for i, facts in rows.items() if v.urgency(*facts, NOW) in values}
        self.assertEqual(set(self._records.search(self._mine + domain).ids), wanted)

    def test_no_value_matches_nothing(self):
        self._rows_of_facts()
        domain = v.urgency_domain([], NOW)

        self.assertFalse(self._records.search(self._mine + domain))

    def test_urgency_sql_agrees(self):
        rows = self._rows_of_facts()
        columns = [SQL.identifier(n) for n in NAMES.values()]

        expression = v.urgency_sql(*columns, NOW)

        self.assertEqual(
            self._select(expression),
            {i: v.urgency(*facts, NOW) for i, facts in rows.items()},
        )

    def test_late_and_state_of_a_row_agree(self):
        facts = list(product(dict(v.VERDICTS), MOMENTS, MOMENTS))
        rows = self._rows_of_facts(facts)
        verdict, paused_at, due_at = [SQL.identifier(n) for n in NAMES.values()]

        late = self._select(v.late_sql(verdict, due_at, NOW, paused_at))
        states = self._select(v.row_state_sql(verdict, due_at, paused_at))

        for record_id, (word, since, due) in rows.items():
            wanted = v.is_late(word, due, NOW, since)
            self.assertIs(late[record_id], wanted, (word, since, due))
            self.assertEqual(states[record_id], v.row_state(word, due, since))

    def test_it_is_sorted_as_somebody_should_look_at_it(self):
        rows = self._rows_of_facts()
        columns = [SQL.identifier(n) for n in NAMES.values()]

        ranks = self._select(v.rank_sql(v.urgency_sql(*columns, NOW)))

        order = [key for key, _label in v.URGENCIES]
        self.assertEqual(
            ranks,
            {i: order.index(v.urgency(*facts, NOW)) + 1 for i, facts in rows.items()},
        )
        self.assertEqual(self._select(v.urgency_sql(*columns, NOW, v.RANKS)), ranks)

    def _rows_of_facts(self, facts=None):
        """Keep every combination of facts in some table: a text and two moments."""
        self._records = self.env["ir.logging"]
        facts = facts or list(product(STATES, MOMENTS, MOMENTS))
        values = {"name": "facts", "type": "server", "message": "facts"}
        values |= {"path": "-", "func": "-", "line": "1"}
        records = self._records.create([dict(values) for _row in facts])
        self._mine = [("id", "in", records.ids)]
        records.flush_recordset()
        for record, (state, soon, due) in zip(records, facts, strict=True):
            self.env.cr.execute(
                "UPDATE ir_logging SET dbname = %s, create_date = %s, write_date = %s"
                " WHERE id = %s",
                [state or None, soon or None, due or None, record.id],
            )
        self.env.invalidate_all()
        return dict(zip(records.ids, facts, strict=True))

    def _select(self, expression):
        self.env.cr.execute(
            SQL("SELECT id, %s FROM ir_logging WHERE name = 'facts'", expression)
        )
        return dict(self.env.cr.fetchall())
