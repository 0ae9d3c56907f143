# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The table of states, and that the browser has the same one."""

import json
from datetime import datetime, timedelta
from itertools import product

from odoo.tests import BaseCase, HttpCase, tagged

from ...models.deadline.state_words import (
    agent_words,
    customer_words,
    pick,
    span,
    turn_words,
)
from ...models.deadline.ticket_state import STATE_LABELS
from ...tools.promise import states as s
from ...tools.promise import verdict as v

NOW = datetime(2026, 3, 6, 12)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MOMENTS = (False, NOW - HOUR, NOW, NOW + HOUR)


def all_facts():
    """Every combination of what is stored of a ticket."""
    return [
        s.Facts(*facts)
        for facts in product(
            (False, *dict(v.CLOCK_STATES)),
            MOMENTS,
            MOMENTS,
            (False, NOW - 2 * HOUR, NOW - MINUTE, NOW),
            (False, True),
            (False, NOW - HOUR),
            (False, True),
        )
    ]


class TestStates(BaseCase):
    def test_a_state_refines_its_urgency(self):
        for facts in all_facts():
            urgency = v.urgency(*facts[:3], NOW)
            self.assertIn(urgency, s.TABLE[s.state_of(facts, NOW)].urgencies, facts)

    def test_every_state_is_reached_and_has_a_label(self):
        reached = {s.state_of(facts, NOW) for facts in all_facts()}

        self.assertEqual(reached, set(s.TABLE))
        self.assertEqual([key for key, _label in STATE_LABELS], list(s.TABLE))

    def test_the_order_is_that_of_the_urgencies(self):
        order = [key for key, _label in v.URGENCIES]
        ranks = [order.index(state.urgencies[0]) for state in s.STATES]

        self.assertEqual(ranks, sorted(ranks))

    def test_a_broken_promise_is_red_whatever_has_come_after_it(self):
        for facts in all_facts():
            state = s.state_of(facts, NOW)
            if v.urgency(*facts[:3], NOW) == v.LATE:
                self.assertEqual(s.TABLE[state].tone, "danger")
            if state in (s.ANSWERED_LATE, s.CLOSED_LATE):
                self.assertEqual(s.TABLE[state].tone, "danger")
                self.assertTrue(facts.broken)
            if state in (s.ANSWERED, s.CLOSED):
                self.assertFalse(facts.broken)

    def test_a_pause_keeps_the_colour_it_had(self):
        due = NOW + HOUR
        for paused_at, state, tone in (
            (NOW - HOUR, v.PAUSED, "success"),
            (NOW, s.PAUSED_SOON, "warning"),
            (due, s.PAUSED_SOON, "warning"),
        ):
            facts = s.Facts(v.PAUSED, NOW, due, paused_at, False, False, False)
            self.assertEqual(s.state_of(facts, due + 99 * HOUR), state)
            self.assertEqual(s.TABLE[state].tone, tone)

    def test_of_what_is_over_the_worst_is_told(self):
        met = (s.ANSWER, NOW, NOW + HOUR, NOW + MINUTE, False)
        late = (s.SOLUTION, NOW, NOW + HOUR, NOW + 2 * HOUR, True)
        worse = (s.ANSWER, NOW, NOW + HOUR, NOW + 3 * HOUR, True)
        unstopped = (s.ANSWER, NOW, NOW + HOUR, None, False)

        self.assertIsNone(s.past_of([]))
        self.assertIsNone(s.past_of([unstopped]))
        self.assertEqual(s.past_of([met]), (s.ANSWER, 60, 0))
        self.assertEqual(s.past_of([met, late]), (s.SOLUTION, 7200, 3600))
        self.assertEqual(s.past_of([late, worse, met]), (s.ANSWER, 10800, 7200))


