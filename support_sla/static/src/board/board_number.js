import {Component} from "@odoo/owl";

/**
 * A number that opens the list whose length it is. What is zero opens an empty list:
 * it is there to be reached, but nobody has to look at it.
 */
export class BoardNumber extends Component {
    static template = "support_sla.BoardNumber";
    static props = {
        number: Object,
        label: String,
        model: {type: String, optional: true},
        tone: {type: String, optional: true},
        open: Function,
    };
    static defaultProps = {model: "helpdesk.ticket", tone: ""};

    get className() {
        const {number, tone} = this.props;
        return number.count ? tone && `text-${tone}` : "text-muted";
    }

    open() {
        const {number, label, model} = this.props;
        this.props.open(number.model || model, number.domain, label);
    }
}
