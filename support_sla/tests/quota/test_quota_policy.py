# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import RecordCapturer, tagged
from odoo.tests.common import HttpCase, new_test_user
from odoo.tools import mute_logger

from ..common import MONDAY
from .quota_common import QuotaCase

MAIL = """\
From: Anna <anna@acme.test>
To: support@provider.test
Subject: {subject}
Message-Id: <{subject}@acme.test>
Content-Type: text/plain

It is broken again.
"""


@tagged("post_install", "-at_install")
class TestPolicy(QuotaCase, HttpCase):
    """Each policy, by each door: backend, mail gateway and portal form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        cls._make_portal_user(cls.anna)
        cls.env["mail.alias.domain"].create({"name": "provider.test"})
        cls.team.alias_name = "support"

    def _by_backend(self):
        return (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .create(self._ticket_vals(self.anna))
        )

    def _by_mail(self, subject="Mailed"):
        ticket_id = self.env["mail.thread"].message_process(
            "helpdesk.ticket", MAIL.format(subject=subject)
        )
        return self.env["helpdesk.ticket"].browse(ticket_id)

    def _by_portal(self):
        self.authenticate(self.anna.email, self.anna.email)
        page = self.url_open("/new/ticket")
        token = page.text.split('name="csrf_token"')[1].split('value="')[1]
        answer = self.url_open(
            "/submitted/ticket",
            {
                "csrf_token": token.split('"')[0],
                "subject": "From the form",
                "description": "Broken",
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.assertRegex(answer.url, r"/my/ticket/\d+")
        return self.env["helpdesk.ticket"].search(
            [("name", "=", "From the form")], limit=1
        )

    def test_policies_by_every_door(self):
        """Never a refusal; two policies hold the ticket and promise nothing."""
        for policy, held in (
            ("inform", False),
            ("extra", False),
            ("no_commitment", True),
            ("approval", True),
        ):
            with self.subTest(policy=policy), self.env.cr.savepoint() as savepoint:
                self.small.over_quota_policy = policy
                with self.at(MONDAY):
                    counted = self._make_tickets(3)
                    over = self._by_backend() | self._by_mail()
                    self.assertEqual(self._statuses(counted), ["counted"] * 3)
                    self._assert_over(over, policy, held)
                over.stage_id = self.stage_done  # who waits comes first in a new month
                self._assert_over(self._by_portal_after(counted), policy, held)
                savepoint.rollback()

    def _assert_over(self, tickets, policy, held):
        for ticket in tickets:
            self.assertEqual(ticket.support_quota_status, "over")
            self.assertEqual(ticket.support_over_policy, policy)
            self.assertEqual(ticket.support_held, held)
            self.assertEqual(bool(ticket.support_deadline_ids), not held)

    def _by_portal_after(self, counted):
        """The form lives in the present, where the month has places again: use them."""
        self._make_tickets(3)
        return self._by_portal()

    def test_a_fetched_mail_is_never_lost(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            ticket = self.env["helpdesk.ticket"].browse(
                self.env["mail.thread"]
                .with_context(fetchmail_cron_running=True)
                .message_process("helpdesk.ticket", MAIL.format(subject="Fetched"))
            )
            again = self.env["mail.thread"].message_process(
                "helpdesk.ticket", MAIL.format(subject="Fetched")
            )

        self.assertEqual(ticket.support_quota_status, "over")
        self.assertFalse(again, "the same mail twice is one ticket")

    def test_one_mail_to_two_teams_counts_once(self):
        self.other_team.alias_name = "other"
        mail = MAIL.format(subject="Both").replace(
            "To: support@provider.test",
            "To: support@provider.test, other@provider.test",
        )
        with self.at(MONDAY):
            self.env["mail.thread"].message_process("helpdesk.ticket", mail)

            tickets = self.env["helpdesk.ticket"].search([("name", "=", "Both")])
            self.assertEqual(tickets.team_id, self.team | self.other_team)
            self.assertEqual(sorted(self._statuses(tickets)), ["counted", "exempt"])
            self.contract.invalidate_recordset()
            self.assertEqual(self.contract.quota_used, 1)

    def test_granted_by_an_agent(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            first, second = self._make_ticket(self.anna), self._make_ticket(self.anna)
        with self.at("2026-03-04 15:00"):
            second.with_user(self.agent).action_support_grant()

            self.assertEqual(second.support_quota_status, "counted")
            self.assertEqual(
                second.support_deadline_ids.started_at, datetime(2026, 3, 4, 15)
            )
            self.assertEqual(second.support_admitted_at, datetime(2026, 3, 4, 15))
            self.assertTrue(first.support_held, "a grant is for this ticket")
            self.contract.invalidate_recordset()
            self.assertEqual(
                (self.contract.quota_used, self.contract.quota_size), (4, 4)
            )
        grant = second.support_quota_entry_ids.filtered(
            lambda e: e.kind == "adjustment"
        )
        self.assertEqual((grant.quantity, grant.create_uid), (-1, self.agent))
        with self.assertRaisesRegex(UserError, "None of these"):
            second.with_user(self.agent).action_support_grant()

    def test_approval_is_the_managers(self):
        self.small.over_quota_policy = "approval"
        with self.at(MONDAY):
            tickets = self._make_tickets(5)[3:]

            with self.assertRaisesRegex(AccessError, "only a manager"):
                tickets.with_user(self.agent).action_support_grant()
            tickets.with_user(self.manager).action_support_grant()

        self.assertEqual(self._statuses(tickets), ["counted"] * 2)
        self.assertTrue(all(ticket.support_deadline_ids for ticket in tickets))

    def test_who_may_not_write_the_ticket_may_not_grant_it(self):
        stranger = new_test_user(
            self.env, "support-stranger", "helpdesk_mgmt.group_helpdesk_user_own"
        )
        with self.at(MONDAY):
            ticket = self._make_tickets(4)[3]
        ticket.user_id = self.agent

        with self.assertRaises(AccessError):
            ticket.with_user(stranger).action_support_grant()

    def test_extra_counts_when_a_place_of_its_month_gets_free(self):
        self.small.over_quota_policy = "extra"
        with self.at(MONDAY):
            tickets = self._make_tickets(4)
            tickets[0].duplicate_id = tickets[1]

            self.assertEqual(tickets[3].support_quota_status, "counted")
            self.assertEqual(len(tickets[3].support_deadline_ids), 1)

    def test_an_answered_ticket_owes_no_first_answer_after_admission(self):
        with self.at(MONDAY):
            ticket = self._make_tickets(4)[3]
            ticket.with_user(self.agent).message_post(
                body="We look at it.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            ticket.action_support_grant()

        self.assertFalse(ticket.support_deadline_ids)

    def test_not_chargeable_by_the_dialog_and_counted_again(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            action = ticket.with_user(self.agent).action_support_exclude()
            wizard = (
                self.env["support.quota.exempt"]
                .with_user(self.agent)
                .with_context(**action["context"])
                .create({"why": "own_defect", "reason": "Our update broke it"})
            )
            wizard.action_apply()

            self.assertEqual(ticket.support_quota_status, "exempt")
            reversal = ticket.support_quota_entry_ids[:1]
            self.assertEqual(reversal.create_uid, self.agent)
            self.assertEqual(reversal.reason, "Our own defect")
            self.assertIn("Our update broke it", ticket.message_ids[0].body)

            ticket.with_user(self.agent).action_support_count_again()

            self.assertEqual(ticket.support_quota_status, "counted")


@tagged("post_install", "-at_install")
class TestAcknowledgement(QuotaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(cls.acme, cls.small, "2026-01-01")
        cls.web = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        cls.phone = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")

    def _acknowledge(self, moment=MONDAY):
        cron = self.env.ref("support_sla.ir_cron_send_acknowledgements")
        with self.at(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self, tickets):
        return self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "in", tickets.ids)],
            order="id",
        )

    def test_the_number_in_the_month_and_when_to_expect_an_answer(self):
        with self.at(MONDAY):
            tickets = self._make_tickets(2, channel_id=self.web.id)
        self.assertFalse(self._mails(tickets), "creating sends nothing")

        self._acknowledge()
        self._acknowledge()

        one, two = self._mails(tickets)
        self.assertEqual(two.recipient_ids, self.anna)
        self.assertIn("ticket 2 of 3 this month", two.body_html)
        self.assertIn("We will answer by", two.body_html)
        self.assertIn("auto-generated", two.headers)
        self.assertIn("ticket 1 of 3", one.body_html)

    def test_over_quota_in_words_and_then_admitted(self):
        with self.at(MONDAY):
            ticket = self._make_tickets(4, channel_id=self.web.id)[3]
        self._acknowledge()
        with self.at("2026-03-03 15:00"):
            ticket.action_support_grant()
        self._acknowledge("2026-03-03 15:05")

        received, admitted = self._mails(ticket)
        self.assertIn("Your 3 tickets this month are used up", received.body_html)
        self.assertIn("cannot promise a time yet", received.body_html)
        self.assertIn("April 1, 2026", received.body_html)
        self.assertNotIn("We will answer", received.body_html)
        self.assertIn("has its place", admitted.subject)
        self.assertIn("We will answer by", admitted.body_html)

    def test_whom_a_parents_contract_covers_reads_no_number_of_it(self):
        branch = self._make_customer("Branch", parent_id=self.acme.id)
        boris = self._make_contact(branch, "Boris")
        with self.at(MONDAY):
            self._make_tickets(3)
            ticket = self._make_ticket(boris, channel_id=self.web.id)
        self._acknowledge()

        [mail] = self._mails(ticket)
        self.assertEqual(ticket.support_contract_id, self.contract)
        self.assertIn("This request is beyond the quota.", mail.body_html)
        self.assertNotIn("3 tickets", mail.body_html)

    def test_nothing_on_the_phone_or_where_the_company_does_not_want_it(self):
        with self.at(MONDAY):
            talked = self._make_tickets(1, channel_id=self.phone.id)
            self.company.support_acknowledge = False
            silent = self._make_tickets(1, channel_id=self.web.id)

        self._acknowledge()

        self.assertFalse(self._mails(talked | silent))

    def test_nothing_once_somebody_has_seen_that_a_machine_wrote_it(self):
        with self.at(MONDAY):
            machine, person = self._make_tickets(2, channel_id=self.web.id)
            machine.with_user(self.agent).support_no_auto_answer = True

        self._acknowledge()

        self.assertFalse(self._mails(machine))
        self.assertEqual(len(self._mails(person)), 1)
        self.assertFalse(any((machine | person).mapped("support_notice_due")))

    def test_a_broken_template_is_replaced_by_our_words(self):
        template = self.env.ref("support_sla.mail_template_ticket_received")
        template.body_html = '<p t-out="object.no_such_field" />'
        with self.at(MONDAY):
            tickets = self._make_tickets(2, channel_id=self.web.id)

        with mute_logger(
            "odoo.addons.support_sla.models.notice.broken_template",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            self._acknowledge()

        self.assertEqual(len(self._mails(tickets)), 2)
        self.assertEqual(tickets.mapped("support_notice_due"), [False, False])

    def test_who_was_answered_or_has_closed_is_not_told_that_we_have_it(self):
        with self.at(MONDAY):
            answered, closed = self._make_tickets(2, channel_id=self.web.id)
            answered.with_user(self.agent).message_post(
                body="Done.", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            closed.stage_id = self.stage_done
            before = self._mails(answered | closed)

        self._acknowledge()

        self.assertEqual(self._mails(answered | closed), before)
        self.assertFalse(any((answered | closed).mapped("support_notice_due")))

    def test_the_mail_queue_is_woken_once_a_run(self):
        with self.at(MONDAY):
            self._make_tickets(3, channel_id=self.web.id)
            self._make_ticket(self.gina, channel_id=self.web.id)
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")

        with RecordCapturer(
            self.env["ir.cron.trigger"], [("cron_id", "=", queue.id)]
        ) as triggers:
            self._acknowledge()

        self.assertEqual(len(triggers.records), 1)

    def test_a_deleted_template_still_tells(self):
        self.env.ref("support_sla.mail_template_ticket_received").unlink()
        with self.at(MONDAY):
            ticket = self._make_tickets(1, channel_id=self.web.id)

        with self.assertLogs("odoo.addons.support_sla", "WARNING"):
            self._acknowledge()

        self.assertIn("ticket 1 of 3 this month", self._mails(ticket).body_html)
