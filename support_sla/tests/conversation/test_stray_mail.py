# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A mail that becomes no ticket whatever is tried is kept where nothing reaches it."""

import base64
from contextlib import contextmanager

from psycopg2 import errors

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gateway_common import GatewayCase, raw_mail
from .mails import index

REPLY = f"In-Reply-To: <{index.PLACEHOLDER.decode()}>\n"


@tagged("post_install", "-at_install")
class TestStrayMail(GatewayCase):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()
        self.outbox = self.env["mail.mail"].search([])

    def _kept(self):
        return self.env["support.stray.mail"].search([], order="id")

    @contextmanager
    def _broken(self, table="helpdesk_ticket"):
        """What makes a ticket fails: an automation rule, say, that somebody broke."""
        self._refuse(table, "INSERT", "true")
        with mute_logger(
            "odoo.sql_db",
            "odoo.addons.support_sla.models.ticket.mail_thread",
            "odoo.addons.support_sla.models.conversation.mail_alias",
            "odoo.addons.support_sla.models.conversation.stray_mail",
            "odoo.addons.support_sla.models.ticket.helpdesk_ticket",
        ):
            yield
        self.env.cr.execute(f"DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse()")

    def _tasks(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "support.stray.mail")]
        )

    def test_it_is_kept_as_it_came_and_an_admin_is_told(self):
        with self._broken():
            self.assertFalse(self.receive(raw_mail(1, "Ana <ana@x.example>")))

        kept = self._kept()
        self.assertEqual(
            base64.b64decode(kept.raw).decode(), raw_mail(1, "Ana <ana@x.example>")
        )
        self.assertEqual((kept.subject, kept.sender), ("Mail 1", "Ana <ana@x.example>"))
        self.assertIn("refused", kept.error)
        self.assertEqual(self._tasks().user_id, self.env.ref("base.user_admin"))

    def test_neither_is_the_customer_told_otherwise_nor_the_alias_marked(self):
        with self._broken():
            self.receive(raw_mail(1), model=None)

        letters = self.env["mail.mail"].search([]) - self.outbox
        self.assertNotIn("ana@customer.example.org", letters.mapped("email_to"))
        self.assertNotEqual(self.team.alias_id.alias_status, "invalid")
        self.assertEqual(len(self._kept()), 1)

    def test_a_reply_that_cannot_be_posted_is_kept_too(self):
        with self._broken("mail_message"):
            self.receive(raw_mail(1, extra=REPLY))

        self.assertEqual(self._kept().subject, "Mail 1")

    def test_a_mail_that_the_parser_refuses_besides_is_kept_too(self):
        raw = raw_mail(
            1, extra="Content-Type: text/plain; charset=x-klingon-8\n"
        ).encode()

        with self._broken():
            self.receive(raw)

        self.assertEqual(base64.b64decode(self._kept().raw), raw)

    def test_a_fetched_mail_that_always_meets_others_is_kept_too(self):
        """The job marks it as handled: nobody would fetch it again."""
        gateway = self.env["mail.thread"].with_context(fetchmail_cron_running=True)
        ticket_class = type(self.env["helpdesk.ticket"])

        def contested(*args):
            raise errors.SerializationFailure

        self.patch(ticket_class, "_support_route", contested)
        self.patch(self.env.cr, "rollback", lambda: None)
        with mute_logger("odoo.addons.support_sla.models.conversation.stray_mail"):
            gateway.message_process(None, raw_mail(1))

        self.assertEqual(self._kept().subject, "Mail 1")

    def test_the_same_mail_is_kept_once_and_the_admin_told_once(self):
        with self._broken():
            for number in (1, 1, 2):
                self.receive(raw_mail(number))

        self.assertEqual(self._kept().mapped("subject"), ["Mail 1", "Mail 2"])
        self.assertEqual(len(self._tasks()), 1)

    def test_when_no_admin_can_be_told_it_is_kept_all_the_same(self):
        with self._broken(), self._broken_tasks():
            self.receive(raw_mail(1))

        self.assertEqual(len(self._kept()), 1)
        self.assertFalse(self._tasks())

    @contextmanager
    def _broken_tasks(self):
        self.env.cr.execute(
            "CREATE TRIGGER refuse_task BEFORE INSERT ON mail_activity"
            " FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        yield
        self.env.cr.execute("DROP TRIGGER refuse_task ON mail_activity")

    def test_once_mended_it_becomes_a_ticket(self):
        with self._broken():
            for number in (1, 2):
                self.receive(raw_mail(number))
        before = self.env["helpdesk.ticket"].search([])

        self._kept().with_user(self.env.ref("base.user_admin")).action_try_again()

        tickets = self.env["helpdesk.ticket"].search([]) - before
        self.assertEqual(sorted(tickets.mapped("name")), ["Mail 1", "Mail 2"])
        self.assertEqual(tickets.partner_id, self.ana)
        self.assertFalse(self._kept())
        self.assertFalse(self._tasks())

    def test_what_is_not_mended_stays(self):
        with self._broken():
            self.receive(raw_mail(1))
            result = self._kept().action_try_again()

        self.assertEqual(result["tag"], "display_notification")
        self.assertEqual(len(self._kept()), 1)

    def test_others_mails_fail_as_ever(self):
        with self._broken("mail_message"), self.assertRaises(errors.RaiseException):
            self.receive(raw_mail(1, to="others@example.net"), model="res.partner")

        self.assertFalse(self._kept())

    def test_only_admins_read_them(self):
        with self._broken():
            self.receive(raw_mail(1))

        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self._kept().with_user(user).read(["raw"])
