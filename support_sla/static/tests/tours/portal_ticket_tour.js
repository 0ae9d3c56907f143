import {registry} from "@web/core/registry";

/** A customer fills in the helpdesk's form and arrives at a ticket with a promise. */
registry.category("web_tour.tours").add("support_sla_portal_ticket", {
    steps: () => [
        {
            content: "start a new ticket from the list",
            trigger: "button[name='create_new_ticket']:contains('New')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "say in short what it is about",
            trigger: "input[name='subject']",
            run: "edit The till does not open",
        },
        {
            content: "describe it",
            trigger: "textarea[name='description']",
            run: "edit Since this morning, on both tills.",
        },
        {
            content: "send it",
            trigger: "button:contains('Submit Ticket')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the ticket page is that of the new ticket",
            trigger: "#card_header h3:contains('The till does not open')",
        },
        {
            content: "it names the level",
            trigger: "#support_promise [name='support_level']:contains('Preferential')",
        },
        {
            content: "it names the contract",
            trigger:
                "#support_promise [name='support_reason']:contains('support contract SC')",
        },
        {
            content: "it says by when we will answer, and for when we aim",
            trigger:
                "#support_promise p:first-of-type:contains('We will answer by'):has(time)",
        },
    ],
});
