import {_t} from "@web/core/l10n/translation";

import {urgency} from "./deadline_verdict";

/**
 * The table of states of tools/promise/states.py in the browser, with an agent's words:
 * same states, colours, order and sentences. A test holds the two against each other.
 *
 * `tone` is a contextual colour of Bootstrap; an outline is what lies behind us or
 * stands still, a filled one is what somebody has to see to.
 */
export const STATES = [
    {key: "late", tone: "danger", outline: false, icon: "fa-exclamation-triangle"},
    {key: "late_waiting", tone: "danger", outline: false, icon: "fa-pause"},
    {key: "due_soon", tone: "warning", outline: false, icon: "fa-hourglass-half"},
    {key: "on_track", tone: "success", outline: false, icon: "fa-clock-o"},
    {key: "paused_soon", tone: "warning", outline: true, icon: "fa-pause"},
    {key: "paused", tone: "success", outline: true, icon: "fa-pause"},
    {key: "our_turn", tone: "info", outline: false, icon: "fa-comment"},
    {key: "waiting", tone: "muted", outline: true, icon: "fa-pause"},
    {
        key: "answered_late",
        tone: "danger",
        outline: true,
        icon: "fa-exclamation-triangle",
    },
    {key: "answered", tone: "success", outline: true, icon: "fa-check"},
    {key: "closed_late", tone: "danger", outline: true, icon: "fa-archive"},
    {key: "closed", tone: "muted", outline: true, icon: "fa-archive"},
    {key: "none", tone: "muted", outline: true, icon: "fa-minus"},
];

export const TABLE = Object.fromEntries(STATES.map((state) => [state.key, state]));

const left = () => _t("%(time)s left");
const waiting = {
    customer: () => _t("waiting for the customer"),
    third_party: () => _t("waiting for a third party"),
    "": () => _t("paused"),
};

/** Sentences by state and variant: who is waited for, or what ended the promise. */
export const WORDS = {
    late: {"": () => _t("late %(time)s")},
    late_waiting: {
        customer: () => _t("late %(time)s, waiting for the customer"),
        third_party: () => _t("late %(time)s, waiting for a third party"),
        "": () => _t("late %(time)s, paused"),
    },
    due_soon: {"": left},
    on_track: {"": left},
    paused_soon: waiting,
    paused: waiting,
    our_turn: {"": () => _t("our turn: customer wrote %(time)s ago")},
    waiting,
    answered_late: {
        "": () => _t("answered %(time)s late"),
        solution: () => _t("solved %(time)s late"),
        nobody: () => _t("never answered in time"),
    },
    answered: {
        "": () => _t("answered in %(time)s"),
        at_once: () => _t("answered at once"),
        solution: () => _t("solved in %(time)s"),
    },
    closed_late: {
        "": () => _t("closed, answered %(time)s late"),
        solution: () => _t("closed, solved %(time)s late"),
        nobody: () => _t("closed, never answered"),
    },
    closed: {"": () => _t("closed")},
    none: {"": () => _t("no promise")},
};

/** Nothing is owed: who is to speak next, else how it went. */
function settled({state, pausedAt, closed, askedAt, broken}) {
    if (closed) {
        return broken ? "closed_late" : "closed";
    }
    if (askedAt) {
        return "our_turn";
    }
    if (pausedAt) {
        return "waiting";
    }
    if (state === "done") {
        return broken ? "answered_late" : "answered";
    }
    return "none";
}

/** Return the key of the state of a ticket, as `state_of` does. */
export function stateOf(facts, now) {
    const found = urgency(facts, now);
    if (found === "late") {
        return facts.state === "late" ? "late_waiting" : "late";
    }
    if (found === "paused") {
        const begun =
            facts.pausedAt && urgency({...facts, state: "running"}, facts.pausedAt);
        return begun === "due_soon" ? "paused_soon" : "paused";
    }
    return found === "due_soon" || found === "on_track" ? found : settled(facts);
}

/** Return the sentence of a state, of its variant if it has one. */
export function wordsOf(state, variant) {
    return String((WORDS[state][variant || ""] || WORDS[state][""])());
}
