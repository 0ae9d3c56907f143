import {Component} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {pick} from "@web/core/utils/objects";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * All that goes to the customer with a ready-made text, behind one button: each opens
 * the dialog that shows it first. What may be asked now came with the ticket.
 */
export class AskMenu extends Component {
    static template = "support_sla.AskMenu";
    static components = {Dropdown, DropdownItem};
    static props = {...standardWidgetProps};

    get asks() {
        const {support_header: header, support_intake_missing: missing} =
            this.props.record.data;
        const asks = (header && header.asks) || [];
        return asks.filter((ask) => ask.kind !== "missing" || missing);
    }

    open(ask) {
        const record = this.props.record;
        return this.env.onClickViewButton({
            clickParams: ask.click,
            getResParams: () =>
                pick(record, "context", "evalContext", "resModel", "resId", "resIds"),
        });
    }
}

export const askMenu = {
    component: AskMenu,
    fieldDependencies: [
        {name: "support_header", type: "json", readonly: true},
        {name: "support_intake_missing", type: "text", readonly: true},
    ],
};

registry.category("view_widgets").add("support_ask_menu", askMenu);
