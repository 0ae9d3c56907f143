import {Component, onWillStart, useExternalListener, useState} from "@odoo/owl";
import {deserializeDate, deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {KeepLast} from "@web/core/utils/concurrency";
import {formatFloat} from "@web/core/utils/numbers";
import {formatPercentage} from "@web/views/fields/formatters";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {
    DeadlineBadge,
    durationInWords,
} from "@support_sla/fields/deadline_badge/deadline_badge";
import {useMinute} from "@support_sla/fields/deadline_badge/minute";

import {SetupSteps} from "@support_sla/setup/setup_steps";

import {BoardNumber} from "./board_number";

const VIEWS = {
    "helpdesk.ticket": ["list", "kanban", "pivot", "form"],
    "support.sla.report": ["list", "pivot", "graph"],
    "support.contract": ["list", "form"],
    "support.level.request": ["list", "form"],
};

/** The words of each number, by block; read when they are shown, so translated. */
const WORDS = {
    work: () => ({
        late: _t("Late"),
        due_today: _t("Due today"),
        our_turn: _t("Our turn"),
        waiting: _t("Waiting"),
        unassigned: _t("Unassigned in my teams"),
    }),
    teams: () => ({
        open: _t("Open tickets"),
        late: _t("Late"),
        due_soon: _t("Due soon"),
        unassigned: _t("Unassigned"),
        waiting: _t("Waiting"),
        over_quota: _t("Over quota"),
    }),
    accounts: () => ({
        ending: _t("Contracts that end in 30 days"),
        nearly_used: _t("Contracts above 80 % of their tickets"),
        quotations: _t("Quotations to make"),
        requests: _t("Requests for a level to answer"),
    }),
};
const BRIEF = {digits: [0, 1], trailingZeros: false};
const TONES = {
    late: "danger",
    due_today: "warning-emphasis",
    due_soon: "warning-emphasis",
};

/**
 * The board: what is to be done, by whom and by when, and how it went. The server counts
 * (`support.board`), here it is only shown; it is asked again whenever one comes back.
 */
export class SupportBoard extends Component {
    static template = "support_sla.Board";
    static components = {BoardNumber, DeadlineBadge, Layout, SetupSteps};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({board: null});
        this.minute = useMinute(() => this.now);
        this.display = {controlPanel: {}};
        this.open = this.open.bind(this);
        this.load = this.load.bind(this);
        onWillStart(this.load);
        useExternalListener(window, "focus", this.load);
    }

    async load() {
        const asked = this.orm.silent.call("support.board", "get_board", []);
        this.state.board = await this.keepLast.add(asked);
    }

    /** The server's time when the board was counted. */
    get now() {
        return this.board && deserializeDateTime(this.board.now);
    }

    get board() {
        return this.state.board;
    }

    /** The numbers of a block with their words, in the order of the words. */
    numbers(block, values) {
        return Object.entries(WORDS[block]())
            .filter(([key]) => values[key])
            .map(([key, label]) => ({
                key,
                label,
                number: values[key],
                tone: TONES[key],
            }));
    }

    get teamWords() {
        return Object.values(WORDS.teams());
    }

    get openTeams() {
        return this.board.teams.filter((team) => !team.folded);
    }

    get quietTeams() {
        return this.board.teams.filter((team) => team.folded).map((team) => team.name);
    }

    get lateWord() {
        return WORDS.teams().late;
    }

    get words() {
        return {
            open: _t("Open tickets"),
            unanswered: _t("Unanswered tickets"),
            created: _t("New tickets"),
            closed: _t("Closed tickets"),
            kept: _t("promises kept"),
            decided: _t("promises decided"),
            ahead: _t(
                "Tickets whose next answer falls due, and the working hours that are left. What is due on a day off stands with the day before."
            ),
        };
    }

    /** What the badge of a deadline asks of a record. */
    badge(ticket) {
        const moment = (text) => text && deserializeDateTime(text);
        return {
            data: {
                closed: false,
                support_clock_state: ticket.state,
                support_due_soon_at: moment(ticket.due_soon_at),
                support_next_due_at: moment(ticket.due_at),
                support_now: this.now,
                support_past: false,
                support_paused_at: false,
                support_unanswered_since: false,
                support_waiting_for: false,
            },
        };
    }

    day(text) {
        return deserializeDate(text).toLocaleString({
            weekday: "short",
            day: "numeric",
            month: "short",
        });
    }

    hours(hours) {
        return _t("%s h left", formatFloat(hours, BRIEF));
    }

    /** How long the bar of a number is, in per cent of the longest. */
    bar(count, counts) {
        return `width: ${Math.round((100 * count) / Math.max(...counts, 1))}%`;
    }

    get dueCounts() {
        const agents = this.board.ahead.agents;
        return agents.flatMap((agent) => agent.days.map((number) => number.count));
    }

    get trendCounts() {
        const days = this.board.ahead.trend;
        return days.flatMap(({created, closed}) => [created.count, closed.count]);
    }

    get growth() {
        const sum = (name) =>
            this.board.ahead.trend.reduce((total, day) => total + day[name].count, 0);
        const growth = sum("created") - sum("closed");
        return growth > 0 ? `+${growth}` : `${growth}`;
    }

    get oldest() {
        const {oldest} = this.board.ahead;
        const since = oldest && deserializeDateTime(oldest);
        const span = () => durationInWords(this.minute.now.diff(since).toMillis());
        return since ? _t("the oldest for %s", span()) : "";
    }

    get daysToClear() {
        const days = this.board.ahead.days_to_clear;
        return days === false || days === 0 ? "–" : formatFloat(days, BRIEF);
    }

    percent(value) {
        return value === false ? "–" : formatPercentage(value / 100);
    }

    open(model, domain, name) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: VIEWS[model].map((view) => [false, view]),
            domain,
            context: {create: model === "helpdesk.ticket"},
            target: "current",
        });
    }

    /** Open the first of my work. */
    async begin() {
        const found = await this.orm.call("helpdesk.ticket", "action_support_next", [
            [],
        ]);
        await this.action.doAction(found);
    }

    openTicket(ticket) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "helpdesk.ticket",
                res_id: ticket.id,
                views: [[false, "form"]],
                target: "current",
            },
            {props: {resIds: this.board.work.next.map((each) => each.id)}}
        );
    }

    openAction(action) {
        return this.action.doAction(action);
    }
}

registry.category("actions").add("support_sla.board", SupportBoard);
