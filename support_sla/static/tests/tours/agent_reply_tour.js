import {registry} from "@web/core/registry";

const FORM = ".o_form_view:has(.o-mail-Chatter-sendMessage:enabled)";
const INPUT = ".o-mail-Composer-input";
const reply = (then) => `.o_support_reply[data-then='${then}']`;
const chip = (key) => `.o_support_ticket_header [data-chip='${key}']`;
const type = (words) => ({
    content: "with some words",
    trigger: INPUT,
    run: `edit ${words}`,
});
const press = (content, trigger, keys) => ({content, trigger, run: `press ${keys}`});

/**
 * An agent's replies that wait, by key, and ask, by a click.
 */
registry.category("web_tour.tours").add("support_sla_agent_reply", {
    steps: () => [
        press("log a note", FORM, "Alt+Shift+M"),
        {
            content: "which waits for nobody",
            trigger: `.o-mail-Composer:not(:has(${reply("wait")}))`,
        },
        press("reply", FORM, "Alt+M"),
        {
            content: "nothing is typed: nothing is sent",
            trigger: `.o-mail-Composer ${reply("wait")}:disabled`,
        },
        type("Please turn the key twice."),
        press("send it and wait", `${reply("wait")}:enabled`, "Alt+W"),
        {
            content: "it is answered, and waits",
            trigger: `[data-state='waiting'] [data-chip='waiting']`,
        },
        press(
            "reply again",
            `${FORM}:has(.o-mail-Message:contains('turn the key')):not(:has(.o-mail-Composer))`,
            "Alt+M"
        ),
        type("The lock is new."),
        {
            content: "the button says what is added, in the customer's words",
            trigger: `${reply("ask")}:enabled[title*='Is your request solved now?']`,
            run: "click",
        },
        {
            content: "it waits for the answer",
            trigger: `${FORM}:not(:has(.o-mail-Composer)) ${chip("asked")}`,
        },
        {
            content: "one message says it all",
            trigger: `.o-mail-Message:contains('The lock is new.'):contains('solved now?')`,
        },
    ],
});
