# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The signs in a mail's headers and structure that tell what it is.

Each function returns the signs it found as a list of short words, empty for none, and
never raises. :mod:`message_kind` weighs them.
"""

import re

from .headers import (
    content_type,
    first_address,
    header_value,
    header_values,
    message_ids,
    parts,
    payload_text,
)

#: our own mails carry it; one that comes in with it has been sent back to us
LOOP_HEADER = "X-Support-Sla-Loop"


# ---------------------------------------------------------------------------
# Reports and calendar answers: told by the structure
# ---------------------------------------------------------------------------


def _report_type(message):
    if content_type(message) != "multipart/report":
        return None
    value = header_value(message, "Content-Type").lower()
    match = re.search(r"report-type\s*=\s*\"?([a-z-]+)", value)
    return match[1] if match else ""


def receipt_signs(message):
    """A read receipt (RFC 8098), displayed or deleted."""
    types = {content_type(part) for part in parts(message)}
    if "message/disposition-notification" in types:
        return ["disposition-notification"]
    if _report_type(message) == "disposition-notification":
        return ["report-type=disposition-notification"]
    return []


_BOUNCE_SUBJECT = re.compile(
    r"^(undeliver|returned mail|failure notice|mail delivery|delivery (status|failure)"
    r"|no se puede entregar|unzustellbar|non remis|non recapitabile|n[aã]o entreg"
    r"|onbestelbaar|rejected:)",
    re.I,
)


def bounce_signs(message):
    """A delivery report (RFC 3464) or what servers send in its place."""
    report = _report_type(message)
    if report is not None:
        return [f"report-type={report or 'missing'}"]
    types = {content_type(part) for part in parts(message)}
    if "message/delivery-status" in types:
        return ["delivery-status"]
    if header_value(message, "X-Failed-Recipients"):
        return ["x-failed-recipients"]
    local = first_address(header_value(message, "From"))[0]
    if local == "mailer-daemon":
        return ["from=mailer-daemon"]
    subject = header_value(message, "Subject")
    if local == "postmaster" and _BOUNCE_SUBJECT.match(subject):
        return ["from=postmaster"]
    if _null_return_path(message) and _BOUNCE_SUBJECT.match(subject):
        return ["return-path=<>", "subject"]
    return []


_CALENDAR_ANSWERS = {"reply", "counter", "cancel", "declinecounter", "refresh"}


def calendar_signs(message):
    """An answer to an invitation; the invitation itself is a person's mail."""
    for part in parts(message):
        if content_type(part) != "text/calendar" or _attached(part):
            continue
        method = _calendar_method(part)
        if method in _CALENDAR_ANSWERS:
            return [f"calendar={method}"]
    return []


def _attached(part):
    return header_value(part, "Content-Disposition").lower().startswith("attachment")


def _calendar_method(part):
    value = header_value(part, "Content-Type")
    match = re.search(r"method\s*=\s*\"?(\w+)", value, re.I)
    if not match:
        match = re.search(r"^METHOD:(\w+)", payload_text(part), re.I | re.M)
    return match[1].lower() if match else ""


# ---------------------------------------------------------------------------
# Loops, lists, machines: told by headers
# ---------------------------------------------------------------------------


def loop_marks(message, own_marks):
    """A mark of our own: the mail is one that we sent."""
    ours = {mark.lower() for mark in own_marks}
    return [
        f"{name.lower()}=ours"
        for name in (LOOP_HEADER, "X-Loop")
        if any(value.lower() in ours for value in header_values(message, name))
    ]


_LIST_HEADERS = ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List")


def list_signs(message, own_lists):
    """A mailing list or newsletter, unless it is a list of our own."""
    list_id = header_value(message, "List-Id").lower().rstrip("> ")
    if any(list_id.endswith(f".{domain.lower()}") for domain in own_lists):
        # our own distribution list hands on people's mail to us
        return []
    signs = [name.lower() for name in _LIST_HEADERS if header_value(message, name)]
    if "list" in _precedence(message):
        signs.append("precedence=list")
    return signs


def _precedence(message):
    names = ("Precedence", "X-Precedence", "Preference")
    return {v.lower() for name in names for v in header_values(message, name) if v}


#: header → values that say nothing (None: any value is a sign)
_MACHINE_HEADERS = {
    "X-Autoreply": {"no", "false"},
    "X-Auto-Reply": {"no", "false"},
    "X-Autorespond": {"no", "false"},
    "X-Autoresponder": {"no", "false"},
    "X-Auto-Respond": {"no", "false"},
    "X-AutoReply-From": set(),
    "X-Mail-Autoreply": set(),
    "X-Auto-Generated": {"no", "false"},
    # CommuniGate says here also that it handed on a person's mail
    "X-Autogenerated": {"forward", "group", "mirror", "redirect", "no"},
    "X-FC-MachineGenerated": {"false"},
    "X-Cron-Env": set(),
    "X-OTRS-Loop": {"no"},
}


