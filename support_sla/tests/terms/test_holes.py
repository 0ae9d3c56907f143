# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo.tests.common import BaseCase

from ...tools.terms import holes

TABLE = Markup("<table></table>")


class TestHoles(BaseCase):
    """Words in braces: known, alone where they are a table, escaped when filled."""

    def test_fill(self):
        for text, filled in (
            ("<p>{{days}}</p>", "<p>10</p>"),
            ("<p>{{ days }} and {{days}}</p>", "<p>10 and 10</p>"),
            ("<p>{{name}}</p>", "<p>&lt;b&gt;</p>"),
            ("<p>{{other}}</p>", "<p></p>"),
            ("<p>{{table}}</p>", "<table></table>"),
            ('<p class="a"> {{ table }}<br></p>', "<table></table>"),
            ("<div><span>{{table}}</span>&nbsp;</div>", "<table></table>"),
            ("<p>{days} {{}}</p>", "<p>{days} </p>"),
            (r"<p>\1 {{days}}</p>", r"<p>\1 10</p>"),
        ):
            with self.subTest(text=text):
                values = {"days": 10, "name": "<b>"}
                self.assertEqual(holes.fill(text, values, {"table": TABLE}), filled)

    def test_a_block_with_references_is_taken_as_it_is(self):
        block = {"table": r"<td>\1 \g<0></td>"}
        self.assertEqual(holes.fill("<p>{{table}}</p>", {}, block), block["table"])

    def test_unknown(self):
        text = "<p>{{a}} {{ b.c }} {{a}} {{__class__}}</p>"
        self.assertEqual(holes.unknown(text, {"a"}), ["b.c", "__class__"])
        self.assertEqual(holes.unknown(False, {"a"}), [])

    def test_crowded(self):
        for text, found in (
            ("<p>{{table}}</p>", []),
            ("<p>See {{table}}</p>", ["table"]),
            ("<p>{{table}} {{table}}</p>", ["table"]),
            ("<li>{{table}}</li>", ["table"]),
            ("<div><p>{{table}}</p></div>", []),
            ("", []),
        ):
            with self.subTest(text=text):
                self.assertEqual(holes.crowded(text, ("table",)), found)
