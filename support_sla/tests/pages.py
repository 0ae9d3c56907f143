# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The one list of our pages; whoever makes a page adds a row.

    Page("levels", "/support/levels", login=""),

What holds for every page then holds for it, in English and Spanish, 1400 and 390 pixels
wide: `make test T=test_pages` (or `T=test_page_levels` for that one) looks at it with
axe and in the accessibility tree, and reads language, title and heading; and
`make pictures` (or `T=levels`) leaves its picture.

- `name`: a word for the test and for the picture's file.
- `path`: may name `{ticket}`, `{asked}`, `{closed}`, `{overdue}`, `{waiting}` (ids) and
  `{token}` (of `ticket`);
  what a page of yours needs besides is added to `make_places` in `page_common.py`.
- `login`: `"customer"`, `""` for a visitor, `"limited"` for a customer who has used up
  the tickets of the month, `"uncovered"` for one without a contract.
- `status`: what the page answers.
- `ready`: an expression that is true once its scripts have shown what they show.
- `act`: a script that leads on to what is meant, such as sending a form. What it does
  to the database is undone.

Templates of ours begin with `<t t-call="support_sla.page">`, which see. What is wrong
with elements that others render stands in `inherited_violations.csv` (`page_checks.py`
says how): a page that shows the chatter adds its name to the chatter's rows.

