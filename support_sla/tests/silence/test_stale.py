# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from odoo.exceptions import ValidationError

from ..common import MONDAY
from .closing_common import CLOSED, REMINDER, ClosingCase


class TestSilence(ClosingCase):
    """Which tickets are silent, since when, and what is planned."""

    def test_a_ticket_that_works_is_not_silent(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)

        self.assertFalse(ticket.support_silent_since)
        self.assertFalse(ticket.support_closes_on)

    def test_waiting_for_a_third_party_is_not_silence(self):
        self.stage_awaiting.support_waiting_for = "third_party"
        ticket = self._make_waiting()
        self.assertFalse(ticket.support_silent_since)

    def test_waiting_for_the_customer_is(self):
        ticket = self._make_waiting()
        self.assertEqual(ticket.support_silent_since, MONDAY)
        self.assertEqual(ticket.support_silence_due_at, datetime(2026, 3, 7, 15))
        self.assertEqual(ticket.support_closes_on, date(2026, 3, 12))

    def test_page_and_mails_name_the_customers_day(self):
        self.anna.tz = "Asia/Tokyo"
        ticket = self._make_waiting()

        with self.at(MONDAY):
            page = ticket._support_portal_next(None, MONDAY)
            [brief] = ticket._support_portal_briefs(None).values()

        self.assertEqual(ticket.support_closes_on, date(2026, 3, 12), "the desk's day")
        self.assertIn("closes on Friday, March 13, 2026.", page["lines"][1])
        self.assertEqual(ticket.support_outlook, page["lines"][1])
        self.assertIn("closes on Mar 13, 2026.", brief["lines"][1])

    def test_a_ticket_opened_as_waiting_is_silent_too(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, stage_id=self.stage_awaiting.id)
        self.assertEqual(ticket.support_closes_on, date(2026, 3, 12))

    def test_an_agents_message_counts_anew_and_a_note_does_not(self):
        ticket = self._make_waiting()
        with self.at("2026-03-04 15:00"):
            ticket.with_user(self.agent).message_post(
                body="Any news?", message_type="comment", subtype_xmlid="mail.mt_note"
            )
            self.assertEqual(ticket.support_silent_since, MONDAY)
            ticket.with_user(self.agent).message_post(
                body="Any news?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

        self.assertEqual(ticket.support_silent_since, datetime(2026, 3, 4, 15))
        self.assertEqual(ticket.support_closes_on, date(2026, 3, 14))

    def test_moving_on_ends_it(self):
        ticket = self._make_waiting()
        ticket.stage_id = self.stage_progress
        self.assertFalse(ticket.support_silent_since)
        self.assertFalse(ticket.support_silence_due_at)

    def test_working_days(self):
        self.company.support_close_unit = "working_days"
        ticket = self._make_waiting()
        self.assertEqual(ticket.support_closes_on, date(2026, 3, 16))
        self.assertEqual(ticket.support_silence_due_at, datetime(2026, 3, 9, 15))

    def test_a_calendar_without_hours_falls_back_to_calendar_days(self):
        self.company.support_close_unit = "working_days"
        self.calendar.attendance_ids.unlink()
        ticket = self._make_waiting()
        self.assertEqual(ticket.support_closes_on, date(2026, 3, 12))

    def test_a_team_has_its_own_rules(self):
        self.team.write(
            {
                "support_own_rules": True,
                "support_close_days": 4,
                "support_remind_first_days": 0,
                "support_remind_last_days": 2,
            }
        )
        here = self._make_waiting()
        there = self._make_waiting(team_id=self.other_team.id)

        self.assertEqual(here.support_closes_on, date(2026, 3, 6))
        self.assertEqual(there.support_closes_on, date(2026, 3, 12))

        here.team_id = self.other_team
        self.assertEqual(here.support_closes_on, date(2026, 3, 12))

    def test_impossible_rules_are_refused(self):
        for first, last, close in [(5, 8, 8), (8, 8, 10), (0, 0, 10), (-1, 8, 10)]:
            with self.subTest(first=first), self.assertRaises(ValidationError):
                self.company.write(
                    {
                        "support_remind_first_days": first,
                        "support_remind_last_days": last,
                        "support_close_days": close,
                    }
                )

    def test_the_settings_form_changes_all_days_at_once(self):
        settings = self.env["res.config.settings"].create(
            {
                "support_remind_first_days": 1,
                "support_remind_last_days": 2,
                "support_close_days": 3,
            }
        )
        settings.execute()
        self.assertEqual(self.company.support_close_days, 3)
        with self.assertRaises(ValidationError):
            settings.create({"support_close_days": 1})

    def test_new_rules_hold_for_a_silence_that_lasts(self):
        ticket = self._make_waiting()
        with self.at(MONDAY + timedelta(days=1)):
            self.company.support_close_days = 20
        self._run(2)

        self.assertEqual(ticket.support_closes_on, date(2026, 3, 22))
        self.assertFalse(self._mails(ticket))


class TestRun(ClosingCase):
    """The job, run after run."""

    def test_reminders_then_the_end(self):
        ticket = self._make_waiting()
        expected = {4.9: 0, 5: 1, 6: 1, 7.9: 1, 8: 2, 9.9: 2}
        for day, count in expected.items():
            self._run(day)
            with self.subTest(day=day):
                self.assertEqual(self._subjects(ticket), [REMINDER] * count)
                self.assertFalse(ticket.closed)

        self._run(10.1)
        self._run(11)

        self.assertTrue(ticket.closed)
        self.assertEqual(ticket.support_outcome, "silent")
        self.assertEqual(self._subjects(ticket), [REMINDER, REMINDER, CLOSED])
        self.assertFalse(ticket.support_closes_on)

    def test_the_log_says_why_and_shows_the_stages(self):
        ticket = self._make_waiting()
        for day in (5, 8, 11):
            self._run(day)
        log = ticket.message_ids.filtered("tracking_value_ids")[:1]
        self.assertIn("has not answered", log.body)
        tracking = log.sudo().tracking_value_ids
        self.assertEqual(tracking.old_value_char, self.stage_awaiting.name)
        self.assertEqual(tracking.new_value_char, ticket.stage_id.name)

    def test_the_mail_can_be_answered(self):
        self.anna.lang = False
        ticket = self._make_waiting()
        self._run(5)
        mail = self._mails(ticket)
        self.assertEqual(mail.recipient_ids, self.anna)
        self.assertIn("Anna", mail.body_html)
        self.assertIn("Thursday, March 12, 2026", mail.body_html)
        self.assertIn(f"/my/ticket/{ticket.id}", mail.body_html)
        self.assertIn("auto-generated", mail.headers)
        self.assertEqual(mail.state, "outgoing")

    def test_missed_runs_delay(self):
        ticket = self._make_waiting()
        self._run(30)
        self._run(30)
        self.assertEqual(self._subjects(ticket), [REMINDER])
        self._run(31.1)
        self.assertEqual(self._subjects(ticket), [REMINDER] * 2)
        self._run(33)
        self.assertFalse(ticket.closed)
        self._run(33.2)
        self.assertTrue(ticket.closed)

    def test_an_answer_between_reminder_and_closing(self):
        ticket = self._make_waiting()
        self._run(5)
        self._run(8)
        with self.at(MONDAY + timedelta(days=9)):
            ticket.message_post(
                body="Still broken",
                author_id=self.anna.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
        self._run(10.1)
        self.assertFalse(ticket.closed)
        self.assertEqual(self._subjects(ticket), [REMINDER] * 2)

    def test_two_companies_and_two_teams(self):
        self.other_company.write({"support_close_days": 20, "email": "o@other.test"})
        team = self._make_team("There", company_id=self.other_company.id)
        here = self._make_waiting()
        mine = self._make_waiting(team_id=self.other_team.id)
        there = self._make_waiting(self.gina, team_id=team.id)
        teamless = self._make_waiting(self.gina, team_id=False)
        for day in (5, 8, 11):
            self._run(day)

        for ticket in here | mine | teamless:
            self.assertEqual(self._subjects(ticket), [REMINDER, REMINDER, CLOSED])
        self.assertEqual(self._subjects(there), [REMINDER] * 2)
        self.assertEqual(
            self._mails(there)[0].email_from, '"Other Provider" <o@other.test>'
        )
        self._run(20.5)
        self.assertTrue(there.closed)

    def test_a_closing_stage_of_ones_own(self):
        rejected = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")
        self.company.support_close_stage_id = rejected
        ticket = self._make_waiting()
        for day in (5, 8, 11):
            self._run(day)
        self.assertEqual(ticket.stage_id, rejected)

    def test_templates_deleted_by_the_admin(self):
        for name in ("reminder", "closed"):
            self.env.ref(f"support_sla.mail_template_silence_{name}").unlink()
        ticket = self._make_waiting()
        with self.assertLogs("odoo.addons.support_sla", "WARNING"):
            for day in (5, 8, 11):
                self._run(day)
        self.assertEqual(self._subjects(ticket), [REMINDER, REMINDER, CLOSED])
        self.assertEqual(self._mails(ticket).recipient_ids, self.anna)

    def test_one_poisoned_ticket_among_many(self):
        tickets = self.env["helpdesk.ticket"].browse(
            self._make_waiting(name=f"Ticket {n}").id for n in range(20)
        )
        poisoned = tickets[7]
        # A language that was removed: rendering the mail fails.
        doomed = self._make_contact(self.acme, "Doomed")
        poisoned.partner_id = doomed
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'xx_XX' WHERE id = %s", [doomed.id]
        )
        with self.assertLogs("odoo.addons.support_sla", "WARNING"):
            self._run(5)
            self._run(5.1)

        healthy = tickets - poisoned
        self.assertEqual(self._subjects(healthy), [REMINDER] * 19)
        self.assertFalse(self._mails(poisoned))
        self.assertTrue(poisoned.support_silence_problem)
        notes = poisoned.message_ids.filtered(lambda m: "could not go on" in m.body)
        self.assertEqual(len(notes), 1)

        doomed.lang = "en_US"
        self._run(6.5)
        self.assertEqual(self._subjects(poisoned), [REMINDER])
        self.assertFalse(poisoned.support_silence_problem)

    def test_who_does_not_wait_any_more_is_left_alone(self):
        """The stage changed where no hook of ours heard of it."""
        ticket = self._make_waiting()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET stage_id = %s WHERE id = %s",
            [self.stage_progress.id, ticket.id],
        )
        self.env.invalidate_all()
        for day in (5, 8, 11):
            self._run(day)

        self.assertEqual(self._subjects(ticket), [])
        self.assertEqual(ticket.stage_id, self.stage_progress)
        self.assertFalse(ticket.support_silent_since)

    def test_nobody_to_write_to(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(stage_id=self.stage_awaiting.id)
        for day in (5, 8, 11, 20):
            self._run(day)
        self.assertFalse(ticket.closed)
        self.assertIn("nobody to write to", ticket.support_silence_words)
        notes = "".join(ticket.message_ids.mapped("body"))
        self.assertEqual(notes.count("nobody to write to"), 1)

        with self.at(MONDAY + timedelta(days=21)):
            ticket.partner_email = "somebody@acme.test"
        self._run(21.1)
        self.assertEqual(self._subjects(ticket), [REMINDER])

    def test_outcomes(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            ticket.with_user(self.agent).stage_id = self.stage_done
            self.assertEqual(ticket.support_outcome, "agent")
            ticket.stage_id = self.stage_progress
        self.assertFalse(ticket.support_outcome)

    def test_the_job_itself(self):
        ticket = self._make_waiting()
        cron = self.env.ref("support_sla.ir_cron_close_silent")
        with self.at(MONDAY + timedelta(days=6)), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self._subjects(ticket), [REMINDER])

    def test_a_template_that_computes_is_rendered_too(self):
        template = self.env.ref("support_sla.mail_template_silence_reminder")
        template.body_html = '<p t-if="object.id">No. <t t-out="object.id * 2" /></p>'
        ticket = self._make_waiting()
        self._run(5)
        self.assertIn(f"No. {ticket.id * 2}", self._mails(ticket).body_html)

    def test_what_a_customer_typed_is_escaped(self):
        self.anna.name = "Anna <img src=x>"
        ticket = self._make_waiting(name="<script>x</script>")
        self._run(5)
        body = self._mails(ticket).body_html
        self.assertIn("&lt;img", body)
        self.assertNotIn("<script", body)
        self.assertNotIn("<img", body)
