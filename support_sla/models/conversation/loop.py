# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

_logger = logging.getLogger(__name__)

#: from this mail of one sender on, in the window, none becomes a ticket of its own
GATHERED_FROM = 100
# In the cursor's data, which a commit empties: tickets whose customers get no stage
# mail now.
QUIET = "support_sla.quiet_tickets"


class SupportLoopMixin(models.AbstractModel):
    """Too many mails of one sender: two machines may be talking to each other.

    What counts is what that very address mailed to tickets, by the window and the
    threshold of Odoo's own settings (``mail.gateway.loop.*``, *allowed senders*).
    Beyond it a person's mail arrives all the same, on its ticket or as one; only the
    answering stops. A machine's mail is ignored.
    """

    _name = "support.loop.mixin"
    _description = "Support: loops of mails"

    @api.model
    def _support_route_flood(self, kind, message_dict, routes):
        """Return the routes as a mail may take them, given how many came before it.

        A mail of too many is marked (``support_mail_quiet``).
        """
        before, threshold = self._support_count_mailed(kind, message_dict)
        if before < threshold:
            return routes
        _logger.info(
            "Mail %s is the %s. of its sender in a short time",
            message_dict["message_id"],
            before + 1,
        )
        if kind.automatic:
            return []
        message_dict["support_mail_quiet"] = True
        gathered = before + 1 >= max(GATHERED_FROM, threshold)
        return [
            self._support_quiet_route(kind, message_dict, route, gathered)
            for route in routes
        ]

    def _support_quiet_route(self, kind, message_dict, route, gathered):
        model, thread_id, values, user_id, alias = route
        if thread_id or not gathered:
            return model, thread_id, values, user_id, alias
        ticket = self._support_newest_open(kind, message_dict)
        return model, ticket.id or 0, values, user_id, alias

    @api.model
    def _support_count_mailed(self, kind, message_dict):
        """Return how many mails a sender sent lately, and how many are too many."""
        address = email_normalize(message_dict.get("email_from") or "")
        if not address or self._support_is_spared(kind, address):
            return 0, 1
        get_param = self.env["ir.config_parameter"].sudo().get_param
        threshold = int(get_param("mail.gateway.loop.threshold", 20))
        mailed = self._support_mailed_domain(address)
        count = self.env["mail.message"].sudo().search_count(mailed)
        return count, threshold

    @api.model
    def _support_mailed_domain(self, address):
        """Return the domain of what an address mailed in the window."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        minutes = int(get_param("mail.gateway.loop.minutes", 120))
        since = self.env.cr.now() - timedelta(minutes=minutes)
        return Domain("support_mail_sender", "=", address) & Domain(
            "create_date", ">=", since
        )

    @api.model
    def _support_is_spared(self, kind, address):
        """Our own people, and whom the admin allows, may write as much as they like."""
        allowed = self.env["mail.gateway.allowed"].sudo()
        if allowed.search_count([("email_normalized", "=", address)], limit=1):
            return True
        if kind.automatic or kind.forged:
            return False
        users = self.env["res.users"].sudo()
        own = [("email_normalized", "=", address), ("share", "=", False)]
        return bool(users.search_count(own, limit=1))

    @api.model
    def _support_newest_open(self, kind, message_dict):
        """Return the newest open ticket of those that the sender mailed lately."""
        address = email_normalize(message_dict["email_from"])
        mailed = self._support_mailed_domain(address)
        messages = self.env["mail.message"].sudo()
        ids = [id_ for (id_,) in messages._read_group(mailed, ["res_id"])]
        tickets = self.sudo().search(
            [("id", "in", ids), ("stage_id.closed", "=", False)], order="id desc"
        )
        author = self._support_author(kind, message_dict)
        own = (t for t in tickets if t._support_is_own(author, address))
        return next(own, tickets.browse())

    # Told once, and quiet

    def _support_note_flood(self, msg_dict):
        """A mail of too many reaches this ticket: send nothing, tell the agents once.

        Once in the window, on the ticket of the first of them.
        """
        self.ensure_one()
        if not msg_dict.get("support_mail_quiet"):
            return
        self.env.cr.precommit.data.setdefault(QUIET, set()).add(self.id)
        address = email_normalize(msg_dict["email_from"])
        quiet = self._support_mailed_domain(address) & Domain(
            "support_mail_quiet", "=", True
        )
        if not self.env["mail.message"].sudo().search_count(quiet, limit=1):
            self._support_tell_agents(
                self.env._(
                    "%s has mailed us very often in a short time. What they write "
                    "goes on to arrive, as tickets or on their tickets, but nothing is "
                    "sent back automatically: a machine may be answering.",
                    address,
                )
            )

    def _support_is_quiet(self):
        """Is no stage mail to be sent about this ticket now?"""
        quiet = self.env.cr.precommit.data.get(QUIET, ())
        return not self._support_lets_machines_write() or self.id in quiet
