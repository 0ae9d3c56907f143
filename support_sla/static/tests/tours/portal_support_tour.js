import {registry} from "@web/core/registry";

/** From the home page to the requests behind a figure. */
registry.category("web_tour.tours").add("support_sla_portal_support", {
    steps: () => [
        {
            content: "the card is among the services, with what the customer has",
            trigger: "#portal_service_category a[href='/my/support']:contains(Small)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "open the contract in force",
            trigger: "article h3 a:contains(Small)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "what is left is said beside the bar",
            trigger: ".o_support_gauge:contains(1 of 3 tickets used, 2 left)",
        },
        {
            content: "open what was used",
            trigger: "td[data-figure='used'] a:contains(1)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it says so, and leads to the request",
            trigger: "#support_behind .o_support_entries a:contains(fire)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the request",
            trigger: "#card_header:contains(fire)",
        },
    ],
});
