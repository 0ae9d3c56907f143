import {Component, onWillStart, useExternalListener, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {SetupSteps} from "./setup_steps";

const LOOKS = {
    wrong: {icon: "fa-exclamation-circle", colour: "text-danger"},
    care: {icon: "fa-exclamation-triangle", colour: "text-warning"},
    note: {icon: "fa-info-circle", colour: "text-info"},
};

/**
 * The check of the configuration: what is wrong, in a sentence each, and a button that
 * opens what mends it. The server looks (`support.setup`), here it is only shown; it is
 * asked again whenever one comes back.
 */
export class SetupCheck extends Component {
    static template = "support_sla.SetupCheck";
    static components = {Layout, SetupSteps};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({found: null});
        this.display = {controlPanel: {}};
        this.load = this.load.bind(this);
        onWillStart(this.load);
        useExternalListener(window, "focus", this.load);
    }

    async load() {
        const asked = this.orm.silent.call("support.setup", "get_setup", []);
        this.state.found = await this.keepLast.add(asked);
    }

    get findings() {
        return this.state.found.findings.filter(({severity}) => severity !== "note");
    }

    get notes() {
        return this.state.found.findings.filter(({severity}) => severity === "note");
    }

    get steps() {
        return this.state.found.steps;
    }

    look(finding) {
        return LOOKS[finding.severity];
    }

    severity(finding) {
        return {wrong: _t("Wrong"), care: _t("To look at"), note: _t("Note")}[
            finding.severity
        ];
    }

    /** Open what mends it; what is mended already is only looked at again. */
    async fix(finding) {
        const action = await this.orm.call("support.setup", "open_fix", [finding.key]);
        if (action) {
            await this.action.doAction(action, {onClose: this.load});
        } else {
            await this.load();
        }
    }
}

registry.category("actions").add("support_sla.setup", SetupCheck);
