# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The table of what is looked at: to add a check, add a row (and its finder)."""

from odoo.tools.translate import LazyTranslate

from . import setup_machinery as machinery
from . import setup_promises as promises
from .setup_finding import ADMIN, CARE, DESK, NOTE, WRONG, Check, opens

_lt = LazyTranslate(__name__)

# In the order in which they are shown: of equal weight what many others rest on first.
CHECKS = (
    Check(
        "zone_unknown",
        WRONG,
        _lt(
            "No time zone is set for the company: the hours of %(names)s are taken as "
            "UTC."
        ),
        promises.without_zone,
        opens("support_sla.support_business_hours_action"),
        "resource.calendar",
        ADMIN,
    ),
    Check(
        "zone_other",
        WRONG,
        _lt(
            "The hours of these calendars are those of another time zone than the "
            "company's: %(names)s."
        ),
        promises.other_zone,
        opens("support_sla.support_business_hours_action"),
        "resource.calendar",
        ADMIN,
    ),
    Check(
        "outgoing",
        WRONG,
        _lt(
            "No outgoing mail server is set up: customers get our mails only if this "
            "machine itself sends them."
        ),
        machinery.without_server,
        opens("base.action_ir_mail_server_list"),
        "ir.mail_server",
        ADMIN,
    ),
    Check(
        "jobs_off",
        WRONG,
        _lt("These jobs are switched off, and nobody does their work: %(names)s."),
        machinery.off_jobs,
        opens("base.ir_cron_act", active_test=False),
        "ir.cron",
        ADMIN,
    ),
    Check(
        "jobs_late",
        WRONG,
        _lt(
            "These jobs should have run more than an hour ago; perhaps no process of "
            "the server runs jobs: %(names)s."
        ),
        machinery.late_jobs,
        opens("base.ir_cron_act"),
        "ir.cron",
        ADMIN,
    ),
    Check(
        "missing",
        WRONG,
        _lt(
            "Jobs or mail templates of the addon were deleted: %(names)s. An upgrade "
            "of Support SLA brings them back."
        ),
        machinery.missing,
        machinery.open_upgrade,
        "ir.module.module",
        ADMIN,
    ),
    Check(
        "templates_broken",
        WRONG,
        _lt("These mail templates fail; our own wording goes out instead: %(names)s."),
        machinery.broken_templates,
        opens("mail.action_email_template_tree_all"),
        "mail.template",
        ADMIN,
    ),
    Check(
        "stage_waiting",
        WRONG,
        _lt(
            "No stage waits for the customer, so no silence is counted and no ticket "
            "is closed by it: %(names)s."
        ),
        machinery.without_waiting_stage,
        opens("helpdesk_mgmt.helpdesk_ticket_stage_action"),
        "helpdesk.ticket.stage",
        DESK,
    ),
    Check(
        "level_target",
        WRONG,
        _lt("These levels promise no time, since they have no target: %(names)s."),
        promises.without_target,
        opens("support_sla.support_level_action"),
        "support.level",
    ),
    Check(
        "leader",
        WRONG,
        _lt(
            "Alerts are to tell the team leader, and these teams have none: %(names)s."
        ),
        machinery.without_leader,
        opens("helpdesk_mgmt.helpdesk_ticket_team_action"),
        "helpdesk.ticket.team",
        DESK,
    ),
    Check(
        "team_domain",
        WRONG,
        _lt(
            "The mail addresses of these teams have no domain, so nothing reaches "
            "them: %(names)s."
        ),
        machinery.without_domain,
        opens("mail.mail_alias_domain_action"),
        "mail.alias.domain",
        ADMIN,
    ),
    Check(
        "contract_nobody",
        WRONG,
        _lt(
            "These contracts cover named contacts only, and nobody is named: %(names)s."
        ),
        promises.covering_nobody,
        opens("support_sla.support_contract_action"),
        "support.contract",
    ),
    Check(
        "terms",
        WRONG,
        _lt(
            "Levels or figures have changed since these terms were published, and "
            "customers still read the old ones: %(names)s. Publish a new version."
        ),
        promises.outdated_terms,
        opens("support_sla.support_terms_action"),
        "support.terms",
    ),
    Check(
        "phone",
        CARE,
        _lt(
            "A level includes the phone, and customers are shown no number: %(names)s."
        ),
        promises.without_phone,
        promises.open_settings,
        "support.settings",
    ),
    Check(
        "chat",
        CARE,
        _lt(
            "A level includes the chat, and customers are shown no address of it: "
            "%(names)s."
        ),
        promises.without_chat,
        promises.open_settings,
        "support.settings",
    ),
    Check(
        "holidays",
        CARE,
        _lt("No holiday is entered for the next twelve months: %(names)s."),
        promises.without_holiday,
        promises.open_holidays,
        "resource.calendar.leaves",
    ),
    Check(
        "team_address",
        CARE,
        _lt("These teams have no mail address to which customers write: %(names)s."),
        machinery.without_address,
        opens("helpdesk_mgmt.helpdesk_ticket_team_action"),
        "helpdesk.ticket.team",
        DESK,
    ),
    Check(
        "category_service",
        CARE,
        _lt(
            "No level says whether it includes tickets of these categories, since they "
            "have no service: %(names)s."
        ),
        promises.without_service,
        opens("helpdesk_mgmt.helpdesk_ticket_category_action"),
        "helpdesk.ticket.category",
        DESK,
    ),
    Check(
        "contract_manager",
        CARE,
        _lt("These contracts have no account manager: %(names)s."),
        promises.without_manager,
        opens("support_sla.support_contract_action"),
        "support.contract",
    ),
    Check(
        "contract_portal",
        CARE,
        _lt("Nobody of these contracts' customers can log in: %(names)s."),
        promises.without_portal,
        promises.open_portal,
        promises.WIZARD,
        "base.group_partner_manager",
    ),
    Check(
        "pdf_missing",
        NOTE,
        _lt(
            "wkhtmltopdf is missing on the server or does not work: nothing is printed "
            "as PDF. Pages and mails work all the same."
        ),
        machinery.without_pdf,
        machinery.open_wkhtmltopdf,
        "ir.actions.report",
        ADMIN,
    ),
    Check(
        "pdf_plain",
        NOTE,
        _lt(
            "The server's wkhtmltopdf is not the patched one: PDFs have no header and "
            "no footer. Ours say on their pages what matters."
        ),
        machinery.plain_pdf,
        machinery.open_wkhtmltopdf,
        "ir.actions.report",
        ADMIN,
    ),
)
