import {onWillRender, onWillUnmount, reactive, useState} from "@odoo/owl";

const {DateTime} = luxon;
const MINUTE = 60 * 1000;

// One timer for every badge on the page, and none when there is no badge.
const minute = reactive({now: DateTime.now()});
let readers = 0;
let timer = null;

// The server's clock is the one that counts: by how much this one is behind it, as its
// newest word says. What is shown again later than it was read says nothing new.
let offset = 0;
let heard = null;

/**
 * Take the server's time that came with a record.
 *
 * @param {DateTime | false} serverNow when the record was read
 */
export function hearServer(serverNow) {
    if (!serverNow || (heard && serverNow <= heard)) {
        return;
    }
    const first = heard === null;
    heard = serverNow;
    const found = serverNow.diff(DateTime.now()).toMillis();
    // the server tells whole seconds, and what it says was under way for some
    const apart = Math.abs(found) < 5000 ? 0 : found;
    if (first || apart !== offset) {
        offset = apart;
        minute.now = serverTime();
    }
}

function serverTime() {
    return DateTime.now().plus(offset);
}

/** Forget what the server said: for tests, which choose their own time. */
export function forgetServer() {
    offset = 0;
    heard = null;
}

/**
 * Let a component follow the time, minute by minute.
 *
 * @param {() => DateTime | false} [told] the server's time that came with the record
 * @returns {{now: DateTime}} rendered again whenever it changes
 */
export function useMinute(told = () => false) {
    readers += 1;
    hearServer(told());
    onWillRender(() => hearServer(told()));
    if (readers === 1) {
        minute.now = serverTime();
        timer = setInterval(() => (minute.now = serverTime()), MINUTE);
    }
    onWillUnmount(() => {
        readers -= 1;
        if (!readers) {
            clearInterval(timer);
        }
    });
    return useState(minute);
}
