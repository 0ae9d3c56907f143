# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import email
import email.policy
import logging
import xmlrpc.client

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_split

from ...tools.mail import kind as message_kind
from ...tools.mail.headers import header_values
from ...tools.mail.repair import repair
from .. import known
from ..job import BUSY

_logger = logging.getLogger(__name__)

TICKET = "helpdesk.ticket"
ATTEMPTS = 5
#: what a parsed mail says of people
ADDRESSES = {"author", "cc", "email_from", "from", "recipients", "reply_to", "to"}
RECIPIENT_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Resent-To")


class MailThread(models.AbstractModel):
    """The mail gateway, where it concerns tickets (specification 8 and 16).

    Mails that go elsewhere take the gateway's own way, save two things: a machine's
    mail is answered by no bounce, and a fetched mail is tried again after a conflict.
    """

    _inherit = "mail.thread"

    @api.model
    def message_process(self, model, message, *args, **kwargs):
        """No mail for the help desk is lost, not even one that the parser refuses.

        If nothing makes a ticket of it, it is kept raw outside of the tickets.
        """
        raw = _to_bytes(message)
        try:
            return self._support_take_in(model, raw, *args, **kwargs)
        except Exception as error:
            fetched = self.env.context.get("fetchmail_cron_running")
            if isinstance(error, BUSY) and not fetched:
                raise  # Odoo does it again
            if not self._support_concerns_tickets(model, raw):
                raise
            return self.env["support.stray.mail"]._keep(model, raw, error)

    @api.model
    def _support_take_in(self, model, raw, *args, **kwargs):
        """Take in a raw mail as Odoo does; return the record's id.

        A refused mail is repaired and tried again, and kept raw besides; if that
        fails too, a ticket is opened with the raw mail alone.
        """
        attempts = [(raw, None), (repair(raw), raw)]
        # the database refuses NUL: no need to hear it say so
        for attempt, keep in attempts[1:] if b"\x00" in raw else attempts:
            gateway = self.with_context(support_raw_mail=keep)
            process = super(MailThread, gateway).message_process
            try:
                return self._support_insist(
                    lambda p=process, m=attempt: p(model, m, *args, **kwargs)
                )
            except BUSY:
                raise
            except Exception:
                if not self._support_concerns_tickets(model, raw):
                    raise
                _logger.warning("Refused a mail for the help desk", exc_info=True)
        with self.env.cr.savepoint():
            return self._support_keep_raw(model, raw, *args, **kwargs)

    @api.model
    def _support_insist(self, work):
        """Do it again when another process came first, for a mail that was fetched.

        The mail server's job marks every mail as handled, also one that failed; calls
        by HTTP and RPC are repeated by Odoo itself.
        """
        fetched = self.env.context.get("fetchmail_cron_running")
        for left in reversed(range(ATTEMPTS)):
            try:
                with self.env.cr.savepoint():
                    return work()
            except BUSY:
                if not (fetched and left):
                    raise
                # a new transaction sees what the other process did; the job has
                # committed the mails before this one
                self.env.cr.rollback()
        return None

    @api.model
    def message_parse(self, message, save_original=False):
        """Leave out NUL, which may hide in encoded text and which no database takes,
        and line breaks in names, which no mail that we send may have."""
        parsed = super().message_parse(message, save_original=save_original)
        values = {
            name: value.replace("\x00", "") if isinstance(value, str) else value
            for name, value in parsed.items()
        }
        for name in ADDRESSES & values.keys():
            if isinstance(values[name], str):
                values[name] = " ".join(values[name].split())
        return values

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        routes = super().message_route(message, message_dict, *args, **kwargs)
        ours = [route for route in routes if route and route[0] == TICKET]
        if not ours:
            return routes
        kind = self._support_classify(message)
        kept = self.env[TICKET]._support_route(kind, message_dict, ours)
        return [route for route in routes if route not in ours] + kept

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Tickets are no place where a mail may be lost: what is too much there was
        decided with the routes. Who loops elsewhere still reaches a ticket."""
        others = [route for route in routes or () if route[0] != TICKET]
        if not super()._detect_loop_sender(message, message_dict, others):
            return False
        for route in others:
            routes.remove(route)
        return not routes

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        values = super()._message_parse_post_process(message, message_dict, routes)
        for route in routes or ():
            if route[0] == TICKET:
                kind = self._support_classify(message)
                ticket = self.env[TICKET].browse(route[1] or ())
                merged = {**message_dict, **values}
                values |= ticket._support_gateway_values(kind, merged)
                # dates come from this server, never from the mail
                values["date"] = fields.Datetime.to_string(known.now())
        return values

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict["bounced_message"] or self.env["mail.message"].browse(
            message_dict.get("parent_id") or ()
        )
        if bounced.sudo().model == TICKET:
            kind = self._support_classify(email_message)
            ticket = self.env[TICKET].sudo().browse(bounced.sudo().res_id).exists()
            ticket._support_keep_note(kind, message_dict)
        return result

    def _routing_create_bounce_email(self, email_from, body_html, message, **values):
        if self._support_classify(message).automatic:
            _logger.info("No bounce for the automatic mail %s", message["Message-Id"])
            return None
        return super()._routing_create_bounce_email(
            email_from, body_html, message, **values
        )

    def _get_message_create_valid_field_names(self):
        return super()._get_message_create_valid_field_names() | {
            "support_mail_kind",
            "support_mail_quiet",
            "support_mail_sender",
        }

    # What a mail is, and whom it concerns

    @api.model
    def _support_classify(self, message):
        """Return the :class:`~..tools.message_kind.MessageKind` of a parsed mail."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        domains = self.env["mail.alias.domain"].sudo().search([("name", "!=", False)])
        return message_kind.classify(
            message,
            own_marks=[self.env[TICKET]._support_loop_mark()],
            own_lists=domains.mapped("name"),
            authserv_id=get_param("support_sla.authserv_id") or None,
        )

    @api.model
    def _support_concerns_tickets(self, model, raw):
        """Return whether a raw mail is for tickets: by model, reference or address."""
        return bool(
            model == TICKET
            or self._support_raw_ticket(raw)
            or self._support_raw_alias(raw)
        )

    @api.model
    def _support_raw_ticket(self, raw):
        """Return the ticket that a raw mail refers to."""
        references = message_kind.classify(_parsed(raw)).references
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [("model", "=", TICKET), ("message_id", "in", references[-32:])],
                order="id desc",
                limit=1,
            )
        )

    @api.model
    def _support_raw_alias(self, raw):
        """Return the ticket alias that a raw mail is addressed to."""
        message = _parsed(raw)
        headers = [
            v for name in RECIPIENT_HEADERS for v in header_values(message, name)
        ]
        addresses = [address.lower() for address in email_split(",".join(headers))]
        return (
            self.env["mail.alias"]
            .sudo()
            .search(
                Domain("alias_model_id.model", "=", TICKET)
                & Domain("alias_full_name", "in", addresses),
                limit=1,
            )
        )

    @api.model
    def _support_keep_raw(self, model, raw, custom_values=None, *args, **kwargs):
        """Keep a mail that nothing can read where an agent sees it."""
        kind = self._support_classify(_parsed(raw))
        message = self._support_raw_ticket(raw)
        if not message and not kind.opens_ticket:
            _logger.info("Ignored an unreadable automatic mail: %s", kind.reasons)
            return False
        alias = self._support_raw_alias(raw)
        return self.env[TICKET]._support_keep_unreadable(
            raw, message.res_id, alias, custom_values
        )


def _to_bytes(message):
    if isinstance(message, xmlrpc.client.Binary):
        return bytes(message.data)
    return message.encode("utf-8") if isinstance(message, str) else message


def _parsed(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)
