# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Words in double braces that are filled in when terms are published.

``{{closing}}`` becomes "10 days". No code is evaluated: a word is known or it is none.
A word that stands for a block, such as a table, is a paragraph of its own.
"""

import re

from odoo.tools import html_escape

_HOLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# what an editor leaves around the only word of a paragraph
_AROUND = r"(?:\s|&nbsp;|&#160;|\xa0|<br\s*/?>|</?(?:span|font|strong|em|b|i)\b[^>]*>)*"
_ALONE = r"<(p|div)\b[^>]*>{around}\{{\{{\s*{word}\s*\}}\}}{around}</\1>"


def words(text):
    """Return the words in braces, each once, in their order."""
    return list(dict.fromkeys(_HOLE.findall(text or "")))


def unknown(text, known):
    """Return the words that would stay empty."""
    return [word for word in words(text) if word not in known]


def crowded(text, blocks):
    """Return the words of ``blocks`` that share a paragraph with something else."""
    return [word for word in words(_without_blocks(text, blocks)) if word in blocks]


def fill(text, values, blocks):
    """Return the text with its words filled in; markup stays, the rest is escaped.

    :param values: ``{word: value}``
    :param blocks: ``{word: markup}`` of what replaces a whole paragraph
    """
    for word, block in blocks.items():
        text = _alone(word).sub(lambda _match, block=block: str(block), text)
    return _HOLE.sub(lambda match: str(html_escape(values.get(match[1], ""))), text)


def _without_blocks(text, blocks):
    for word in blocks:
        text = _alone(word).sub("", text or "")
    return text


def _alone(word):
    return re.compile(_ALONE.format(around=_AROUND, word=re.escape(word)), re.I)
