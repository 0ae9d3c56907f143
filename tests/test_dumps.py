"""Kept dumps: how their text is cut, and what a comparison of two databases finds."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

from dev import dumps
from dev.problems import Problem

from .upgrade.compare import Changes, Rows, Snapshot, differences
from .upgrade.intended import GONE, INTENDED, REWRITTEN

DUMP = """-- written by somebody
SET transaction_timeout = 0;
\\restrict abc

CREATE TABLE public.a (
    id integer,
    CONSTRAINT base_id_not_null NOT NULL id
)
INHERITS (public.base);
COPY public.a (id, name) FROM stdin;
1\tCOPY public.b (id) FROM stdin;
2\tSET x
3\tends with a backslash and a dot\\\\.
\\.

COPY public.b (id) FROM stdin;
\\.

CREATE INDEX a_trgm ON public.a USING gin (name public.gin_trgm_ops);
CREATE INDEX a_id ON public.a (id);
"""


class TestText(unittest.TestCase):
    def test_rows_are_told_from_statements(self):
        (_, copy, rows), (_, other, none), (end, _, _) = dumps.parts(DUMP)

        self.assertEqual(copy, "COPY public.a (id, name) FROM stdin;\n")
        self.assertEqual([line[0] for line in rows.splitlines()], ["1", "2", "3"])
        self.assertEqual((other, none), ("COPY public.b (id) FROM stdin;\n", ""))
        self.assertIn("a_id", end)

    def test_what_only_its_writer_understands_is_left_out(self):
        (before, _, _), _, (end, _, _) = dumps.parts(DUMP)

        table = "CREATE TABLE public.a (\n    id integer\n)\nINHERITS (public.base);\n"
        self.assertEqual(dumps.plain(before), table)
        self.assertNotIn("trgm", dumps.plain(end))
        self.assertIn("a_id", dumps.plain(end))

    def test_a_version_is_kept_once(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / f"{dumps.version()}.sql.gz").touch()
            with (
                mock.patch.object(dumps, "FOLDER", Path(folder)),
                self.assertRaisesRegex(Problem, "is kept already"),
            ):
                dumps.main([])

    def test_every_kept_dump_is_of_a_version_and_small(self):
        for path in dumps.FOLDER.glob("*.gz"):
            self.assertRegex(path.name, r"^19\.0\.\d+\.\d+\.\d+\.sql\.gz$")
            self.assertLess(path.stat().st_size, 2 * 1024**2)


def taken(rows, columns=("id", "name", "write_date"), table="support_a", **xmlids):
    """A snapshot of one table and the records that xmlids point to."""
    by_key = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
    pointed = {name: ("support.a", res_id) for name, res_id in xmlids.items()}
    return Snapshot({table: Rows({*columns}, by_key)}, pointed)


class TestDifferences(unittest.TestCase):
    BEFORE = taken([(1, "one", 10), (2, "two", 10)], first=1)

    def found(self, after, *intended, before=BEFORE):
        return [*differences(before, after, Changes(intended, "19.0.1.0.0"))]

    def test_the_same_rows_differ_in_nothing(self):
        after = taken([(2, "two", 99), (1, "one", 99)], first=1)
        self.assertEqual(self.found(after), [])

    def test_each_kind_of_loss_is_found(self):
        one, two = (1, "one", 10), (2, "two", 10)
        for after, wanted in (
            (taken([one], first=1), "support_a 2 is gone"),
            (
                taken([one, (2, "zwei", 10)], first=1),
                "support_a 2: name was 'two', now",
            ),
            (taken([one, two, (3, "x", 1)], first=1), "support_a 3 was not there"),
            (taken([one, two], first=2), "xmlid first pointed to"),
            (taken([one, two]), "xmlid first pointed to"),
            (
                taken([one, two], ("id", "label", "x"), first=1),
                "support_a.name is gone",
            ),
            (taken([one, two], table="support_b", first=1), "table support_a is gone"),
        ):
            with self.subTest(wanted):
                (found,) = self.found(after)
                self.assertIn(wanted, found)

    def test_a_newly_shipped_record_may_come(self):
        rows = [(1, "one", 10), (2, "two", 10), (3, "new", 10)]
        self.assertEqual(self.found(taken(rows, first=1, third=3)), [])

    def test_what_is_meant_is_no_loss(self):
        one, two = (1, "one", 10), (2, "two", 10)
        label = ("id", "label", "write_date")
        later = "19.0.2.0.0"
        for after, change in (
            (taken([one, two], label, first=1), ("column", "support_a.name", "label")),
            (taken([one, two], label, first=1), ("column", "support_a.name", GONE)),
            (
                taken([one, (2, "zwei", 10)], first=1),
                ("column", "support_a.name", REWRITTEN),
            ),
            (
                taken([one, two], table="support_b", first=1),
                ("table", "support_a", "support_b"),
            ),
            (taken([one, two], premier=1), ("xmlid", "first", "premier")),
            (taken([one, two]), ("xmlid", "first", GONE)),
        ):
            with self.subTest(change):
                self.assertEqual(self.found(after, (later, *change)), [])
                # a change of the dump's own version is in its rows already
                self.assertNotEqual(self.found(after, ("19.0.1.0.0", *change)), [])

    def test_a_renamed_column_still_has_to_keep_its_values(self):
        after = taken([(1, "one", 10), (2, "", 10)], ("id", "label", "x"), first=1)
        change = ("19.0.2.0.0", "column", "support_a.name", "label")
        self.assertEqual(len(self.found(after, change)), 1)

    def test_the_table_of_changes_is_well_formed(self):
        for since, kind, old, new in INTENDED:
            self.assertRegex(since, r"^19\.0\.\d+\.\d+\.\d+$")
            self.assertIn(kind, ("table", "column", "xmlid"))
            self.assertTrue(old and new)
