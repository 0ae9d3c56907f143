import {registry} from "@web/core/registry";

const ROW = ".o_data_row:contains('The till does not open')";
const BADGE = ".o_support_ticket_header";

/** An agent finds a late ticket that waits, asks why, answers, and sees how it went. */
registry.category("web_tour.tours").add("support_sla_agent_breach", {
    steps: () => [
        {
            content: "it is among the late ones though it waits, in red",
            trigger: `${ROW}.text-danger [data-state='late_waiting'].text-bg-danger`,
        },
        {
            content: "open it",
            trigger: `${ROW} td[name='name']`,
            run: "click",
        },
        {
            content: "the form says both",
            trigger: `${BADGE} [data-state='late_waiting']:contains('waiting for the customer')`,
        },
        {
            content: "ask why, beside it",
            trigger: `${BADGE} .o_support_why`,
            run: "click",
        },
        {
            content: "the dialog says that the wait moves nothing",
            trigger: ".modal :contains('it stays late')",
        },
        {
            content: "close it",
            trigger: ".modal footer button:contains('Close')",
            run: "click",
        },
        {
            content: "answer the customer",
            trigger: "body:not(:has(.modal)) .o-mail-Chatter-sendMessage",
            run: "click",
        },
        {
            content: "with some words",
            trigger: ".o-mail-Composer-input",
            run: "edit Please turn the key twice.",
        },
        {
            content: "and send them",
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "the badge follows without a reload, and the breach stays",
            trigger: `${BADGE} [data-urgency='done'] + .o_support_broken`,
        },
    ],
});
