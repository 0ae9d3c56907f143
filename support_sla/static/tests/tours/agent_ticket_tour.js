import {registry} from "@web/core/registry";

/** An agent finds a ticket in the list and reads on its form what was promised. */
registry.category("web_tour.tours").add("support_sla_agent_ticket", {
    steps: () => [
        {
            content: "the list names the level",
            trigger:
                ".o_data_row:contains('The till does not open') td[name='support_level_id']:contains('Preferential')",
        },
        {
            content: "the list says until when",
            trigger:
                ".o_data_row:contains('The till does not open') td[name='support_next_due_at']:not(:empty)",
        },
        {
            content: "open the ticket",
            trigger: ".o_data_row:contains('The till does not open') td[name='name']",
            run: "click",
        },
        {
            content: "the strip under the title names level and contract",
            trigger:
                ".o_support_ticket_header [data-chip='level']:contains('Preferential, 3–6 h')",
        },
        {
            content: "and until when, whose turn it is",
            trigger:
                ".o_support_ticket_header:has([data-state='on_track']):contains('Answer by'):contains('our turn')",
        },
        {
            content: "look at each deadline",
            trigger: ".o_form_view .nav-link:contains('Deadlines')",
            run: "click",
        },
        {
            content: "the form names the level",
            trigger: ".o_form_view [name='support_level_id']:contains('Preferential')",
        },
        {
            content: "the form links the contract",
            trigger: ".o_form_view [name='support_contract_id'] input:value(/^SC/)",
        },
        {
            content: "the form says why",
            trigger:
                ".o_form_view [name='support_entitlement_reason']:contains('Covered by a contract')",
        },
        {
            content: "the first response is running",
            trigger:
                ".o_form_view [name='support_deadline_ids'] .o_data_row:contains('First response') td[name='verdict']:contains('Running')",
        },
    ],
});
