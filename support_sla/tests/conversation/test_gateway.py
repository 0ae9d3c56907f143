# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The holes of the base's mail gateway, one test each (specification 16)."""

import xmlrpc.client
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.mail.kind import LOOP_HEADER
from .gateway_common import GatewayCase, raw_mail
from .mails import index

GATEWAY = "odoo.addons.support_sla.models.ticket.mail_thread"
PAGE = "odoo.addons.support_sla.models.ticket.helpdesk_ticket"

REPLY = f"In-Reply-To: <{index.PLACEHOLDER.decode()}>\n"
FAIL = "Authentication-Results: mx.example.com; dmarc=fail\n"
PASS = "Authentication-Results: mx.example.com; dmarc=pass\n"


@tagged("post_install", "-at_install", "security")
class TestGateway(GatewayCase):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()

    # Loops

    def test_a_machine_that_is_stopped_gets_no_bounce(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 1)
        outbox = self.env["mail.mail"].search([])
        machine = "Auto-Submitted: auto-generated\n"

        self.receive(raw_mail(1, extra=machine))
        self.receive(raw_mail(2, extra=machine))

        self.assertEqual(self.env["mail.mail"].search([]), outbox)

    def test_a_machine_that_writes_to_the_catchall_gets_no_bounce(self):
        domain = self.env.company.alias_domain_id
        outbox = self.env["mail.mail"].search([])
        answer = "Auto-Submitted: auto-replied\n"

        self.receive(raw_mail(1, to=domain.catchall_email, extra=answer), model=None)

        self.assertEqual(self.env["mail.mail"].search([]), outbox)

    def test_outgoing_mails_carry_our_mark(self):
        outbox = self.env["mail.mail"].search([])
        self.ticket.message_subscribe(self.ana.ids)

        self.ticket.with_user(self.mail_agent).message_post(
            body="Done.", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

        letters = self.env["mail.mail"].search([]) - outbox
        self.assertTrue(letters)
        mark = self.ticket._support_loop_mark()
        for letter in letters:
            self.assertIn(f"'{LOOP_HEADER}': '{mark}'", letter.headers)

    # Who is who

    def test_a_mail_is_assigned_to_nobody(self):
        self.env.company.helpdesk_mgmt_ticket_auto_assign = True

        self.assertFalse(self.receive(raw_mail(1)).user_id)
        self.assertFalse(self.receive(raw_mail(2, "agent@example.com")).user_id)

    def test_an_alias_may_assign(self):
        self.team.alias_id.alias_defaults = str(
            {"team_id": self.team.id, "user_id": self.mail_agent.id}
        )

        self.assertEqual(self.receive(raw_mail(1)).user_id, self.mail_agent)

    def test_a_mail_that_names_an_agent_is_not_that_agents_act(self):
        ticket = self.receive(raw_mail(1, "agent@example.com", PASS))

        self.assertNotEqual(ticket.create_uid, self.mail_agent)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.partner_email, "agent@example.com")
        self.assertFalse(self.mails_of(ticket).author_id)
        self.assertNotIn(self.mail_agent.partner_id, ticket.message_partner_ids)

    def test_an_agent_vouched_for_by_the_known_server_is_an_agent(self):
        self.env["ir.config_parameter"].set_param(
            "support_sla.authserv_id", "mx.example.com"
        )

        ticket = self.receive(raw_mail(1, "agent@example.com", PASS))
        other = self.receive(
            raw_mail(2, "agent@example.com", PASS.replace("mx.", "evil."))
        )

        self.assertEqual(self.mails_of(ticket).author_id, self.mail_agent.partner_id)
        self.assertFalse(self.mails_of(other).author_id)

    def test_a_forged_mail_counts_on_nobody(self):
        ticket = self.receive(raw_mail(1, extra=FAIL))

        self.assertFalse(ticket.partner_id)
        self.assertFalse(ticket.support_contract_id)
        self.assertIn("not who it claims", "".join(ticket.message_ids.mapped("body")))

    def test_a_forged_reply_is_kept_and_pings_nobody(self):
        self.ticket.message_subscribe(self.ana.ids)

        self.receive(raw_mail(1, "agent@example.com", REPLY + FAIL))

        mail = self.mails_of(self.ticket)[0]
        self.assertEqual(mail.support_mail_kind, "forged")
        self.assertFalse(mail.author_id)
        self.assertTrue(mail.is_internal)
        self.assertFalse(mail.notified_partner_ids)

    def test_an_outsiders_reply_is_for_the_agents(self):
        self.ticket.message_subscribe(self.ana.ids)

        self.receive(raw_mail(1, "stranger@elsewhere.example.net", REPLY))

        mail = self.mails_of(self.ticket)[0]
        self.assertEqual(mail.support_mail_kind, "outsider")
        self.assertTrue(mail.subtype_id.internal)
        self.assertNotIn(self.ana, mail.notified_partner_ids)
        self.assertNotIn(self.stranger, self.ticket.message_partner_ids)

    def test_a_customer_without_contact_card_answers_by_address(self):
        ticket = self.receive(raw_mail(1, "new@elsewhere.example.net"))
        ticket.message_post(
            body="Yes?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            message_id="<second@example.com>",
        )
        reply = "In-Reply-To: <second@example.com>\n"

        self.receive(raw_mail(2, "New One <NEW@elsewhere.example.net>", reply))
        self.receive(raw_mail(3, "other@elsewhere.example.net", reply))

        kinds = self.mails_of(ticket).sorted("id").mapped("support_mail_kind")
        self.assertEqual(kinds, ["human", "human", "outsider"])

    # Followers

    def test_people_in_copy_follow_when_they_belong_to_the_ticket(self):
        copies = (
            "Cc: luis@customer.example.org, stranger@elsewhere.example.net,"
            " agent@example.com\n"
        )

        ticket = self.receive(raw_mail(1, extra=copies))
        self.receive(raw_mail(2, extra=copies + REPLY))

        for followed in (ticket, self.ticket):
            self.assertIn(self.luis, followed.message_partner_ids)
            self.assertIn(self.mail_agent.partner_id, followed.message_partner_ids)
            self.assertNotIn(self.stranger, followed.message_partner_ids)

    def test_who_does_not_count_invites_nobody(self):
        copies = "Cc: luis@customer.example.org, stranger@elsewhere.example.net\n"

        self.receive(raw_mail(1, "stranger@elsewhere.example.net", REPLY + copies))

        self.assertNotIn(self.luis, self.ticket.message_partner_ids)
        self.assertFalse(self.ticket.email_cc)

    def test_agents_still_invite_whom_they_like(self):
        self.ticket.with_user(self.mail_agent).message_subscribe(self.stranger.ids)

        self.assertIn(self.stranger, self.ticket.message_partner_ids)

    # What the ticket gets

    def test_dates_come_from_the_server(self):
        now = fields.Datetime.now()

        ticket = self.receive(raw_mail(1, extra="Date: Thu, 1 Jan 1970 00:00:00 +0\n"))
        self.receive(raw_mail(2, extra="Date: Fri, 1 Jan 2099 00:00:00 +0\n" + REPLY))

        for mail in self.mails_of(ticket) | self.mails_of(self.ticket):
            self.assertLess(abs(mail.date - now), timedelta(minutes=5))

    def test_channel_is_email_by_any_gateway(self):
        channel = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        phone = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")

        self.assertEqual(self.receive(raw_mail(1), model=None).channel_id, channel)
        self.team.alias_id.alias_defaults = str({"channel_id": phone.id})
        self.assertEqual(self.receive(raw_mail(2), model=None).channel_id, phone)

    def test_the_mailgate_script_hands_over_binary(self):
        raw = xmlrpc.client.Binary(raw_mail(1).encode())

        ticket_id = self.env["mail.thread"].message_process(None, raw)

        self.assertEqual(self.env["helpdesk.ticket"].browse(ticket_id).name, "Mail 1")

    def test_a_reply_to_a_stage_mail_is_no_note(self):
        self.ticket.message_post(
            body="The stage has changed.",
            message_type="notification",
            subtype_xmlid="mail.mt_note",
            message_id="<stage@example.com>",
        )

        self.receive(raw_mail(1, extra="In-Reply-To: <stage@example.com>\n"))

        self.assertFalse(self.mails_of(self.ticket)[0].is_internal)

    # Nothing is lost

    def test_a_broken_alias_still_gives_a_ticket(self):
        self.team.alias_id.alias_defaults = str(
            {"team_id": self.team.id, "category_id": 2**30}
        )

        with mute_logger(PAGE, "odoo.sql_db"):
            ticket = self.receive(raw_mail(1))

        self.assertEqual((ticket.name, ticket.team_id), ("Mail 1", self.team))
        self.assertEqual(len(self.mails_of(ticket)), 1)

    def test_a_reply_that_the_parser_refuses_reaches_its_ticket(self):
        raw = raw_mail(
            1, extra=f"{REPLY}Content-Type: text/plain; charset=x-klingon-8\n"
        ).encode()

        with mute_logger(GATEWAY):
            self.assertFalse(self.receive(raw))

        mail = self.mails_of(self.ticket)[0]
        self.assertEqual(mail.support_mail_kind, "human")
        self.assertIn("Text 1", mail.body)
        self.assertEqual(mail.attachment_ids.raw, raw)

    def test_what_cannot_even_be_repaired_is_kept_raw(self):
        # a delivery report whose only part is no part breaks the parser
        raw = raw_mail(
            1, extra="Content-Type: multipart/report; boundary=x\nX-Mark: 1\n"
        ).encode()
        machine = raw.replace(b"mail-1@", b"mail-2@")

        with mute_logger(GATEWAY, "odoo.sql_db"):
            ticket = self.env["helpdesk.ticket"].browse(
                self.env["helpdesk.ticket"]._support_keep_unreadable(
                    raw, False, self.team.alias_id, None
                )
            )
            self.receive(machine)

        self.assertEqual((ticket.name, ticket.team_id), ("Mail 1", self.team))
        self.assertEqual(ticket.attachment_ids.raw, raw)
        self.assertFalse(ticket.user_id)

    @contextmanager
    def contested_gateway(self, **context):
        """A gateway on a cursor of its own, where another process came first twice."""
        ticket_class = type(self.env["helpdesk.ticket"])
        route, conflicts = ticket_class._support_route, [1, 1]

        def contested(model, *args):
            if conflicts:
                conflicts.pop()
                raise errors.SerializationFailure
            return route(model, *args)

        with (
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
            patch.object(ticket_class, "_support_route", contested),
        ):
            # a test's cursor sets its savepoint with its first query only
            roll_back = cr.rollback
            cr.rollback = lambda: (roll_back(), cr.execute("SELECT 1"))
            cr.execute("SELECT 1")
            yield self.env(cr=cr)["mail.thread"].with_context(**context)
            cr.rollback = roll_back

    def test_a_fetched_mail_is_tried_again_after_a_conflict(self):
        """The job that fetches mails repeats nothing: what fails there is lost."""
        with self.contested_gateway(fetchmail_cron_running=True) as gateway:
            number = gateway.message_process(None, raw_mail(1))

        self.assertTrue(self.env["helpdesk.ticket"].browse(number).exists())

    def test_a_mail_that_came_by_rpc_is_repeated_by_odoo(self):
        with (
            self.contested_gateway() as gateway,
            self.assertRaises(errors.SerializationFailure),
        ):
            gateway.message_process(None, raw_mail(1))

    def test_a_refused_mail_for_others_is_refused_as_ever(self):
        raw = raw_mail(
            1,
            to="others@example.net",
            extra="Content-Type: text/plain; charset=x-klingon-8\n",
        )

        with self.assertRaises(LookupError):
            self.receive(raw, model="res.partner")