`SCREENS` are those of the backend; only their pictures are taken.
"""

from typing import NamedTuple


class Page(NamedTuple):
    name: str
    path: str
    login: str = "customer"
    status: int = 200
    ready: str = "true"
    act: str = ""


def in_chatter(selector):
    """The chatter of the portal, in a shadow tree, shows this."""
    tree = "document.querySelector('#chatterRoot')?.shadowRoot"
    return f"{tree}?.querySelector('{selector}')"


def answer(word):
    """Press a button of the page that asks whether it is solved."""
    return f"document.querySelector('button[value={word}]').click()"


def press(*selectors):
    """Click on one thing after the other, each as soon as it is there."""
    words = ", ".join(f'"{selector}"' for selector in selectors)
    return f"""(async () => {{
        for (const selector of [{words}]) {{
            while (!document.querySelector(selector)) {{
                await new Promise(done => setTimeout(done, 50));
            }}
            document.querySelector(selector).click();
        }}
    }})()"""


ASKED = "/my/ticket/{asked}/confirm"
BY_LINK = "/my/ticket/{ticket}?access_token={token}"
LEVELS = "/support/levels"
ASK = "document.querySelector('#request form').submit()"
TERMS = "/support/terms"
ACCEPT_FORM = "document.querySelector('form[action=\"/my/support/terms/accept\"]')"
UNTICKED = f"{ACCEPT_FORM}.submit()"
ACCEPT = f"{ACCEPT_FORM}.querySelector('[type=checkbox]').click(); {UNTICKED}"
REQUEST = "document.querySelector('form[action=\"/submitted/ticket\"]')"
ATTACH = f"""const files = new DataTransfer();
    files.items.add(new File(["x"], "screen.png"));
    {REQUEST}.attachment.files = files.files"""
SEND_EMPTY = f"{ATTACH}; {REQUEST}.submit()"
SEND = f"""{REQUEST}.subject.value = "The till does not open";
    {REQUEST}.description.value = "It hums.";
    {REQUEST}.querySelector("[name=category]")?.click(); {REQUEST}.submit()"""
MESSAGES = in_chatter(".o-mail-Message-date")
COMPOSER = in_chatter(".o-mail-Composer")

VISITS, VISIT = "/my/support/visits", "/my/support/visit/{visit}"
SUPPORT = "/my/support"
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
STATEMENT = f"{SUPPORT}/{{contract}}/statement/{{month}}"
OBJECT_NOTHING = "document.querySelector('.o_support_object form').submit()"
NO_SLOT = (
    "document.querySelector('#support_visit_slot').required = false;"
    " document.querySelector('button[value=propose]').click()"
)
SIGNATURE_PAD = "document.querySelector('.o_web_sign_signature')"

CARDS = "!document.querySelector('.o_portal_doc_spinner')"

PAGES = (
    Page("home", "/my", ready=CARDS),
    Page("tickets", "/my/tickets"),
    Page("tickets_by_stage", "/my/tickets?groupby=stage"),
    Page("tickets_for_you", "/my/tickets?filterby=waits"),
    Page("ticket", "/my/ticket/{ticket}", ready=MESSAGES),
    Page("ticket_overdue", "/my/ticket/{overdue}", ready=COMPOSER),
    Page("ticket_waiting", "/my/ticket/{waiting}", ready=COMPOSER),
    Page("ticket_asked", "/my/ticket/{asked}", ready=MESSAGES, act=UNFOLD),
    Page("ticket_closed", "/my/ticket/{closed}", ready=COMPOSER),
    Page("ticket_by_link", BY_LINK, login="", ready=MESSAGES),
    Page("new_ticket", "/new/ticket"),
    Page("new_ticket_full", "/new/ticket", login="limited"),
    Page("new_ticket_stranger", "/new/ticket", login="uncovered"),
    Page("new_ticket_problems", "/new/ticket", status=422, act=SEND_EMPTY),
    Page("new_ticket_sent", "/new/ticket", act=SEND),
    Page("confirm", ASKED),
    Page("confirm_chosen", f"{ASKED}?answer=no"),
    Page("confirm_yes", ASKED, act=answer("yes")),
    Page("confirm_no", ASKED, act=answer("no")),
    Page("confirm_answered", "/my/ticket/{ticket}/confirm"),
    Page("confirm_refused", "/my/ticket/0/confirm", login="", status=404),
    Page("levels", LEVELS, login=""),
    Page("levels_customer", LEVELS),
    Page("levels_problems", LEVELS, login="", status=422, act=ASK),
    Page("levels_requested", "/support/levels/requested", login=""),
    Page("terms", TERMS, login=""),
    Page("terms_customer", TERMS),
    Page("terms_older", f"{TERMS}?version={{older_terms}}"),
    Page("terms_compared", f"{TERMS}?compare={{older_terms}}"),
    Page("terms_unticked", TERMS, status=422, act=UNTICKED),
    Page("terms_accepted", TERMS, act=ACCEPT),
    Page("visits", VISITS),
    Page("visits_feed", VISITS, act=press("button[value=renew]")),
    Page("visit", VISIT, act=UNFOLD),
    Page("visit_by_link", f"{VISIT}?token={{visit_token}}", login=""),
    Page("visit_confirmed", VISIT, act=answer("confirm")),
    Page("visit_cancelled", VISIT, act=answer("cancel")),
    Page("visit_problems", VISIT, status=422, act=NO_SLOT),
    Page("visit_made", "/my/support/visit/{visit_made}", ready=SIGNATURE_PAD),
    Page("visit_refused", "/my/support/visit/0", login="", status=404),
    Page("support", SUPPORT),
    Page("support_uncovered", SUPPORT, login="uncovered"),
    Page("support_contract", f"{SUPPORT}/{{contract}}"),
    Page("support_upcoming", f"{SUPPORT}/{{upcoming}}"),
    Page("support_expired", f"{SUPPORT}/{{expired}}"),
    Page("support_full", f"{SUPPORT}/{{full}}", login="limited"),
    Page("support_over", f"{SUPPORT}/{{full}}?show=over", login="limited"),
    Page(
        "support_by_link",
        f"{SUPPORT}/{{contract}}?access_token={{contract_token}}",
        login="",
    ),
    Page("statement", STATEMENT, act=UNFOLD),
    Page("statement_older", f"{STATEMENT}?version=1"),
    Page("statement_empty", f"{SUPPORT}/{{contract}}/statement/{{month_before}}"),
    Page("statement_problems", STATEMENT, status=422, act=OBJECT_NOTHING),
    Page("terms_missing", f"{TERMS}?company=999999", login="", status=404),
)


def screen(
    name,
    action,
    then="?view_type=list",
    login="agent",
    act="",
    shows=".o_view_controller",
):
    """A screen of the backend by its action, and the view or record in it."""
    ready = f"document.querySelector('{shows}')"
    path = f"/odoo/action-{action}{then}"
    return Page(f"backend_{name}", path, login, 200, ready, act)


PROMISE = press("a[name=support_deadlines]")
EXPLAIN = press("a[name=support_deadlines]", "button[name=action_explain]")
REPORT = press("button[name=action_write_report]")
TRY = press("button[name=action_test_date]")


# the dialogs of asking, whichever button leads there; the ticket is that of the address
REPLY = press(".o-mail-Chatter-sendMessage:enabled")
ASK_SOLVED, ASK_TEST = (
    f"""odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
        "support_sla.support_ticket_ask_action", {{additionalContext: {{
            default_ticket_id: parseInt(location.pathname.split("/").pop()),
            default_kind: "{kind}"}}}})"""
    for kind in ("solved", "test")
)
CHECK = press("button[name=action_check]")
# the dialog that splits the ticket of the address, with a line to fill in
SPLIT = """(async () => {
    const {orm, action} = odoo.__WOWL_DEBUG__.root.env.services;
    const id = parseInt(location.pathname.split("/").pop());
    const found = await orm.call("helpdesk.ticket", "action_split", [[id]]);
    await action.doAction({...found, views: [[false, "form"]]});
    const add = ".modal .o_field_x2many_list_row_add a, .modal .o-kanban-button-new";
    while (!document.querySelector(add)) {
        await new Promise(done => setTimeout(done, 50));
    }
    document.querySelector(add).click();
})()"""
# the mail of the statement whose address it is
MAIL = """odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
    "support_sla.support_statement_send_action", {additionalContext: {
        active_id: parseInt(location.pathname.split("/").pop())}})"""


TICKETS = "helpdesk_mgmt.helpdesk_ticket_action"
LATE = "support_sla.helpdesk_ticket_action_late"
TEAMS = "helpdesk_mgmt.helpdesk_ticket_team_action"
OURS = "support_sla.support"
BELOW = "document.querySelector('.o_support_past').scrollIntoView()"
BOARD = "support_sla.support_board_action"
SETUP = "support_sla.support_setup_action"
SCREENS = (
    screen("board_agent", BOARD, "", shows=".o_support_board .card"),
    screen("board_leader", BOARD, "", "leader", shows=".o_support_board .card"),
    screen("board_manager", BOARD, "", "manager", shows=".o_support_board .card"),
    screen("board_below", BOARD, "", "manager", BELOW, ".o_support_board .card"),
    screen("my_work", "support_sla.helpdesk_ticket_action_my_work"),
    screen("dashboard", "helpdesk_mgmt.helpdesk_ticket_dashboard_action", ""),
    screen("tickets", TICKETS),
    screen("tickets_kanban", TICKETS, "?view_type=kanban"),
    screen("ticket", TICKETS, "/{ticket}"),
    screen("ticket_asked", TICKETS, "/{asked}"),
    screen("ticket_late", TICKETS, "/{late}"),
    screen("ticket_waiting", TICKETS, "/{waiting}"),
    screen("ticket_told", TICKETS, "/{waiting}", act=UNFOLD),
    screen("ticket_over", TICKETS, "/{over}", "manager"),
    screen("ticket_bare", TICKETS, "/{bare}", "manager"),
    screen("ticket_closed", TICKETS, "/{closed}"),
    screen("ticket_promise", TICKETS, "/{late}", act=PROMISE),
    screen("ticket_explained", TICKETS, "/{late}", act=EXPLAIN),
    screen("ticket_late_waiting", TICKETS, "/{late_waiting}"),
    screen("ticket_denied", TICKETS, "/{denied}"),
    screen("ticket_reply", TICKETS, "/{ticket}", act=REPLY),
    screen("ticket_split", TICKETS, "/{denied}", act=SPLIT),
    screen("ask_solved", TICKETS, "/{ticket}", act=ASK_SOLVED),
    screen("ask_test", TICKETS, "/{ticket}", act=ASK_TEST),
    screen("team_archived", TEAMS, "/{archived_team}", "manager"),
    screen("tickets_late", LATE),
    screen("tickets_late_kanban", LATE, "?view_type=kanban"),
    screen("tickets_waiting", "support_sla.helpdesk_ticket_action_waiting"),
    screen(
        "tickets_by_agent",
        "support_sla.helpdesk_ticket_action_by_agent",
        "?view_type=kanban",
        "leader",
    ),
    screen("over_quota", f"{OURS}_over_quota_action"),
    screen("quota", f"{OURS}_quota_entry_action"),
    screen("contracts", f"{OURS}_contract_action", login="manager"),
    screen("contract", f"{OURS}_contract_action", "/{contract}", "manager"),
    screen("projects", f"{OURS}_implementation_action", login="manager"),
    screen("project", f"{OURS}_implementation_action", "/{project}", "manager"),
    screen("levels", f"{OURS}_level_action", login="manager"),
    screen("level", f"{OURS}_level_action", "/{level}", "manager"),
    screen("level_tried", f"{OURS}_level_action", "/{level}", "manager", TRY),
    screen("levels_compared", f"{OURS}_level_comparison_action", ""),
    screen("level_requests", f"{OURS}_level_request_action", login="manager"),
    screen("statements", f"{OURS}_statement_action"),
    screen("statement", f"{OURS}_statement_action", "/{statement}"),
    screen(
        "statement_send", f"{OURS}_statement_action", "/{statement}", "manager", MAIL
    ),
    screen("objections", f"{OURS}_statement_objection_action"),
    screen("objection", f"{OURS}_statement_objection_action", "/{objection}"),
    screen("terms_list", f"{OURS}_terms_action", login="manager"),
    screen("terms", f"{OURS}_terms_action", "/{terms}", "manager"),
    screen("hours", f"{OURS}_business_hours_action", login="manager"),
    screen("hours_form", f"{OURS}_business_hours_action", "/{hours}", "manager"),
    screen("holidays", f"{OURS}_holiday_action", login="manager"),
    screen("absences", f"{OURS}_absence_action", login="manager"),
    screen(
        "visits",
        f"{OURS}_visit_action",
        "?view_type=calendar",
        shows=".fc-event, .o_kanban_renderer",
    ),
    screen("visits_list", f"{OURS}_visit_action"),
    screen("visit", f"{OURS}_visit_action", "/{visit}"),
    screen("visit_made", f"{OURS}_visit_action", "/{visit_made}"),
    screen("visit_report", f"{OURS}_visit_action", "/{visit}", act=REPORT),
    screen("visit_plans", f"{OURS}_visit_plan_action"),
    screen("visit_plan", f"{OURS}_visit_plan_action", "/{plan}"),
    screen("services", f"{OURS}_service_action", login="manager"),
    screen("check", f"{OURS}_check_action", "", "manager"),
    screen("checked", f"{OURS}_check_action", "", "manager", CHECK),
    screen("stray_mails", f"{OURS}_stray_mail_action", login="admin"),
    screen("stray_mail", f"{OURS}_stray_mail_action", "/{stray}", "admin"),
    screen("settings", f"{OURS}_settings_action", "", "manager"),
    screen("setup", SETUP, "", "manager", shows=".o_support_setup .card"),
    screen("setup_admin", SETUP, "", "admin", shows=".o_support_setup .card"),
    screen("setup_empty", SETUP, "", "newcomer", shows=".o_support_setup .card"),
    screen("board_empty", BOARD, "", "newcomer", shows=".o_support_steps"),
    screen("scope", f"{OURS}_level_coverage_action", login="manager"),
    screen("alerts", f"{OURS}_alert_action", login="manager"),
    screen("compliance", f"{OURS}_sla_report_action", "", login="manager"),
    screen("load", f"{OURS}_customer_load_action", login="manager"),
    screen(
        "compliance_graph",
        f"{OURS}_sla_report_action",
        "?view_type=graph",
        login="manager",
        shows=".o_graph_renderer canvas",
    ),
)
