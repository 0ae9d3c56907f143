# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whatever people look at says the same of a ticket: order, colours and words of
header, list, cards, board, portal and mails are those of the one table of states."""

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml import html as lxml_html

from odoo.tests import HttpCase, tagged

from ...models.deadline.state_words import agent_words, customer_words, pick
from ...models.notice.digest import _lateness
from ...tools.promise import states as s
from ...tools.promise import verdict as v
from ..common import SupportCase

HOUR, DAYS = timedelta(hours=1), timedelta(days=1)
#: where the customers are, who are told all moments in their time; none of us is there
TOKYO, PLACES = "Asia/Tokyo", {"en_US": "Tokyo", "es_419": "Tokio"}
ANSWER, CUSTOMER, WAIT, CLOSE = "answer", "customer", "wait", "close"
#: Of each state: hours ago a ticket was made, and what happened how many hours ago. An
#: answer is aimed at after 10 hours and owed after 20.
STORIES = {
    v.LATE: (30,),
    s.LATE_WAITING: (30, (WAIT, 5)),
    v.DUE_SOON: (15,),
    v.ON_TRACK: (3,),
    s.PAUSED_SOON: (15, (WAIT, 2)),
    v.PAUSED: (8, (WAIT, 6)),
    s.OUR_TURN: (8, (ANSWER, 6), (CUSTOMER, 2)),
    s.WAITING: (8, (ANSWER, 6), (WAIT, 5)),
    s.ANSWERED_LATE: (30, (ANSWER, 5)),
    s.ANSWERED: (8, (ANSWER, 6)),
    s.CLOSED_LATE: (30, (ANSWER, 5), (CLOSE, 4)),
    s.CLOSED: (8, (ANSWER, 6), (CLOSE, 4)),
    v.NONE: (8,),
}
#: who is waited for, or how it ended: which of a state's words it says
READY = "!!document.querySelector('.o_main_navbar')"
#: What a ticket's badge shows wherever it stands, and what its place says besides.
LOOK_JS = """
const given = %s;
const {action} = odoo.__WOWL_DEBUG__.root.env.services;
const wrong = [];
const until = async (there) => {
    for (let turn = 0; turn < 400; turn++) {
        const found = there();
        if (found) return found;
        await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error("never there: " + there);
};
const check = (place, key, root) => {
    const {tone, outline, icon, words, state} = given.tickets[key];
    const badge = root.querySelector(".o_support_deadline_badge");
    if (state === "none") {
        if (badge) wrong.push([place, state, "has a badge"]);
        return;
    }
    const colour = outline ? `border-${tone}` : `text-bg-${tone}`;
    const text = badge?.querySelector(".o_support_deadline_text").textContent;
    const seen = [
        badge?.dataset.state === state, badge?.dataset.tone === tone,
        badge?.classList.contains(colour), !!badge?.querySelector("." + icon),
        new RegExp(`^${words}$`).test(text),
    ];
    if (!seen.every(Boolean)) wrong.push([place, state, seen, text, words]);
};
const open = (views, more = {}) => action.doAction({
    type: "ir.actions.act_window", res_model: "helpdesk.ticket", views,
    domain: [["id", "in", given.ids]], name: "All", ...more,
});
const keyOf = (root) => Object.keys(given.tickets).find(
    (key) => root.textContent.includes(given.tickets[key].name));
const lookAt = async (place, rows) => {
    const found = await until(() => {
        const all = [...document.querySelectorAll(rows)].filter(keyOf);
        return all.length === given.ids.length && all;
    });
    const order = found.map(keyOf);
    for (const row of found) check(place, keyOf(row), row);
    return order;
};
(async () => {
    await open([[false, "list"]]);
    const order = await lookAt("list", ".o_list_view .o_data_row");
    const ranks = order.map((key) => given.tickets[key].rank);
    if (ranks.some((rank, i) => i && rank < ranks[i - 1])) {
        wrong.push(["order of the list", order]);
    }
    if (given.all) {
        // by stage, columns of closed ones are folded
        await open([[false, "kanban"]], {context: {group_by: ["priority"]}});
        await lookAt("card", ".o_kanban_record:not(.o_kanban_ghost)");
    }
    for (const [key, {id, name}] of Object.entries(given.all ? given.tickets : {})) {
        await open([[false, "form"]], {res_id: id, name});
        const header = await until(() => {
            const said = document.querySelector(".o_support_ticket_header");
            const title = document.querySelector(".o_form_view [name='name'] input");
            const shown = title ? title.value : document.querySelector(
                ".o_form_view [name='name']")?.textContent;
            return shown === name && said;
        });
        check("header", key, header);
        if (header.dataset.state !== given.tickets[key].state) {
            wrong.push(["header", key, header.dataset.state]);
        }
    }
    await action.doAction("support_sla.support_board_action");
    const next = await until(() => {
        const all = [...document.querySelectorAll(".o_support_next li")];
        return all.length === given.running && all;
    });
    for (const row of next) check("board", keyOf(row), row);
    const late = document.querySelector(
        ".o_support_work [data-number='late'] .o_support_count");
    const red = late.classList.contains(`text-${given.tickets.late.tone}`);
    if (late.textContent !== "2" || !red) {
        wrong.push(["board", "late", late.outerHTML]);
    }
    if (wrong.length) throw new Error(JSON.stringify(wrong));
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestOneTable(SupportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        modules = [("name", "in", ("web", "helpdesk_mgmt", "support_sla"))]
        cls.env["ir.module.module"].search(modules)._update_translations(["es_419"])
        cls.now = datetime.now().replace(microsecond=0)
        cls.level = cls.preferential.copy({"code": "states"})
        cls.level.target_ids.unlink()
        cls.env["support.level.target"].create(
            {
                "level_id": cls.level.id,
                "metric": "first_response",
                "aim": 10,
                "commitment": 20,
                "unit": "elapsed_hours",
            }
        )
        cls._make_contract(cls.acme, cls.level, "2020-01-01")
        (cls.anna | cls.gina).tz = TOKYO

    def _tell(self, state):
        """Bring a ticket into a state by what people do."""
        made, *story = STORIES[state]
        caller = self.gina if state == v.NONE else self.anna
        with self.at(self.now - made * HOUR):
            ticket = self._make_ticket(
                caller, name=f"Story of {state}.", user_id=self.agent.id
            )
        for act, ago in story:
            with self.at(self.now - ago * HOUR):
                self._act(ticket, act)
                self.env.flush_all()
        return ticket

    def _act(self, ticket, act):
        if act == WAIT:
            ticket.with_user(self.agent).stage_id = self.stage_awaiting
        elif act == CLOSE:
            ticket.with_user(self.agent).stage_id = self.stage_done
        else:
            author = self.agent.partner_id if act == ANSWER else self.anna
            ticket.message_post(
                body="Well.",
                author_id=author.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _variants(self, ticket):
        """Which of a state's words an agent and the customer read of it."""
        state = ticket.support_state
        if state in (s.OUR_TURN, v.LATE, s.CLOSED, s.CLOSED_LATE):
            return "", "agent" if ticket.closed else ""
        if state in (v.DUE_SOON, v.ON_TRACK):
            return "", "aim"
        if state in (s.ANSWERED, s.ANSWERED_LATE):
            return "answer", "answer"
        if state == v.NONE:
            return "", ""
        return "customer", "customer"

    def _expected(self, tickets, lang):
        words = agent_words(self.env(context={"lang": lang}))
        order = [key for key, _label in v.URGENCIES]
        return {
            state: {
                "id": ticket.id,
                "name": ticket.name,
                "state": state,
                "tone": s.TABLE[state].tone,
                "outline": s.TABLE[state].outline,
                "icon": s.TABLE[state].icon,
                "rank": order.index(ticket.support_urgency),
                "words": as_pattern(pick(words, state, self._variants(ticket)[0])),
            }
            for state, ticket in tickets.items()
        }

    def test_every_place_says_what_the_table_says(self):
        self.assertEqual([*STORIES], [*s.TABLE])
        tickets = {state: self._tell(state) for state in STORIES}
        self.env.flush_all()
        self.env.invalidate_all()
        for state, ticket in tickets.items():
            self.assertEqual(ticket.support_state, state)

        for lang in ("en_US", "es_419"):
            with self.subTest(lang):
                self._check_portal_and_alerts(tickets, lang)
                self._check_mails(tickets, lang)
                self.agent.lang = lang
                given = {
                    "tickets": self._expected(tickets, lang),
                    "ids": [ticket.id for ticket in tickets.values()],
                    "running": 3,
                    # one badge shows them all: of the other language the list is enough
                    "all": lang == "en_US",
                }
                self.env.flush_all()
                code = LOOK_JS % json.dumps(given)
                self.browser_js("/odoo", code, READY, login=self.agent.login)

    def _check_portal_and_alerts(self, tickets, lang):
        words = customer_words(self.env(context={"lang": lang}))
        for state, ticket in tickets.items():
            told = ticket.with_context(lang=lang)._support_portal_next(None, self.now)
            sentence = pick(words, state, self._variants(ticket)[1])
            self.assertEqual(told["tone"], s.TABLE[state].tone)
            self.assertRegex(plain(told["lines"][0]), as_pattern(sentence))
        for state, ticket in tickets.items():
            row = ticket.support_deadline_ids.with_context(lang=lang)
            late = row and _lateness(row, self.now)
            mine = pick(agent_words(row.env), state, ticket.support_waiting_for)
            if v.LATE in s.TABLE[state].urgencies:
                self.assertRegex(late, as_pattern(mine))
            else:
                self.assertFalse(late)

    def _check_mails(self, tickets, lang):
        """Whichever mail finds a ticket says the sentences of its page; what the table
        names is sent, and where it names none there is none."""
        (self.anna | self.gina).lang = lang
        every = self.env["helpdesk.ticket"].union(*tickets.values())
        keys = {ticket: state for state, ticket in tickets.items()}
        told = {state: set() for state in tickets}
        with self.env.cr.savepoint() as undone:
            for kind, tell, moment in (
                (s.RECEIVED, self._tell_received, self.now),
                (s.REMINDER, self._tell_waiting, self.now + 5 * DAYS),
                (s.CLOSING, self._tell_closed, self.now),
            ):
                with self.at(moment):
                    for ticket, mail in self._mailed(every, tell, moment):
                        self._compare(ticket, mail, kind, lang)
                        told[keys[ticket]].add(kind)
            undone.rollback()
        self.env.invalidate_all()
        for state, kinds in told.items():
            named = {s.TABLE[state].mail} - {s.NO_MAIL}
            self.assertLessEqual(named, kinds, state)
            self.assertEqual(bool(kinds), bool(named), state)

    def _tell_received(self, tickets, _now):
        tickets._support_store({"support_notice_due": "received"})
        tickets._support_send_notice()

    def _tell_waiting(self, tickets, now):
        tickets._support_step_silence(now)

    def _tell_closed(self, tickets, _now):
        change = {"stage_id": (self.stage_done.mail_template_id, {})}
        for ticket in tickets:
            ticket._support_say_farewell(change)

    def _mailed(self, tickets, tell, now):
        mails = self.env["mail.mail"]
        known = mails.search([("model", "=", tickets._name)])
        tell(tickets, now)
        self.env.flush_all()
        for mail in mails.search([("model", "=", tickets._name)]) - known:
            yield tickets.browse(mail.res_id), mail

    def _compare(self, ticket, mail, kind, lang):
        spoken = ticket.with_context(lang=lang)
        # a place in the quota is told where a request is received
        page = spoken._support_portal_next(
            None, datetime.now(), outside=kind != s.RECEIVED
        )
        tree = lxml_html.fromstring(mail.body_html)
        text = plain(" ".join(tree.text_content().split()))
        self.assertIn(PLACES[lang], page["zone"])
        for line in [*page["lines"], page["zone"]]:
            self.assertIn(plain(line), text, (kind, ticket.support_state))
        for moment in re.findall(r'datetime="([^"]+)Z"', page["lines"][0]):
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            hour = at.astimezone(ZoneInfo(TOKYO)).strftime("%I:%M").lstrip("0")
            self.assertRegex(plain(page["lines"][0]), rf"\b{hour}\b")


def as_pattern(text):
    """A sentence whose moments and spans may be any."""
    parts = re.split(r"%\(\w+\)s", text)
    return ".+".join(re.escape(part).replace("\\ ", " ") for part in parts)


def plain(line):
    text = line.striptags() if hasattr(line, "striptags") else line
    return text.replace("\u202f", " ").replace("\xa0", " ")
