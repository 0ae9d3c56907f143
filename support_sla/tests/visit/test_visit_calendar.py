# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from email import message_from_string, policy

import vobject
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .visit_common import VisitCase

INSIDE = "They are difficult: bring cake"


def entries(content):
    """The entries of a calendar file, and its method."""
    calendar = vobject.readOne(content.decode())
    return calendar.contents.get("vevent", []), calendar.method.value


@tagged("post_install", "-at_install")
class TestVisitCalendar(VisitCase, HttpCase):
    """One entry in each calendar, for ever; and a feed that can be taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "desk@provider.test"
        cls.visit = cls._make_visit("2026-03-09", exception_reason=INSIDE)
        cls.visit.contact_id = cls.anna

    def _mails(self, visit=None):
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", "support.visit"),
                    ("res_id", "=", (visit or self.visit).id),
                    ("recipient_ids", "not in", self.tech.partner_id.ids),
                ],
                order="id",
            )
        )

    def _last_entry(self, visit=None):
        """The entry of the newest mail, and its method."""
        mail = self._mails(visit)[-1]
        [event], method = entries(mail.attachment_ids.raw)
        return event, method

    def _tell(self, visit=None):
        with self.at("2026-03-01 12:00:00"):
            (visit or self.visit)._tell(self.visit.start_at - timedelta(days=8))

    # ------------------------------------------------------------------ the entry

    def test_the_first_mail(self):
        self._tell()

        [mail] = self._mails()
        event, method = self._last_entry()
        self.assertEqual(mail.recipient_ids, self.anna)
        self.assertIn("March 9, 2026", mail.subject)
        self.assertIn("time of Guatemala", mail.subject)
        self.assertIn(self.visit._get_page_url(signed=True), mail.body_html)
        self.assertEqual(method, "REQUEST")
        self.assertEqual(event.sequence.value, "0")
        self.assertEqual(event.uid.value, f"{self.visit.uid}@support-visit")
        start = event.dtstart
        self.assertEqual(start.params["X-VOBJ-ORIGINAL-TZID"], ["America/Guatemala"])
        self.assertEqual(start.value.strftime("%Y-%m-%d %H:%M"), "2026-03-09 09:00")
        self.assertEqual(event.organizer.value, "mailto:desk@provider.test")
        self.assertEqual(event.attendee.params["RSVP"], ["FALSE"])
        self.assertNotIn(INSIDE, mail.body_html + mail.attachment_ids.raw.decode())
        self.assertEqual(
            mail.attachment_ids.mimetype,
            "text/calendar; method=request; charset=utf-8",
        )
        self.assertEqual(self.visit.confirmation, "asked")

    def test_the_mail_that_leaves_says_what_its_file_is(self):
        self._tell()
        mail = self._mails()
        server = self.env["ir.mail_server"]
        message = server._build_email__(
            "desk@provider.test",
            ["anna@acme.test"],
            mail.subject,
            mail.body_html,
            attachments=[(a.name, a.raw, a.mimetype) for a in mail.attachment_ids],
            subtype="html",
        )
        read = message_from_string(message.as_string(), policy=policy.default)
        [part] = [each for each in read.walk() if each.get_content_type() == CALENDAR]
        self.assertEqual(part.get_param("method"), "request")
        self.assertIn(self.visit.uid, part.get_content())

    def test_moved_it_is_the_same_entry_one_version_on(self):
        self._tell()
        before, _method = self._last_entry()
        self.visit.write(
            {
                "start_at": self._moment("2026-03-10", 14),
                "stop_at": self._moment("2026-03-10", 17),
            }
        )
        self.assertTrue(self.visit.untold)
        self.assertEqual(self.visit.confirmation, "none")
        self._tell()

        event, method = self._last_entry()
        self.assertEqual((method, event.uid.value), ("REQUEST", before.uid.value))
        self.assertEqual(int(event.sequence.value), int(before.sequence.value) + 1)
        self.assertEqual(event.dtstart.value.hour, 14)
        self.assertIn("has changed", self._mails()[-1].body_html)
        self.assertFalse(self.visit.untold)

    def test_cancelled_it_is_taken_out(self):
        self._tell()
        self.visit.action_cancel()
        self._tell()

        event, method = self._last_entry()
        self.assertEqual((method, event.status.value), ("CANCEL", "CANCELLED"))
        self.assertEqual(event.uid.value, f"{self.visit.uid}@support-visit")
        self.assertEqual(event.sequence.value, "1")

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.env["ir.module.module"].search(
            [("name", "=", "support_sla")]
        )._update_translations(["es_419"])
        self.anna.lang = "es_419"
        self._tell()
        mail = self._mails()
        self.assertIn("lunes, 9 de marzo de 2026", mail.subject)
        event, _method = self._last_entry()
        self.assertIn("Visita", event.summary.value)
        self.assertIn("le haremos una visita", mail.body_html)
        self.assertNotIn("Hello", mail.body_html)

    def test_a_name_cannot_break_the_file(self):
        self.acme.city = "Guatemala; 'City', \\n"
        self.company.name = 'The "Best", Ltd.\nBCC:all@world.test'
        self.anna.name = 'Anna\r\nATTENDEE:mailto:evil@world.test "x"'
        self._tell()
        event, _method = self._last_entry()
        self.assertEqual(len(event.contents["attendee"]), 1)
        self.assertNotIn("bcc", event.contents)
        self.assertIn("Guatemala; 'City', \\n", event.location.value)

    # ------------------------------------------------------- who sends, and when

    def test_nothing_is_mailed_by_itself_unless_the_company_says_so(self):
        with self.at("2026-03-01 12:00:00"):
            self._run_job()
            self.assertFalse(self._mails())

            self.company.support_visit_mails = True
            self._run_job()
            self.assertEqual(len(self._mails()), 1)
            self._run_job()
            self.assertEqual(len(self._mails()), 1)

            self.visit.start_at += timedelta(hours=1)
            self._run_job()
            self.visit.action_cancel()
            self._run_job()
            self._run_job()
            self.assertEqual(len(self._mails()), 3)

    def test_only_what_is_near_and_to_come(self):
        self.company.support_visit_mails = True
        self.company.support_visit_mail_days = 7
        unknown = self._make_visit("2026-03-10")
        unknown.action_cancel()
        for moment, count in [
            ("2026-03-02 14:00:00", 0),
            ("2026-03-09 16:00:00", 0),
            ("2026-03-02 15:00:00", 1),
        ]:
            with self.subTest(moment=moment), self.at(moment):
                self._run_job()
                self.assertEqual(len(self._mails()), count)
        self.assertFalse(self._mails(unknown))

    def test_a_customer_without_address_stops_nobody(self):
        self.company.support_visit_mails = True
        self.anna.email = False
        other = self._make_visit("2026-03-10")
        with self.at("2026-03-02 12:00:00"):
            self._run_job()
        self.assertFalse(self._mails())
        self.assertTrue(self._mails(other))

    def test_somebody_reads_it_first(self):
        action = self.visit.with_user(self.agent).action_tell()
        letters = self.env[action["res_model"]].with_user(self.agent)
        letter = letters.with_context(**action["context"]).create({})
        self.assertIn("March 9, 2026", letter.subject)
        self.assertIn("we are coming to see you", letter.body)
        self.assertFalse(self._mails())

        letter.body = "<p>We bring the new till.</p>"
        letter.action_send()

        [mail] = self._mails()
        self.assertIn("We bring the new till.", mail.body_html)
        self.assertIn("Confirm, propose another time or cancel", mail.body_html)
        self.assertIn("We bring the new till.", mail.body)
        self.assertEqual(self._last_entry()[1], "REQUEST")
        self.anna.email = False
        with self.assertRaises(UserError):
            self.visit.action_tell()

    def test_without_a_template_it_is_told_all_the_same(self):
        self.env.ref("support_sla.mail_template_visit").unlink()
        with self.assertLogs("odoo.addons.support_sla.models.notice.notice"):
            self._tell()
        [mail] = self._mails()
        self.assertIn(self.visit._get_page_url(signed=True), mail.body_html)
        self.assertEqual(mail.recipient_ids, self.anna)

    def test_an_answer_from_the_calendar_counts_as_nothing(self):
        self.env["mail.alias.domain"].create({"name": "provider.test"})
        self._tell()
        mail = self._mails()
        self.assertTrue(mail.message_id)
        before = self.visit.read(["state", "confirmation", "sequence"])
        tickets = self.env["helpdesk.ticket"].search_count([])

        self.env["mail.thread"].message_process(
            "helpdesk.ticket", ACCEPTED % {"to": mail.message_id, "uid": self.visit.uid}
        )

        self.assertEqual(self.visit.read(["state", "confirmation", "sequence"]), before)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), tickets)

    # ------------------------------------------------------------ left to people

    def test_who_is_silent_and_what_lacks_a_report_is_a_task_once(self):
        self.contract.user_id = self.manager
        self._tell()
        with self.at("2026-03-06 15:00:00"):
            self._run_job()
            self.assertFalse(self.visit.activity_ids)
        with self.at("2026-03-07 15:30:00"):
            self._run_job()
            self._run_job()
            [task] = self.visit.activity_ids
            self.assertEqual(task.user_id, self.manager)
            self.assertIn("Acme has not confirmed", task.summary)
        with self.at("2026-03-09 18:00:00"):
            self._run_job()
            self._run_job()
            task = self.visit.activity_ids - task
            self.assertEqual((len(task), task.user_id), (1, self.tech))

    def _run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("support_sla.ir_cron_visits").method_direct_trigger()
        self.env.invalidate_all()

    # ------------------------------------------------------------------- the feed

    def _read(self, url):
        self.authenticate(None, None)
        with freeze_time(self.visit.start_at):
            path = url.replace(self.env["support.visit"].get_base_url(), "")
            return self.url_open(path)

    def test_a_customers_feed(self):
        feeds = self.env["support.visit.feed"]
        now = self.visit.start_at - timedelta(days=8)
        feed = feeds._renew(self.acme, now)
        contract = self._make_contract(self.globex, self.accompaniment, "2026-01-01")
        self.accompaniment.visit_scope = "contract"
        foreign = self._make_visit("2026-03-09", contract=contract)
        cancelled = self._make_visit("2026-03-11")
        cancelled.action_cancel()
        self.visit.message_post(body=INSIDE, subtype_xmlid="mail.mt_note")
        self.env.flush_all()

        answer = self._read(feed.url)

        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        found, method = entries(answer.content)
        self.assertEqual(method, "PUBLISH")
        self.assertEqual(
            [event.uid.value for event in found], [f"{self.visit.uid}@support-visit"]
        )
        self.assertNotIn(foreign.uid, answer.text)
        self.assertNotIn(INSIDE, answer.text)
        self.assertNotIn("token", answer.text)

    def test_a_technicians_feed(self):
        theirs = self._make_visit("2026-03-10", user=self.other_tech)
        feeds = self.env["support.visit.feed"].with_user(self.tech)
        action = feeds.action_open_mine()
        self.assertEqual(feeds.action_open_mine(), action)
        feed = feeds.browse(action["res_id"])

        answer = self._read(feed.url)

        [event], _method = entries(answer.content)
        self.assertEqual(event.summary.value, "Visit to Acme")
        self.assertNotIn(theirs.uid, answer.text)
        self.assertNotIn(INSIDE, answer.text)
        with self.assertRaises(AccessError):
            feed.with_user(self.other_tech).read(["url"])

    def test_a_feed_that_is_not_alive_is_not_there(self):
        feeds = self.env["support.visit.feed"]
        now = self.visit.start_at
        revoked = feeds._renew(self.acme, now)
        address = revoked.url
        renewed = feeds._renew(self.acme, now)
        gone = feeds._renew(self.other_tech, now)
        archived = gone.url
        self.other_tech.active = False
        share = feeds._renew(self.globex, now)
        shared = share.url
        share._revoke(now)
        self.env.flush_all()

        self.assertEqual(self._read(renewed.url).status_code, 200)
        for url in (
            address,
            archived,
            shared,
            "/support/visits/.ics",
            "/support/visits/unknown.ics",
            "/support/visits/%00.ics",
            f"/support/visits/{renewed.token}x.ics",
            f"/support/visits/{renewed.token[:-1]}.ics",
            f"/support/visits/{'x' * 5000}.ics",
        ):
            with self.subTest(url=url[:60]):
                self.assertEqual(self._read(url).status_code, 404)

    def test_an_empty_feed_is_a_calendar_all_the_same(self):
        feed = self.env["support.visit.feed"]._renew(self.globex, self.visit.start_at)
        self.env.flush_all()
        answer = self._read(feed.url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(entries(answer.content), ([], "PUBLISH"))


CALENDAR = "text/calendar"
ACCEPTED = """\
From: Anna <anna@acme.test>
To: desk@provider.test
Subject: Accepted: Support visit
Message-Id: <accepted@acme.test>
In-Reply-To: %(to)s
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Anna has accepted
--b
Content-Type: text/calendar; charset=utf-8; method=REPLY

BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:%(uid)s@support-visit
ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@acme.test
END:VEVENT
END:VCALENDAR
--b--
"""
