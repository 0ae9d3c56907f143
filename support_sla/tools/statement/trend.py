# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The picture of some months: what was kept and what was missed, as bars."""

from html import escape
from typing import NamedTuple

WIDTH, HEIGHT, HEAD, FOOT = 60, 100, 18, 20
BAR = 30
KEPT, MISSED = "#146c43", "#b02a37"


class Bar(NamedTuple):
    """A month: how it is called, what is written above it, what was judged and kept;
    None of a month of which nothing is known."""

    label: str
    text: str
    judged: int | None
    kept: int | None


def svg(bars, title, description):
    """Return the bars as SVG that may stand inside a page; all texts are escaped.

    A picture only: whoever shows it says its numbers as text beside it.
    """
    most = max((bar.judged or 0 for bar in bars), default=0)
    width, height = WIDTH * max(len(bars), 1), HEAD + HEIGHT + FOOT
    drawn = "".join(_draw(bar, WIDTH * at, most) for at, bar in enumerate(bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' style="max-width: 100%; height: auto"'
        f' aria-labelledby="support_trend_title support_trend_desc">'
        f'<title id="support_trend_title">{escape(title)}</title>'
        f'<desc id="support_trend_desc">{escape(description)}</desc>'
        f'<line x1="0" x2="{width}" y1="{HEAD + HEIGHT}" y2="{HEAD + HEIGHT}"'
        f' stroke="#6c757d"/>{drawn}</svg>'
    )


def _draw(bar, left, most):
    middle = left + WIDTH // 2
    kept = _tall(bar.kept, most)
    missed = _tall(bar.judged, most) - kept
    floor = HEAD + HEIGHT
    return (
        _rect(middle, floor - kept, kept, KEPT)
        + _rect(middle, floor - kept - missed, missed, MISSED)
        + _text(middle, floor - kept - missed - 5, bar.text)
        + _text(middle, floor + 14, bar.label)
    )


def _tall(count, most):
    """Pixels of a count; the greatest of all is as tall as there is room."""
    return round(HEIGHT * count / most) if count and most else 0


def _rect(middle, top, tall, colour):
    if not tall:
        return ""
    return (
        f'<rect x="{middle - BAR // 2}" y="{top}" width="{BAR}" height="{tall}"'
        f' fill="{colour}"/>'
    )


def _text(middle, base, text):
    return (
        f'<text x="{middle}" y="{base}" text-anchor="middle" font-size="11"'
        f' font-family="sans-serif" fill="#212529">{escape(text)}</text>'
    )