TABLE_JS = """
const {STATES, WORDS} = odoo.loader.modules.get(
    "@support_sla/fields/deadline_badge/states");
const words = [];
for (const [state, variants] of Object.entries(WORDS)) {
    for (const [variant, said] of Object.entries(variants)) {
        words.push([state, variant, String(said())]);
    }
}
const {TURN} = odoo.loader.modules.get("@support_sla/fields/turn/turn");
for (const [key, said] of Object.entries(TURN)) {
    words.push(["turn", key, String(said())]);
}
const given = %s;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
if (!same(STATES, given.table)) {
    console.error("the table differs: " + JSON.stringify(STATES));
} else if (!same(words.sort(), given.words)) {
    console.error("words differ: " + JSON.stringify(words));
} else {
    console.log("test successful");
}
"""
FACTS_JS = """
const {stateOf} = odoo.loader.modules.get(
    "@support_sla/fields/deadline_badge/states");
const {urgency} = odoo.loader.modules.get(
    "@support_sla/fields/deadline_badge/deadline_verdict");
const at = (text) => text && luxon.DateTime.fromISO(text, {zone: "utc"});
const now = at("%s");
const wrong = %s.filter(([facts, word, state]) => {
    const [clock, soon, due, paused, closed, asked, broken] = facts;
    const given = {
        state: clock, dueSoonAt: at(soon), dueAt: at(due), pausedAt: at(paused),
        closed, askedAt: at(asked), broken,
    };
    return urgency(given, now) !== word || stateOf(given, now) !== state;
});
if (wrong.length) {
    console.error(wrong.length + " differ, the first: " + JSON.stringify(wrong[0]));
} else {
    console.log("test successful");
}
"""
READY = """odoo.loader.modules.has("@support_sla/fields/deadline_badge/states")
    && !!document.querySelector(".o_main_navbar")"""


@tagged("post_install", "-at_install")
class TestStatesInTheBrowser(HttpCase):
    """What the browser says of a ticket is what the server says, in a real one."""

    def test_the_browser_has_the_same_table_and_words(self):
        table = [
            {
                "key": state.key,
                "tone": state.tone,
                "outline": state.outline,
                "icon": state.icon,
            }
            for state in s.STATES
        ]
        words = [[*key, text] for key, text in agent_words(self.env).items()]
        words += [["turn", key, text] for key, text in turn_words(self.env).items()]

        given = json.dumps({"table": table, "words": sorted(words)})
        self.browser_js("/odoo", TABLE_JS % given, READY, login="admin")

    def test_the_browser_decides_as_the_server_does(self):
        cases = [
            [
                [fact and getattr(fact, "isoformat", lambda f=fact: f)() for fact in f],
                v.urgency(*f[:3], NOW),
                s.state_of(f, NOW),
            ]
            for f in all_facts()
        ]

        code = FACTS_JS % (NOW.isoformat(), json.dumps(cases))
        self.browser_js("/odoo", code, READY, login="admin")


@tagged("post_install", "-at_install")
class TestWords(HttpCase):
    def test_every_state_has_an_agents_words(self):
        self.env["res.lang"]._activate_lang("es_ES")
        for lang in ("en_US", "es_ES"):
            env = self.env(context={"lang": lang})
            for state in s.TABLE:
                self.assertTrue(pick(agent_words(env), state), state)
                self.assertTrue(pick(customer_words(env), state), state)
            names = ("due", "aim", "since", "answered", "closed", "time")
            values = dict.fromkeys(names, "noon")
            for words in (agent_words(env), customer_words(env)):
                for text in words.values():
                    self.assertTrue(text % values)

    def test_a_variant_that_has_no_words_takes_the_usual_ones(self):
        words = agent_words(self.env)

        self.assertEqual(pick(words, v.LATE, "customer"), words[v.LATE, ""])
        words = customer_words(self.env)
        self.assertEqual(pick(words, s.ANSWERED, "other"), words[s.ANSWERED, ""])

    def test_spans(self):
        for seconds, text in (
            (59, "less than a minute"),
            (60, "1 min"),
            (5 * 3600, "5 h"),
            (4500, "1 h 15 min"),
            (47 * 3600 + 60, "47 h 1 min"),
            (48 * 3600, "2 d"),
            (65 * 3600, "2 d 17 h"),
        ):
            self.assertEqual(span(self.env, seconds), text)
