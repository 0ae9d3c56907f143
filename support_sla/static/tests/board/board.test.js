import {beforeEach, expect, test} from "@odoo/hoot";
import {click, press, queryAll, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {animationFrame, mockDate, mockTimeZone} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    contains,
    getService,
    mountWebClient,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {forgetServer} from "@support_sla/fields/deadline_badge/minute";

defineMailModels();

const number = (count, name = "x") => ({count, domain: [["name", "=", name]]});
const team = (id, name, open) => ({
    id,
    name,
    folded: !open,
    numbers: {
        open: number(open, `${name} open`),
        late: number(1),
        due_soon: number(0),
        unassigned: number(0),
        waiting: number(0),
        over_quota: number(2),
    },
});
const agent = (values) => ({
    late: number(1),
    days: [3, 0].map((n) => number(n)),
    ...values,
});

function makeBoard() {
    return {
        now: "2026-03-02 15:00:00",
        work: {
            numbers: {
                late: number(1, "late"),
                due_today: number(3),
                our_turn: number(4),
                waiting: number(0, "waiting"),
                unassigned: number(2),
            },
            next: [
                {
                    id: 7,
                    number: "HT00007",
                    name: "The till does not open",
                    customer: "Acme, Anna",
                    state: "running",
                    due_soon_at: "2026-03-02 12:00:00",
                    due_at: "2026-03-02 14:00:00",
                },
            ],
        },
        teams: [team(1, "Desk", 42), team(2, "Quiet", 0)],
        ahead: {
            days: ["2026-03-02", "2026-03-03"],
            agents: [
                agent({id: 2, name: "Elena", hours: [9, 4.5]}),
                agent({id: false, name: "Nobody yet", hours: false}),
            ],
            by_agent: 33,
            trend: [
                {day: "2026-03-01", created: number(4), closed: number(1)},
                {day: "2026-03-02", created: number(2), closed: number(0)},
            ],
            open: number(42),
            unanswered: number(5),
            oldest: "2026-02-28 11:00:00",
            days_to_clear: 294,
        },
        past: [
            {
                id: 1,
                name: "Monthly",
                kept: number(6, "kept"),
                total: number(8),
                percent: 75,
                target: 95,
                reached: false,
            },
            {
                id: 2,
                name: "Preferential",
                kept: number(1),
                total: number(2),
                percent: false,
                target: 95,
                reached: false,
            },
        ],
        accounts: {
            ending: {...number(2, "ending"), model: "support.contract"},
            nearly_used: {...number(1), model: "support.contract"},
            quotations: {...number(1), model: "helpdesk.ticket"},
            requests: {...number(0), model: "support.level.request"},
        },
        setup: false,
    };
}

let board = null;
let asked = 0;
const shown = [];

beforeEach(() => {
    forgetServer();
    asked = 0;
    allowTranslations();
    mockTimeZone(-6);
    mockDate("2026-03-02 15:00:00");
    board = makeBoard();
    shown.length = 0;
    onRpc("support.board", "get_board", () => {
        asked += 1;
        return board;
    });
});

async function showBoard() {
    await mountWebClient();
    const tag = {type: "ir.actions.client", tag: "support_sla.board", name: "Board"};
    await getService("action").doAction(tag);
}

/** From here on what is opened is only noted. */
function noteActions() {
    getService("action").doAction = (action) => shown.push(action);
}

test("every block and number is there, by a heading of its own", async () => {
    await showBoard();
    expect(queryAllTexts(".o_support_board h2")).toEqual([
        "My work",
        "Teams",
        "Next 5 days",
        "Queue",
        "Last 30 days",
        "Accounts",
    ]);
    expect(queryAllTexts(".o_support_tiles li .o_support_count")).toEqual(
        "1 3 4 0 2".split(" ")
    );
    expect(".o_support_tiles [data-number='late'] .o_support_count").toHaveClass(
        "text-danger"
    );
    expect(".o_support_tiles [data-number='waiting'] .o_support_count").toHaveClass(
        "text-muted"
    );
    expect(".o_support_next li").toHaveText(/late 1 h/);
    expect(".o_support_next li").toHaveText(/Acme, Anna/);
    expect(queryAllTexts(".o_support_teams tbody .o_support_count")).toEqual(
        "42 1 0 0 0 2".split(" ")
    );
    expect(queryAllTexts("[data-agent='2'] .o_support_hours")).toEqual([
        "9 h left",
        "4.5 h left",
    ]);
    expect("[data-agent='false'] .o_support_hours").toHaveCount(0);
    expect(".o_support_growth").toHaveText("+5");
    expect(".o_support_clear").toHaveText("294");
    expect("[data-number='unanswered']").toHaveText(/the oldest for 2 d 4 h/);
});

test("a percentage under five cases is none, and a missed target is said", async () => {
    await showBoard();
    expect(queryAllTexts("[data-level='1'] .o_support_count")).toEqual(["6", "8"]);
    expect("[data-level='1'] td:eq(1)").toHaveText(/75%/);
    expect("[data-level='1'] [role='img']").toHaveAttribute(
        "aria-label",
        "The target is missed"
    );
    expect(queryAllTexts("[data-level='2'] .o_support_count")).toEqual(["1", "2"]);
    expect("[data-level='2'] td:eq(1)").toHaveText("–");
    expect("[data-level='2'] [role='img']").toHaveCount(0);
});

test("quiet teams are folded, and named", async () => {
    await showBoard();
    expect(".o_support_teams tbody tr").toHaveCount(1);
    expect(".o_support_quiet").not.toHaveAttribute("open");
    expect(queryFirst(".o_support_quiet").textContent).toMatch(/1\s*Quiet/);
});

test("each number opens its list", async () => {
    await showBoard();
    noteActions();
    for (const [selector, model, name] of [
        [".o_support_tiles [data-number='waiting']", "helpdesk.ticket", "waiting"],
        ["[data-team='1'] [data-number='open']", "helpdesk.ticket", "Desk open"],
        ["[data-level='1'] td", "support.sla.report", "kept"],
        [".o_support_accounts [data-number='ending']", "support.contract", "ending"],
    ]) {
        await click(`${selector} button:first`);
        const action = shown.at(-1);
        expect(action.res_model).toBe(model);
        expect(action.domain).toEqual([["name", "=", name]]);
        expect(action.views[0]).toEqual([false, "list"]);
    }
    await click(".o_support_ticket");
    expect(shown.at(-1).res_id).toBe(7);
    await click(".o_support_by_agent");
    expect(shown.at(-1)).toBe(33);
});

test("it is reached by keyboard, and says to whom who listens", async () => {
    await showBoard();
    noteActions();
    queryFirst("[data-team='1'] [data-number='late'] button").focus();
    await press("Enter");
    expect(shown.at(-1).name).toBe("Desk: Late");
    expect("table thead th:not([scope='col'])").toHaveCount(0);
    expect("table tbody th:not([scope='row'])").toHaveCount(0);
});

test("it is asked again when one comes back", async () => {
    await showBoard();
    board = makeBoard();
    board.work.numbers.late = number(9);
    window.dispatchEvent(new Event("focus"));
    await animationFrame();
    await animationFrame();
    expect(asked).toBe(2);
    expect(".o_support_tiles [data-number='late'] .o_support_count").toHaveText("9");
});

for (const wrong of ["2026-03-02 16:00:00", "2026-03-02 14:00:00"]) {
    test(`where a browser's clock says ${wrong} no colour is another`, async () => {
        mockDate(wrong);
        // half a minute beyond what is read: the clock goes on meanwhile
        const states = {
            late: {due_soon_at: "2026-03-02 12:00:00", due_at: "2026-03-02 14:29:30"},
            due_soon: {
                due_soon_at: "2026-03-02 14:30:00",
                due_at: "2026-03-02 15:30:30",
            },
            on_track: {
                due_soon_at: "2026-03-02 15:30:00",
                due_at: "2026-03-02 17:00:30",
            },
        };
        const [next] = board.work.next;
        board.work.next = Object.values(states).map((marks, index) => ({
            ...next,
            id: index + 1,
            ...marks,
        }));
        await showBoard();
        const badges = queryAll(".o_support_next .o_support_deadline_badge");
        expect(badges.map((badge) => badge.dataset.state)).toEqual(Object.keys(states));
        expect(badges[0]).toHaveClass("text-bg-danger");
        expect(badges[1]).toHaveClass("text-bg-warning");
        expect(badges[2]).toHaveClass("text-bg-success");
        expect(queryAllTexts(".o_support_deadline_text")).toEqual([
            "late 30 min",
            "30 min left",
            "2 h left",
        ]);
    });
}

test("an empty database is told what to set up", async () => {
    board.setup = [
        {key: "level", words: "Look at the levels", done: true},
        {key: "contract", words: "Enter a contract", done: false},
    ];
    onRpc("support.setup", "open_step", ({args}) => `opened ${args[0]}`);
    await showBoard();
    noteActions();
    expect(queryAllTexts(".o_support_board ol li")).toEqual([
        "1. Look at the levels",
        "2. Enter a contract",
    ]);
    expect(".o_support_board ol [aria-label='Done']").toHaveCount(1);
    await contains(".o_support_board ol li:last button").click();
    expect(shown.at(-1)).toBe("opened contract");
    await contains(".o_support_check").click();
    expect(shown.at(-1)).toBe("support_sla.support_setup_action");
});
