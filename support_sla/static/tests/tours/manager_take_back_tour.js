import {registry} from "@web/core/registry";

const ROW = "[name='support_deadline_ids'] .o_data_row:contains('First response')";

/** A manager takes a promise back from the ticket's form, and says why. */
registry.category("web_tour.tours").add("support_sla_manager_take_back", {
    steps: () => [
        {
            content: "look at each deadline",
            trigger: ".o_form_view .nav-link:contains('Deadlines')",
            run: "click",
        },
        {
            content: "the broken one is red; open it",
            trigger: `${ROW} td[name='verdict']:has(.text-bg-danger)`,
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
            run: "edit We had agreed on another date",
        },
        {
            content: "and confirm",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "the dialog is over",
            trigger: "body:not(:has(.modal [name='reason']))",
        },
    ],
});
