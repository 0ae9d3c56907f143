import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const MINUTE = 60000;
const KEY = "support_sla.request";
const TYPED = [
    "category",
    "subject",
    "description",
    "support_intake_steps",
    "support_intake_user",
];

/**
 * The form for a new request: what it would get is asked again when a choice changes or
 * the answer is older than a minute, and what only some kinds need is shown for those.
 * Without this the server's first answer stands, and everything is shown.
 */
export class RequestForm extends Interaction {
    static selector = "form.o_support_request";
    dynamicContent = {
        _root: {"t-on-change": this.onChange, "t-on-submit": this.remember},
        _document: {"t-on-visibilitychange": this.refreshOld},
        ".o_support_steps": {"t-att-class": () => ({"d-none": !this.asksSteps})},
    };

    setup() {
        this.preview = document.querySelector("#support_preview");
        this.asked = 0;
        this.askedAt = Date.now();
    }

    start() {
        const problems = this.el.querySelector("#support_problems");
        problems?.focus();
        if (!problems) {
            this.recall();
        }
        const timer = setInterval(() => this.refreshOld(), MINUTE / 4);
        this.registerCleanup(() => clearInterval(timer));
    }

    get asksSteps() {
        const kinds = [...this.el.querySelectorAll("[name=category]")];
        return !kinds.length || kinds.some((kind) => kind.checked && kind.dataset.asks);
    }

    async onChange({target}) {
        if (["category", "team"].includes(target.name)) {
            await this.refresh();
        }
    }

    async refreshOld() {
        if (!document.hidden && Date.now() - this.askedAt >= MINUTE) {
            await this.refresh();
        }
    }

    /** Who has to log in again on the way finds what was typed, in this tab alone. */
    remember() {
        const typed = {by: this.el.dataset.user};
        for (const name of TYPED) {
            typed[name] = this.el.elements[name]?.value || "";
        }
        sessionStorage.setItem(KEY, JSON.stringify(typed));
    }

    recall() {
        const typed = JSON.parse(sessionStorage.getItem(KEY) || "{}");
        sessionStorage.removeItem(KEY);
        if (typed.by !== this.el.dataset.user) {
            return;
        }
        for (const name of TYPED) {
            const field = this.el.elements[name];
            if (field && !field.value) {
                field.value = typed[name];
            }
        }
        this.updateContent();
        if (typed.category) {
            this.refresh();
        }
    }

    /** Ask again; the last question wins, and one without an answer changes nothing. */
    async refresh() {
        if (!this.preview) {
            return;
        }
        this.askedAt = Date.now();
        this.asked += 1;
        const asked = this.asked;
        const chosen = new FormData(this.el);
        const words = new URLSearchParams();
        for (const name of ["category", "team"]) {
            if (chosen.get(name)) {
                words.set(name, chosen.get(name));
            }
        }
        let text = "";
        try {
            text = await this.services.http.get(`/new/ticket/preview?${words}`, "text");
        } catch {
            return;
        }
        if (asked === this.asked && !this.isDestroyed) {
            this.protectSyncAfterAsync(() => this.show(text))();
        }
    }

    show(text) {
        const page = new DOMParser().parseFromString(text, "text/html");
        for (const part of this.preview.querySelectorAll("[data-part]")) {
            const found = page.querySelector(`[data-part=${part.dataset.part}]`);
            if (found && found.textContent !== part.textContent) {
                part.replaceChildren(...found.childNodes);
            }
        }
    }
}

/** "We have it" is said once: an address that is opened again says it no more. */
export class RequestSent extends Interaction {
    static selector = ".o_support_sent";

    start() {
        this.el.focus();
        sessionStorage.removeItem(KEY);
        const address = new URL(window.location);
        address.searchParams.delete("sent");
        window.history.replaceState(window.history.state, "", address);
    }
}

registry.category("public.interactions").add("support_sla.request_form", RequestForm);
registry.category("public.interactions").add("support_sla.request_sent", RequestSent);
