# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What every raw mail in this folder is and what it must do (specification 8 and 16).

The mails were written for these tests in the shape that real systems send; nobody in
them exists. They are kept byte by byte (``-text`` in ``.gitattributes``).

``kind``: the verdict of ``tools.message_kind``. ``ticket``: what the mail meets:
``new`` (refers to no ticket of ours), ``open``, ``closed`` (within the reopening
window) or ``closed_long``. ``effect``:

* ``ticket+ack``: a new ticket, acknowledged (when there is an address to write to)
* ``ticket``: a new ticket, no acknowledgement
* ``raw``: the parser refuses it; a new ticket, which keeps the raw mail besides
* ``reply``: the customer has answered: it counts, and reopens a closed ticket
* ``agent``: an agent has answered
* ``thanks``: the customer has answered, but a closed ticket stays closed
* ``stranger``: as ``note``, and the agents are told
* ``note``: kept on the ticket for the agents; answers, resets and reopens nothing
* ``bounce``: as ``note``, and core marks the notification as bounced where it can
* ``duplicate``: the same mail again: nothing more happens
* ``ignored``: nothing is opened or written
"""

from collections import namedtuple
from pathlib import Path

#: stands in the mails for the message id of the ticket's last mail
PLACEHOLDER = b"ticket-message@placeholder.invalid"
#: stands in the mails for the mark of our own mails
OWN_MARK = "own-mark"

Mail = namedtuple("Mail", "name kind ticket effect")

#: name, kind, ticket, effect
MAILS = [
    Mail("human_plain", "human", "new", "ticket+ack"),
    Mail("human_plain_crlf", "human", "new", "ticket+ack"),
    Mail("human_gmail_alternative", "human", "new", "ticket+ack"),
    Mail("human_html_only", "human", "new", "ticket+ack"),
    Mail("human_latin1", "human", "new", "ticket+ack"),
    # eight-bit letters in the subject, not encoded
    Mail("human_latin1_raw_header", "human", "new", "ticket+ack"),
    Mail("human_windows1252", "human", "new", "ticket+ack"),
    Mail("human_iso2022jp", "human", "new", "ticket+ack"),
    # UTF-8 without saying so
    Mail("human_no_charset_utf8", "human", "new", "ticket+ack"),
    Mail("human_base64_utf8", "human", "new", "ticket+ack"),
    Mail("human_empty", "human", "new", "ticket+ack"),
    # no subject, no text, no date, no message id
    Mail("human_empty_all", "human", "new", "ticket+ack"),
    Mail("human_no_subject", "human", "new", "ticket+ack"),
    # a subject of 24,000 letters, folded
    Mail("human_huge_subject", "human", "new", "ticket+ack"),
    Mail("human_subject_newlines", "human", "new", "ticket+ack"),
    Mail("human_no_message_id", "human", "new", "ticket+ack"),
    Mail("human_no_date", "human", "new", "ticket+ack"),
    # dates come from the server
    Mail("human_wrong_date", "human", "new", "ticket+ack"),
    Mail("human_future_date", "human", "new", "ticket+ack"),
    Mail("human_garbage_date", "human", "new", "ticket+ack"),
    # no sender: a ticket, and nobody to acknowledge
    Mail("human_no_from", "human", "new", "ticket+ack"),
    Mail("human_broken_from", "human", "new", "ticket+ack"),
    Mail("human_two_from", "human", "new", "ticket+ack"),
    Mail("human_broken_header", "human", "new", "ticket+ack"),
    Mail("human_broken_encoded_word", "human", "new", "ticket+ack"),
    # the parser refuses it: kept raw
    Mail("human_unknown_charset", "human", "new", "raw"),
    Mail("human_unknown_charset_alternative", "human", "new", "raw"),
    # PostgreSQL refuses a nul byte
    Mail("human_nul", "human", "new", "raw"),
    Mail("human_broken_base64", "human", "new", "ticket+ack"),
    Mail("human_unclosed_multipart", "human", "new", "ticket+ack"),
    Mail("human_no_boundary", "human", "new", "ticket+ack"),
    # names with folders, wrong types, an unknown charset in a text file
    Mail("human_odd_attachments", "human", "new", "raw"),
    Mail("human_empty_attachment_name", "human", "new", "ticket+ack"),
    Mail("human_inline_image", "human", "new", "ticket+ack"),
    Mail("human_forwarded_thread", "human", "new", "ticket+ack"),
    # the bounce is inside; the mail is a person's
    Mail("human_forwarded_eml", "human", "new", "ticket+ack"),
    # this header alone proves nothing
    Mail("human_x_auto_response_suppress", "human", "new", "ticket+ack"),
    # a person, who asks machines not to answer
    Mail("human_x_auto_response_suppress_all", "human", "new", "ticket"),
    Mail("human_auto_submitted_no", "human", "new", "ticket+ack"),
    Mail("human_subject_about_absence", "human", "new", "ticket+ack"),
    Mail("human_subject_about_absence_es", "human", "new", "ticket+ack"),
    Mail("human_postmaster", "human", "new", "ticket+ack"),
    # an invitation is a request by a person
    Mail("human_calendar_invitation", "human", "new", "ticket+ack"),
    Mail("human_communigate_forward", "human", "new", "ticket+ack"),
    # our own distribution list
    Mail("human_own_google_group", "human", "new", "ticket+ack"),
    Mail("human_deep_multipart", "human", "new", "ticket+ack"),
    # the stranger must not become a follower
    Mail("human_many_recipients", "human", "new", "ticket+ack"),
    Mail("human_stranger", "human", "new", "ticket+ack"),
    # a new mail from outside that names an agent: not that agent's act
    Mail("human_names_agent", "human", "new", "ticket+ack"),
    # kept, marked, not acknowledged, counted on nobody
    Mail("forged_dmarc_fail", "human", "new", "ticket"),
    Mail("forged_microsoft_compauth", "human", "new", "ticket"),
    Mail("authentic_pass_over_forged_fail", "human", "new", "ticket+ack"),
    Mail("forged_fail_under_false_pass", "human", "new", "ticket"),
    Mail("reply_gmail", "human", "open", "reply"),
    Mail("reply_outlook_html", "human", "open", "reply"),
    Mail("reply_only_references", "human", "open", "reply"),
    Mail("reply_only_in_reply_to", "human", "open", "reply"),
    # within the window: it reopens
    Mail("reply_to_closed", "human", "closed", "reply"),
    # after the window: a new linked ticket
    Mail("reply_to_long_closed", "human", "closed_long", "reply"),
    Mail("reply_colleague", "human", "open", "reply"),
    # not of the ticket's customer: a note for the agents
    Mail("reply_outsider", "human", "open", "stranger"),
    # of the customer's house, but no contact says so
    Mail("reply_colleague_without_contact", "human", "open", "stranger"),
    # the customer from another address
    Mail("reply_second_address", "human", "open", "stranger"),
    # an agent answers from the phone
    Mail("reply_agent", "human", "open", "agent"),
    Mail("reply_forged_agent", "human", "open", "note"),
    Mail("reply_forged_customer", "human", "open", "note"),
    Mail("reply_cc_stranger", "human", "open", "reply"),
    # a person through a list is a person
    Mail("reply_via_list", "list", "open", "reply"),
    # reopens nothing
    Mail("reply_thanks_en", "human", "closed", "thanks"),
    Mail("reply_thanks_es", "human", "closed", "thanks"),
    Mail("reply_thanks_html_signature", "human", "closed", "thanks"),
    # it reopens
    Mail("reply_thanks_but_fails_en", "human", "closed", "reply"),
    Mail("reply_thanks_but_fails_es", "human", "closed", "reply"),
    Mail("reply_thanks_question", "human", "closed", "reply"),
    # an image says more than thanks
    Mail("reply_thanks_attachment", "human", "closed", "reply"),
    # delivered twice, same Message-ID as reply_gmail
    Mail("reply_duplicate", "human", "open", "duplicate"),
    Mail("oof_exchange_en", "out_of_office", "open", "note"),
    Mail("oof_exchange_es", "out_of_office", "open", "note"),
    Mail("oof_exchange_de", "out_of_office", "open", "note"),
    Mail("oof_exchange_fr", "out_of_office", "open", "note"),
    Mail("oof_exchange_pt", "out_of_office", "open", "note"),
    Mail("oof_exchange_ja", "out_of_office", "open", "note"),
    # the language is not known; the headers are
    Mail("oof_exchange_unknown_language", "out_of_office", "open", "note"),
    # no header, no reference: the subject alone
    Mail("oof_exchange_2003", "out_of_office", "new", "ignored"),
    Mail("oof_gmail", "out_of_office", "open", "note"),
    Mail("oof_sieve", "out_of_office", "open", "note"),
    Mail("oof_zimbra", "out_of_office", "open", "note"),
    Mail("oof_notes_is_out", "out_of_office", "new", "ignored"),
    Mail("oof_icloud", "out_of_office", "open", "note"),
    Mail("oof_unix_vacation", "auto_reply", "open", "note"),
    # reopens nothing
    Mail("oof_references_closed", "out_of_office", "closed", "note"),
    # answers nothing of ours: opens no ticket
    Mail("oof_stray", "out_of_office", "new", "ignored"),
    # another help desk acknowledges our mail
    Mail("auto_helpdesk_ack", "auto_reply", "open", "note"),
    Mail("auto_cpanel", "auto_reply", "open", "note"),
    Mail("auto_autoresponder_new", "auto_reply", "new", "ignored"),
    Mail("auto_x_loop", "auto_reply", "open", "note"),
    Mail("auto_junk_precedence", "auto_reply", "open", "note"),
    # challenge and response
    Mail("auto_challenge", "auto_reply", "open", "note"),
    # a report that answers nothing: a ticket, no acknowledgement
    Mail("machine_monitoring", "machine", "new", "ticket"),
    # refers to an alert that we never saw
    Mail("machine_monitoring_threaded", "machine", "new", "ticket"),
    Mail("machine_cron", "machine", "new", "ticket"),
    Mail("machine_null_sender", "machine", "new", "ticket"),
    # concerns a ticket: a note
    Mail("machine_on_ticket", "machine", "open", "note"),
    Mail("machine_google_calendar_invitation", "machine", "new", "ticket"),
    # lists are never answered
    Mail("list_mailman", "list", "new", "ticket"),
    Mail("list_newsletter", "list", "new", "ticket"),
    Mail("bounce_postfix", "bounce", "open", "bounce"),
    Mail("bounce_delayed", "bounce", "open", "bounce"),
    Mail("bounce_exchange_ndr", "bounce", "open", "bounce"),
    Mail("dsn_delivered", "bounce", "open", "bounce"),
    Mail("report_abuse_arf", "bounce", "open", "bounce"),
    Mail("receipt_read_outlook", "receipt", "open", "note"),
    Mail("receipt_deleted", "receipt", "open", "note"),
    # a receipt that is not a multipart/report
    Mail("receipt_apple", "receipt", "open", "note"),
    # names our mail in its text only
    Mail("bounce_qmail", "bounce", "new", "ignored"),
    Mail("bounce_exim", "bounce", "open", "bounce"),
    Mail("bounce_gmail_failed_recipients", "bounce", "open", "bounce"),
    Mail("bounce_postmaster_plain", "bounce", "open", "note"),
    # a report with nothing in it
    Mail("bounce_empty_report", "bounce", "new", "ignored"),
    Mail("calendar_accepted_outlook", "calendar", "open", "note"),
    Mail("calendar_declined_google", "calendar", "open", "note"),
    Mail("calendar_counter", "calendar", "open", "note"),
    Mail("calendar_accepted_stray", "calendar", "new", "ignored"),
    Mail("calendar_reply_method_in_body", "calendar", "open", "note"),
    # our acknowledgement, sent back by a forwarding rule
    Mail("loop_own_mail_returned", "loop", "new", "ignored"),
    Mail("loop_x_loop_ours", "loop", "new", "ignored"),
    # another database's mark is not ours
    Mail("loop_other_database", "human", "new", "ticket+ack"),
]


def read(name):
    """Return the bytes of the mail ``name``."""
    return (Path(__file__).parent / f"{name}.eml").read_bytes()
