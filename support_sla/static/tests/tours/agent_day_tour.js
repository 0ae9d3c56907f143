import {registry} from "@web/core/registry";

/** One act of an agent: keys pressed together, or one after the other while typing. */
const press = (content, trigger, keys) => ({content, trigger, run: `press ${keys}`});
const FORM =
    ".o_form_view:has(.o_support_next_ticket):has(.o-mail-Chatter-sendMessage:enabled)";
const title = (name) => `${FORM}:has([name='name'] :value('${name}'))`;

/** An agent's day by keyboard: the most urgent answer takes three acts and its words. */
registry.category("web_tour.tours").add("support_sla_agent_day", {
    steps: () => [
        press(
            "begin with the most urgent one",
            ".o_support_board [data-number='late'] .o_support_count:contains('1')",
            "Alt+Shift+N"
        ),
        press("reply", title("The till does not open"), "Alt+M"),
        {
            content: "with some words",
            trigger: ".o-mail-Composer-input",
            run: "edit Please turn the key twice.",
        },
        press("send them", ".o-mail-Composer-input", "Control+Enter"),
        press(
            "on to the next",
            `${FORM}:has(.o-mail-Message:contains('Please turn the key twice.'))`,
            "Alt+Shift+N"
        ),
        press("this one waits", title("The lamp is dark"), "Alt+Shift+W"),
        press(
            "on to what nobody has",
            `${FORM}:has(.o_arrow_button_current:contains('Awaiting'))`,
            "Alt+Shift+N"
        ),
        press("take it", title("The door creaks"), "Alt+Shift+T"),
        press(
            "divide it",
            `${FORM}:has([name='user_id'] :value('support-agent'))`,
            "Alt+Shift+D"
        ),
        press("leave the dialog", ".modal:contains('Split')", "Escape"),
        press(
            "ask for what is missing",
            `body:not(:has(.modal)) ${FORM}`,
            "Alt+Shift+K"
        ),
        press(
            "leave the dialog",
            ".modal:contains('Ask the customer'):has([name='text']:contains('steps'))",
            "Escape"
        ),
        press("that was all", `body:not(:has(.modal)) ${FORM}`, "Alt+Shift+N"),
        {
            content: "the list shows what is left, the waiting one among it",
            trigger: ".o_list_view .o_data_row:contains('The lamp is dark')",
        },
    ],
});
