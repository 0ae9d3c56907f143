import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

import {holidaySteps} from "@support_sla/../tests/tours/holiday_tour";

const WORDS = {
    en: {
        new: "New contract",
        overlap: "already has level",
        told: "Confirming tells them by mail",
        finish: "Finish the implementation?",
        after: "The day after begins",
    },
    es: {
        new: "Nuevo contrato",
        overlap: "ya tiene",
        told: "Al confirmar se avisa por correo",
        finish: "¿Terminar la implementación?",
        after: "Al día siguiente empieza",
    },
};
const menu = (name, content) => ({
    content,
    trigger: `[data-menu-xmlid='support_sla.${name}']`,
    run: "click",
});
const choose = (field, text) => [
    {
        content: `type ${text}`,
        trigger: `[name='${field}'] input`,
        run: `edit ${text}`,
    },
    {
        content: `choose ${text}`,
        trigger: `.o-autocomplete--dropdown-item:contains('${text}'):first`,
        run: "click",
    },
];
const ALERT = ".alert-warning:visible";

/** Sell a contract: what is sold, to whom it is told, and what is sold already. */
function sellSteps(words) {
    return [
        menu("support_menu", "open the menu of support"),
        menu("support_contract_menu", "open the contracts"),
        {
            content: "a new one",
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        {
            content: "it has no number yet",
            trigger: `.oe_title h1:visible:contains('${words.new}')`,
        },
        ...choose("partner_id", "Acme"),
        ...choose("level_id", "Preferen"),
        {
            content: "the customer has that already",
            trigger: `${ALERT}:contains('${words.overlap}')`,
        },
        ...choose("level_id", words === WORDS.es ? "mensual" : "Monthly"),
        {
            content: "but not this; what is sold stands there, and whom it is told",
            trigger: `.o_form_sheet:not(:has(${ALERT})):has([name='sold_words']:contains('24')):has([name='beginning_words']:contains('${words.told}'):contains('Acme'))`,
        },
        {
            content: "confirm it",
            trigger: "button[name='action_confirm']",
            run: "click",
        },
        {
            content: "it is in force, or will be where its day has not begun yet",
            trigger:
                ".o_arrow_button_current[data-value='active'], .o_arrow_button_current[data-value='upcoming']",
        },
    ];
}

/** Finish an implementation, which is asked once more; what is included follows. */
function finishSteps(words) {
    return [
        menu("support_menu", "open the menu of support"),
        menu("support_implementation_menu", "open the implementations"),
        {
            content: "open the customer's",
            trigger: ".o_data_row td:contains('Go live')",
            run: "click",
        },
        {
            content: "finish it",
            trigger: "button[name='action_finish']",
            run: "click",
        },
        {
            content: "the question says what follows; think better of it",
            trigger: `.modal:contains('${words.finish}'):contains('${words.after}') .btn-secondary`,
            run: "click",
        },
        {
            content: "nothing has happened; finish it all the same",
            trigger:
                "body:not(:has(.modal)):has(.o_arrow_button_current[data-value='running']) button[name='action_finish']",
            run: "click",
        },
        {
            content: "and say so",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "the included contract follows",
            trigger:
                ".o_form_view:has(.o_arrow_button_current[data-value='finished']) [name='contract_ids'] .o_data_row",
        },
    ];
}

/** A manager's day: sells, finishes an implementation, enters a holiday. */
registry.category("web_tour.tours").add("support_sla_manager_day", {
    steps: () => {
        const asked = new URLSearchParams(window.location.search);
        const words = WORDS[asked.get("support_lang")];
        const day = asked.get("support_day");
        return [
            stepUtils.showAppsMenuItem(),
            {
                content: "open the helpdesk",
                trigger:
                    ".o_app[data-menu-xmlid='helpdesk_mgmt.helpdesk_ticket_main_menu']",
                run: "click",
            },
            ...sellSteps(words),
            ...finishSteps(words),
            ...(day ? holidaySteps(day) : []),
        ];
    },
});

/** The date that was promised has moved with the holiday. */
registry.category("web_tour.tours").add("support_sla_manager_due", {
    steps: () => {
        const due = new URLSearchParams(window.location.search).get("support_due");
        return [
            {
                content: "the strip says until when we answer now",
                trigger: `.o_support_dates:contains('Answer by'):contains('${due}')`,
            },
        ];
    },
});
