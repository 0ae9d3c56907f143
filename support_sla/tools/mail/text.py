# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a person newly wrote in a mail: without quotes, signature and disclaimer.

When it is not clear where the new text ends, more is kept rather than less: whoever
asks (`thanks.py` does) must not overlook a sentence.
"""

import re

from lxml import html as lxml_html

from odoo.tools.mail import html_sanitize

#: what core marks while it sanitises: quotes, signature wrappers, their containers
_MARKED = "//*[@data-o-mail-quote='1']"

#: a line that begins a quoted mail: everything below is not new
_QUOTE_BEGINS = re.compile(
    r"^(-{2,}\s*(original message|mensaje original|forwarded message|mensaje reenviado)"
    r"|_{10,}$"
    r"|(on|el|am|le)\b.{5,200}\b(wrote|escribi[oó]|schrieb|a [eé]crit)\s*:\s*$"
    r"|.{5,200}(wrote|escribi[oó])\s*:\s*$"
    r"|\*?(from|de|desde)\s*:\*?\s.*(@|\[))",
    re.I,
)
_OUTLOOK_HEADER = re.compile(r"^\*?(from|de)\s*:", re.I)
_OUTLOOK_SECOND = re.compile(r"^\*?(sent|date|enviado|enviado el|fecha)\s*:", re.I)
_QUOTED = re.compile(r"^\s*>")
_SIGNATURE = re.compile(r"^--\s*$")
_DEVICE = re.compile(
    r"^(sent from (my|yahoo|outlook|mail for)"
    r"|enviado desde (mi|yahoo|outlook|el correo)"
    r"|get outlook for|obt(en|én|ener) outlook (para|for)"
    r"|.{1,80} (reacted via gmail|reaccion[oó] a trav[eé]s de gmail))",
    re.I,
)
_DISCLAIMER = re.compile(
    r"^\W*(aviso (legal|de confidencialidad)|aviso de privacidad|confidencialidad\b"
    r"|confidential(ity)? (notice|note)|disclaimer\b|legal notice"
    r"|este (mensaje|correo|e-?mail)\b.{0,120}\b(confidencial|destinatario|privilegiad)"
    r"|la informaci[oó]n (contenida|transmitida)\b"
    r"|this (e-?mail|message|communication)\b.{0,160}"
    r"\b(confidential|intended|privileged)"
    r"|the information (contained|transmitted)\b"
    r"|antes de imprimir|please consider the environment|piense en el medio)",
    re.I,
)
_LINK = re.compile(r"<https?://[^>\s]*>")


def new_text(body):
    """Return the newly written lines of an HTML ``body`` as plain text."""
    lines = []
    disclaimer = False
    for line in _above_quote(_plain(body).splitlines()):
        if _SIGNATURE.match(line):
            break
        if _DISCLAIMER.match(line):
            disclaimer = True
        elif not line.strip():
            disclaimer = False
        if not (disclaimer or _QUOTED.match(line) or _DEVICE.match(line)):
            lines.append(line)
    return "\n".join(lines).strip()


def _plain(body):
    marked = html_sanitize(body or "", silent=True)
    if not marked.strip():
        return ""
    root = lxml_html.fragment_fromstring(str(marked), create_parent="div")
    for node in root.xpath(_MARKED):
        _drop(node)
    # a paragraph's end must stay a line's end, and an empty line one
    for node in root.iter("p", "div", "li", "tr", "h1", "h2", "h3", "pre"):
        node.tail = "\n" + (node.tail or "")
    for node in root.iter("br"):
        node.tail = "\n" + (node.tail or "")
    text = _unwrapped(root)
    return "\n".join(_LINK.sub("", line).strip() for line in text.splitlines())


def _unwrapped(root):
    for node in root.xpath("//img"):
        # a picture in the text is something that the person shows
        node.tail = "[image]" + (node.tail or "")
    return "".join(root.itertext()).replace("\N{NO-BREAK SPACE}", " ")


def _drop(node):
    """Leave a bare ">" in the place of a quote: text below it is new."""
    tail = f"\n>\n{node.tail or ''}"
    parent, previous = node.getparent(), node.getprevious()
    if parent is None:
        return
    parent.remove(node)
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _above_quote(lines):
    """Return the lines above a quoted mail, and those below one that ``>`` marks."""
    kept = []
    for index, line in enumerate(lines):
        following = [text for text in lines[index + 1 : index + 6] if text.strip()]
        if _begins_quote(line, following):
            # a ">" quote ends where the ">" ends: text below it is new
            return kept + _below_marked(lines[index + 1 :])
        kept.append(line)
    return kept


def _begins_quote(line, rest):
    # a mail program may have broken the line "On … wrote:" in two
    joined = f"{line} {rest[0]}" if rest else line
    if _QUOTE_BEGINS.match(line):
        return True
    if re.match(r"^(on|el)\b.*(\d|@)", line, re.I) and _QUOTE_BEGINS.match(joined):
        return bool(rest[1:]) and bool(_QUOTED.match(rest[1]))
    return bool(_OUTLOOK_HEADER.match(line) and rest and _OUTLOOK_SECOND.match(rest[0]))


def _below_marked(rest):
    first_lines = [line for line in rest if line.strip()][:2]
    if not any(_QUOTED.match(line) for line in first_lines):
        return []
    last = max(i for i, line in enumerate(rest) if _QUOTED.match(line))
    return rest[last + 1 :]


def shortened(text, longest):
    """Return plain text of at most so many characters, cut between words."""
    text = text.strip()
    if len(text) <= longest:
        return text
    whole_words = text[:longest].rsplit(None, 1)[0]
    return whole_words[: longest - 1] + "…"
