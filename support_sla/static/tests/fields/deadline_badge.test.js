import {beforeEach, expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate, mockTimeZone} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

import {durationInWords} from "@support_sla/fields/deadline_badge/deadline_badge";
import {forgetServer} from "@support_sla/fields/deadline_badge/minute";
import {urgency} from "@support_sla/fields/deadline_badge/deadline_verdict";
import {STATES} from "@support_sla/fields/deadline_badge/states";

import {CASES, CLOCKS, NOW, expectLook} from "./state_cases";

const {DateTime} = luxon;
const CLOCK_STATES = [
    ["none", "None"],
    ["running", "Running"],
    ["paused", "Paused"],
    ["late", "Paused past its commitment"],
    ["done", "Nothing owed"],
];

class Ticket extends models.Model {
    _name = "helpdesk.ticket";
    name = fields.Char();
    closed = fields.Boolean();
    support_marks = fields.Json();
    support_now = fields.Datetime();
    support_paused_at = fields.Datetime();
    support_past = fields.Json();
    support_unanswered_since = fields.Datetime();
    support_next_due_at = fields.Datetime();
    support_due_soon_at = fields.Datetime();
    support_clock_state = fields.Selection({selection: CLOCK_STATES});
    support_waiting_for = fields.Selection({
        selection: [
            ["customer", "The customer"],
            ["third_party", "A third party"],
        ],
    });
}
defineMailModels();
defineModels([Ticket]);
beforeEach(forgetServer);

const AIM = "2026-03-11 11:00:00";
const DUE = "2026-03-11 14:00:00";
const running = (values) => ({
    support_clock_state: "running",
    support_due_soon_at: AIM,
    support_next_due_at: DUE,
    ...values,
});
const LIST = /* xml */ `
    <list><field name="support_next_due_at" widget="support_deadline_badge" /></list>`;
const CARDS = /* xml */ `
    <kanban><templates><t t-name="card">
        <field name="support_next_due_at" widget="support_deadline_badge" />
    </t></templates></kanban>`;
const TEXT = ".o_support_deadline_text";

const show = (records, type = "list", arch = LIST) => {
    Ticket._records = records.map((values, index) => ({id: index + 1, ...values}));
    return mountView({type, arch, resModel: "helpdesk.ticket", resId: 1});
};

test("the rule is that of the server, border by border", () => {
    const at = (text) => DateTime.fromSQL(text);
    const facts = {state: "running", dueSoonAt: at(AIM), dueAt: at(DUE)};
    expect(urgency(facts, at("2026-03-11 10:59:59"))).toBe("on_track");
    expect(urgency(facts, at(AIM))).toBe("due_soon");
    expect(urgency(facts, at(DUE))).toBe("due_soon");
    expect(urgency(facts, at("2026-03-11 14:00:01"))).toBe("late");
    expect(urgency({...facts, dueSoonAt: false}, at(AIM))).toBe("on_track");
    expect(urgency({...facts, state: "paused"}, at("2027-01-01"))).toBe("paused");
    expect(urgency({...facts, state: "late"}, at(AIM))).toBe("late");
    expect(urgency({state: false}, at(AIM))).toBe("none");
});

test("durations in their two largest units", () => {
    allowTranslations();
    const MINUTE = 60000;
    expect(`${durationInWords(MINUTE - 1)}`).toBe("less than a minute");
    expect(`${durationInWords(59 * MINUTE)}`).toBe("59 min");
    expect(`${durationInWords(130 * MINUTE)}`).toBe("2 h 10 min");
    expect(`${durationInWords(47 * 60 * MINUTE)}`).toBe("47 h");
    expect(`${durationInWords(76 * 60 * MINUTE)}`).toBe("3 d 4 h");
    expect(`${durationInWords(48 * 60 * MINUTE)}`).toBe("2 d");
});

