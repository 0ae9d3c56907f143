import {animationFrame, drag, hover, queryOne} from "@odoo/hoot-dom";
import {registry} from "@web/core/registry";

const {DateTime} = luxon;

/** The Monday on or after the 8th of the next month: its week is shown as a whole. */
function monday() {
    const eighth = DateTime.local().plus({months: 1}).set({day: 8});
    return eighth.plus({days: (8 - eighth.weekday) % 7});
}

const cell = (days) => `.fc-day[data-date='${monday().plus({days}).toISODate()}']`;

/** What a mouse does that takes a visit to another day. */
const drop = (days) =>
    async function ({anchor}) {
        await hover(anchor);
        await animationFrame();
        const held = await drag(anchor);
        await animationFrame();
        await held.moveTo(queryOne(cell(days)));
        await animationFrame();
        await held.drop();
        await animationFrame();
    };

const NEXT_MONTH = {
    content: "go to the next month",
    trigger: ".o_calendar_button_next",
    run: "click",
};

/** From an implementation: days of the week, what it would do, done. */
registry.category("web_tour.tours").add("support_sla_visit_planner", {
    steps: () => [
        {
            content: "open the planner",
            trigger: "button[name='action_plan_visits']",
            run: "click",
        },
        {
            content: "on Tuesdays",
            trigger: ".modal div[name='tuesday'] input",
            run: "check",
        },
        {
            content: "and Thursdays",
            trigger: ".modal div[name='thursday'] input",
            run: "check",
        },
        {
            content: "it says what it leaves out, and why",
            trigger: ".modal div[name='preview'] td:contains(Founders)",
        },
        {
            content: "plan them",
            trigger: ".modal footer button[name='action_plan']",
            run: "click",
        },
        {
            content: "the visits are there",
            trigger: "body:not(:has(.modal)) button[name='action_view_visits']",
            run: "click",
        },
        {
            content: "in the calendar",
            trigger: ".o_calendar_view",
        },
    ],
});

/** One day too many is refused in words, and the visit goes back to where it was. */
registry.category("web_tour.tours").add("support_sla_visit_drag", {
    steps: () => [
        NEXT_MONTH,
        {
            content: "drag a visit of the week after into a week that is full",
            trigger: `${cell(7)} .fc-event`,
            run: drop(2),
        },
        {
            content: "it is refused by the week's days",
            trigger: ".modal .modal-body:contains(days of visits a week)",
        },
        {
            content: "close it",
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "it is where it was",
            trigger: `body:not(:has(.modal)):not(:has(${cell(2)} .fc-event)) ${cell(7)} .fc-event`,
        },
        {
            content: "within its own week it may be moved",
            trigger: `${cell(7)} .fc-event`,
            run: drop(9),
        },
        {
            content: "there it is",
            trigger: `body:not(:has(.modal)):not(:has(${cell(7)} .fc-event)) ${cell(9)} .fc-event`,
        },
    ],
});

const said = (word) => ({
    content: "it says so",
    trigger: `.alert[role='status']`,
    run: () => {
        if (!document.location.search.includes(`said=${word}`)) {
            throw new Error("the page after is another one");
        }
    },
});

const press = (word) => ({
    content: `press ${word}`,
    trigger: `#support_visit_answers button[value='${word}']`,
    run: "click",
    expectUnloadPage: true,
});

const unfold = (id) => ({
    content: `unfold ${id}`,
    trigger: `#${id} summary`,
    run: "click",
});

/** From the home page: asked, and confirmed. */
registry.category("web_tour.tours").add("support_sla_portal_visit_confirm", {
    steps: () => [
        {
            content: "a visit waits for an answer",
            trigger:
                "#portal_alert_category .o_portal_index_card:not(.d-none) a[href='/my/support/visits']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is in the list",
            trigger: ".o_support_visits a",
            run: "click",
            expectUnloadPage: true,
        },
        press("confirm"),
        said("confirm"),
    ],
});

/** By the link of the mail: another time. */
registry.category("web_tour.tours").add("support_sla_portal_visit_propose", {
    steps: () => [
        unfold("support_visit_propose"),
        {
            content: "choose a time that is free",
            trigger: "#support_visit_slot",
            run: "selectByIndex 3",
        },
        {
            content: "say why",
            trigger: "#support_visit_propose_message",
            run: "edit We open later that day.",
        },
        press("propose"),
        said("propose"),
    ],
});

registry.category("web_tour.tours").add("support_sla_portal_visit_cancel", {
    steps: () => [unfold("support_visit_cancel"), press("cancel"), said("cancel")],
});

/** The report is read and signed. */
registry.category("web_tour.tours").add("support_sla_portal_visit_sign", {
    steps: () => [
        {
            content: "the report is there",
            trigger: "#support_visit_report",
        },
        {
            content: "type the name",
            trigger: "#support_visit_signature input[name='signer']",
            run: "edit Anna Acme",
        },
        {
            content: "the name is drawn",
            trigger: "#support_visit_signature .o_web_sign_signature",
        },
        {
            content: "sign",
            trigger: "#support_visit_signature .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is signed",
            trigger: "#support_visit_signature img",
        },
        said("sign"),
    ],
});
