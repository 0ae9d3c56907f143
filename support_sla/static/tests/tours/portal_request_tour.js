import {registry} from "@web/core/registry";

const FORM = "form.o_support_request";
const BOX = "#support_preview";
const KIND = `${FORM} .o_support_kind`;

registry.category("web_tour.tours").add("support_sla_request_phone", {
    steps: () => [
        {
            content: "what one gets stands above the form, in the reader's language",
            trigger: `${BOX} [name=support_answer]:contains('Respuesta entre'):has(time + time)`,
        },
        {
            content: "nothing is wider than the screen",
            trigger: "#wrapwrap",
            run() {
                const {scrollWidth} = document.documentElement;
                if (scrollWidth > window.innerWidth) {
                    throw new Error(`${scrollWidth} pixels in ${window.innerWidth}`);
                }
            },
        },
        {
            content: "steps are not asked before the kind is known",
            trigger: `${FORM}:not(:has(.o_support_steps:not(.d-none)))`,
        },
        {
            content: "a change",
            trigger: `${KIND}:contains('Un cambio') input`,
            run: "click",
        },
        {
            content: "is not part of the level, which the answer says by itself",
            trigger: `${BOX} [name=support_scope]:contains('se lo cotizaremos')`,
        },
        {
            content: "back to what does not work",
            trigger: `${KIND}:contains('Algo no funciona') input`,
            run: "click",
        },
        {
            content: "which takes a place",
            trigger: `${BOX} [name=support_place]:contains('Ticket 1 de 40')`,
        },
        {
            content: "and asks for the steps",
            trigger: `${FORM} .o_support_steps:not(.d-none) textarea`,
            run: "edit Abrir la caja",
        },
        {
            content: "the session ends in between",
            trigger: `${FORM} [name=description]`,
            async run({edit}) {
                await edit("No abre");
                await fetch("/web/session/logout");
                document.querySelector(`${FORM} [name=subject]`).value = "   ";
                document.querySelector(`${FORM} [type=submit]`).click();
            },
            expectUnloadPage: true,
        },
        {
            content: "who one is",
            trigger: "input[name=login]",
            run: "edit anna@acme.test",
        },
        {
            content: "and the password",
            trigger: "input[name=password]",
            run: "edit anna@acme.test",
        },
        {
            content: "log in again",
            trigger: "form.oe_login_form [type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "what was typed is there again",
            trigger: `${FORM}:has([name=category]:checked[data-asks]):has([name=description]:value('No abre')) .o_support_steps textarea:value('Abrir la caja')`,
        },
        {
            content: "a subject of blanks only",
            trigger: `${FORM} [name=subject]`,
            run: ({edit}) => edit("   "),
        },
        {
            content: "send it",
            trigger: `${FORM} [type=submit]`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "what is wrong stands on top, and has the focus",
            trigger:
                "#support_problems:focus:contains('Todavía no se ha enviado nada')",
        },
        {
            content: "a link leads to the field",
            trigger: "#support_problems a[href='#subject']",
            run: "click",
        },
        {
            content: "nothing is lost",
            trigger: `${FORM}:has([name=category]:checked[data-asks]) .o_support_steps textarea:value('Abrir la caja')`,
        },
        {
            content: "mend it",
            trigger: `${FORM} [name=subject][aria-invalid=true]`,
            run: "edit La caja no abre",
        },
        {
            content: "send it again",
            trigger: `${FORM} [type=submit]`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "we have it",
            trigger: ".o_support_sent:focus:contains('Lo tenemos: HT')",
        },
        {
            content: "which the address does not say again",
            trigger: ".o_support_sent a[href='/new/ticket']",
            run() {
                if (window.location.search.includes("sent")) {
                    throw new Error("it would be said again");
                }
            },
        },
    ],
});
