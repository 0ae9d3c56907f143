# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a mail brings along: odd names, pictures in the text, signatures, duplicates."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .gateway_common import GatewayCase, raw_mail
from .mails import index

THREAD = "odoo.addons.support_sla.models.ticket.mail_thread"
REPLY = f"In-Reply-To: <{index.PLACEHOLDER.decode()}>\n"


@tagged("post_install", "-at_install")
class TestMailMatter(GatewayCase):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()

    # Names

    def test_a_name_with_line_breaks_is_one_line(self):
        for number, name in enumerate(
            (
                "=?utf-8?q?Ana=0D=0ABcc=3A_x?=",
                "=?utf-8?b?QW5hClByYWRv?=",
                '"Ana\n Prado"',
            )
        ):
            with mute_logger(THREAD):  # Odoo's parser refuses some
                ticket = self.receive(
                    raw_mail(number, f"{name} <new{number}@x.example>")
                )

            self.assertNotRegex(ticket.partner_email, r"[\r\n\t]")
            self.assertIn(f"new{number}@x.example", ticket.partner_email)

    # Pictures

    def test_a_picture_in_the_text_is_shown_in_the_description(self):
        ticket = self.receive_named("human_inline_image")

        self.assertNotIn("cid:", ticket.description)
        self.assertIn("/web/image/", ticket.description)
        self.assertIn("This is the error", ticket.description)

    # Thanks

    def _thank(self, text):
        self.ana.function = "Jefa de compras"
        self.ticket.stage_id = self.stage_done
        self.env.cr.precommit.run()
        html = "Content-Type: text/html; charset=utf-8\n"
        raw = raw_mail(1, extra=REPLY + html).replace("Text 1.", text)
        self.receive(raw)
        return self.ticket.closed

    def test_thanks_with_name_job_and_company_reopen_nothing(self):
        self.assertTrue(
            self._thank("<p>Gracias</p><p>Ana Prado<br>Jefa de compras<br>Customer</p>")
        )

    def test_thanks_with_a_logo_below_the_name_reopen_nothing(self):
        self.assertTrue(
            self._thank('<p>Gracias</p><p>Ana Prado</p><p><img src="/logo.png"></p>')
        )

    def test_what_is_said_below_the_name_reopens(self):
        self.assertFalse(
            self._thank("<p>Gracias</p><p>Ana Prado</p><p>PD: sigue fallando</p>")
        )

    def test_a_picture_above_the_name_reopens(self):
        self.assertFalse(
            self._thank('<p>Gracias</p><p><img src="/screen.png"></p><p>Ana Prado</p>')
        )

    # Duplicates

    def test_a_reply_on_a_duplicate_reaches_the_original(self):
        original = self._make_ticket(self.ana, stage_id=self.stage_awaiting.id)
        between = self._make_ticket(self.ana, duplicate_id=original.id)
        self.ticket.write({"duplicate_id": between.id, "stage_id": self.stage_done.id})

        self.receive(raw_mail(1, extra=REPLY))

        self.assertEqual(len(self.mails_of(original)), 1)
        self.assertEqual(original.stage_id, self.stage_progress)
        self.assertTrue(self.ticket.closed)

    def test_two_that_name_each_other_are_no_trap(self):
        other = self._make_ticket(self.ana, duplicate_id=self.ticket.id)
        self.ticket.duplicate_id = other

        self.receive(raw_mail(1, extra=REPLY))

        self.assertEqual(len(self.mails_of(self.ticket) | self.mails_of(other)), 1)
