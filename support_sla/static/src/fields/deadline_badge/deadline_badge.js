import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {sprintf} from "@web/core/utils/strings";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {TABLE, stateOf, wordsOf} from "./states";
import {urgency} from "./deadline_verdict";
import {useMinute} from "./minute";

const {DateTime} = luxon;
const FRESH = 10 * 60 * 1000;
const WAITING = ["late_waiting", "paused_soon", "paused", "waiting"];
const OVER = ["answered_late", "answered", "closed_late"];

/** Says how long something takes, in its two largest units; one that is zero is left out. */
export function durationInWords(milliseconds) {
    const minutes = Math.floor(milliseconds / 60000);
    const hours = Math.floor(minutes / 60);
    if (minutes < 1) {
        return _t("less than a minute");
    }
    if (hours < 1) {
        return _t("%(minutes)s min", {minutes});
    }
    if (hours < 48) {
        return minutes % 60
            ? _t("%(hours)s h %(minutes)s min", {hours, minutes: minutes % 60})
            : _t("%(hours)s h", {hours});
    }
    const days = Math.floor(hours / 24);
    return hours % 24
        ? _t("%(days)s d %(hours)s h", {days, hours: hours % 24})
        : _t("%(days)s d", {days});
}

/** What was counted when the record was read is told as long as it is about true. */
export function isFresh(readAt, now) {
    return Boolean(readAt) && Math.abs(now.diff(readAt).toMillis()) < FRESH;
}

/** Say that it is outside hours, until they begin. */
export function shutWords(marks, now) {
    const opens = marks.opens && DateTime.fromSQL(marks.opens, {zone: "utc"});
    return opens && now < opens
        ? _t("outside hours, opens %(moment)s", {moment: momentInWords(opens, now)})
        : "";
}

/** Say a moment briefly, in the zone of all dates of the page: "Tue, Dec 1, 4:00 PM". */
export function momentInWords(moment, now) {
    const local = typeof moment === "string" ? fromServer(moment) : moment.toLocal();
    const year = local.year === now.toLocal().year ? {} : {year: "numeric"};
    return local.toLocaleString({
        ...year,
        month: "short",
        day: "numeric",
        weekday: "short",
        hour: "numeric",
        minute: "2-digit",
    });
}

function fromServer(text) {
    return DateTime.fromSQL(text, {zone: "utc"}).toLocal();
}

/**
 * What is owed on a ticket as the time that is left of it, else how it went. It ticks;
 * what it means is decided by the stored facts and the one table of states.
 */
export class DeadlineBadge extends Component {
    static template = "support_sla.DeadlineBadge";
    static props = {...standardFieldProps};

    setup() {
        this.minute = useMinute(() => this.data.support_now);
    }

    get data() {
        return this.props.record.data;
    }

    get dueAt() {
        return this.data[this.props.name];
    }

    get past() {
        return this.data.support_past || {};
    }

    get facts() {
        return {
            state: this.data.support_clock_state,
            dueSoonAt: this.data.support_due_soon_at,
            dueAt: this.dueAt,
            pausedAt: this.data.support_paused_at,
            closed: this.data.closed,
            askedAt: this.data.support_unanswered_since,
            broken: Boolean(this.past.late),
        };
    }

    get urgency() {
        return urgency(this.facts, this.minute.now);
    }

    get state() {
        return stateOf(this.facts, this.minute.now);
    }

    get look() {
        return this.state === "none" ? null : TABLE[this.state];
    }

    get colour() {
        return this.look.outline
            ? `o_support_outline border border-${this.look.tone} text-${this.look.tone}`
            : `text-bg-${this.look.tone}`;
    }

    get text() {
        const state = this.state;
        const running = state === "due_soon" || state === "on_track";
        if ((running && !this.dueAt) || (state === "answered" && !this.past.act)) {
            return running ? _t("running") : _t("answered");
        }
        return sprintf(wordsOf(state, this.variant(state)), {time: this.span(state)});
    }

    variant(state) {
        if (WAITING.includes(state)) {
            return this.data.support_waiting_for;
        }
        const {act, took, late} = this.past;
        const atOnce = act === "answer" && !late && took < 60;
        return OVER.includes(state) && (atOnce ? "at_once" : act);
    }

    span(state) {
        if (OVER.includes(state)) {
            return durationInWords(1000 * (this.past.late || this.past.took));
        }
        const since = state === "our_turn" ? this.facts.askedAt : this.dueAt;
        const span = since ? Math.abs(since.diff(this.minute.now).toMillis()) : 0;
        return durationInWords(span);
    }

    /** What colour and icon say, for those who do not see them. */
    get spoken() {
        const spoken = {
            due_soon: _t("Due soon:"),
            on_track: _t("On track:"),
            paused_soon: _t("Due soon:"),
        };
        return spoken[this.state] || "";
    }

    /** A promise that was broken stays to be seen, whatever has come after it. */
    get broken() {
        const said = this.state === "answered_late" || this.state === "closed_late";
        if (!this.past.late || said) {
            return "";
        }
        const time = durationInWords(1000 * this.past.late);
        return sprintf(wordsOf("answered_late", this.past.act), {time});
    }

    /** Both marks and the working time, for who wants to know exactly. */
    get title() {
        if (!this.dueAt) {
            return "";
        }
        const marks = this.data.support_marks || {};
        const lines = [_t("Due %s", formatDateTime(this.dueAt))];
        if (this.facts.dueSoonAt) {
            lines.push(_t("Aim %s", formatDateTime(this.facts.dueSoonAt)));
        }
        if (isFresh(this.data.support_now, this.minute.now)) {
            lines.push(marks.worked);
        }
        lines.push(shutWords(marks, this.minute.now));
        return lines.filter(Boolean).join("\n");
    }
}

export const deadlineBadge = {
    component: DeadlineBadge,
    displayName: _t("Deadline countdown"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        {name: "closed", type: "boolean", readonly: true},
        {name: "support_clock_state", type: "selection", readonly: true},
        {name: "support_due_soon_at", type: "datetime", readonly: true},
        {name: "support_marks", type: "json", readonly: true},
        {name: "support_now", type: "datetime", readonly: true},
        {name: "support_past", type: "json", readonly: true},
        {name: "support_paused_at", type: "datetime", readonly: true},
        {name: "support_unanswered_since", type: "datetime", readonly: true},
        {name: "support_waiting_for", type: "selection", readonly: true},
    ],
};

registry.category("fields").add("support_deadline_badge", deadlineBadge);
