# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date, html2plaintext

from ...tools.mail.frame import Button, Quote
from ...tools.mail.html import blockquote
from ...tools.mail.text import shortened
from ...tools.promise import period
from ..conversation.gateway import ASKING, CANNED
from ..conversation.ticket import AGENT

SPOKEN = ("comment", "email", "email_outgoing")
LONGEST_QUOTE = 600


class SupportReminderMixin(models.AbstractModel):
    """What a reminder says around its text: what we asked, that it is the last one, and
    that the customer may tell us with a click that it is solved."""

    _name = "support.reminder.mixin"
    _description = "Support: the reminder of a ticket that waits"

    def _support_reminder_frames(self):
        asked = self._support_last_said()
        return self._support_frames(
            buttons=lambda ticket: (
                Button(
                    ticket.env._("It is solved"), ticket._support_confirm_url("yes")
                ),
            ),
            notes=lambda ticket: ticket._support_last_reminder_words(),
            quote=lambda ticket: ticket._support_quoted(asked.get(ticket.id)),
        )

    def _support_last_said(self):
        """Return ``{id: message}``: what one of us last wrote or asked."""
        names = ["author_id", "message_type", "is_internal", "subtype_id", "res_id"]
        messages = (
            self.env["mail.message"]
            .sudo()
            .search_fetch(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("message_type", "in", SPOKEN),
                ],
                [*names, "support_mail_kind", "email_from", "date"],
                order="id desc",
            )
        )
        said = {}
        for message in messages:
            if message.res_id not in said and self._support_is_ours(message):
                said[message.res_id] = message
        return said

    def _support_is_ours(self, message):
        if message.support_mail_kind:
            return message.support_mail_kind in (ASKING, CANNED)
        return self.browse(message.res_id)._support_message_kind(message) == AGENT

    def _support_quoted(self, message):
        if not message:
            return None
        # the history's copy of a question stands below a line for the agents
        text = html2plaintext(blockquote(message.body), include_references=False)
        if not text.strip():
            return None
        day = period.local_day(message.date, self._support_reader_zone())
        heading = self.env._(
            "We wrote to you on %s:", format_date(self.env, day, date_format="full")
        )
        return Quote(heading, shortened(text, LONGEST_QUOTE))

    def _support_last_reminder_words(self):
        """Say of the last reminder that it is the last."""
        reminders = self._support_silence_rules().reminders
        if self.support_reminders_sent < len(reminders):
            return ()
        return (self.env._("This is our last reminder."),)
