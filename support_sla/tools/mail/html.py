# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Small repairs of the HTML that is mailed, on parsed trees: never by guessing tags."""

import re

from lxml import html as lxml_html
from markupsafe import Markup

_CONFIRM = re.compile(r'(/my/ticket/\d+/confirm)\?token=[^"&\s]*')
_CONFIRM_LINK = re.compile(r'href="[^"]*/my/ticket/\d+/confirm[^"]*"')


def after_greeting(text, *parts):
    """Return safe HTML with further parts (safe HTML or nothing) after its first
    paragraph, which greets; before a text that has none."""
    parts = [part for part in parts if part]
    if not parts:
        return Markup(text or "")
    root = lxml_html.fragment_fromstring(str(text or ""), create_parent="div")
    added = [
        child
        for part in parts
        for child in lxml_html.fragments_fromstring(f"<div>{part}</div>")
    ]
    greeting = next(root.iter("p"), None)
    if greeting is None:
        root[:0] = added
    else:
        for child in reversed(added):
            greeting.addnext(child)
    return Markup(_inner(root))


def _inner(root):
    inner = "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
    return (root.text or "") + inner


def without_secret(text):
    """Return HTML whose links to a question need a log-in."""
    return Markup(_CONFIRM.sub(r"\1", str(text or "")))


def with_link(text, url):
    """Return HTML whose links to a question, if it has any, are ``url``."""
    return Markup(_CONFIRM_LINK.sub(lambda _: f'href="{url}"', str(text)))


def blockquote(text):
    """Return what a note of ours quotes, as it quotes it (HTML); all of a text that is
    no such note, which begins with a line of its own and ends with the quotation."""
    root = lxml_html.fragment_fromstring(str(text or ""), create_parent="div")
    last = root[-1] if len(root) == 2 else None
    return _inner(last if last is not None and last.tag == "blockquote" else root)
