import {registry} from "@web/core/registry";

const BOARD = ".o_support_board";
const ROW = (agent) => `${BOARD} .o_support_ahead tbody tr:contains('${agent}')`;
const late = (agent, count) =>
    `${ROW(agent)} [data-number='late'] .o_support_count:contains('${count}')`;
const COLUMN = (agent) => `.o_kanban_group:has(.o_kanban_header:contains('${agent}'))`;
const CARD = ".o_kanban_record:contains('The till does not open')";

/** A leader's day: the board, a breach, and the ticket in other hands. */
registry.category("web_tour.tours").add("support_sla_leader_day", {
    steps: () => [
        {
            content: "the helpdesk opens on the board; somebody of the team is late",
            trigger: late("Ana Agent", 1),
        },
        {
            content: "the number of the team opens its list",
            trigger: `${BOARD} .o_support_teams tr:contains('Team A') [data-number='late'] .o_support_number:contains('1')`,
            run: "click",
        },
        {
            content: "which has one row, in red",
            trigger:
                ".o_list_view:not(:has(.o_data_row:eq(1))) .o_data_row:contains('The till does not open') [data-state='late'].text-bg-danger",
        },
        {
            content: "open it",
            trigger: ".o_data_row td[name='name']:contains('The till')",
            run: "click",
        },
        {
            content: "it was due, and it is our turn",
            trigger:
                ".o_support_ticket_header[data-state='late']:contains('was due'):contains('our turn')",
        },
        {
            content: "back to the board",
            trigger: ".o_breadcrumb .breadcrumb-item:first a, .o_breadcrumb a:first",
            run: "click",
        },
        {
            content: "hand tickets on",
            trigger: `${BOARD} .o_support_by_agent`,
            run: "click",
        },
        {
            content:
                "the most urgent card is the first; drag it to who has nothing to do",
            trigger: `${COLUMN("Ana Agent")} .o_kanban_record:first:contains('The till')`,
            async run({drag_and_drop}) {
                const position = {top: 100, left: 100};
                await drag_and_drop(COLUMN("Olga Own"), {position, relative: true});
            },
        },
        {
            content: "it is there",
            trigger: `${COLUMN("Olga Own")} ${CARD} [data-state='late']`,
        },
        {
            content: "back to the board",
            trigger: ".o_breadcrumb .breadcrumb-item:first a, .o_breadcrumb a:first",
            run: "click",
        },
        {
            content: "whose numbers have followed",
            trigger: late("Olga Own", 1),
        },
        {
            content: "on both sides",
            trigger: late("Ana Agent", 0),
        },
    ],
});
