# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests.common import BaseCase

from ...tools.mail.colour import BUTTON, DARK, WHITE, button_colours, contrast
from ...tools.mail.html import blockquote
from ...tools.mail.text import shortened


class TestMailWords(BaseCase):
    """What a mail's frame is made of."""

    def test_contrast(self):
        self.assertAlmostEqual(contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(contrast("#fff", "#FFFFFF"), 1)

    def test_a_button_can_be_read(self):
        for background, text, expected in [
            ("#875A7B", "#FFFFFF", ("#875A7B", "#FFFFFF")),
            ("#ffff00", "#ffffff", ("#ffff00", DARK)),
            ("#123", "#456", ("#123", WHITE)),
            ("red; } body {", "#ffffff", (BUTTON, "#ffffff")),
            (False, False, (BUTTON, WHITE)),
        ]:
            with self.subTest(background=background, text=text):
                self.assertEqual(button_colours(background, text), expected)

    def test_what_a_note_quotes(self):
        for body, expected in [
            ("<p>Asked:</p><blockquote>Is <b>it</b>?</blockquote>", "Is <b>it</b>?"),
            ("<p>Look:</p><p>Here.</p>", "<p>Look:</p><p>Here.</p>"),
            ("Bare", "Bare"),
            ("", ""),
        ]:
            with self.subTest(body=body):
                self.assertEqual(blockquote(body), expected)

    def test_shortened(self):
        self.assertEqual(shortened(" short ", 10), "short")
        self.assertEqual(shortened("one two three", 9), "one two…")
        self.assertEqual(shortened("x" * 20, 5), "xxxx…")
