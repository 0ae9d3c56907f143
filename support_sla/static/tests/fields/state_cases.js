import {expect} from "@odoo/hoot";

/** The hour at which all of these look as they do: the server's. */
export const NOW = "2026-03-11 11:49:30";
/** What a browser may take it for: it is right, an hour fast or an hour slow. */
export const CLOCKS = [NOW, "2026-03-11 12:49:30", "2026-03-11 10:49:30"];
export const PAST = {act: "answer", took: 4500, late: 0};
export const MISSED = {act: "answer", took: 190000, late: 86400};
const MARKS = {
    ends: "answer",
    due: "2026-03-11 14:00:00",
    aim: "2026-03-11 11:00:00",
    worked: "2 h of working time",
    opens: "2026-03-11 12:00:00",
};

export const running = (due, aim, values) => ({
    support_clock_state: "running",
    support_due_soon_at: `2026-03-11 ${aim}`,
    support_next_due_at: `2026-03-11 ${due}`,
    support_marks: MARKS,
    ...values,
});

/** What is stored of a ticket in each state of the table, its words and its dates. */
export const CASES = {
    late: [
        running("08:49:00", "06:00:00"),
        "late 3 h",
        "was due Wed, Mar 11, 2:00 PM · 2 h of working time",
    ],
    late_waiting: [
        running("08:49:00", "06:00:00", {
            support_clock_state: "late",
            support_waiting_for: "customer",
        }),
        "late 3 h, waiting for the customer",
        "was due Wed, Mar 11, 2:00 PM · 2 h of working time",
    ],
    due_soon: [
        running("14:00:00", "11:00:00"),
        "Due soon:2 h 10 min left",
        "Answer by Wed, Mar 11, 2:00 PM · 2 h of working time · aim Wed, Mar 11, 11:00 AM · outside hours, opens Wed, Mar 11, 12:00 PM",
    ],
    on_track: [
        running("14:00:00", "12:00:00", {
            support_marks: {ends: "closing", due: "2027-03-11 14:00:00"},
        }),
        "On track:2 h 10 min left",
        "Solve by Thu, Mar 11, 2027, 2:00 PM",
    ],
    paused_soon: [
        running("14:00:00", "11:00:00", {
            support_clock_state: "paused",
            support_paused_at: "2026-03-11 11:30:00",
        }),
        "Due soon:paused",
        "Answer by Wed, Mar 11, 2:00 PM · aim Wed, Mar 11, 11:00 AM",
    ],
    paused: [
        running("14:00:00", "11:00:00", {support_clock_state: "paused"}),
        "paused",
        "Answer by Wed, Mar 11, 2:00 PM · aim Wed, Mar 11, 11:00 AM",
    ],
    our_turn: [
        {
            support_clock_state: "done",
            support_unanswered_since: "2026-03-11 11:29:00",
        },
        "our turn: customer wrote 20 min ago",
    ],
    waiting: [
        {
            support_clock_state: "none",
            support_paused_at: "2026-03-11 11:30:00",
            support_waiting_for: "third_party",
        },
        "waiting for a third party",
    ],
    answered_late: [
        {support_clock_state: "done", support_past: MISSED},
        "answered 24 h late",
    ],
    answered: [
        {support_clock_state: "done", support_past: PAST},
        "answered in 1 h 15 min",
    ],
    closed_late: [
        {support_clock_state: "done", closed: true, support_past: MISSED},
        "closed, answered 24 h late",
    ],
    closed: [{support_clock_state: "done", closed: true}, "closed"],
    none: [{support_clock_state: "none"}, null],
};

/**
 * A badge has the words, colour and icon of the table; where nothing was promised
 * there is none.
 */
export function expectLook(root, {key, tone, outline, icon}, words) {
    const badge = root.querySelector(".o_support_deadline_badge");
    if (words === null) {
        expect(badge).toBe(null);
        return;
    }
    expect(badge.dataset.state).toBe(key);
    const colour = outline ? [`border-${tone}`, `text-${tone}`] : [`text-bg-${tone}`];
    expect(badge).toHaveClass(colour);
    expect(badge.querySelectorAll(`.${icon}`)).toHaveLength(1);
    const said = [...badge.querySelectorAll(":scope > span")];
    const text = said.map((each) => each.textContent).join("");
    expect(text).toMatch(new RegExp(`^${words}`));
}
