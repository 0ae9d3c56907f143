import {registry} from "@web/core/registry";

/** From the list to the answer of the most urgent ticket: three clicks and the words. */
registry.category("web_tour.tours").add("support_sla_agent_urgent", {
    steps: () => [
        {
            content: "the first row is the one that is late, and it is our turn",
            trigger:
                ".o_data_row:first:contains('The till does not open'):has([data-state='late']) .o_support_turn[data-who='us']",
        },
        {
            content: "1: open it",
            trigger: ".o_data_row:first td[name='name']:contains('The till')",
            run: "click",
        },
        {
            content: "the strip says late, until when it was due, and whose turn it is",
            trigger:
                ".o_support_ticket_header[data-state='late']:contains('was due'):contains('our turn')",
        },
        {
            content: "2: write to the customer",
            trigger: ".o-mail-Chatter-sendMessage",
            run: "click",
        },
        {
            content: "typing",
            trigger: ".o-mail-Composer-input",
            run: "edit Please turn the key twice.",
        },
        {
            content: "3: send it",
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "it is answered, and says for ever that it was late",
            trigger: ".o_support_ticket_header[data-state='answered_late']",
        },
    ],
});
