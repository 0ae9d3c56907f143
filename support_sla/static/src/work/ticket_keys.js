import {Component} from "@odoo/owl";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const ANYWHERE = {bypassEditableProtection: true};

/**
 * An agent's keys on a ticket, and the way on to the next of his work. Reply is the
 * chatter's own Alt+M, and on what is typed Alt+W sends and waits, Alt+Y sends and asks
 * whether it is solved. With Alt held down the others are:
 *
 * - Shift+T takes the ticket, Shift+K asks the customer (the dialog shows the text),
 *   Shift+D divides it, Shift+W waits for the customer, Shift+N goes on to the next
 *
 * What a key does to the ticket is done by the server, as a click would.
 */
export class TicketKeys extends Component {
    static template = "support_sla.TicketKeys";
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        const keys = {t: "take", k: "ask", d: "divide", w: "wait"};
        for (const [key, act] of Object.entries(keys)) {
            useHotkey(`alt+shift+${key}`, () => this.run(act), ANYWHERE);
        }
    }

    get record() {
        return this.props.record;
    }

    /** Save first: what is typed is not lost, and the server acts on it. */
    async run(act) {
        if (this.record.resId && (await this.record.save())) {
            await this[act]();
        }
    }

    call(method) {
        const {context, resId} = this.record;
        return this.orm.call("helpdesk.ticket", method, [[resId]], {context});
    }

    async take() {
        await this.call("assign_to_me");
        await this.record.load();
    }

    async wait() {
        await this.call("action_support_wait");
        await this.record.load();
    }

    async divide() {
        const action = await this.call("action_split");
        const onClose = () => this.record.load();
        await this.action.doAction({...action, views: [[false, "form"]]}, {onClose});
    }

    /** Is it solved, once somebody has answered; before that, for what is missing. */
    get question() {
        const data = this.record.data;
        if (data.support_first_response_at) {
            return "solved";
        }
        return data.support_intake_missing ? "missing" : "test";
    }

    async ask() {
        const kind = this.question;
        const additionalContext = {
            default_ticket_id: this.record.resId,
            default_kind: kind,
        };
        const onClose = () => this.record.load();
        await this.action.doAction("support_sla.support_ticket_ask_action", {
            additionalContext,
            onClose,
        });
    }

    async next() {
        const stackPosition = "replaceCurrentAction";
        await this.action.doAction(await this.call("action_support_next"), {
            stackPosition,
        });
    }
}

registry.category("view_widgets").add("support_ticket_keys", {
    component: TicketKeys,
    fieldDependencies: [
        {name: "support_first_response_at", type: "datetime", readonly: true},
        {name: "support_intake_missing", type: "text", readonly: true},
    ],
});
