# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the receiving mail server says about a sender (RFC 8601).

Only one ``Authentication-Results`` header is believed: the topmost, because every
server puts its own above what it received, so a sender can only forge those below. When
the receiving server's name (authserv-id) is configured, headers of any other name are
not believed at all.
"""

import re

from .headers import header_values

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"

_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_RESULT = re.compile(r"^\s*([a-z][a-z0-9-]*)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.I)
_REFUSED = {"fail", "hardfail", "reject"}


def authentication(message, authserv_id=None):
    """Return ``pass``, ``fail`` or ``unknown`` for the sender of ``message``.

    :param authserv_id: the receiving server's own name; None believes the topmost
    """
    for value in header_values(message, "Authentication-Results"):
        server, results = parse_results(value)
        if authserv_id is None or server == authserv_id.lower():
            return _verdict(results)
    return UNKNOWN


def parse_results(value):
    """Return (server name, {method: set of results}) of one header's value."""
    text = _without_comments(_QUOTED.sub('""', value))
    segments = text.split(";")
    # Microsoft's servers leave their name out: the first segment is a result there
    named = bool(segments) and not _RESULT.match(segments[0])
    server = (segments[0].split() or [""])[0].lower() if named else ""
    results = {}
    for segment in segments[1:] if named else segments:
        # some write "compauth=fail reason=000" without a separator before it
        for method, result in _segment_results(segment):
            results.setdefault(method, set()).add(result)
    return server, results


def _without_comments(text):
    previous = None
    while previous != text:
        previous, text = text, _COMMENT.sub(" ", text)
    return text


def _segment_results(segment):
    match = _RESULT.match(segment)
    return [(match[1].lower(), match[2].lower())] if match else []


def _verdict(results):
    dmarc = results.get("dmarc", set())
    if "pass" in dmarc:
        return PASS
    if dmarc & _REFUSED or results.get("compauth", set()) & _REFUSED:
        return FAIL
    # no policy of the sender's domain: refused by one method, vouched for by none
    methods = [results.get(name, set()) for name in ("spf", "dkim")]
    if any("pass" in method for method in methods):
        return PASS
    if any(method & _REFUSED for method in methods):
        return FAIL
    return UNKNOWN
