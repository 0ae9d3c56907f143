import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {urgency} from "./deadline_verdict";
import {useMinute} from "./minute";

const LOOKS = {
    on_track: {class: "text-bg-success", icon: "fa-clock-o"},
    due_soon: {class: "text-bg-warning", icon: "fa-hourglass-half"},
    late: {class: "text-bg-danger", icon: "fa-exclamation-triangle"},
    paused: {class: "text-bg-info", icon: "fa-pause"},
    done: {class: "text-bg-secondary", icon: "fa-check"},
};

/** Says how long something takes, in its two largest units. */
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
        return _t("%(hours)s h %(minutes)s min", {hours, minutes: minutes % 60});
    }
    return _t("%(days)s d %(hours)s h", {
        days: Math.floor(hours / 24),
        hours: hours % 24,
    });
}

/**
 * A stored deadline as the time that is left of it. It ticks; what it means is decided
 * by the stored facts and the one rule.
 */
export class DeadlineBadge extends Component {
    static template = "support_sla.DeadlineBadge";
    static props = {...standardFieldProps};

    setup() {
        this.minute = useMinute();
    }

    get dueAt() {
        return this.props.record.data[this.props.name];
    }

    get urgency() {
        const data = this.props.record.data;
        return urgency(
            {
                state: data.support_clock_state,
                dueSoonAt: data.support_due_soon_at,
                dueAt: this.dueAt,
            },
            this.minute.now
        );
    }

    get look() {
        return LOOKS[this.urgency];
    }

    get text() {
        const words = {
            late: () => _t("late by %s", this.distance),
            paused: () => this.waiting,
            done: () => _t("done"),
        };
        const left = () => (this.dueAt ? _t("%s left", this.distance) : _t("running"));
        return (words[this.urgency] || left)();
    }

    get distance() {
        return durationInWords(Math.abs(this.dueAt.diff(this.minute.now).toMillis()));
    }

    get waiting() {
        const waiting = {
            customer: _t("waiting for customer"),
            third_party: _t("waiting for a third party"),
        };
        return waiting[this.props.record.data.support_waiting_for] || _t("paused");
    }

    /** What colour and icon say, for those who do not see them. */
    get spoken() {
        const spoken = {due_soon: _t("Due soon:"), on_track: _t("On track:")};
        return spoken[this.urgency] || "";
    }

    get title() {
        return this.dueAt ? _t("Due %s", formatDateTime(this.dueAt)) : "";
    }
}

export const deadlineBadge = {
    component: DeadlineBadge,
    displayName: _t("Deadline countdown"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        {name: "support_clock_state", type: "selection", readonly: true},
        {name: "support_due_soon_at", type: "datetime", readonly: true},
        {name: "support_waiting_for", type: "selection", readonly: true},
    ],
};

registry.category("fields").add("support_deadline_badge", deadlineBadge);
