import {registry} from "@web/core/registry";

const LINE = ".o_support_statement tr[data-line]:contains('Payroll')";

/** From the contract to a month's statement; one of its lines is not right. */
registry.category("web_tour.tours").add("support_sla_portal_statement", {
    steps: () => [
        {
            content: "open the newest statement of the contract",
            trigger: "#support_statements tbody tr:first-child a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "this line is not right",
            trigger: `${LINE} .o_support_object summary`,
            run: "click",
        },
        {
            content: "say why",
            trigger: `${LINE} textarea`,
            run: "edit Nos dijeron que tardaría.",
        },
        {
            content: "send it",
            trigger: `${LINE} button[type=submit]`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it stands on the page",
            trigger: "#statement_objections:contains('Nos dijeron que tardaría.')",
        },
        {
            content: "and it was received",
            trigger: ".alert-success[role=status]",
        },
    ],
});

/** A manager reads what was said, and answers. */
registry.category("web_tour.tours").add("support_sla_statement_objection", {
    steps: () => [
        {
            content: "open what waits for an answer",
            trigger: ".o_list_view .o_data_row td[name=text]:contains('Nos dijeron')",
            run: "click",
        },
        {
            content: "answer it",
            trigger: ".o_form_view .o_field_widget[name=answer] textarea",
            run: "edit Tiene razón: se retira.",
        },
        {
            content: "the customer is right",
            trigger: "button[name=action_agree]",
            run: "click",
        },
        {
            content: "yes, the customer reads it",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is answered, once",
            trigger: ".o_form_view:not(:has(button[name=action_agree]))",
        },
    ],
});
