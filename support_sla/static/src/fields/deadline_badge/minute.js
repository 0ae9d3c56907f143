import {onWillUnmount, reactive, useState} from "@odoo/owl";

const {DateTime} = luxon;
const MINUTE = 60 * 1000;

// One timer for every badge on the page, and none when there is no badge.
const minute = reactive({now: DateTime.now()});
let readers = 0;
let timer = null;

/**
 * Let a component follow the time, minute by minute.
 *
 * @returns {{now: DateTime}} rendered again whenever it changes
 */
export function useMinute() {
    readers += 1;
    if (readers === 1) {
        minute.now = DateTime.now();
        timer = setInterval(() => (minute.now = DateTime.now()), MINUTE);
    }
    onWillUnmount(() => {
        readers -= 1;
        if (!readers) {
            clearInterval(timer);
        }
    });
    return useState(minute);
}
