# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import email_normalize, email_normalize_all

from ...tools.life.derived import Derived
from ...tools.mail import kind as message_kind
from ...tools.mail.thanks import is_bare_thanks
from ..clock.zone_words import choose_zone
from .gateway import ASKING, STRANGE

#: What a message on a ticket means. Everything that counts messages asks this.
CUSTOMER = "customer"  # the customer has written
AGENT = "agent"  # a human internal user has written to the customer
NOTE = "note"  # for the agents only
AUTOMATIC = "automatic"  # no person's act

PERSONS = ("comment", "email", "email_outgoing")
#: verdicts on a message under which it is a person's act
MEANT = frozenset({*message_kind.PERSONAL, ASKING})


class SupportConversationMixin(models.AbstractModel):
    """Who said what on a ticket, and what follows from it (specification 6 and 8)."""

    _name = "support.conversation.mixin"
    _description = "Support: conversation of a ticket"

    support_follows_id = fields.Many2one(
        "helpdesk.ticket",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The closed ticket that this one continues.",
        prefetch="support_rare",
    )
    support_follow_up_ids = fields.One2many(
        "helpdesk.ticket", "support_follows_id", string="Followed by", readonly=True
    )

    # What somebody may say

    def _support_own_words(self, given):
        """Return what is kept of a message that somebody posts.

        Odoo lets whoever follows a record post, and name recipients, sender and address
        for replies. Who is none of us says what the box on the page lets them say, on
        what they may read; that box itself posts as superuser.
        """
        if self.env.su or self.env.user._is_internal():
            return given
        self.check_access("read")
        kept = {
            name: given[name] for name in ("body", "attachment_ids") if name in given
        }
        return kept | {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}

    # What a message means

    def _support_message_kinds(self, messages):
        """Return ``{message id: kind}`` for messages of these tickets.

        One answer for clocks, closing and reopening: ``customer``, ``agent``, ``note``
        or ``automatic``.
        """
        tickets = self.browse(set(messages.mapped("res_id"))).sudo()
        by_id = {ticket.id: ticket for ticket in tickets}
        return {
            message.id: by_id[message.res_id]._support_message_kind(message)
            for message in messages.sudo()
        }

    def _support_message_kind(self, message):
        self.ensure_one()
        verdict = message.support_mail_kind
        if message.message_type not in PERSONS:
            return AUTOMATIC
        if verdict and verdict not in MEANT:
            return AUTOMATIC
        if message.is_internal or not self._support_is_public(message.subtype_id):
            return NOTE
        return self._support_author_kind(message)

    def _support_is_public(self, subtype):
        # the usual subtype is known without reading it
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        return subtype.id == comment or (subtype and not subtype.internal)

    def _support_author_kind(self, message):
        author = message.author_id
        robot = self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root")
        if author.id == robot:
            return AUTOMATIC
        if author and author == self.partner_id:
            return CUSTOMER
        if author and not author.partner_share:
            return AGENT
        sender = email_normalize(message.email_from or "")
        if self._support_is_own(author, sender):
            return CUSTOMER
        # an agent who has left meanwhile was an agent
        users = author.with_context(active_test=False).user_ids
        return AGENT if any(not user.share for user in users) else NOTE

    # Who is spoken to, and by whose rules

    def _support_address(self):
        """Return the address under which the customer is reached."""
        self.ensure_one()
        return self.partner_id.sudo().email_normalized or self.partner_email

    def _support_reader_zone(self, tz=None):
        """Return in whose time moments are told: the reader's, else the customer's,
        else the company's; that of the machines only where nobody has another."""
        self.ensure_one()
        company, level = self.company_id.sudo(), self.support_level_id.sudo()
        return choose_zone(
            tz,
            self.partner_id.sudo().tz,
            company.partner_id.tz,
            company.resource_calendar_id.tz,
            level.calendar_id.tz,
        )

    def _support_lets_machines_write(self):
        """May a machine write here? Not to machines, nor to unproven senders."""
        return not self.support_no_auto_answer

    def _support_may_mail(self):
        """May a machine write here, and is there an address to write to?"""
        self.ensure_one()
        return bool(self._support_lets_machines_write() and self._support_address())

    def _support_get_rules(self):
        """Return the record that holds this ticket's rules: its team or its company."""
        self.ensure_one()
        team = self.team_id.sudo()
        return team if team.support_own_rules else self.company_id.sudo()

    def _support_customer_files(self):
        """Return the files that the customer may see: none that only notes hold."""
        self.ensure_one()
        files = self.sudo().attachment_ids
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("attachment_ids", "in", files.ids)])
        )
        public = messages.filtered(
            lambda m: not m.is_internal and m.subtype_id and not m.subtype_id.internal
        )
        return files - (messages.attachment_ids - public.attachment_ids)

    def _support_is_stranger(self, message, kind):
        """Did a person write to us whom we do not recognise?

        :param kind: what the message means, which is nothing
        """
        if message.support_mail_kind:
            return message.support_mail_kind in STRANGE
        written = kind == NOTE and not message.is_internal
        return written and self._support_is_public(message.subtype_id)

    # What follows from it

    def _support_back_to_team(self):
        """A ticket that waited for the customer waits no longer."""
        if self.stage_id._get_meaning().waiting_for == "customer":
            stage = self.team_id._support_working_stage_in(self.company_id)
            self.stage_id = stage or self.stage_id

    # For the agents

    def _support_note_lost_answer(self, author):
        """An answer is no longer to be read. That it was given stays true; if it was
        the only one, the history says so."""
        ticket = self.sudo().exists()
        left = ticket.message_ids._support_answers() if ticket else ()
        if ticket and not left:
            ticket._message_log(
                body=self.env._(
                    "%(user)s took away the only answer to the customer, by "
                    "%(author)s. It was given all the same: the ticket stays answered.",
                    user=self.env.user.name,
                    author=author or "",
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _support_names_customer(self, partner_ids, addresses):
        """Is one of these the customer's?"""
        self.ensure_one()
        partners = self.env["res.partner"].browse(partner_ids or ())
        return any(self._support_is_own(partner) for partner in partners) or any(
            self._support_is_own(partners.browse(), address)
            for address in email_normalize_all(addresses or "")
        )

    def _support_agents(self):
        """Return who of us looks after this ticket: its assignee, else its team, else
        the managers of the helpdesk."""
        self.ensure_one()
        ticket = self.sudo()
        managers = self.env.ref("helpdesk_mgmt.group_helpdesk_manager").sudo()
        for people in (
            ticket.user_id,
            ticket.team_id.user_ids | ticket.team_id.user_id,
            managers.all_user_ids.filtered(lambda u: self.company_id in u.company_ids),
        ):
            if found := people.filtered(lambda u: u.active and not u.share):
                return found
        return self.env["res.users"]

    def _support_tell_agents(self, text):
        """Note something of which the agents are told at once."""
        self.ensure_one()
        root = self.env.ref("base.user_root")
        return self.with_user(root).message_post(
            body=text,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
            partner_ids=self._support_agents().partner_id.ids,
            is_internal=True,
        )

    # Messages on a closed ticket

    def _support_open_follow_up(self, message):
        """Open the ticket that continues this one: the portal's way, the gateway opens
        follow-ups by itself."""
        self.with_context(support_from_gateway=True).create(
            {
                "name": self.name,
                "description": message.body,
                "partner_id": message.author_id.id or self.partner_id.id,
                "partner_email": message.email_from,
                "channel_id": self.channel_id.id,
                **self._support_follow_up_values(),
            }
        )._support_link_follow_up()

    def _support_reopen(self):
        stage = self.team_id._support_working_stage_in(self.company_id)
        if stage:
            self.write({"stage_id": stage.id, "closed_date": False})

    def _support_is_thanks(self, body, has_attachments):
        contact = self.partner_id.sudo()
        names = [contact.name, self.partner_name, self.user_id.name]
        names += [contact.function, contact.commercial_partner_id.name]
        names += self.team_id.user_ids.mapped("name")
        return is_bare_thanks(body, [name for name in names if name], has_attachments)

    def _support_is_too_late(self, body, has_attachments, now=None):
        """Return whether a message on this ticket must open another one."""
        self.ensure_one()
        if not self.closed or self._support_is_thanks(body, has_attachments):
            return False
        # tickets that were closed before this addon came have the second one only
        closed_at = self.support_closed_at or self.closed_date or self.create_date
        now = now or self.env.cr.now()
        days = self._support_get_rules().support_reopen_days
        return now > closed_at + timedelta(days=days)

    def _support_follow_up_values(self):
        self.ensure_one()
        return {"support_follows_id": Derived(self.id), "team_id": self.team_id.id}

    def _support_link_follow_up(self):
        """Tell both tickets of each other, in their chatter."""
        for ticket in self.filtered("support_follows_id"):
            before = ticket.support_follows_id.sudo()
            before._message_log(
                body=self.env._(
                    "The customer wrote again after the time for reopening: %s",
                    ticket._get_html_link(title=ticket.number),
                )
            )
            ticket._message_log(
                body=self.env._(
                    "Continues the closed ticket %s",
                    before._get_html_link(title=before.number),
                )
            )
