# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import email
import email.policy
import hashlib
import logging

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.safe_eval import safe_eval

from ...tools.mail import kind as message_kind
from ...tools.mail.headers import header_value

_logger = logging.getLogger(__name__)

#: verdicts on a mail that depend on the ticket or on who vouches for the sender
FORGED, OUTSIDER, UNREADABLE = "forged", "outsider", "unreadable"
#: no mail: a ready-made question that an agent sent with a click
CANNED = "canned"
#: no mail: an agent passed something on to somebody else, past the followers
FORWARDED = "forwarded"
#: no mail: an agent's answer that asks as well whether it is solved
ASKING = "asking"
#: persons' mails that count for nobody: our people look at them
STRANGE = frozenset({OUTSIDER, UNREADABLE})
LONGEST_TITLE = 250


class SupportGatewayMixin(models.AbstractModel):
    """Mails that become tickets or reach one (specification 8 and 16): a hostile input.

    Only a trusted person's mail is an act of that person. Everything else is kept as a
    note for the agents: it answers, follows and pings nobody.
    """

    _name = "support.gateway.mixin"
    _description = "Support: mails of a ticket"

    support_no_auto_answer = fields.Boolean(
        string="No automatic mails",
        copy=False,
        help="Opened by a machine, a list or an unproven sender: "
        "no acknowledgement and no stage mail is sent.",
        prefetch="support_rare",
    )

    # Where a mail goes

    @api.model
    def _support_route(self, kind, message_dict, routes):
        """Return the gateway's routes as this mail may take them."""
        routes = self._support_route_flood(kind, message_dict, routes)
        kept = [self._support_route_one(kind, message_dict, route) for route in routes]
        return [route for route in kept if route]

    @api.model
    def _support_route_one(self, kind, message_dict, route):
        model, thread_id, values, _uid, alias = route
        ticket = self.sudo().browse(thread_id or ()).exists()
        if kind.kind == message_kind.LOOP or not (ticket or kind.opens_ticket):
            _logger.info(
                "No ticket for the mail %s: %s (%s)",
                message_dict["message_id"],
                kind.kind,
                ", ".join(kind.reasons),
            )
            return None
        ticket = ticket._support_original()
        quiet = message_dict.get("support_mail_quiet") or not kind.acknowledge
        values = dict(values or {}, support_no_auto_answer=quiet)
        if ticket and ticket._support_wants_follow_up(kind, message_dict):
            values |= ticket._support_follow_up_values()
            ticket = self.browse()
        # never as the sender: whoever is named, this server does the work
        return model, ticket.id or 0, values, self.env.uid, alias

    def _support_wants_follow_up(self, kind, message_dict):
        """Return whether the customer's mail comes too late to reopen this ticket."""
        self.ensure_one()
        standing = self._support_mail_standing(kind, message_dict)
        body = message_dict.get("body") or ""
        files = [
            file
            for file in message_dict.get("attachments") or ()
            if f"cid:{(file[2] if len(file) > 2 else {}).get('cid')}" not in body
        ]
        return standing in message_kind.PERSONAL and self._support_is_too_late(
            body, bool(files)
        )

    def _support_original(self):
        """Return the ticket of which this one is a duplicate, or itself: who replies on
        a duplicate reaches those who work on the original."""
        ticket, seen = self, self.browse()
        while ticket.duplicate_id and ticket not in seen:
            seen += ticket
            ticket = ticket.duplicate_id
        return ticket

    def _support_show_pictures(self, message):
        """The description of a mail's ticket shows the pictures in its text, which are
        known by links once the mail is posted."""
        self.ensure_one()
        if message.message_type == "email" and message.attachment_ids:
            ticket = self.sudo()
            if "cid:" in (ticket.description or ""):
                ticket._support_store({"description": message.body})

    # What the gateway's message says

    def _support_gateway_values(self, kind, message_dict):
        """Return what to change in a parsed mail that goes to this ticket, or none."""
        author = self._support_author(kind, message_dict)
        standing = self._support_mail_standing(kind, message_dict)
        subject = message_dict.get("subject")
        values = {
            "support_mail_kind": standing,
            "support_mail_sender": email_normalize(message_dict["email_from"] or ""),
            "author_id": author.id,
            "subject": subject and " ".join(subject.split()),
        }
        if raw := self.env.context.get("support_raw_mail"):
            files = list(message_dict.get("attachments") or ())
            values["attachments"] = [*files, ("original.eml", raw, {})]
        if standing not in message_kind.PERSONAL:
            values |= {"is_internal": True, "partner_ids": [], "parent_id": False}
        elif not author.user_ids:
            # a customer who answers a stage's mail writes no note
            values["is_internal"] = False
        return values

    def _support_mail_standing(self, kind, message_dict):
        """Return the kind of a mail, or why a person's mail does not count."""
        if kind.forged:
            return FORGED
        author = self._support_author(kind, message_dict)
        if kind.automatic or not self or is_internal(author):
            return kind.kind
        sender = email_normalize(message_dict.get("email_from") or "")
        own = self._support_is_own(author, sender)
        return kind.kind if own else OUTSIDER

    def _support_is_own(self, partner, address=""):
        """Return whether somebody belongs to this ticket's customer or to a company
        above it, whose contract may cover it."""
        self.ensure_one()
        ticket = self.sudo()
        commercial = partner.sudo().commercial_partner_id
        customers = ticket.support_customer_id._support_ancestors()
        if (
            commercial
            and commercial in customers | ticket.support_contract_id.partner_id
        ):
            return True
        own_address = email_normalize(ticket.partner_email or "", strict=False)
        return bool(address) and address in (
            own_address,
            ticket.partner_id.email_normalized,
        )

    def _support_author(self, kind, message_dict):
        """Return the person whose act a mail is; none when that is not sure."""
        partners = self.env["res.partner"].sudo()
        if kind.forged:
            return partners
        address = email_normalize(message_dict.get("email_from") or "")
        customer = self.sudo().partner_id
        if address and address == customer.email_normalized:
            return customer
        author = partners.browse(message_dict.get("author_id") or ())
        if not author and address:
            author = self.env["mail.thread"]._partner_find_from_emails_single(
                [address], no_create=True
            )[:1]
        if not self and is_internal(author) and not kind.verified:
            # a new mail from outside that names an agent is not that agent's act
            return partners
        return author

    # Tickets and notes out of mails

    @api.model
    def _support_new_values(self, msg_dict, custom_values):
        title = " ".join((msg_dict.get("subject") or "").split())
        values = {"channel_id": self._support_email_channel().id}
        if title:
            values["name"] = title[:LONGEST_TITLE]
        return values | dict(custom_values or {})

    @api.model
    def _support_bare_values(self, msg_dict, values):
        """What a ticket needs at least, when creating it in full fails."""
        kept = ("team_id", "name", "channel_id", "support_no_auto_answer")
        return {
            "name": self.env._("No Subject"),
            "description": msg_dict.get("body") or "",
            "partner_email": msg_dict.get("email_from"),
        } | {name: values[name] for name in kept if name in values}

    def _support_note_origin(self, msg_dict):
        self.ensure_one()
        if msg_dict.get("support_mail_kind") == FORGED:
            self._message_log(
                body=self.env._(
                    "The receiving mail server says that the sender is not who it "
                    "claims to be. The mail counts as nobody's."
                )
            )
        self._support_note_flood(msg_dict)
        self._support_link_follow_up()

    @api.model
    def _support_email_channel(self):
        channel = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_email", raise_if_not_found=False
        )
        return channel or self.env["helpdesk.ticket.channel"].sudo().search(
            [("support_kind", "=", "email")], limit=1
        )

    def _support_keep_note(self, kind, message_dict):
        """Keep a mail on these tickets for the agents; it counts for nothing."""
        root = self.env.ref("base.user_root")
        for ticket in self.with_context(mail_post_autofollow_author_skip=True):
            ticket.with_user(root).message_post(
                body=message_dict.get("body") or "",
                subject=message_dict.get("subject"),
                message_type="email",
                subtype_xmlid="mail.mt_note",
                author_id=False,
                email_from=message_dict.get("email_from"),
                message_id=message_dict["message_id"],
                is_internal=True,
                attachments=message_dict.get("attachments"),
                support_mail_kind=kind.kind,
            )

    @api.model
    def _support_keep_unreadable(self, raw, ticket_id, alias, custom_values):
        """Attach a raw mail to its ticket or to a new one; return the ticket's id."""
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        ticket = self.sudo().browse(ticket_id or ()).exists()
        if not ticket:
            title = " ".join(header_value(message, "Subject").split())
            defaults = safe_eval(alias.alias_defaults or "{}") if alias else {}
            msg_dict = {
                "subject": title or self.env._("A mail that cannot be read"),
                "email_from": header_value(message, "From"),
            }
            values = self._support_new_values(
                msg_dict, defaults | (custom_values or {})
            )
            ticket = self.with_context(support_from_gateway=True).create(
                self._support_bare_values(msg_dict, values)
            )
        root = self.env.ref("base.user_root")
        ticket.with_user(root).message_post(
            body=self.env._("This mail could not be read. It is attached as it came."),
            message_type="email",
            subtype_xmlid="mail.mt_note",
            author_id=False,
            email_from=header_value(message, "From"),
            attachments=[("original.eml", raw, {})],
            support_mail_kind=UNREADABLE,
        )
        return ticket.id

    # What goes out

    @api.model
    def _support_loop_mark(self):
        """Return the word by which this database knows its own mails again."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid") or ""
        return hashlib.sha256(f"support_sla:{uuid}".encode()).hexdigest()[:24]


def is_internal(partner):
    """Whether a contact is somebody of ours."""
    return any(not user.share for user in partner.sudo().user_ids)
