# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every mail to a customer, made as it is made in life: for the table that looks at
them all, and for their pictures."""

from datetime import date, datetime, timedelta

from markupsafe import Markup

from odoo.tests import HttpCase

from ...tools.statement.facts import Month
from ..common import GUATEMALA, MONDAY
from ..silence.closing_common import ClosingCase

SPANISH = "es_419"
TRANSLATED = ["web", "portal", "mail", "helpdesk_mgmt", "support_sla"]
HOSTILE = "<script>x</script> {{ 7 * 7 }} \"said\" 'he' & they"
NAME = "Anna <img src=x> {{ 6 * 7 }}"
PHONE = "+502 2222 3333"
DAY = timedelta(days=1)
MARCH, APRIL = date(2026, 3, 1), datetime(2026, 4, 1, 12)


class MailCase(ClosingCase, HttpCase):
    """A customer in Guatemala, a Spanish one in Madrid, and somebody unknown."""

    subject, customer_name = HOSTILE, NAME

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(SPANISH)
        modules = cls.env["ir.module.module"].search([("name", "in", TRANSLATED)])
        modules._update_translations([SPANISH])
        cls.company.support_phone = PHONE
        cls.company.partner_id.write({"tz": "America/Bogota", "lang": "en_US"})
        cls.company.support_tell_beginning = True
        cls.company.support_expiry_tell_customer = True
        kinds = ("email", "web", "phone", "visit")
        channels = cls.env["helpdesk.ticket.channel"].search(
            [("support_kind", "in", kinds)]
        )
        cls.level = cls.monthly.copy(
            {
                "code": "mails",
                "quota_tickets": 5,
                "channel_ids": [(6, 0, channels.ids)],
                "visit_days_per_week": 3,
                "visit_scope": "contract",
            }
        )
        cls.chat = cls.env.ref("support_sla.channel_chat")
        cls.web = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")
        cls.anna.write({"name": cls.customer_name, "lang": "en_US", "tz": GUATEMALA})
        cls.gina.write({"lang": SPANISH, "tz": "Europe/Madrid"})
        cls.acme.lang, cls.globex.lang = "en_US", SPANISH
        cls.contracts = {
            person: cls._make_contract(
                person.commercial_partner_id,
                cls.level,
                "2026-01-01",
                "2026-04-01",
                contact_ids=[(6, 0, person.ids)],
            )
            for person in cls.anna | cls.gina
        }

    # What is written to: a ticket, a contract …

    def _ticket(self, person, moment=MONDAY, **vals):
        if not person:
            vals |= {
                "partner_name": self.customer_name,
                "partner_email": "who@nowhere.test",
            }
        with self.at(moment):
            ticket = self._make_ticket(
                person,
                name=self.subject,
                description=Markup("<p>{{ 7 * 7 }}</p>"),
                user_id=self.agent.id,
                **vals,
            )
            self.env.cr.precommit.run()
        return ticket

    def _say(self, ticket, text="<p>Which cable do you use?</p>", moment=MONDAY):
        with self.at(moment):
            ticket.with_user(self.agent).message_post(
                body=Markup(text),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _acknowledge(self, moment):
        cron = self.env.ref("support_sla.ir_cron_send_acknowledgements")
        with self.at(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _since(self, record, act):
        """What was mailed to customers about a record while something happened."""
        known = [("model", "=", record._name), ("res_id", "=", record.id)]
        mails = self.env["mail.mail"].search(known)
        act()
        self.env.flush_all()
        self.env.cr.precommit.run()
        new = self.env["mail.mail"].search(known) - mails
        return new.filtered(lambda m: all(p.partner_share for p in m.recipient_ids))

    # The mails: each returns the record and what was mailed about it

    def mail_received(self, person):
        ticket = self._ticket(person, channel_id=self.web.id)
        return ticket, self._since(ticket, lambda: self._acknowledge(MONDAY))

    def mail_admitted(self, person):
        for _number in range(5):
            self._ticket(person)
        ticket = self._ticket(person, channel_id=self.web.id)
        self._acknowledge(MONDAY)
        with self.at(MONDAY + DAY):
            ticket.action_support_grant()
        return ticket, self._since(ticket, lambda: self._acknowledge(MONDAY + DAY))

    def _ask(self, person, kind, words=None, **vals):
        ticket = self._ticket(person, **vals)

        def ask():
            with self.at(MONDAY):
                ticket.with_user(self.agent)._support_send_ask(
                    kind, MONDAY, words=words and Markup(words)
                )

        return ticket, self._since(ticket, ask)

    def mail_asked(self, person):
        return self._ask(person, "solved", "<p>We replaced the cable.</p>")

    def mail_missing(self, person):
        kind = self.env.ref("support_sla.kind_problem")
        return self._ask(person, "missing", category_id=kind.id)

    def mail_test(self, person):
        return self._ask(person, "test", "<p>Please print twice.</p>")

    def mail_channel(self, person):
        return self._ask(person, "channel", channel_id=self.chat.id)

    def _wait(self, person):
        ticket = self._ticket(person)
        with self.at(MONDAY):
            ticket.stage_id = self.stage_awaiting
        self._say(ticket)
        self.env.flush_all()
        return ticket

    def mail_reminder(self, person):
        ticket = self._wait(person)
        return ticket, self._since(ticket, lambda: self._run(5))

    def mail_last_reminder(self, person):
        ticket = self._wait(person)
        self._run(5)
        return ticket, self._since(ticket, lambda: self._run(8))

    def mail_closed_silent(self, person):
        ticket = self._wait(person)
        self._run(5)
        self._run(8)
        return ticket, self._since(ticket, lambda: self._run(10.1))

    def _close(self, person, outcome):
        ticket = self._ticket(person)
        ticket.stage_id = self.stage_progress
        self.env.cr.precommit.run()

        def close():
            with self.at(MONDAY):
                ticket._support_end(self.stage_done, outcome)
                self.env.flush_all()
                self.env.cr.precommit.run()

        return ticket, self._since(ticket, close)

    def mail_closed_agent(self, person):
        return self._close(person, "agent")

    def mail_closed_customer(self, person):
        return self._close(person, "customer")

    def mail_closed_confirmed(self, person):
        return self._close(person, "confirmed")

    def _use(self, person, count):
        for _number in range(count):
            self._ticket(person)
        period = self.contracts[person].quota_period_ids[:1]

        def tell():
            with self.at(MONDAY):
                period.invalidate_recordset()
                period._tell_used()

        period.told_percent = 0
        return period, self._since(period, tell)

    def mail_quota_80(self, person):
        return self._use(person, 4)

    def mail_quota_100(self, person):
        return self._use(person, 5)

    def mail_begins(self, person):
        with self.at(MONDAY):
            contract = self._make_contract(
                person.commercial_partner_id,
                self.level,
                "2026-04-02",
                "2026-12-31",
                confirm=False,
                contact_ids=[(6, 0, person.ids)],
            )

            def confirm():
                contract.action_confirm()

            return contract, self._since(contract, confirm)

    def mail_ends(self, person):
        contract = self.contracts[person]
        with self.at(MONDAY):
            return contract, self._since(
                contract, lambda: contract._warn_expiry(MONDAY)
            )

    def mail_statement(self, person):
        """Of a month in which one answer came in time and one late."""
        for ticket, hours in ((self._ticket(person), 2), (self._ticket(person), 200)):
            self._say(ticket, moment=MONDAY + timedelta(hours=hours))
        self.env.flush_all()
        statements, month = self.env["support.statement"], Month.of(MARCH, GUATEMALA)
        with self.at(APRIL):
            statement = statements._make({self.contracts[person]: month}, APRIL)
            return statement, self._since(statement, lambda: statement._mail(APRIL))

    def _visit(self, person):
        with self.at(MONDAY):
            return self.env["support.visit"].create(
                {
                    "contract_id": self.contracts[person].id,
                    "user_id": self.agent.id,
                    "contact_id": person.id,
                    "start_at": MONDAY + 3 * DAY,
                    "stop_at": MONDAY + 3 * DAY + timedelta(hours=2),
                }
            )

    def mail_visit(self, person):
        visit = self._visit(person)
        with self.at(MONDAY):
            return visit, self._since(visit, lambda: visit._tell(MONDAY))

    def mail_visit_cancelled(self, person):
        visit = self._visit(person)
        with self.at(MONDAY):
            visit._tell(MONDAY)
            visit.write({"state": "cancelled", "cancelled_by": "us"})
            return visit, self._since(visit, lambda: visit._tell(MONDAY))

    def mail_visit_report(self, person):
        visit = self._visit(person)
        with self.at(MONDAY + 4 * DAY):
            visit.report = Markup("<p>Installed the till.</p>")
            visit.action_done()
            return visit, self._since(visit, lambda: visit._tell_report(MONDAY))


#: of a ticket, also of somebody whom we do not know
OF_TICKETS = (
    "received",
    "asked",
    "missing",
    "test",
    "reminder",
    "last_reminder",
    "closed_silent",
    "closed_agent",
    "closed_customer",
    "closed_confirmed",
)
#: of who has a contract
OF_CONTRACTS = (
    "admitted",
    "channel",
    "quota_80",
    "quota_100",
    "begins",
    "ends",
    "visit",
    "visit_cancelled",
    "visit_report",
    "statement",
)
MAILS = (*OF_TICKETS, *OF_CONTRACTS)
