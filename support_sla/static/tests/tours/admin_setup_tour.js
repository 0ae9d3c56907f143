import {registry} from "@web/core/registry";

const BACK = ".o_back_button a";
const step = (key) => `.o_support_steps [data-step='${key}']`;
const field = (name) => `.o_form_view .o_field_widget[name='${name}']`;
const finding = (key) => `.o_support_setup [data-finding='${key}']`;

const click = (content, trigger) => ({content, trigger, run: "click"});
const edit = (content, trigger, text) => ({content, trigger, run: `edit ${text}`});
const see = (content, trigger) => ({content, trigger});

/** Choose a record that is there, or make one of that name. */
function choose(name, text, option = ".ui-menu-item") {
    return [
        edit(`look for ${text}`, `${field(name)} input`, text),
        click(
            `take ${text}`,
            `.o-autocomplete--dropdown-menu ${option} a:contains('${text}')`
        ),
    ];
}

/** Open a step's list, and in it the form of a new record. */
function anew(key) {
    return [
        see(`${key} is to be done`, `${step(key)} [aria-label='To do']`),
        click(`the screen of ${key}`, `${step(key)} button`),
        click("a new one", ".o_list_button_add, .o-kanban-button-new"),
        see("its form", ".o_form_view"),
    ];
}

/** Save the form, and go back past its list. */
function saved() {
    return [
        click("save it", ".o_form_button_save:enabled"),
        see(
            "it is saved",
            ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))"
        ),
        click("back to the list", BACK),
        see("the list", ".o_list_view, .o_kanban_view"),
        click("and to where one came from", BACK),
    ];
}

const done = (key) => see(`${key} is done`, `${step(key)} [aria-label='Done']`);
const gone = (key) =>
    see(`${key} is mended`, `.o_support_setup:not(:has([data-finding='${key}']))`);

const HOURS = [
    click("the hours of the company", `${step("hours")} button`),
    edit("look for its zone", `${field("tz")} input`, "America/Guatemala"),
    click("take it", ".o_select_menu_item:contains('America/Guatemala')"),
    click("save it", ".o_form_button_save:enabled"),
    click("back to the board", BACK),
    done("hours"),
];

const LEVEL = [
    click("the levels", `${step("level")} button`),
    click(
        "show the monthly one",
        ".o_data_row:contains('Monthly') [name='is_public'] input"
    ),
    click("back to the board", BACK),
    done("level"),
];

const TEAM = [
    ...anew("team"),
    edit("its name", `${field("name")} input`, "Service desk"),
    ...choose("user_id", "Administrator"),
    edit("its address", `${field("alias_name")} input`, "desk"),
    click("its members", `${field("user_ids")} .o-kanban-button-new`),
    click("somebody", ".modal .o_data_row:contains('Administrator') .o_data_cell"),
    see("he is in", `${field("user_ids")} .o_kanban_record:contains('Administrator')`),
    ...saved(),
    done("team"),
];

const CONTRACT = [
    ...anew("contract"),
    ...choose("partner_id", "Initech", ".o_m2o_dropdown_option_create"),
    ...choose("level_id", "Monthly support"),
    click("confirm it", "button[name='action_confirm']"),
    see("it holds", ".o_form_view .o_arrow_button_current:contains('Active')"),
    click("back to the list", BACK),
    see("the list", ".o_list_view, .o_kanban_view"),
    click("and to the board", BACK),
    done("contract"),
];

const PORTAL = [
    click("who of the customer comes in", `${step("portal")} button`),
    click("the address is still missing", ".modal .o_data_row [name='email']"),
    edit(
        "it is this one",
        ".modal .o_selected_row [name='email'] input",
        "info@initech.test"
    ),
    click("elsewhere", ".modal .modal-title"),
    click("let him in", ".modal button[name='action_grant_access']"),
    see("he is in", ".modal button[name='action_revoke_access']"),
    click(
        "that is all",
        ".modal footer button[special='save'], .modal footer .btn-primary"
    ),
    done("portal"),
];

const TICKET = [
    ...anew("ticket"),
    edit("what it is about", `${field("name")} input`, "The till does not open"),
    ...choose("partner_id", "Initech"),
    {
        content: "what happens",
        trigger: `${field("description")} .odoo-editor-editable`,
        run: "editor It hums.",
    },
    click("save it", ".o_form_button_save:enabled"),
    see(
        "it has its promise",
        ".o_support_ticket_header [data-chip='level']:contains('Monthly')"
    ),
    click("back to the list", BACK),
    see("the list", ".o_list_view, .o_kanban_view"),
    click("and to the board", BACK),
    see("nothing is left to be set up", ".o_support_board:not(:has(.o_support_steps))"),
];

const CHECK = [
    click("the menu of support", "[data-menu-xmlid='support_sla.support_menu']"),
    click("the check", "[data-menu-xmlid='support_sla.support_setup_menu']"),
    see("all six are done", `.o_support_setup ol:not(:has([aria-label='To do']))`),
];

const MEND = [
    click("the mail server", `${finding("outgoing")} .o_support_fix`),
    click("a new one", ".o_list_button_add"),
    edit("its name", `${field("name")} input`, "Out"),
    edit("where it is", `${field("smtp_host")} input`, "mail.example.com"),
    ...saved(),
    gone("outgoing"),
    click("the domain of the addresses", `${finding("team_domain")} .o_support_fix`),
    click("a new one", ".o_list_button_add"),
    edit("its name", `${field("name")} input`, "example.com"),
    ...saved(),
    gone("team_domain"),
    click("the phone", `${finding("phone")} .o_support_fix`),
    edit("its number", `${field("support_phone")} input`, "+502 2222 2222"),
    edit(
        "and the chat",
        `${field("support_chat_url")} input`,
        "https://chat.example.com"
    ),
    click("save them", ".o_form_button_save:enabled"),
    click("back to the check", BACK),
    gone("phone"),
    gone("chat"),
];

const HOLIDAY = (day) => [
    click("the holidays", `${finding("holidays")} .o_support_fix`),
    click("a new one", ".o_list_button_add"),
    edit("its name", ".o_selected_row [name='name'] input", "Founding day"),
    click("go to its day", ".o_selected_row [name='support_first_day'] button"),
    edit("its day", ".o_selected_row [name='support_first_day'] input", day),
    click("save it", ".o_list_button_save"),
    see("it is saved", ".o_list_renderer:not(:has(.o_selected_row)) .o_data_row"),
    click("back to the check", BACK),
    see("nothing is wrong", ".o_support_nothing"),
];

/** An administrator, from nothing to the first ticket with a promise and an empty check. */
registry.category("web_tour.tours").add("support_sla_admin_setup", {
    steps: () => {
        const day = new URLSearchParams(window.location.search).get("support_day");
        return [
            ...HOURS,
            ...LEVEL,
            ...TEAM,
            ...CONTRACT,
            ...PORTAL,
            ...TICKET,
            ...CHECK,
            ...MEND,
            ...HOLIDAY(day),
        ];
    },
});
