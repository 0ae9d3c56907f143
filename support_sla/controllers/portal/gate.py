# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What every door asks first: which ticket, and whose? (specification 16)"""

from werkzeug.exceptions import MethodNotAllowed

from odoo.http import request
from odoo.tools import consteq

# Greater numbers are no ids, and the database refuses them.
LAST_ID = 2**31 - 1


def reads(_controller, _rule, _args):
    """Is this a request that only looks? Routes that also take a POST say so to Odoo
    by ``readonly=gate.reads``."""
    return request.httprequest.method in ("GET", "HEAD")


def must_post():
    """Odoo lets OPTIONS through to what takes a POST alone, and asks it for no token of
    a form; programs that look at links send it."""
    if request.httprequest.method != "POST":
        raise MethodNotAllowed(["POST"])


def to_id(value):
    """Return a parameter as an id; 0 for whatever is none."""
    text = str(value or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 10:
        return 0
    return int(text) if int(text) <= LAST_ID else 0


def to_text(value):
    """Return a parameter as text: NUL, which no database takes, and files left out."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def same(secret, given):
    """Compare a secret with what a visitor gave, whatever that is."""
    if not secret or not isinstance(given, str):
        return False
    return consteq(secret.encode(), given.encode("utf-8", "replace"))


def find_ticket(ticket_id):
    """Return a ticket by the id in an address, as superuser, or none."""
    return request.env["helpdesk.ticket"].sudo().browse(to_id(ticket_id) or ()).exists()


def is_customer(ticket):
    """Is the visitor, logged in, of the ticket's customer or of a company above it,
    and may they see it?"""
    user = request.env.user
    return (
        not user._is_public()
        and not user._is_internal()
        and ticket._support_is_of(user)
        and ticket.with_user(user).has_access("read")
    )


def is_agent(ticket):
    """Is the visitor one of us who may change this ticket?"""
    user = request.env.user
    return user._is_internal() and ticket.with_user(user).has_access("write")


def is_word(value):
    """Can this be a token at all? Comparing anything else raises."""
    return isinstance(value, str) and value.isascii()


def is_customer_by_token(ticket, access_token):
    return same(ticket.sudo().access_token, access_token)


def author_of(ticket):
    """Who speaks for the customer here: the visitor, if they are the customer's;
    whoever has the link otherwise acts as the ticket's contact."""
    contact, user = ticket.sudo().partner_id, request.env.user
    return user.partner_id if is_customer(ticket) else contact


def is_one_of_us():
    """Is the visitor, whatever link they have, internal: they look, they do not act."""
    return request.env.user._is_internal()


def speak(record, lang):
    """Speak a customer's language to a visitor who has not chosen one; return the
    record in it.

    Who opens the link of a mail is nobody to Odoo; the record knows them. The cookie
    that Odoo itself sets from the browser's language is no choice.
    """
    if lang and request.env.user._is_public() and not _has_chosen_language():
        request.update_context(lang=lang)
        _leave_language_open()
        return record.with_context(lang=lang)
    return record


def _has_chosen_language():
    """Is the language another one than Odoo would take by itself?"""
    router = request.env["ir.http"]
    browsers = request.httprequest.accept_languages.best
    if not browsers:  # no browser, but it may have chosen
        default = router._get_default_lang()
        return bool(request.cookies.get("frontend_lang")) or request.lang != default
    by_itself = router.get_nearest_lang(browsers.replace("-", "_"))
    return request.lang.code != (by_itself or router._get_default_lang().code)


def _leave_language_open():
    """Odoo is about to remember the browser's language as if it were a choice."""
    headers = request.future_response.headers
    cookies = headers.getlist("Set-Cookie")
    headers.setlist(
        "Set-Cookie", [c for c in cookies if not c.startswith("frontend_lang=")]
    )
