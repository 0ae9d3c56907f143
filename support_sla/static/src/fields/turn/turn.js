import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {sprintf} from "@web/core/utils/strings";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {durationInWords} from "@support_sla/fields/deadline_badge/deadline_badge";
import {useMinute} from "@support_sla/fields/deadline_badge/minute";

const {DateTime} = luxon;

/** Our turn in words, as `turn_words` says it: a test holds the two against each other. */
export const TURN = {
    short: () => _t("ours, %(time)s"),
    short_bare: () => _t("ours"),
    wrote: () => _t("Customer wrote %(time)s ago: our turn"),
    waited: () => _t("Customer has waited %(time)s: our turn"),
    bare: () => _t("Our turn"),
};

/** Say in a few words who acts next: what ticks is said here, the rest by the server. */
export function turnWords({who, since, text}, now) {
    if (who !== "us") {
        return text || "";
    }
    return since
        ? sprintf(String(TURN.short()), {time: waited(since, now)})
        : String(TURN.short_bare());
}

/** The same as a sentence, of our turn only: of others the badge says it. */
export function turnSentence({who, since, wrote}, now) {
    if (who !== "us") {
        return "";
    }
    if (!since) {
        return String(TURN.bare());
    }
    const sentence = wrote ? TURN.wrote() : TURN.waited();
    return sprintf(String(sentence), {time: waited(since, now)});
}

function waited(since, now) {
    const span = now.diff(DateTime.fromSQL(since, {zone: "utc"})).toMillis();
    return durationInWords(Math.max(span, 0));
}

/** Whose turn it is, in a list or on a card. */
export class Turn extends Component {
    static template = "support_sla.Turn";
    static props = {...standardFieldProps};

    setup() {
        this.minute = useMinute(() => this.props.record.data.support_now);
    }

    get turn() {
        return this.props.record.data[this.props.name] || {};
    }

    get text() {
        return turnWords(this.turn, this.minute.now);
    }
}

export const turn = {
    component: Turn,
    displayName: _t("Whose turn it is"),
    supportedTypes: ["json"],
    fieldDependencies: [{name: "support_now", type: "datetime", readonly: true}],
};

registry.category("fields").add("support_turn", turn);
