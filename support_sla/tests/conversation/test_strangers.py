# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What somebody whom we do not recognise writes on a ticket reaches the agents."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import MONDAY
from .gateway_common import GatewayCase, raw_mail
from .mails import index

REPLY = f"In-Reply-To: <{index.PLACEHOLDER.decode()}>\n"
OTHER = "ana.privat@elsewhere.example.com"
THREAD = "odoo.addons.support_sla.models.ticket.mail_thread"


class StrangerCase(GatewayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["helpdesk.ticket"].search([("id", "!=", cls.ticket.id)]).active = False
        cls.company.resource_calendar_id = cls.calendar
        cls.ticket.user_id = cls.agent

    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()

    def _wait(self):
        with self.at(MONDAY):
            self.ticket.stage_id = self.stage_awaiting
            self.env.flush_all()

    def _run_job(self, day):
        with self.at(MONDAY + timedelta(days=day, seconds=1)):
            self.env.flush_all()
            with self.enter_registry_test_mode():
                self.env.ref("support_sla.ir_cron_close_silent").method_direct_trigger()
            self.env.invalidate_all()

    def _run_job_daily(self, *days):
        for day in days:
            self._run_job(day)

    def _mail(self, sender=OTHER, number=1, extra=""):
        self.receive(raw_mail(number, sender, REPLY + extra))
        return self.mails_of(self.ticket)[0]


@tagged("post_install", "-at_install", "security")
class TestStrangers(StrangerCase):
    # Who hears of it

    def test_the_assignee_is_told(self):
        mail = self._mail()

        self.assertEqual(mail.support_mail_kind, "outsider")
        self.assertEqual(mail.notified_partner_ids, self.agent.partner_id)

    def test_a_ticket_of_nobody_tells_the_team(self):
        self.ticket.user_id = False

        mail = self._mail()

        members = self.agent | self.agent_own | self.mail_agent
        self.assertEqual(mail.notified_partner_ids, members.partner_id)

    def test_a_ticket_without_team_or_whose_assignee_left_tells_the_managers(self):
        self.ticket.write({"team_id": False, "user_id": self.agent.id})
        self.agent.active = False

        mail = self._mail()

        self.assertIn(self.manager.partner_id, mail.notified_partner_ids)
        self.assertNotIn(self.agent.partner_id, mail.notified_partner_ids)

    def test_neither_the_customer_nor_a_follower_of_theirs_is_told(self):
        self.ticket.message_subscribe(self.ana.ids)

        mail = self._mail()

        self.assertNotIn(self.ana, mail.notified_partner_ids)

    def test_a_mail_that_nobody_can_read_reaches_the_assignee(self):
        raw = raw_mail(
            1, extra=f"{REPLY}Content-Type: multipart/report; boundary=x\n"
        ).encode()

        self.env["helpdesk.ticket"]._support_keep_unreadable(
            raw, self.ticket.id, self.team.alias_id, None
        )

        note = self.mails_of(self.ticket)[0]
        self.assertEqual(note.notified_partner_ids, self.agent.partner_id)

    def test_an_absence_note_of_a_stranger_tells_nobody(self):
        mail = self._mail(extra="Auto-Submitted: auto-replied\n")

        self.assertFalse(mail.notified_partner_ids)

    # The closing

    def test_the_ticket_does_not_close_as_silent(self):
        self._wait()
        self._run_job_daily(5)
        with self.at(MONDAY + timedelta(days=7)):
            self._mail()

        self._run_job_daily(8, 10, 11, 18, 30)

        self.assertFalse(self.ticket.closed)
        self.assertFalse(self.ticket.support_closes_on)
        self.assertTrue(self.ticket.support_stranger_at)
        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)

    def test_new_rules_do_not_close_it_either(self):
        self._wait()
        with self.at(MONDAY + timedelta(days=7)):
            self._mail()
        with self.at(MONDAY + timedelta(days=12)):
            self.company.support_close_days = 9
            self.ticket.partner_email = "x@customer.example.org"

        self._run_job_daily(13, 20, 30)

        self.assertFalse(self.ticket.closed)

    def test_an_agents_answer_begins_the_silence_anew(self):
        self._wait()
        with self.at(MONDAY + timedelta(days=7)):
            self._mail()
        with self.at(MONDAY + timedelta(days=8)):
            self.ticket.with_user(self.agent).message_post(
                body="Ana, are you that?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(self.ticket.support_stranger_at)

        self._run_job_daily(13, 16, 19)

        self.assertEqual(self.ticket.support_outcome, "silent")

    def test_the_customers_answer_ends_it(self):
        self._wait()
        self._mail()

        self._mail("ana@customer.example.org", 2)

        self.assertFalse(self.ticket.support_stranger_at)
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_a_strangers_word_on_the_page_stops_it_too(self):
        """A ticket's link that was handed on, say."""
        self._wait()

        self.ticket.message_post(
            body="This is Ana's colleague.",
            author_id=self.stranger.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

        self.assertTrue(self.ticket.support_stranger_at)
        self.assertFalse(self.ticket.support_closes_on)

    def test_an_unreadable_mail_stops_it_too(self):
        self._wait()

        with mute_logger(THREAD):
            self.env["helpdesk.ticket"]._support_keep_unreadable(
                b"Subject: ?\n\n?", self.ticket.id, self.team.alias_id, None
            )

        self.assertTrue(self.ticket.support_stranger_at)

    def test_a_forged_mail_and_a_machines_stop_nothing(self):
        self._wait()
        fail = "Authentication-Results: mx.example.com; dmarc=fail\n"

        self._mail("ana@customer.example.org", 1, fail)
        self._mail(number=2, extra="Auto-Submitted: auto-replied\n")

        self.assertFalse(self.ticket.support_stranger_at)
        self.assertTrue(self.ticket.support_closes_on)


@tagged("post_install", "-at_install", "security")
class TestParents(StrangerCase, HttpCase):
    """The people of a customer's parent companies are the customer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls._make_customer("Group", email="info@group.example.org")
        cls.holding = cls._make_customer("Holding", email="info@holding.example.org")
        cls.holding.parent_id = cls.group
        cls.customer.parent_id = cls.holding
        cls.sister = cls._make_customer("Sister", parent_id=cls.holding.id)
        cls.hugo = cls._make_contact(cls.holding, "Hugo", email="hugo@hold.example.org")
        cls.gustav = cls._make_contact(cls.group, "Gus", email="gus@group.example.org")
        cls.susi = cls._make_contact(cls.sister, "Susi", email="susi@sis.example.org")

    def test_a_mail_of_the_holding_is_the_customers(self):
        self._wait()

        mail = self._mail("hugo@hold.example.org")

        self.assertEqual(mail.support_mail_kind, "human")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_so_is_one_of_the_company_above_that(self):
        self.assertEqual(self._mail("gus@group.example.org").support_mail_kind, "human")

    def test_a_sister_company_is_none_and_no_subsidiary_speaks_for_its_holding(self):
        self.assertEqual(
            self._mail("susi@sis.example.org").support_mail_kind, "outsider"
        )
        self.ticket.partner_id = self.hugo
        mail = self._mail("luis@customer.example.org", 2)
        self.assertEqual(mail.support_mail_kind, "outsider")

    def test_the_holding_whose_contract_covers_it_answers_in_the_portal(self):
        user = self._make_portal_user(self.hugo)
        holding = self.hugo.commercial_partner_id
        self._make_contract(holding, self.preferential, "2020-01-01")
        self.assertEqual(self.ticket.support_contract_id.partner_id, holding)
        self.ticket.with_user(self.mail_agent).action_request_confirmation()
        self.env.flush_all()
        self.authenticate(user.login, user.login)

        page = self.url_open(f"/my/ticket/{self.ticket.id}")

        self.assertIn(f"/my/ticket/{self.ticket.id}/confirm", page.text)
        self.assertEqual(
            self.url_open(f"/my/ticket/{self.ticket.id}/confirm").status_code, 200
        )

    def test_a_sister_company_does_not(self):
        user = self._make_portal_user(self.susi)
        self.ticket.message_subscribe(self.susi.ids)
        self.ticket.with_user(self.mail_agent).action_request_confirmation()
        self.env.flush_all()
        self.authenticate(user.login, user.login)

        page = self.url_open(f"/my/ticket/{self.ticket.id}/confirm")

        self.assertEqual(page.status_code, 404)
