import {registry} from "@web/core/registry";

const TABLE = ".o_support_comparison_table";

/** The comparison, with so many levels and the words of a language. */
function compare(levels, words) {
    return [
        {
            content: "the levels stand side by side",
            trigger: `${TABLE} thead th:nth-child(${levels + 1}):last-child`,
        },
        {
            content: "the page speaks the reader's language",
            trigger: `${TABLE} tr[data-key='first_response'] td:contains('${words}')`,
        },
        {
            content: "nothing is wider than the screen",
            trigger: "#wrapwrap",
            run() {
                const {scrollWidth} = document.documentElement;
                if (scrollWidth > window.innerWidth) {
                    throw new Error(`${scrollWidth} pixels in ${window.innerWidth}`);
                }
            },
        },
    ];
}

/** Ask for the preferential level; `asker` are steps that say who asks. */
function ask(asker = []) {
    return [
        {
            content: "go to the form",
            trigger: "a[href='#request']",
            run: "click",
        },
        {
            content: "choose the level",
            trigger: "select[name='level_id']",
            run: "selectByIndex 2",
        },
        {
            content: "for half a year",
            trigger: "input[name='months']",
            run: "edit 6",
        },
        ...asker,
        {
            content: "ask",
            trigger: "#request button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "we say thanks",
            trigger: "p[role='status']",
        },
        {
            content: "and lead back to the levels",
            trigger: "#wrap a[href$='/support/levels']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "which are there as before",
            trigger: TABLE,
        },
    ];
}

registry.category("web_tour.tours").add("support_sla_levels_customer", {
    steps: () => [
        {
            content: "from the home page to the levels",
            trigger: ".o_portal_my_home a[href='/support/levels']:visible",
            run: "click",
            expectUnloadPage: true,
        },
        ...compare(3, "24 to 48 working hours, 10 a day"),
        {
            content: "one's own level is marked",
            trigger: `${TABLE} th.o_support_own:contains('Monthly support'):contains('Your level')`,
        },
        ...ask(),
    ],
});

registry.category("web_tour.tours").add("support_sla_levels_phone", {
    steps: () => [
        ...compare(3, "24 a 48 horas hábiles, 10 por día"),
        {
            content: "one's own level is marked",
            trigger: `${TABLE} th.o_support_own:contains('Su nivel')`,
        },
        ...ask(),
    ],
});

registry.category("web_tour.tours").add("support_sla_levels_visitor", {
    steps: () => [
        ...compare(3, "3 to 6 working hours, 10 a day"),
        {
            content: "no level is the visitor's",
            trigger: `${TABLE}:not(:has(.o_support_own))`,
        },
        ...ask([
            {
                content: "say who asks",
                trigger: "input[name='name']",
                run: "edit Vera Vento",
            },
            {
                content: "and where to answer",
                trigger: "input[name='email']",
                run: "edit vera@example.com",
            },
        ]),
    ],
});

registry.category("web_tour.tours").add("support_sla_levels_backend", {
    steps: () => [
        {
            content: "preview from a level's form",
            trigger: "button:contains('Preview the comparison')",
            run: "click",
        },
        {
            content: "all that is sold stands side by side",
            trigger: `.o_field_html ${TABLE} td:contains('24 to 48 working hours')`,
        },
        {
            content: "only what everybody sees",
            trigger: ".o_field_radio input[data-value='shown']",
            run: "click",
        },
        {
            content: "nothing of it is shown yet, and the screen says how to",
            trigger: "p[role='status']:contains('No level is shown to everybody')",
        },
        {
            content: "back to the level",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "which is as it was",
            trigger: "button:contains('Preview the comparison')",
        },
    ],
});
