# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A company chooses which mails go out; all else happens all the same."""

from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MONDAY
from .mail_common import MailCase

TELL_CLOSED = "support_tell_closed"
#: the mail, its setting, and what happens whether it goes or not
SETTINGS = (
    ("received", "support_acknowledge", lambda t: not t.support_notice_due),
    (
        "admitted",
        "support_tell_admitted",
        lambda t: t.support_quota_status == "counted",
    ),
    ("closed_silent", TELL_CLOSED, lambda t: t.support_outcome == "silent"),
    ("closed_agent", TELL_CLOSED, lambda t: t.support_outcome == "agent"),
    ("closed_customer", TELL_CLOSED, lambda t: t.support_outcome == "customer"),
    ("closed_confirmed", TELL_CLOSED, lambda t: t.support_outcome == "confirmed"),
    ("quota_80", "support_tell_quota", lambda p: p.contract_id.activity_ids),
    ("begins", "support_tell_beginning", lambda c: c.phase == "confirmed"),
    ("ends", "support_expiry_tell_customer", lambda c: c.told_days and c.activity_ids),
)
TEMPLATES = {
    "received": "ticket_received",
    "admitted": "ticket_admitted",
    "asked": "confirmation",
    "reminder": "silence_reminder",
    "closed_silent": "silence_closed",
    "closed_agent": "closed_agent",
    "closed_customer": "closed_customer",
    "closed_confirmed": "closed_confirmed",
    "quota_80": "quota_used",
    "begins": "contract_begins",
    "ends": "contract_expiry",
    "visit": "visit",
    "visit_cancelled": "visit_cancelled",
    "visit_report": "visit_report",
}
NOTICE = "odoo.addons.support_sla.models.notice"
LOGGERS = (
    f"{NOTICE}.broken_template",
    f"{NOTICE}.layout",
    "odoo.addons.mail.models.mail_render_mixin",
    "odoo.addons.base.models.ir_qweb",
)


@tagged("post_install", "-at_install")
class TestMailSettings(MailCase):
    def setUp(self):
        super().setUp()
        for contract in self.contracts.values():
            contract.user_id = self.manager

    def _make(self, name):
        return getattr(self, f"mail_{name}")(self.anna)

    def _break(self, xmlid):
        """Odoo tries a template on one record, this one passed with that."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_template SET body_html = %s::jsonb WHERE id = %s",
            ['{"en_US": "<p t-out=\\"1 / 0\\" />"}', self.env.ref(xmlid).id],
        )
        self.env.invalidate_all()

    def test_switched_off_it_does_not_go_and_all_else_happens(self):
        for name, setting, happened in SETTINGS:
            with self.subTest(mail=name), self.env.cr.savepoint() as undone:
                self.company[setting] = False
                record, mail = self._make(name)
                self.assertFalse(mail)
                self.assertTrue(happened(record))
                undone.rollback()
            self.env.invalidate_all()

    def test_what_a_new_company_tells(self):
        company = self.other_company
        names = {setting for _name, setting, _happened in SETTINGS}
        off = {name for name in names | {"support_remind"} if not company[name]}
        self.assertEqual(
            off, {"support_tell_beginning", "support_expiry_tell_customer"}
        )
        self.assertFalse(company.support_visit_mails)

    def test_who_is_not_reminded_is_not_closed(self):
        """Also where a team has rules of its own, and until a reminder has gone."""
        self.team.write({"support_own_rules": True, "support_close_days": 9})
        ticket = self._wait(self.anna)
        other = self._make_waiting(self.gina, team_id=self.other_team.id)
        with self.at(MONDAY + timedelta(days=1)):
            self.company.support_remind = False
            self.env.flush_all()
        before = self._mails(ticket | other)

        for day in (5, 8, 10, 40):
            self._run(day)

        self.assertEqual(self._mails(ticket | other), before)
        self.assertFalse(ticket.closed or other.closed)
        self.assertFalse(ticket.support_closes_on or other.support_closes_on)
        self.assertFalse(ticket.support_silence_due_at)
        with self.at(MONDAY + timedelta(days=41)):
            self.company.support_remind = True
            self.env.flush_all()
        self._run(41)
        self.assertEqual(len(self._mails(ticket) - before), 1, "a reminder first")
        self._run(42.1)
        self.assertFalse(ticket.closed)
        self._run(44)
        self.assertTrue(ticket.closed)

    def test_a_broken_template_is_replaced_in_the_same_layout(self):
        for name, template in TEMPLATES.items():
            with (
                self.subTest(template=template),
                self.env.cr.savepoint() as undone,
                mute_logger(*LOGGERS, "odoo.addons.base.models.ir_actions_report"),
            ):
                self._break(f"support_sla.mail_template_{template}")
                _record, mail = self._make(name)
                self.assertEqual(len(mail), 1)
                self.assertEqual(mail.recipient_ids, self.anna)
                self.assertIn("<table", mail.body_html)
                self.assertIn("/my/", mail.body_html)
                self.assertNotRegex(mail.body_html, r"\bNone\b|\bFalse\b")
                undone.rollback()
            self.env.invalidate_all()

    def test_a_broken_layout_leaves_the_text_and_its_links(self):
        layout = self.env.ref("support_sla.mail_layout")
        layout.arch_db = "<t t-name='support_sla.mail_layout'><p t-out='1 / 0'/></t>"

        with mute_logger(*LOGGERS):
            ticket, mail = self._make("asked")

        self.assertIn("We replaced the cable", mail.body_html)
        self.assertIn("answer=yes", mail.body_html)
        self.assertIn(f"/my/ticket/{ticket.id}?access_token", mail.body_html)
        told = self.env["mail.activity"].search([("summary", "ilike", layout.name)])
        self.assertEqual(len(told), 1)

    def test_a_template_with_files_has_the_layout_too(self):
        self.env.ref(
            "support_sla.mail_template_ticket_received"
        ).attachment_ids = self.env["ir.attachment"].create(
            {"name": "terms.txt", "raw": b"Be nice."}
        )

        ticket, mail = self._make("received")

        self.assertEqual(mail.attachment_ids.mapped("name"), ["terms.txt"])
        self.assertIn(f"/my/ticket/{ticket.id}?access_token", mail.body_html)

    def test_colours_that_cannot_be_read_are_not_used(self):
        self.company.write(
            {"email_primary_color": "#ffff00", "email_secondary_color": "#ffffff"}
        )

        _ticket, mail = self._make("asked")

        self.assertIn("background-color: #ffffff; color: #1f2328", mail.body_html)

    def test_the_history_has_the_words_and_no_secret(self):
        for name in ("asked", "reminder", "closed_agent"):
            with self.subTest(mail=name):
                _record, mail = self._make(name)
                said = mail.mail_message_id.body
                self.assertNotIn("<table", said)
                self.assertNotIn("confirm?token", said)
