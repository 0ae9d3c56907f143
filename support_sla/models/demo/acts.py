# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from email.message import EmailMessage

from odoo import api, models
from odoo.tools import plaintext2html

CHANNELS = {
    "web": "helpdesk_mgmt.helpdesk_ticket_channel_web",
    "phone": "helpdesk_mgmt.helpdesk_ticket_channel_phone",
    "chat": "support_sla.channel_chat",
    "visit": "support_sla.channel_visit",
}
DONE = "helpdesk_mgmt.helpdesk_ticket_stage_done"
CANCELLED = "helpdesk_mgmt.helpdesk_ticket_stage_cancelled"
TEAM = "support_sla.team_desk"


class SupportDemo(models.AbstractModel):
    """What people do in a script: an act ``answer`` is the method ``_act_answer``."""

    _inherit = "support.demo"

    # Who, and which ticket

    @api.model
    def _find(self, name):
        return self.env.ref(f"support_sla.{name}", raise_if_not_found=False)

    @api.model
    def _find_contact(self, who):
        """Return the ``res.partner`` of a customer's person; none for a stranger, who
        is written as an address: ``"Ana_Paz<ana@example.com>"``."""
        return self._find(f"contact_{who}") or self.env["res.partner"]

    @api.model
    def _find_ticket(self, name):
        return self._find(f"ticket_{name}")

    @api.model
    def _as_agent(self, act):
        """Return the ticket as the agent of an act has it before them."""
        return self._find_ticket(act.ticket).with_user(self._find(f"user_{act.who}"))

    @api.model
    def _as_customer(self, act, record):
        """Return a record as the pages have it: superuser, for whoever is logged in."""
        user = self._find(f"user_{act.who}")
        return record.with_user(user).sudo() if user else record

    @api.model
    def _remember(self, act, ticket):
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"support_sla.ticket_{act.ticket}",
                    "record": ticket.sudo(),
                    "noupdate": True,
                }
            ]
        )

    # A ticket begins

    @api.model
    def _values(self, act):
        name, _bar, text = act.text.partition(" | ")
        category = act.kind and self._find(f"kind_{act.kind}")
        return {
            "name": name,
            "description": plaintext2html(text),
            "channel_id": self.env.ref(CHANNELS[act.what]).id,
            "category_id": category and category.id,
            "priority": act.priority,
            "partner_id": self._find_contact(act.who).id,
        }

    @api.model
    def _act_web(self, act, _now):
        """The portal's form."""
        contact = self._find_contact(act.who)
        tickets = self._as_customer(act, self.env["helpdesk.ticket"])
        company = self.env.company
        stages = self.env["helpdesk.ticket.team"]._support_stages_in(company)
        ticket = tickets.create(
            self._values(act)
            | {
                "company_id": company.id,
                "partner_name": contact.name,
                "partner_email": contact.email,
                "user_id": False,
                "stage_id": stages[:1].id,
            }
        )
        ticket.message_subscribe(partner_ids=contact.ids)
        self._remember(act, ticket)

    @api.model
    def _act_phone(self, act, _now):
        """Somebody of us writes down what a customer says; who, is the first word."""
        agent, _colon, text = act.text.partition(": ")
        user = self._find(f"user_{agent}")
        values = self._values(act._replace(text=text)) | {"user_id": user.id}
        if not act.kind:
            values["team_id"] = self._find("team_desk").id
        ticket = self.env["helpdesk.ticket"].with_user(user).create(values)
        self._remember(act, ticket)

    _act_chat = _act_phone
    _act_visit = _act_phone

    @api.model
    def _act_mail(self, act, _now):
        """A mail comes to the team's address, from whomever."""
        subject, _bar, text = act.text.partition(" | ")
        contact = self._find_contact(act.who)
        mail = EmailMessage()
        mail["From"] = contact.email_formatted or act.who.replace("_", " ")
        mail["To"] = self.env.ref(TEAM).alias_email
        mail["Subject"] = subject
        mail["Message-Id"] = f"<{act.ticket}@demo.example.com>"
        mail.set_content(text)
        threads = self.env["mail.thread"]
        ticket_id = threads.message_process("helpdesk.ticket", mail.as_bytes())
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        self._remember(act, ticket)
        if act.kind:  # who sorts the mails says what it is
            ticket.write(
                {
                    "category_id": self._find(f"kind_{act.kind}").id,
                    "priority": act.priority,
                }
            )

    # The desk

    @api.model
    def _act_take(self, act, _now):
        ticket = self._as_agent(act)
        ticket.sudo().user_id or ticket.assign_to_me()
        stage = ticket.team_id._support_working_stage_in(ticket.company_id)
        if stage and ticket.unattended:
            ticket.stage_id = stage

    @api.model
    def _act_give(self, act, _now):
        """A leader hands a ticket to the agent whom the text names."""
        self._as_agent(act).user_id = self._find(f"user_{act.text}")

    @api.model
    def _act_answer(self, act, now):
        self._act_take(act, now)
        self._as_agent(act).message_post(
            body=plaintext2html(act.text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    @api.model
    def _act_note(self, act, _now):
        self._as_agent(act).message_post(
            body=plaintext2html(act.text),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _act_wait(self, act, now):
        """Answer, and wait for the customer."""
        self._act_answer(act, now)
        self._as_agent(act).action_support_wait()

    @api.model
    def _act_ask(self, act, _now):
        """Ask whether it is solved; the agent's own words come before the question."""
        self._ask(act, "solved")

    @api.model
    def _act_test(self, act, _now):
        self._ask(act, "test")

    @api.model
    def _ask(self, act, kind):
        ticket = self._as_agent(act)
        dialog = self.env["support.ticket.ask"].with_user(ticket.env.user)
        words = act.text and plaintext2html(act.text)
        dialog.create(
            {"ticket_id": ticket.id, "kind": kind, "words": words}
        ).action_apply()

    @api.model
    def _act_close(self, act, now):
        if act.text:
            self._act_answer(act, now)
        self._as_agent(act).stage_id = self.env.ref(DONE)

    @api.model
    def _act_admit(self, act, _now):
        self._as_agent(act).action_support_grant()

    @api.model
    def _act_quote(self, act, _now):
        self._as_agent(act).action_support_propose_quotation()

    # The customer, on their pages

    @api.model
    def _act_reply(self, act, _now):
        contact = self._find_contact(act.who)
        ticket = self._as_customer(act, self._find_ticket(act.ticket))
        ticket._support_customer_says(act.text, contact)

    @api.model
    def _act_yes(self, act, _now):
        self._tell(act, solved=True)

    @api.model
    def _act_no(self, act, _now):
        self._tell(act, solved=False)

    @api.model
    def _tell(self, act, solved):
        contact = self._find_contact(act.who)
        ticket = self._as_customer(act, self._find_ticket(act.ticket))
        ticket._support_answer(solved, act.text, contact)

    @api.model
    def _act_withdraw(self, act, _now):
        ticket = self._as_customer(act, self._find_ticket(act.ticket))
        ticket._support_end(self.env.ref(CANCELLED), "customer")
