import {registry} from "@web/core/registry";

const CARD = "#portal_alert_category .o_portal_index_card:not(.d-none)";
const COUNTED = {
    content: "the cards are counted",
    trigger: ".o_portal_my_home:not(:has(.o_portal_doc_spinner))",
};

/** Asked on the home page, a customer reads the terms and accepts them. */
registry.category("web_tour.tours").add("support_sla_portal_terms_accept", {
    steps: () => [
        COUNTED,
        {
            content: "there are terms to accept",
            trigger: `${CARD} a[href='/support/terms']`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the text with the table of levels is there",
            trigger: ".o_support_terms .o_support_comparison_table",
        },
        {
            content: "tick the box",
            trigger: "#support_terms_tick",
            run: "check",
        },
        {
            content: "accept",
            trigger: "#support_terms_accept button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it says so, and offers what was accepted",
            trigger:
                "#support_terms_acceptance:has([role='status']) a[href*='/terms/proof/']",
        },
    ],
});

/** Nobody is asked: the card is not shown, the page says who accepted. */
registry.category("web_tour.tours").add("support_sla_portal_terms_accepted", {
    steps: () => [
        COUNTED,
        {
            content: "nothing is asked",
            trigger: `.o_portal_my_home:not(:has(${CARD} a[href='/support/terms']))`,
        },
        {
            content: "the terms can be read",
            trigger: "#portal_service_category a[href='/support/terms']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "they are accepted already",
            trigger: "#support_terms_acceptance:not(:has(form))",
        },
        {
            content: "the version before can be read, too",
            trigger:
                ".o_support_terms_page nav a[href*='version=1']:not([href*='pdf'])",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it says that it is not in force any more",
            trigger: ".o_support_terms_page .alert a[href*='version=2']",
        },
    ],
});
