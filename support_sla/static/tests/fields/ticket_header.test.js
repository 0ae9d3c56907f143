import {beforeEach, expect, test} from "@odoo/hoot";
import {click, queryAllAttributes, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate, mockTimeZone} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

import {STATES} from "@support_sla/fields/deadline_badge/states";
import {forgetServer} from "@support_sla/fields/deadline_badge/minute";

import {CASES, CLOCKS, NOW, expectLook, running} from "./state_cases";

class Ticket extends models.Model {
    _name = "helpdesk.ticket";
    name = fields.Char();
    closed = fields.Boolean();
    support_clock_state = fields.Char();
    support_due_soon_at = fields.Datetime();
    support_header = fields.Json();
    support_intake_missing = fields.Text();
    support_marks = fields.Json();
    support_next_due_at = fields.Datetime();
    support_now = fields.Datetime();
    support_past = fields.Json();
    support_paused_at = fields.Datetime();
    support_turn = fields.Json();
    support_unanswered_since = fields.Datetime();
    support_waiting_for = fields.Char();
}
defineMailModels();
defineModels([Ticket]);
beforeEach(() => {
    forgetServer();
    mockTimeZone(0);
    mockDate(NOW, 0);
});

const FORM = /* xml */ `
    <form>
        <header><widget name="support_ask_menu" /></header>
        <field name="support_header" widget="support_ticket_header" />
    </form>`;
const HEADER = ".o_support_ticket_header";
const show = (values, arch = FORM, type = "form") => {
    Ticket._records = [{id: 1, support_now: NOW, ...values}];
    return mountView({type, arch, resModel: "helpdesk.ticket", resId: 1});
};

/** Browsers put narrow spaces into times. */
const plain = (text) => text.replace(/\u202f/g, " ");

test("each state of the table has a case", () => {
    expect(Object.keys(CASES)).toEqual(STATES.map((state) => state.key));
});

/** Those that look otherwise at another hour. */
const TICKING = ["late", "late_waiting", "due_soon", "on_track", "paused_soon"];

for (const state of STATES) {
    const [values, words, dates] = CASES[state.key];
    for (const clock of TICKING.includes(state.key) ? CLOCKS : [NOW]) {
        test(`${state.key}: how it looks where a clock says ${clock}`, async () => {
            mockDate(clock, 0);
            await show(values);
            expect(HEADER).toHaveAttribute("data-state", state.key);
            expect(queryAllTexts(".o_support_dates").map(plain)).toEqual(
                dates ? [dates] : []
            );
            expectLook(queryFirst(HEADER), state, words);
        });
    }
}

test("dates are those of the zone of the page's others", async () => {
    mockTimeZone(-6);
    await show({
        ...CASES.late[0],
        support_header: {
            chips: [
                {
                    key: "asked",
                    text: "asked on {moment}, no answer yet",
                    moment: "2026-03-10 21:05:00",
                    tone: "info",
                    acts: [],
                },
            ],
        },
    });
    expect(queryAllTexts(".o_support_dates").map(plain)).toEqual([
        "was due Wed, Mar 11, 8:00 AM · 2 h of working time",
    ]);
    expect(queryAllTexts(".o_support_chip").map(plain)).toEqual([
        "asked on Tue, Mar 10, 3:05 PM, no answer yet",
    ]);
});

test("a ticket that is not saved yet shows its caller's chips alone", async () => {
    Ticket._onChanges.name = (record) => {
        record.support_header = {
            chips: [{key: "level", text: "Monthly", tone: "primary", acts: []}],
        };
    };
    await mountView({
        type: "form",
        arch: FORM.replace("<field", '<field name="name" /><field'),
        resModel: "helpdesk.ticket",
    });
    expect(".o_support_promise").toHaveCount(0);
    expect(".o_support_ask").toHaveCount(0);
    await contains("[name=name] input").edit("The till");
    expect(queryAllTexts(".o_support_chip")).toEqual(["Monthly"]);
});

test("whose turn it is ticks", async () => {
    const turn = {who: "us", since: "2026-03-11 11:11:00", wrote: true};
    await show(running("14:00:00", "12:00:00", {support_turn: turn}));
    expect(".o_support_our_turn").toHaveText("Customer wrote 38 min ago: our turn");
    await advanceTime(60000);
    await animationFrame();
    expect(".o_support_our_turn").toHaveText("Customer wrote 39 min ago: our turn");
});

test("where the badge says it already it is not said twice", async () => {
    const turn = {who: "us", since: "2026-03-11 11:29:00", wrote: true};
    await show({...CASES.our_turn[0], support_turn: turn});
    expect(".o_support_our_turn").toHaveCount(0);
});

test("in a list it is said in a few words", async () => {
    const list = `<list><field name="support_turn" widget="support_turn" /></list>`;
    const turns = [
        {who: "us", since: "2026-03-11 11:11:00"},
        {who: "us", since: false},
        {who: "customer", text: "customer, closes Dec 5"},
        {who: ""},
    ];
    Ticket._records = turns.map((turn, index) => ({
        id: index + 1,
        support_now: NOW,
        support_turn: turn,
    }));
    await mountView({type: "list", arch: list, resModel: "helpdesk.ticket"});
    expect(queryAllTexts("td[name=support_turn]")).toEqual([
        "ours, 38 min",
        "ours",
        "customer, closes Dec 5",
        "",
    ]);
});

test("what was counted long ago is not told any more", async () => {
    await show(CASES.due_soon[0]);
    expect(".o_support_dates").toHaveText(/2 h of working time.*outside hours/);
    await advanceTime(20 * 60 * 1000);
    await animationFrame();
    expect(queryAllTexts(".o_support_dates").map(plain)).toEqual([
        "Answer by Wed, Mar 11, 2:00 PM · aim Wed, Mar 11, 11:00 AM",
    ]);
});

test("chips say what stands beside it, and their acts are the ticket's", async () => {
    const clicks = [];
    mockService("action", {
        doActionButton: ({type, name, resId, buttonContext}) =>
            clicks.push([type, name, resId, buttonContext]),
    });
    const grant = {type: "object", name: "action_support_grant"};
    const context = {default_ticket_id: 1, default_kind: "solved"};
    const ask = {
        type: "action",
        name: "support_sla.support_ticket_ask_action",
        context,
    };
    await show({
        support_header: {
            why: true,
            chips: [
                {key: "level", text: "Monthly, 24–48 h", tone: "primary", acts: []},
                {
                    key: "quota",
                    text: "over the quota: 40 of 40, 2 before it",
                    tone: "danger",
                    icon: "fa-tachometer",
                    acts: [{label: "Admit", click: grant}],
                },
            ],
            asks: [
                {kind: "solved", label: "Is it solved?", click: ask},
                {kind: "missing", label: "What is missing", click: ask},
            ],
        },
    });
    expect(queryAllAttributes(".o_support_chip", "data-chip")).toEqual([
        "level",
        "quota",
    ]);
    await click(".o_support_chip button:contains(Admit)");
    await animationFrame();
    await click(".o_support_why");
    await animationFrame();
    await click(".o_support_ask");
    await animationFrame();
    expect(queryAllTexts(".o-dropdown-item")).toEqual(["Is it solved?"]);
    await click(".o-dropdown-item");
    await animationFrame();
    expect(clicks).toEqual([
        ["object", "action_support_grant", 1, {}],
        ["object", "action_support_explain", 1, {}],
        ["action", "support_sla.support_ticket_ask_action", 1, context],
    ]);
});
