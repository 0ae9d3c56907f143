# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Colours that can be read: a company chooses its own, of which some cannot."""

import re

WHITE, DARK = "#ffffff", "#1f2328"
#: what a button is where the company's colour is none that a mail can have
BUTTON = "#1f5f8b"
READABLE = 4.5  # the least contrast of a text of normal size (WCAG 2, AA)

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.I)


def button_colours(background, text=None):
    """Return (background, text) of a button; the text is chosen where the wished one
    could not be read."""
    background = background if _is_colour(background) else BUTTON
    if _is_colour(text) and contrast(background, text) >= READABLE:
        return background, text
    return background, max((WHITE, DARK), key=lambda c: contrast(background, c))


def contrast(one, other):
    """Return the contrast of two colours (``#rgb`` or ``#rrggbb``), from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _is_colour(word):
    return bool(_HEX.fullmatch(word or ""))


def _luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
