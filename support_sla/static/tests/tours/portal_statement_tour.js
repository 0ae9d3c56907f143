import {registry} from "@web/core/registry";

const PROMISE = "[name='support_deadline_ids'] .o_data_row:contains('First response')";
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

/** The account manager reads what was said, answers, takes the promise back from the
 * request's form, and has the statement counted again. */
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
        {
            content: "open the request",
            trigger: "button[name=action_view_ticket]",
            run: "click",
        },
        {
            content: "look at each deadline",
            trigger: ".o_form_view .nav-link:contains('Deadlines')",
            run: "click",
        },
        {
            content: "open the one that was missed",
            trigger: `${PROMISE} td[name='verdict']`,
            run: "click",
        },
        {
            content: "cancel it",
            trigger: ".modal button[name='action_take_back']",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal [name='reason'] input",
            run: "edit Acordado por teléfono",
        },
        {
            content: "and confirm",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "close the promise",
            trigger: "body:not(:has(.modal [name='reason'])) .modal .btn-close",
            run: "click",
        },
        {
            content: "back to what the customer said",
            trigger: "body:not(:has(.modal)) .o_back_button a",
            run: "click",
        },
        {
            content: "to the statement it is about",
            trigger: ".o_form_view .o_field_widget[name=statement_id] a",
            run: "click",
        },
        {
            content: "count it again",
            trigger: "button[name=action_make_again]",
            run: "click",
        },
        {
            content: "which makes the version that says so",
            trigger: ".o_form_view .o_field_widget[name=version]:contains('2')",
        },
    ],
});
