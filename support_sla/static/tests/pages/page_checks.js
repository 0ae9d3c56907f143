/* What tests/page_checks.py asks of the page that is open. In no bundle: the test puts it
   into the page, beside axe. */

const GRAVE = ["serious", "critical"];
const MARK = "data-view";
const HEADING = "h1:not([role]), [role=heading][aria-level='1']";

/** The element around this one, out of a shadow tree too. */
function parentOf(element) {
    return element.parentElement || element.getRootNode().host;
}

/** The template that wrote the element, or the nearest around it. */
function viewOf(element) {
    let each = element;
    while (each && !each.hasAttribute(MARK)) {
        each = parentOf(each);
    }
    return each ? each.getAttribute(MARK) : "";
}

/** Findings name a rule, an element, who wrote it, and which known ones they are. */
function finding(rule, element, known) {
    return {
        rule,
        view: viewOf(element),
        html: element.outerHTML.slice(0, 200),
        known: known.flatMap((one, index) =>
            one.rule === rule && element.matches(one.selector) ? [index] : []
        ),
    };
}

function isNamed(element) {
    const ids = (element.getAttribute("aria-labelledby") || "").split(/\s+/);
    const words = ids.map((id) => document.getElementById(id)?.textContent || "");
    return Boolean(
        [element.getAttribute("aria-label"), ...words].join("").trim().length
    );
}

function scrolls(element) {
    const style = getComputedStyle(element);
    const moves = (overflow) => ["auto", "scroll"].includes(overflow);
    return (
        (element.scrollWidth > element.clientWidth + 1 && moves(style.overflowX)) ||
        (element.scrollHeight > element.clientHeight + 1 && moves(style.overflowY))
    );
}

/** Browsers differ in which scrollers they let the keyboard reach, so each says it. */
function isReachable(element) {
    const isRegion = element.role === "region" || element.localName === "section";
    const hasFocus = element.hasAttribute("tabindex") && element.tabIndex >= 0;
    return isRegion && hasFocus && isNamed(element);
}

window.supportPage = {
    /** Rules of axe that are seriously broken, and scrollers that nobody can reach. */
    async violations(known) {
        // elements are what we read: selectors of them need not be found
        const options = {
            resultTypes: ["violations"],
            elementRef: true,
            selectors: false,
        };
        const {violations} = await window.axe.run(document, options);
        const found = violations.flatMap(({id, nodes}) =>
            nodes
                .filter((node) => GRAVE.includes(node.impact))
                .map((node) => finding(id, node.element, known))
        );
        const scrollers = [...document.body.querySelectorAll("*")]
            .filter((each) => !["TEXTAREA", "SELECT", "INPUT"].includes(each.tagName))
            .filter((each) => scrolls(each) && !isReachable(each))
            .map((each) => finding("scroller-is-named-region", each, known));
        return [...found, ...scrollers];
    },

    facts() {
        const root = document.documentElement;
        const wide = [...document.body.querySelectorAll("*")].filter(
            (each) => each.getBoundingClientRect().right > root.clientWidth + 1
        );
        return {
            lang: root.lang,
            title: document.title,
            headings: [...document.querySelectorAll(HEADING)].map((each) =>
                each.textContent.trim()
            ),
            overhang: document.scrollingElement.scrollWidth - root.clientWidth,
            wide: wide.slice(0, 3).map((each) => each.outerHTML.slice(0, 200)),
        };
    },
};
