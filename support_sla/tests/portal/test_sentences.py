# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every state of a ticket and the sentence its customer reads, in two languages."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...tools.promise import states
from ..common import GUATEMALA, MONDAY, SupportCase

HOUR = timedelta(hours=1)
# Preferential, from Monday 9:00: aim at 12:00, commitment at 15:00.
SOON, LATE = MONDAY + 4 * HOUR, MONDAY + 7 * HOUR
NEXT_DAY = MONDAY + timedelta(days=1)
ANSWERED = ("answered", "our_turn", "waiting", "closed_", "withdrawn", "none_answered")
RUNNING = ("We will answer", "We will have solved")

# How it came about, when one looks, the state, and the first sentence.
TABLE = {
    "running": (
        *(MONDAY + HOUR, "on_track"),
        "We will answer by Monday, March 2, 2026, 3:00 PM (we aim for Monday, March 2, "
        "2026, 12:00 PM).",
        "Le responderemos a más tardar el lunes, 2 de marzo de 2026, 3:00 p.m. "
        "(nuestra "
        "meta es el lunes, 2 de marzo de 2026, 12:00 p.m.).",
    ),
    "aim_passed": (
        *(SOON, "due_soon"),
        "We will answer by Monday, March 2, 2026, 3:00 PM (we had aimed for Monday, "
        "March 2, 2026, 12:00 PM).",
        "Le responderemos a más tardar el lunes, 2 de marzo de 2026, 3:00 p.m. "
        "(nuestra "
        "meta era el lunes, 2 de marzo de 2026, 12:00 p.m.).",
    ),
    "solution_owed": (
        *(MONDAY + HOUR, "on_track"),
        "We will have solved it by Monday, March 2, 2026, 3:00 PM (we aim for Monday, "
        "March 2, 2026, 12:00 PM).",
        "Lo habremos resuelto a más tardar el lunes, 2 de marzo de 2026, 3:00 "
        "p.m. (nuestra "
        "meta es el lunes, 2 de marzo de 2026, 12:00 p.m.).",
    ),
    "late": (
        *(LATE, "late"),
        "We are late: we promised it for Monday, March 2, 2026, 3:00 PM. We are sorry, "
        "and on it.",
        "Vamos con retraso: para el lunes, 2 de marzo de 2026, 3:00 p.m. se lo "
        "habíamos prometido. Lo sentimos y estamos en ello.",
    ),
    "late_waiting": (
        *(NEXT_DAY, "late_waiting"),
        "We are late: we promised it for Monday, March 2, 2026, 3:00 PM. Now we wait "
        "for your reply, since Monday, March 2, 2026, 4:00 PM.",
        "Vamos con retraso: para el lunes, 2 de marzo de 2026, 3:00 p.m. se lo "
        "habíamos prometido. Desde el lunes, 2 de marzo de 2026, 4:00 p.m. "
        "esperamos su respuesta.",
    ),
    "late_waiting_third": (
        *(NEXT_DAY, "late_waiting"),
        "We are late: we promised it for Monday, March 2, 2026, 3:00 PM. Now we wait "
        "for a reply.",
        "Vamos con retraso: para el lunes, 2 de marzo de 2026, 3:00 p.m. se lo "
        "habíamos prometido. Ahora esperamos una respuesta.",
    ),
    "paused": (
        *(NEXT_DAY, "paused"),
        "The time for our answer stands still while we wait for your reply, since "
        "Monday, March 2, 2026, 10:00 AM.",
        "El plazo de nuestra respuesta está detenido: desde el lunes, 2 de marzo de "
        "2026, 10:00 a.m. esperamos la suya.",
    ),
    "paused_third": (
        *(NEXT_DAY, "paused"),
        "The time for our answer stands still while we wait for a reply.",
        "El plazo de nuestra respuesta está detenido mientras esperamos una "
        "contestación.",
    ),
    "paused_soon": (
        *(NEXT_DAY, "paused_soon"),
        "The time for our answer stands still while we wait for your reply, since "
        "Monday, March 2, 2026, 1:00 PM.",
        "El plazo de nuestra respuesta está detenido: desde el lunes, 2 de marzo de "
        "2026, 1:00 p.m. esperamos la suya.",
    ),
    "our_turn": (
        *(NEXT_DAY, "our_turn"),
        "It is our turn to answer you.",
        "Nos toca responderle.",
    ),
    "waiting": (
        *(NEXT_DAY, "waiting"),
        "We wait for your reply, since Monday, March 2, 2026, 10:00 AM.",
        "Desde el lunes, 2 de marzo de 2026, 10:00 a.m. esperamos su respuesta.",
    ),
    "waiting_third": (
        *(NEXT_DAY, "waiting"),
        "We wait for a reply from somebody else.",
        "Esperamos la respuesta de un tercero.",
    ),
    "answered": (
        *(NEXT_DAY, "answered"),
        "We answered on Monday, March 2, 2026, 10:00 AM: that was within our promise.",
        "Le respondimos el lunes, 2 de marzo de 2026, 10:00 a.m.: dentro de lo "
        "prometido.",
    ),
    "answered_late": (
        *(NEXT_DAY, "answered_late"),
        "We answered on Monday, March 2, 2026, 4:00 PM: that was later than we had "
        "promised.",
        "Le respondimos el lunes, 2 de marzo de 2026, 4:00 p.m.: más tarde "
        "de lo que habíamos prometido.",
    ),
    "closed_confirmed": (
        *(NEXT_DAY, "closed"),
        "It was closed on Monday, March 2, 2026, 1:00 PM: you told us it is solved.",
        "Se cerró el lunes, 2 de marzo de 2026, 1:00 p.m.: nos dijo que está resuelto.",
    ),
    "closed_silent": (
        *(NEXT_DAY, "closed"),
        "It was closed on Monday, March 2, 2026, 1:00 PM, because we had no reply from "
        "you.",
        "Se cerró el lunes, 2 de marzo de 2026, 1:00 p.m., porque no recibimos "
        "respuesta "
        "suya.",
    ),
    "closed_agent": (
        *(NEXT_DAY, "closed"),
        "We closed it on Monday, March 2, 2026, 1:00 PM.",
        "El lunes, 2 de marzo de 2026, 1:00 p.m. la cerramos.",
    ),
    "closed_customer": (
        *(NEXT_DAY, "closed"),
        "You closed it on Monday, March 2, 2026, 1:00 PM.",
        "El lunes, 2 de marzo de 2026, 1:00 p.m. usted la cerró.",
    ),
    "withdrawn": (
        *(NEXT_DAY, "closed"),
        "You withdrew it on Monday, March 2, 2026, 1:00 PM.",
        "El lunes, 2 de marzo de 2026, 1:00 p.m. usted la retiró.",
    ),
    "closed_late": (
        *(NEXT_DAY, "closed_late"),
        "We closed it on Monday, March 2, 2026, 4:00 PM.",
        "El lunes, 2 de marzo de 2026, 4:00 p.m. la cerramos.",
    ),
    "none": (
        *(MONDAY + HOUR, "none"),
        "We will answer as soon as we can.",
        "Le responderemos en cuanto podamos.",
    ),
    "expired": (
        *(MONDAY + HOUR, "none"),
        "We will answer as soon as we can.",
        "Le responderemos en cuanto podamos.",
    ),
    "none_answered": (
        *(NEXT_DAY, "none"),
        "We answered on Monday, March 2, 2026, 10:00 AM.",
        "El lunes, 2 de marzo de 2026, 10:00 a.m. le respondimos.",
    ),
    "over_inform": (
        *(MONDAY + HOUR, "on_track"),
        "We will answer by",
        "Le responderemos",
    ),
    "over_extra": (
        *(MONDAY + HOUR, "on_track"),
        "We will answer by",
        "Le responderemos",
    ),
    "over_no_commitment": (
        *(MONDAY + HOUR, "none"),
        "We have it and will look at it, but cannot promise a time yet.",
        "Lo tenemos y lo revisaremos, pero todavía no podemos prometerle un plazo.",
    ),
    "over_approval": (
        *(MONDAY + HOUR, "none"),
        "We have it; it waits until we have agreed on how to go on.",
        "Lo tenemos; espera hasta que acordemos cómo continuar.",
    ),
}
# What a customer reads besides, and what nobody else does.
BESIDES = {
    "over_inform": "Your 1 tickets this month are used up",
    "over_extra": "We work on it as usual and invoice it separately.",
    "over_no_commitment": "The next period begins on April 1, 2026",
    "over_approval": "Your 1 tickets this month are used up",
    "closed_agent": "We answered on Monday, March 2, 2026, 10:00 AM: that was within",
    "closed_confirmed": "Until Tuesday, March 17, 2026 a reply takes it up again",
    "closed_late": "It was closed before we had answered",
    "paused": "Without a reply, this request closes on Thursday, March 12, 2026.",
}


