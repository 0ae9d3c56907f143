# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo.tests.common import BaseCase

from ...tools.mail.plain_template import fill, paths


class TestPlainTemplate(BaseCase):
    """Which templates only print fields, and what they print."""

    def test_paths(self):
        for body, expected in [
            ("<p>Hello</p>", []),
            ('<p>Hello <t t-out="object.name">you</t></p>', ["name"]),
            ('<t t-out="object.a.b" /><t t-out="object.c"></t>', ["a.b", "c"]),
            ('<t t-out="object.a()" />', None),
            ('<t t-out="ctx.get(1)" />', None),
            ('<t t-if="object.a"><t t-out="object.a" /></t>', None),
            ('<a t-att-href="object.a">x</a>', None),
            ('<a t-attf-href="/x/{{ object.a }}">x</a>', None),
            ('<p t-out="object.a" />', None),
            ("<p>costs #{object.a}</p>", None),
        ]:
            with self.subTest(body=body):
                self.assertEqual(paths(body), expected)

    def test_fill(self):
        values = {"a": "<b>", "b": Markup("<i>x</i>"), "c": False, "d": 7}
        for body, expected in [
            ('<t t-out="object.a" />', "&lt;b&gt;"),
            ('<t t-out="object.b" />', "<i>x</i>"),
            ('<t t-out="object.c">nobody</t>!', "nobody!"),
            ('<t t-out="object.c" />!', "!"),
            ('<t t-out="object.d"></t>', "7"),
        ]:
            with self.subTest(body=body):
                self.assertEqual(fill(body, values.get), expected)
