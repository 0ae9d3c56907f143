/**
 * The rule of tools/promise/verdict.py in the browser: same words, same borders. It is
 * here only because time goes on between two answers of the server; nothing else is
 * decided here.
 *
 * Late is strictly later than due; due soon is from the aim to the commitment, both
 * included. What stands still does not change: `state` says whether it was late when it
 * was stopped. Moments are luxon DateTimes, an empty one is false.
 */
export function urgency({state, dueSoonAt, dueAt}, now) {
    if (state !== "running") {
        return state || "none";
    }
    if (dueAt && now > dueAt) {
        return "late";
    }
    if (dueSoonAt && now >= dueSoonAt) {
        return "due_soon";
    }
    return "on_track";
}
