"""What migrations mean to change: the one table to add a line to.

Everything that is not named here must come through an upgrade as it was. A line holds
for the dumps of all earlier versions.
"""

GONE = "gone"  # a migration takes it away, on purpose
REWRITTEN = "rewritten"  # it stays, with other values

#: (version whose migration does it, kind, what it was called, new name or word above)
#: kind: "table" ("support_pause"), "column" ("support_level.rank"), or "xmlid"
#: ("level_monthly"; those of a table or column named here follow by themselves).
INTENDED = [
    # deadlines say what they were planned by, no queue does
    ("19.0.1.1.0", "table", "support_recompute", GONE),
    (
        "19.0.1.1.0",
        "xmlid",
        "constraint_support_deadline_open_calendar_idx",
        GONE,
    ),
    # the digest of a ticket's clocks says for whom it waits, and since its reopening
    ("19.0.1.1.0", "column", "helpdesk_ticket.support_sheet", REWRITTEN),
    # whose a ticket is, is stored on it
    ("19.0.1.1.0", "column", "ir_rule.domain_force", REWRITTEN),
    # one dialog for all that the customer is asked
    ("19.0.1.1.0", "table", "support_ticket_test", GONE),
    ("19.0.1.1.0", "xmlid", "support_ticket_test_view_form", GONE),
    ("19.0.1.1.0", "xmlid", "access_support_ticket_test_agent", GONE),
    # a sender's mails are counted, no longer the tickets
    (
        "19.0.1.1.0",
        "xmlid",
        "constraint_helpdesk_ticket_support_create_date_idx",
        GONE,
    ),
    (
        "19.0.1.1.0",
        "xmlid",
        "constraint_support_gateway_mixin_support_create_date_idx",
        GONE,
    ),
    # parts of a ticket that joined others of their room
    ("19.0.1.1.0", "table", "support_pause_mixin", GONE),
    ("19.0.1.1.0", "table", "support_door_mixin", GONE),
    # plain modules: neither a table nor anybody's to extend
    ("19.0.1.1.0", "table", "support_sheet", GONE),
    ("19.0.1.1.0", "table", "support_alert_digest", GONE),
    ("19.0.1.1.0", "table", "support_batch", GONE),
    # what waits keeps its dates, and whether it was late when it began to wait
    ("19.0.1.1.0", "column", "helpdesk_ticket.support_due_soon_at", REWRITTEN),
    ("19.0.1.1.0", "column", "helpdesk_ticket.support_next_due_at", REWRITTEN),
    ("19.0.1.1.0", "column", "helpdesk_ticket.support_clock_state", REWRITTEN),
    # the files of mail templates lie in the folders of their rooms
    ("19.0.1.1.0", "column", "mail_template.template_fs", REWRITTEN),
]
