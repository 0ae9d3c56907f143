import {beforeEach, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    contains,
    getService,
    mountWebClient,
    onRpc,
} from "@web/../tests/web_test_helpers";

defineMailModels();

const finding = (key, severity, values) => ({
    key,
    severity,
    words: `${key} is not right.`,
    can_fix: true,
    who: false,
    ...values,
});
const ADMIN = {can_fix: false, who: "You may not change this. Who may: Mitchell."};
const ACTION = {type: "ir.actions.act_window", res_model: "support.level"};

let found = null;
const calls = [];
const shown = [];

beforeEach(() => {
    allowTranslations();
    calls.length = shown.length = 0;
    found = {
        findings: [
            finding("outgoing", "wrong", ADMIN),
            finding("leader", "wrong"),
            finding("holidays", "care"),
            finding("pdf", "note"),
        ],
        steps: [
            {key: "hours", words: "Say the hours", done: true},
            {key: "level", words: "Look at the levels", done: false},
        ],
    };
    onRpc("support.setup", "get_setup", () => {
        calls.push("get_setup");
        return found;
    });
    for (const method of ["open_fix", "open_step"]) {
        onRpc("support.setup", method, ({args}) => {
            calls.push(`${method} ${args[0]}`);
            return args[0] === "holidays" ? false : ACTION;
        });
    }
});

async function showCheck() {
    await mountWebClient();
    const tag = {type: "ir.actions.client", tag: "support_sla.setup", name: "Check"};
    await getService("action").doAction(tag);
    getService("action").doAction = (action, options) => shown.push({action, options});
}

test("what is wrong is said, how much it matters, and who can mend it", async () => {
    await showCheck();
    expect(queryAllTexts("h2")).toEqual([
        "What to mend",
        "Notes",
        "To the first promise",
    ]);
    expect("section:first [data-finding]").toHaveCount(3);
    expect("[data-finding='outgoing']").toHaveText(
        /outgoing is not right\.\s*You may not change this\. Who may: Mitchell\./
    );
    expect("[data-finding='outgoing'] .o_support_fix").toHaveCount(0);
    expect("[data-finding='leader'] .o_support_who").toHaveCount(0);
    const words = [...document.querySelectorAll("[data-finding] [role=img]")];
    expect(words.map((each) => each.getAttribute("aria-label"))).toEqual([
        "Wrong",
        "Wrong",
        "To look at",
        "Note",
    ]);
    const button = queryFirst("[data-finding='leader'] .o_support_fix");
    const described = button.getAttribute("aria-describedby");
    expect(document.getElementById(described).textContent).toBe("leader is not right.");
});

test("a fix opens what the server says, and what was mended is looked at", async () => {
    await showCheck();
    await contains("[data-finding='leader'] .o_support_fix").click();
    expect(calls.at(-1)).toBe("open_fix leader");
    expect(shown.at(-1).action).toEqual(ACTION);
    found = {...found, findings: [finding("pdf", "note")]};
    shown.at(-1).options.onClose();
    await animationFrame();
    await animationFrame();
    expect("section:first [data-finding]").toHaveCount(0);
    expect(".o_support_nothing").toHaveText("Nothing is wrong with the configuration.");
});

test("what somebody else has mended meanwhile is only looked at again", async () => {
    await showCheck();
    await contains("[data-finding='holidays'] .o_support_fix").click();
    await animationFrame();
    expect(calls.slice(-2)).toEqual(["open_fix holidays", "get_setup"]);
    expect(shown).toEqual([]);
});

test("steps that are done are ticked, each opens its screen", async () => {
    await showCheck();
    expect(queryAllTexts("[data-step]")).toEqual([
        "1. Say the hours",
        "2. Look at the levels",
    ]);
    expect("[data-step='hours'] [role=img]").toHaveAttribute("aria-label", "Done");
    expect("[data-step='level'] [role=img]").toHaveAttribute("aria-label", "To do");
    await contains("[data-step='level'] button").click();
    expect(calls.at(-1)).toBe("open_step level");
    expect(shown.at(-1).action).toEqual(ACTION);
});
