# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests.common import BaseCase

from ...tools.statement.trend import Bar, svg

NAMESPACE = {"s": "http://www.w3.org/2000/svg"}


class TestTrend(BaseCase):
    """The picture of the months: pure, escaped, named."""

    def _draw(self, *bars):
        return etree.fromstring(svg(bars, "A <b>", "Kept & missed"))

    def _heights(self, picture):
        rects = picture.findall("s:rect", NAMESPACE)
        return [int(rect.get("height")) for rect in rects]

    def test_bars_are_as_tall_as_their_counts(self):
        for bars, heights in (
            ([(4, 3)], [75, 25]),
            ([(4, 4)], [100]),
            ([(4, 0)], [100]),
            ([(0, 0)], []),
            ([(None, None)], []),
            ([(10, 5), (5, 5)], [50, 50, 50]),
            ([], []),
        ):
            with self.subTest(bars):
                drawn = self._draw(*(Bar("Mar", "", *each) for each in bars))
                self.assertEqual(self._heights(drawn), heights)

    def test_it_is_a_picture_with_a_name(self):
        picture = self._draw(Bar("<i>", "1/2 & more", 2, 1))

        self.assertEqual(picture.get("role"), "img")
        named = picture.get("aria-labelledby").split()
        texts = [picture.find(f".//*[@id='{name}']").text for name in named]
        self.assertEqual(texts, ["A <b>", "Kept & missed"])
        said = [text.text for text in picture.findall("s:text", NAMESPACE)]
        self.assertEqual(said, ["1/2 & more", "<i>"])
