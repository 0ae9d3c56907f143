import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {sprintf} from "@web/core/utils/strings";
import {ViewButton} from "@web/views/view_button/view_button";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {
    DeadlineBadge,
    deadlineBadge,
    isFresh,
    momentInWords,
    shutWords,
} from "@support_sla/fields/deadline_badge/deadline_badge";
import {stateOf} from "@support_sla/fields/deadline_badge/states";
import {useMinute} from "@support_sla/fields/deadline_badge/minute";
import {turnSentence} from "@support_sla/fields/turn/turn";

const DUE = "support_next_due_at";
const LATE = ["late", "late_waiting"];
const RUNNING = ["due_soon", "on_track"];
const EXPLAIN = {type: "object", name: "action_support_explain"};

/**
 * The strip under a ticket's title: its state, its dates, whose turn it is, and what
 * stands beside them. Chips and acts come prepared; here time goes on.
 */
export class TicketHeader extends Component {
    static template = "support_sla.TicketHeader";
    static components = {DeadlineBadge, ViewButton};
    static props = {...standardFieldProps};

    setup() {
        this.minute = useMinute(() => this.data.support_now);
        this.explain = EXPLAIN;
    }

    get data() {
        return this.props.record.data;
    }

    get header() {
        return this.data[this.props.name] || {};
    }

    get chips() {
        return this.header.chips || [];
    }

    get isSaved() {
        return Boolean(this.props.record.resId);
    }

    get badgeProps() {
        return {name: DUE, record: this.props.record, readonly: true};
    }

    get state() {
        const data = this.data;
        const facts = {
            state: data.support_clock_state,
            dueSoonAt: data.support_due_soon_at,
            dueAt: data[DUE],
            pausedAt: data.support_paused_at,
            closed: data.closed,
            askedAt: data.support_unanswered_since,
            broken: Boolean((data.support_past || {}).late),
        };
        return stateOf(facts, this.minute.now);
    }

    /** The dates that the state speaks of; what lies behind us has none here. */
    get dates() {
        const marks = this.data.support_marks;
        if (!marks) {
            return [];
        }
        const running = RUNNING.includes(this.state);
        const worked = isFresh(this.data.support_now, this.now) && marks.worked;
        if (LATE.includes(this.state)) {
            return [this.say(_t("was due %(moment)s"), marks.due), worked].filter(
                Boolean
            );
        }
        if (running || this.state.startsWith("paused")) {
            const by =
                marks.ends === "answer"
                    ? _t("Answer by %(moment)s")
                    : _t("Solve by %(moment)s");
            return [
                this.say(by, marks.due),
                running && worked,
                marks.aim && this.say(_t("aim %(moment)s"), marks.aim),
                running && shutWords(marks, this.now),
            ].filter(Boolean);
        }
        return [];
    }

    get now() {
        return this.minute.now;
    }

    say(sentence, moment) {
        return sprintf(String(sentence), {moment: momentInWords(moment, this.now)});
    }

    get why() {
        return String(_t("Why this date?"));
    }

    get place() {
        return this.now.toLocal().zoneName;
    }

    textOf(chip) {
        return chip.moment
            ? chip.text.replace("{moment}", momentInWords(chip.moment, this.now))
            : chip.text;
    }

    get turn() {
        if (!this.isSaved || this.state === "our_turn") {
            return "";
        }
        return turnSentence(this.data.support_turn || {}, this.minute.now);
    }

    colourOf(chip) {
        return chip.tone === "muted"
            ? "border text-body"
            : `border border-${chip.tone} o_support_tone_${chip.tone}`;
    }
}

export const ticketHeader = {
    component: TicketHeader,
    displayName: _t("Header of a ticket"),
    supportedTypes: ["json"],
    fieldDependencies: [
        ...deadlineBadge.fieldDependencies,
        {name: DUE, type: "datetime", readonly: true},
        {name: "support_turn", type: "json", readonly: true},
    ],
};

registry.category("fields").add("support_ticket_header", ticketHeader);
