import {registry} from "@web/core/registry";

const HEADER = ".o_form_view .o_form_statusbar";
const ASK = `${HEADER} .o_support_ask`;
const SOLVED = ".o-dropdown-item[data-kind='solved']";
const chip = (key) => `.o_support_ticket_header [data-chip='${key}']`;
const NOTE = ".o-mail-Message-body div:shadow :contains('está resuelta'):visible";

/** A moment in which a dialog would have come up, had somebody asked for one. */
async function nothingOpens() {
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (document.querySelector(".modal")) {
        throw new Error("a dialog has opened under the cursor");
    }
}

/** An agent takes a fresh ticket with one click too many, answers, and asks. */
registry.category("web_tour.tours").add("support_sla_agent_ask", {
    steps: () => [
        {
            content: "take it: a double click, and another when the button has gone",
            trigger: `${HEADER} button[name='assign_to_me']`,
            async run({anchor}) {
                const {x, y, width, height} = anchor.getBoundingClientRect();
                const click = () =>
                    document.elementFromPoint(x + width / 2, y + height / 2)?.click();
                click();
                click();
                while (document.querySelector("button[name='assign_to_me']")) {
                    await new Promise(requestAnimationFrame);
                }
                click();
                await nothingOpens();
            },
        },
        {
            content: "whether it is solved",
            trigger: `body:not(:has(.modal)) ${ASK}`,
            run: "click",
        },
        {
            content: "cannot be asked before anybody has answered",
            trigger: `.o-dropdown--menu:not(:has(${SOLVED}))`,
        },
        {
            content: "so ask nothing",
            trigger: ASK,
            run: "click",
        },
        {
            content: "answer the customer",
            trigger: ".o-mail-Chatter-sendMessage",
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
            content: "ask",
            trigger: ASK,
            run: "click",
        },
        {
            content: "whether it is solved",
            trigger: SOLVED,
            run: "click",
        },
        {
            content: "the dialog says who gets it",
            trigger: ".modal [name='recipient']:contains('Anna <anna@acme.test>')",
        },
        {
            content: "in which words; think better of it",
            trigger:
                ".modal:has([name='text']:contains('resuelta')) footer button:contains('Discard')",
            run: "click",
        },
        {
            content: "nothing was asked; ask again",
            trigger: `body:not(:has(.modal)):not(:has(${chip("asked")})) ${ASK}`,
            run: "click",
        },
        {
            content: "the same",
            trigger: SOLVED,
            run: "click",
        },
        {
            content: "and send it",
            trigger:
                ".modal:has([name='text']:contains('resuelta')) button[name='action_apply']",
            run: "click",
        },
        {
            content: "the form says that we wait for an answer",
            trigger: `body:not(:has(.modal)) ${chip("asked")}`,
        },
        {
            content: "the note with the text stays, to be read without a click",
            trigger: NOTE,
        },
    ],
});

/** The customer has answered No: the agent sees it, and what is missing. */
registry.category("web_tour.tours").add("support_sla_agent_told", {
    steps: () => [
        {
            content: "the form says what the customer says",
            trigger: `${chip("denied")}:contains('the customer says: not solved')`,
        },
        {
            content: "nobody is asked any more",
            trigger: `.o_form_view:not(:has(${chip("asked")}))`,
        },
        {
            content: "it is our turn",
            trigger: ".o_support_ticket_header[data-state='our_turn']",
        },
        {
            content: "in the customer's words",
            trigger: ".o-mail-Message:contains('La segunda impresora también')",
        },
    ],
});
