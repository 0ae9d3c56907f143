import {Component} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/**
 * The six steps to the first promise: those that are done are ticked, each opens its
 * screen. What they are and whether they are done the server says (`support.setup`).
 */
export class SetupSteps extends Component {
    static template = "support_sla.SetupSteps";
    static props = {
        steps: Array,
        /** Called when a dialog that a step opened is over. */
        onClose: {type: Function, optional: true},
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get done() {
        return this.props.steps.filter((step) => step.done).length;
    }

    async open(step) {
        const action = await this.orm.call("support.setup", "open_step", [step.key]);
        return action && this.action.doAction(action, {onClose: this.props.onClose});
    }
}