def automatic_signs(message, is_list):
    """Headers that only machines write."""
    signs = []
    submitted = _auto_submitted(message)
    if submitted not in ("", "no"):
        signs.append(f"auto-submitted={submitted}")
    for name, harmless in _MACHINE_HEADERS.items():
        value = header_value(message, name).lower()
        if value and value not in harmless:
            signs.append(name.lower())
    muted = _precedence(message) & {"auto_reply", "junk", "bulk"}
    # lists say "bulk" as well, of their members' mail
    signs.extend(f"precedence={v}" for v in sorted(muted) if v != "bulk" or not is_list)
    if header_value(message, "X-Loop") and not is_list:
        signs.append("x-loop")
    if "autoresponder" in header_value(message, "X-POST-MessageClass").lower():
        signs.append("x-post-messageclass")
    if header_value(message, "Delivered-To").lower() == "autoresponder":
        signs.append("delivered-to=autoresponder")
    if _null_return_path(message):
        signs.append("return-path=<>")
    return signs


def _auto_submitted(message):
    return re.split(r"[;\s(]", header_value(message, "Auto-Submitted").lower())[0]


def _null_return_path(message):
    return header_value(message, "Return-Path").replace(" ", "") == "<>"


# ---------------------------------------------------------------------------
# Answers of machines, and among them the absence notes
# ---------------------------------------------------------------------------

#: nobody begins a mail of his own so: they need no other sign
_SURE_SUBJECT = re.compile(
    r"^(out of office auto-?reply|automatic reply|respuesta autom[aá]tica"
    r"|automatische antwort|r[eé]ponse automatique|risposta automatica"
    r"|resposta autom[aá]tica|automatisch antwoord|autom[ae]tis[kc]t? svar|autosvar"
    r"|automaattinen vastaus|automatick[aá] odpov[eě][dď]|odpowied[zź] automatyczna"
    r"|otomatik yan[iı]t|автоматический ответ|自動応答|自动答复|자동 회신)\s*[:：]",
    re.I,
)
#: people do write these: believed together with another sign
_ABSENCE_SUBJECT = re.compile(
    r"^(auto-?reply|auto(matic)? response|auto:|i am (currently )?out of"
    r"|on (annual )?leave"
    r"|out of (the )?office|away from (the )?office|vacation|on vacation"
    r"|fuera de (la )?oficina|ausen(te|cia)|de vacaciones|vacaciones"
    r"|abwesenheit|abwesend|nicht im b[uü]ro|absen(t|ce)|en cong[eé]"
    r"|fuori (sede|ufficio)|assen(te|za)|aus[eê]n(te|cia)|f[eé]rias|afwezig"
    r"|poissa|nieobecno|nepř[ií]tom|不在|外出|休暇|вне офиса|отпуск)"
    r"|is out of (the )?office\b",
    re.I,
)
_INBOX_RULE = "X-MS-Exchange-Inbox-Rules-Loop"


def absence_signs(message, automatic):
    """An absence note, by subject or by what Exchange leaves in it."""
    subject = header_value(message, "Subject")
    submitted = header_value(message, "Auto-Submitted").lower()
    if _SURE_SUBJECT.match(subject):
        return ["subject=automatic"]
    if "vacation" in submitted:
        return ["vacation"]
    answers = bool(references(message))
    suppressed = "all" in _suppressed(message)
    if header_value(message, _INBOX_RULE) and suppressed and (automatic or answers):
        return ["exchange-rule"]
    company = automatic or suppressed or answers
    if company and _ABSENCE_SUBJECT.search(subject):
        return ["subject=absence"]
    return []


def answer_signs(message, automatic):
    """Signs that a machine answers something, rather than reports of its own accord."""
    submitted = _auto_submitted(message)
    if submitted in ("auto-generated", "auto-notified"):
        return []
    if submitted not in ("", "no"):
        return ["answer=auto-submitted"]
    names = ("x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder")
    names += ("x-auto-respond", "x-autoreply-from", "x-mail-autoreply")
    names += ("precedence=auto_reply", "x-post-messageclass")
    names += ("delivered-to=autoresponder",)
    if set(names) & set(automatic):
        return ["answer=header"]
    if header_value(message, "X-Autogenerated").lower() == "reply":
        return ["answer=x-autogenerated"]
    if automatic and references(message):
        return ["answer=references"]
    return []


def references(message):
    """The message ids that the mail refers to, oldest first, each once."""
    ids = message_ids(" ".join(header_values(message, "References")))
    return ids + tuple(
        name
        for name in message_ids(" ".join(header_values(message, "In-Reply-To")))
        if name not in ids
    )


def _suppressed(message):
    values = ",".join(header_values(message, "X-Auto-Response-Suppress")).lower()
    return {value.strip() for value in values.split(",") if value.strip()}


def suppresses(message):
    """Whether the sender asked machines not to answer."""
    return bool(_suppressed(message) & {"all", "autoreply"})
