# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading the headers of a mail that may be broken on purpose (specification 16).

The standard library's structured header parser raises on some malformed values, so
headers are read here as they were sent, unfolded and decoded as far as possible.
Nothing in this module raises because of what a mail contains.
"""

import base64
import binascii
import quopri
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

_FOLD = re.compile(r"\r?\n[ \t]*|\r|\x00")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_ADDRESS = re.compile(r"([^\s<>,;:\"'()@]+)@([^\s<>,;:\"'()@]+)")


def header_values(message, name):
    """Return all values of the header ``name``, topmost first, decoded, on one line."""
    wanted = name.lower()
    return [
        decode_value(value)
        for key, value in message.raw_items()
        if key.lower() == wanted
    ]


def header_value(message, name):
    """Return the topmost value of the header ``name``, or an empty string."""
    return next(iter(header_values(message, name)), "")


def decode_value(value):
    """Return ``value`` (raw text, bytes smuggled as surrogates) as readable text."""
    text = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    text = _FOLD.sub(" ", text).strip()
    if "=?" not in text:
        return text
    try:
        chunks = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    decoded = "".join(_decode_chunk(chunk, charset) for chunk, charset in chunks)
    # an encoded word may hide a line break
    return _FOLD.sub(" ", decoded).strip()


def _decode_chunk(chunk, charset):
    if isinstance(chunk, str):
        return chunk
    try:
        return chunk.decode(charset or "utf-8", "replace")
    except LookupError:
        # an unknown charset: readable letters are better than none
        return chunk.decode("latin-1")


def message_ids(text):
    """Return the message ids in ``text``, in order, as a tuple."""
    return tuple(_MESSAGE_ID.findall(text or ""))


def first_address(text):
    """Return the first mail address in ``text`` as (local part, domain), lowercased.

    A quoted name may itself look like an address; the one in angle brackets counts.
    """
    bracketed = re.findall(r"<([^<>]*)>", text or "")
    match = _ADDRESS.search(bracketed[-1] if bracketed else text or "")
    return (match[1].lower(), match[2].lower().strip(".")) if match else ("", "")


def content_type(part):
    """Return the MIME type of ``part`` as ``type/subtype``, lowercased."""
    value = header_value(part, "Content-Type").split(";")[0].strip().lower()
    return value if value.count("/") == 1 else "text/plain"


def parts(message, limit=500):
    """Return ``message`` and its parts, but not the parts of a mail inside it.

    What a returned or forwarded mail contains is not what this mail is. No more than
    ``limit`` parts are looked at.
    """
    found, todo = [], [message]
    while todo and len(found) < limit:
        part = todo.pop(0)
        found.append(part)
        payload = part.get_payload()
        if content_type(part).startswith("multipart/") and isinstance(payload, list):
            todo.extend(child for child in payload if isinstance(child, Message))
    return found


def payload_text(part):
    """Return the text of a part that has no parts, bytes read as Latin-1."""
    payload = part.get_payload()
    if not isinstance(payload, str):
        return ""
    data = payload.encode("utf-8", "surrogateescape")
    encoding = header_value(part, "Content-Transfer-Encoding").lower()
    try:
        if encoding == "base64":
            data = base64.b64decode(data)
        elif encoding == "quoted-printable":
            data = quopri.decodestring(data)
    except (binascii.Error, ValueError):
        return payload
    return data.decode("latin-1")