@tagged("post_install", "-at_install")
class TestSentences(SupportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.company.resource_calendar_id = cls.calendar
        cls.stage_third = cls.stage_awaiting.copy(
            {"name": "Waits for others", "support_waiting_for": "third_party"}
        )
        cls.stage_cancelled = cls.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_cancelled"
        )
        cls.solving = cls.preferential.copy()
        cls.solving.target_ids.metric = "resolution"

    def _new(self, level=None, last="2026-12-31", number=1):
        """The last of so many tickets of a customer who has a level."""
        customer = self._make_customer("Initech")
        with self.at(MONDAY - 24 * HOUR):
            if level:
                self._make_contract(customer, level, "2026-01-01", last)
        contact = self._make_contact(customer, "Ines", tz=GUATEMALA)
        with self.at(MONDAY):
            return [self._make_ticket(contact) for _each in range(number)][-1]

    def _reply(self, ticket, moment):
        with self.at(moment):
            self._say(ticket.with_user(self.agent))
            self.env.flush_all()

    def _say(self, ticket, **kwargs):
        ticket.message_post(
            body="Well.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **kwargs,
        )

    def _move(self, ticket, moment, stage, outcome=None):
        with self.at(moment):
            if outcome:
                ticket._support_end(stage, outcome)
            else:
                ticket.with_user(self.agent).stage_id = stage
            self.env.flush_all()

    def _over(self, policy):
        """The second ticket where there is one place."""
        level = self.preferential.copy(
            {"quota_tickets": 1, "over_quota_policy": policy}
        )
        return self._new(level, number=2)

    def _make(self, name):
        """Bring a ticket to where the table's row says."""
        if name.startswith("over_"):
            return self._over(name.removeprefix("over_"))
        if name == "expired":
            return self._new(self.monthly, "2026-01-31")
        if name.startswith("none"):
            ticket = self._new()
        else:
            ticket = self._new(
                self.solving if name == "solution_owed" else self.preferential
            )
        if name.startswith(ANSWERED) and name != "closed_late":
            late = name == "answered_late"
            self._reply(ticket, LATE if late else MONDAY + HOUR)
        self._lead_on(ticket, name)
        return ticket

    def _lead_on(self, ticket, name):
        third = name.endswith("_third")
        awaiting = self.stage_third if third else self.stage_awaiting
        if name.startswith(("paused", "waiting", "late_waiting")):
            late = LATE if name.startswith("late") else MONDAY + HOUR
            self._move(ticket, SOON if name == "paused_soon" else late, awaiting)
        elif name == "our_turn":
            with self.at(SOON):
                self._say(ticket, author_id=ticket.partner_id.id)
        elif name == "withdrawn":
            self._move(ticket, SOON, self.stage_cancelled, "customer")
        elif name == "closed_late":
            self._move(ticket, LATE, self.stage_done)
        elif name.startswith("closed_"):
            outcome = name.removeprefix("closed_")
            self._move(ticket, SOON, self.stage_done, outcome)

    def _read(self, ticket, lang, outside=False):
        told = ticket.with_context(lang=lang)
        return told._support_portal_next(GUATEMALA, fields.Datetime.now(), outside)

    @staticmethod
    def _plain(line):
        """Without the marks for machines, and with usual spaces."""
        text = line.striptags() if hasattr(line, "striptags") else line
        return text.replace("\u202f", " ").replace("\xa0", " ")

    def test_every_state_has_its_sentence_in_two_languages(self):
        seen = set()
        for name, (moment, state, english, spanish) in TABLE.items():
            with self.subTest(name):
                ticket = self._make(name)
                self.env.flush_all()
                with self.at(moment):
                    self._check(name, ticket, state, english, spanish)
                seen.add(state)
        self.assertEqual(seen, set(states.TABLE))

    def _check(self, name, ticket, state, english, spanish):
        told = self._read(ticket, "en_US")
        lines = [self._plain(line) for line in told["lines"]]
        self.assertEqual(told["state"], state)
        self.assertTrue(lines[0].startswith(english), lines[0])
        first = self._plain(self._read(ticket, "es_419")["lines"][0])
        self.assertTrue(first.startswith(spanish), first)
        self.assertEqual(len(lines), len(set(lines)))
        if name in BESIDES:
            self.assertIn(BESIDES[name], " ".join(lines))
        if state.startswith("late"):
            self.assertFalse([line for line in lines if line.startswith(RUNNING)])
            brief = ticket._support_portal_briefs(GUATEMALA)[ticket.id]
            self.assertIn("We are late", brief["lines"][0])
        outside = self._read(ticket, "en_US", outside=True)
        self.assertEqual(self._plain(outside["lines"][0]), lines[0])
        self.assertFalse(outside["level"] or outside["reason"])
        self.assertNotIn("quota", " ".join(map(str, outside["lines"])))
        self.assertNotIn("tickets", " ".join(map(str, outside["lines"])))
