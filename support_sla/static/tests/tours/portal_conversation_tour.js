import {registry} from "@web/core/registry";

/** A customer closes a ticket, reopens it, and says that it is solved. */
registry.category("web_tour.tours").add("support_sla_portal_conversation", {
    steps: () => [
        {
            content: "ask to close it",
            trigger:
                "div[name='ticket_close_buttons'] summary:contains('It is solved')",
            run: "click",
        },
        {
            content: "say yes",
            trigger: "div[name='ticket_close_buttons'] details[open] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is closed: say that it is not solved",
            trigger: "#support_reopen textarea[name='message']",
            run: "edit It burns again",
        },
        {
            content: "reopen it",
            trigger: "#support_reopen button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is open again",
            trigger: "#card_header .badge:contains('In Progress')",
        },
    ],
});

/** A Spanish customer with an English browser, whose language Odoo has noted down on
 *  another page, answers the question with no. The link stands behind the #. */
registry.category("web_tour.tours").add("support_sla_portal_confirm_no", {
    steps: () => [
        {
            content: "a page in the browser's language; then open the link of the mail",
            trigger: "html[lang^='en'] #wrap",
            run() {
                if (!document.cookie.includes("frontend_lang=en_US")) {
                    throw new Error("Odoo has noted no language down");
                }
                window.location.assign(window.location.hash.slice(1));
            },
            expectUnloadPage: true,
        },
        {
            content: "the question is in Spanish: say what is missing",
            trigger:
                "html[lang='es-419']:has(h1:contains('¿Está resuelto?')) #support_confirm textarea[name='message']",
            run: "edit La segunda impresora también arde",
        },
        {
            content: "no",
            trigger: "#support_confirm button[value='no']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it goes on, in Spanish",
            trigger: "html[lang='es-419'] h1:contains('Seguiremos')",
        },
    ],
});

/** From the ticket page to the question, answered with yes. */
registry.category("web_tour.tours").add("support_sla_portal_confirm_yes", {
    steps: () => [
        {
            content: "the page says when it closes",
            trigger: "#support_promise p:contains('this request closes on')",
        },
        {
            content: "yes, on the page where it was asked",
            trigger: "#support_asked button[value='yes']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "thanks",
            trigger: "h1:contains('Thank you')",
        },
    ],
});
