# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the customer is told when a ticket closes, and in whose time."""

from datetime import timedelta

from odoo.tests import tagged

from ..common import GUATEMALA, MONDAY
from .closing_common import CLOSED, ClosingCase


@tagged("post_install", "-at_install")
class TestFarewell(ClosingCase):
    def setUp(self):
        super().setUp()
        self.anna.tz = GUATEMALA
        self.ticket = self._make_ticket(self.anna, user_id=self.agent.id)
        self.ticket.stage_id = self.stage_progress
        self.env.cr.precommit.run()

    def _close(self, outcome):
        before = self._mails(self.ticket)
        with self.at(MONDAY):
            self.ticket._support_end(self.stage_done, outcome)
            self.env.flush_all()
            self.env.cr.precommit.run()
        return self._mails(self.ticket) - before

    def test_each_outcome_has_its_own_with_the_day_until_which_it_reopens(self):
        for outcome, subject in (
            ("agent", "We have closed your request"),
            ("customer", "Closed as you wished"),
            ("confirmed", "Solved and closed"),
        ):
            with self.subTest(outcome=outcome):
                mail = self._close(outcome)

                self.assertEqual(len(mail), 1)
                self.assertTrue(mail.subject.startswith(subject), mail.subject)
                self.assertIn("Hello Anna", mail.body_html)
                self.assertNotIn(self.agent.name, mail.body_html)
                self.assertIn("Tuesday, March 17, 2026", mail.body_html)
                self.assertEqual(mail.recipient_ids, self.anna)
                self.ticket.stage_id = self.stage_progress
                self.env.cr.precommit.run()

    def test_in_one_language_from_subject_to_end(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.env["ir.module.module"].search(
            [("name", "=", "support_sla")]
        )._update_translations(["es_419"])
        self.anna.lang = "es_419"

        mail = self._close("agent")

        self.assertIn("Hemos cerrado su solicitud", mail.subject)
        self.assertIn("Hola", mail.body_html)
        self.assertIn("martes, 17 de marzo de 2026", mail.body_html)
        # what stopped a job is read in the agent's language, not in the job's
        ticket = self._make_waiting(self.anna).with_context(lang="es_419")
        for problem, words in (
            ("nobody", "No hay a quién escribir: falta la dirección de una persona."),
            ("unsent: 550", "No se pudo enviar el recordatorio: 550"),
            ("As it was raised", "As it was raised"),
        ):
            ticket._support_store({"support_silence_problem": problem})
            self.assertEqual(ticket.support_silence_words, words)

    def test_the_day_is_the_customers(self):
        """Closed at 23:00 in Guatemala, which is the next day elsewhere."""
        late = MONDAY.replace(hour=5) + timedelta(days=1)
        self.ticket._support_store({"support_closed_at": late})

        self.assertIn("March 17", self.ticket.support_reopen_text)

    def test_a_template_that_the_admin_chose_stays(self):
        own = self.env.ref("helpdesk_mgmt.closed_ticket_template").copy(
            {"name": "Ours", "subject": "Bye", "partner_to": str(self.anna.id)}
        )
        self.stage_done.mail_template_id = own

        self.assertEqual(self._close("agent").mapped("subject"), ["Bye"])

    def test_a_stage_without_a_mail_sends_none(self):
        self.stage_done.mail_template_id = False

        self.assertFalse(self._close("agent"))

    def test_who_closes_silently_has_one_mail_with_the_day(self):
        ticket = self._make_waiting(self.anna)
        for day in (5, 8, 10):
            self._run(day)

        mails = self._mails(ticket)
        self.assertEqual(self._subjects(ticket).count(CLOSED), 1)
        self.assertEqual(len(mails), 3)
        self.assertIn("Friday, March 27, 2026", mails[-1].body_html)
