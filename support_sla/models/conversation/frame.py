# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from uuid import uuid4

from odoo import models
from odoo.tools import email_normalize

from ...tools.mail.frame import Button, Frame
from ..clock.zone_words import say_zone


class SupportFrameMixin(models.AbstractModel):
    """What stands around the text of a mail about a ticket: which one it is, where to
    look, what can be answered. Its language is the context's."""

    _name = "support.frame.mixin"
    _description = "Support: the frame of a mail about a ticket"

    def _support_frames(self, **parts):
        """Return ``{id: Frame}``.

        :param parts: of the frame (``buttons``, ``quote``, ``notes``), each as a
            function of a ticket
        """
        tickets = self.sudo()
        tickets._support_give_tokens()
        return {
            ticket.id: ticket._support_frame()._replace(
                **{name: part(ticket) for name, part in parts.items()}
            )
            for ticket in tickets
        }

    def _support_give_tokens(self):
        """Who opens the link of a mail has no log-in: the link says that they may."""
        for ticket in self.sudo().filtered(lambda t: not t.access_token):
            ticket._support_store({"access_token": str(uuid4())})

    def _support_frame(self):
        self.ensure_one()
        return Frame(
            kind=self.env._("Request %s", self.number),
            title=self.name or "",
            link=Button(self.env._("See your request"), self._support_page_url()),
            zone=say_zone(self.env, self._support_reader_zone()),
            phone=self._support_phone(),
        )

    def _support_page_url(self, anchor=""):
        """Return the address of the ticket's page, which opens without a log-in."""
        token = self.sudo()._portal_ensure_token()
        address = f"{self.get_base_url()}/my/ticket/{self.id}?access_token={token}"
        return f"{address}#{anchor}" if anchor else address

    def _support_is_reached_by(self, reader):
        """Whether one of a message's recipients is the ticket's own contact.

        :param reader: as ``_notify_get_recipients`` tells of one
        """
        if self.partner_id:
            return reader["id"] == self.partner_id.id
        return reader["email_normalized"] == email_normalize(self.partner_email or "")

    def _support_phone(self):
        """Return the number to call, where the level includes the phone."""
        kinds = self.support_level_id.channel_ids.mapped("support_kind")
        return ("phone" in kinds and self.company_id.support_phone) or ""

    def _support_solved_buttons(self):
        """Yes and no: each leads to the page that asks, and answers nothing itself."""
        return (
            Button(self.env._("Yes, it is solved"), self._support_confirm_url("yes")),
            Button(self.env._("No, not yet"), self._support_confirm_url("no")),
        )