test("every state has words, not only a colour", async () => {
    mockTimeZone(0);
    mockDate("2026-03-11 11:49:30", 0);
    await show([
        running(),
        running({support_due_soon_at: "2026-03-11 12:00:00"}),
        running({support_next_due_at: "2026-03-11 08:49:00"}),
        running({
            support_clock_state: "late",
            support_next_due_at: "2026-03-11 06:49:00",
            support_waiting_for: "customer",
        }),
        running({
            support_clock_state: "paused",
            support_paused_at: "2026-03-11 11:30:00",
            support_waiting_for: "customer",
        }),
        {support_clock_state: "paused", support_waiting_for: "customer"},
        {support_clock_state: "paused", support_waiting_for: "third_party"},
        {support_clock_state: "paused"},
        {support_clock_state: "done"},
        {support_clock_state: "none"},
        {
            support_clock_state: "done",
            support_past: {act: "answer", took: 4500, late: 0},
        },
        {
            support_clock_state: "done",
            support_past: {act: "answer", took: 190000, late: 86400},
        },
        {
            support_clock_state: "done",
            support_unanswered_since: "2026-03-11 11:29:00",
        },
        {support_clock_state: "done", support_past: {act: "answer", took: 2, late: 0}},
        {support_clock_state: "done", closed: true},
        {
            support_clock_state: "done",
            closed: true,
            support_past: {act: "nobody", took: 190000, late: 86400},
        },
        {
            support_clock_state: "none",
            support_paused_at: "2026-03-11 11:30:00",
            support_waiting_for: "third_party",
        },
    ]);

    expect(queryAllTexts(TEXT)).toEqual([
        "2 h 10 min left",
        "2 h 10 min left",
        "late 3 h",
        "late 5 h, waiting for the customer",
        "waiting for the customer",
        "waiting for the customer",
        "waiting for a third party",
        "paused",
        "answered",
        "answered in 1 h 15 min",
        "answered 24 h late",
        "our turn: customer wrote 20 min ago",
        "answered at once",
        "closed",
        "closed, never answered",
        "waiting for a third party",
    ]);
    const badges = [...document.querySelectorAll(".o_support_deadline_badge")];
    expect(badges.map((badge) => badge.dataset.urgency)).toEqual([
        "due_soon",
        "on_track",
        "late",
        "late",
        "paused",
        "paused",
        "paused",
        "paused",
        "done",
        "done",
        "done",
        "done",
        "done",
        "done",
        "done",
        "none",
    ]);
    expect(badges[3]).toHaveClass("text-bg-danger");
    expect(badges[4]).toHaveClass("border-warning");
    expect(badges[5]).toHaveClass("border-success");
    expect(badges[10]).toHaveClass("border-danger");
});

test("a promise that was broken stays to be seen beside what comes next", async () => {
    mockTimeZone(0);
    mockDate("2026-03-11 11:49:30", 0);
    const past = {act: "answer", took: 190000, late: 86400};
    await show([
        running({support_past: past}),
        running({support_past: {...past, late: 0}}),
        {support_clock_state: "done", support_past: past},
    ]);

    expect(queryAllTexts(TEXT)).toEqual([
        "2 h 10 min left",
        "2 h 10 min left",
        "answered 24 h late",
    ]);
    expect(".o_support_broken").toHaveCount(1);
    expect(".o_support_broken").toHaveAttribute("title", "answered 24 h late");
});

test("the exact local moment can be read and heard", async () => {
    mockTimeZone(-6);
    mockDate("2026-03-11 11:49:30", -6);
    await show([running()]);

    const badge = queryFirst(".o_support_deadline_badge");
    expect(badge).toHaveAttribute(
        "title",
        "Due 03/11/2026 08:00:00\nAim 03/11/2026 05:00:00"
    );
    expect(badge).toHaveAttribute("datetime", "2026-03-11T14:00:00.000Z");
    expect(".visually-hidden:first").toHaveCount(1);
});

test("it ticks once a minute and turns late by itself", async () => {
    mockTimeZone(0);
    mockDate("2026-03-11 13:58:30", 0);
    await show(
        [running()],
        "form",
        `<form><field name="support_next_due_at" widget="support_deadline_badge" /></form>`
    );
    expect(TEXT).toHaveText("1 min left");

    await advanceTime(60000);
    await animationFrame();
    expect(TEXT).toHaveText("less than a minute left");

    await advanceTime(60000);
    await animationFrame();
    expect(TEXT).toHaveText("late less than a minute");
    expect(".o_support_deadline_badge").toHaveClass("text-bg-danger");
});

for (const wrong of ["2026-03-11 14:30:00", "2026-03-11 12:30:00"]) {
    test(`where a browser's clock says ${wrong} the server's counts`, async () => {
        mockTimeZone(0);
        mockDate(wrong, 0);
        await show([running({support_now: "2026-03-11 13:29:30"})]);
        expect(TEXT).toHaveText("30 min left");
        expect(".o_support_deadline_badge").toHaveClass("text-bg-warning");
        await advanceTime(60000);
        await animationFrame();
        expect(TEXT).toHaveText("29 min left");
    });
}

const VIEWS = {list: [LIST, ".o_data_row"], kanban: [CARDS, ".o_kanban_record"]};
for (const [type, [arch, row]] of Object.entries(VIEWS)) {
    for (const clock of CLOCKS) {
        test(`${type}: every state where a browser's clock says ${clock}`, async () => {
            mockTimeZone(0);
            mockDate(clock, 0);
            const all = STATES.map(({key}) => ({support_now: NOW, ...CASES[key][0]}));
            await show(all, type, arch);
            const rows = queryAll(`${row}:not(.o_kanban_ghost)`);
            expect(rows).toHaveLength(STATES.length);
            rows.forEach((each, index) => {
                const state = STATES[index];
                expectLook(each, state, CASES[state.key][1]);
            });
        });
    }
}
