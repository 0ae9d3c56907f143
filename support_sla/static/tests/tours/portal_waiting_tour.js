import {registry} from "@web/core/registry";

/** What takes the focus a keyboard reaches. */
function focus(content, trigger) {
    return {
        content: `${content}: it takes the focus`,
        trigger,
        run() {
            this.anchor.focus();
            if (document.activeElement !== this.anchor) {
                throw new Error(`the keyboard does not reach: ${content}`);
            }
        },
    };
}

function enter(content, trigger) {
    return [
        focus(content, trigger),
        {content, trigger, run: "press Enter", expectUnloadPage: true},
    ];
}

/** Buttons and summaries do at Enter what they do at a click; of a tour they take no
 *  keys. */
function press(content, trigger, more = {}) {
    return [focus(content, trigger), {content, trigger, run: "click", ...more}];
}

const CARD = ".o_portal_index_card:not(.d-none) a[href$='filterby=asked']";
const ROW = ".o_portal_my_doc_table tbody tr";
const FITS = {
    content: "nothing is wider than the screen",
    trigger: "#wrapwrap",
    run() {
        const {scrollWidth} = document.documentElement;
        if (scrollWidth > window.innerWidth) {
            throw new Error(`${scrollWidth} pixels in ${window.innerWidth}`);
        }
    },
};

/** By the keyboard: from the card to the list, to the request, to No; and back. */
registry.category("web_tour.tours").add("support_sla_portal_waiting", {
    steps: () => [
        {
            content: "one request is asked about",
            trigger: `${CARD} [data-placeholder_count]:contains(/^1$/)`,
        },
        ...enter("open the list of what we ask", CARD),
        {
            content: "it has one line",
            trigger: `.o_portal_my_doc_table:not(:has(tbody tr + tr)) tbody td[name='support']:contains('We wait for your reply')`,
        },
        ...enter("open the request", `${ROW} a[href*='/my/ticket/']`),
        {
            content: "what happens next stands before the conversation",
            trigger: "#support_promise",
            run() {
                const order = [
                    "#support_promise",
                    "#support_asked",
                    "#task_chat",
                    "#support_request",
                    "#support_details",
                    "[name='ticket_close_buttons']",
                ].map((selector) => document.querySelector(selector));
                const sorted = [...order].sort((one, other) =>
                    one.compareDocumentPosition(other) & 4 ? -1 : 1
                );
                if (order.some((each, place) => each !== sorted[place])) {
                    throw new Error("the page has another order");
                }
            },
        },
        ...press("no", "#support_asked summary"),
        {
            content: "say what is missing",
            trigger: "#support_asked details[open] textarea",
            run: "edit It prints the first page only",
        },
        ...press("send it", "#support_asked button[value='no']", {
            expectUnloadPage: true,
        }),
        {
            content: "we go on",
            trigger: "h1:contains('We will go on')",
        },
        ...enter(
            "back to the request",
            "#support_back:contains('Back to the request')"
        ),
        {
            content: "the page says what was answered, and asks no more",
            trigger:
                "#helpdesk_ticket_content:not(:has(#support_asked)) [name='support_told']:contains('it is not solved yet')",
        },
        {
            content: "the words are part of the conversation",
            trigger:
                "#chatterRoot:shadow .o-mail-Message:contains('It prints the first page only')",
        },
    ],
});

/** In Spanish on a phone: the list, a request, yes, and not solved after all. */
registry.category("web_tour.tours").add("support_sla_portal_waiting_phone", {
    steps: () => [
        FITS,
        {
            content: "the list says whose turn it is",
            trigger: `${ROW} [name='support_line']:contains('esperamos la suya'):visible`,
        },
        {
            content: "open it",
            trigger: `${ROW} a[href*='/my/ticket/']`,
            run: "click",
            expectUnloadPage: true,
        },
        FITS,
        {
            content: "it is said when it closes, and whose hours these are",
            trigger:
                "html[lang='es-419'] #support_promise:contains('se cierra el'):contains('Las horas son las de Guatemala')",
        },
        {
            content: "yes",
            trigger: "#support_asked button:contains('Sí, cerrarla')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "until when it can be taken up",
            trigger: "#wrap p:contains('una respuesta la retoma')",
        },
        {
            content: "back",
            trigger: "#support_back",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is closed, as the customer said",
            trigger: "#support_promise:contains('nos dijo que está resuelto')",
        },
        {
            content: "not solved after all",
            trigger: "#support_reopen textarea",
            run: "edit Otra vez igual",
        },
        {
            content: "reopen it",
            trigger: "#support_reopen button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is taken up, and the page says so",
            trigger: "[role='status']:contains('hemos retomado esta solicitud')",
        },
        FITS,
    ],
});
