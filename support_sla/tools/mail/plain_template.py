# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Mail templates that only print fields, filled in without evaluating code.

What Odoo does for such templates, but parsing the template once for all records.
"""

import re

from odoo.tools import html_escape

_HOLE = re.compile(r'<t\s+t-out="object\.([\w.]+)"\s*(?:/>|>([^<>]*)</t>)')
_OTHER = re.compile(r"""\s(?:t-[\w-]+|#\w+)\s*=|#\{|\{\{""")


def paths(body):
    """Return the dotted fields that a template prints; None: it does more than that."""
    if _OTHER.search(_HOLE.sub("", body)):
        return None
    return [match[1] for match in _HOLE.finditer(body)]


def fill(body, look_up):
    """Return the body with each hole filled: safe HTML, as a plain string.

    :param look_up: ``look_up(path)`` returns a value; markup stays, the rest is escaped
    """

    def value(match):
        return html_escape(look_up(match[1]) or match[2] or "")

    return _HOLE.sub(value, body)
