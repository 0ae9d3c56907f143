# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.promise.period import local_day


class SupportMailWordsMixin(models.AbstractModel):
    """What a mail says of how a ticket stands: the sentences of its page, in the
    customer's zone and the context's language, as plain text that any template prints.

    The frame of the mail names the zone.
    """

    _name = "support.mail.words.mixin"
    _description = "Support: a ticket's page in its mails"

    support_sentence = fields.Char(
        string="How it stands (in words)",
        compute="_compute_support_sentence",
        help="What the customer's page says of the promise, as a sentence.",
    )
    support_outlook = fields.Char(
        string="What comes next (in words)",
        compute="_compute_support_sentence",
        help="When it closes by itself; of a closed one: how its promise went and "
        "until when a reply takes it up again.",
    )
    support_lines = fields.Json(
        string="What else there is (in words)",
        compute="_compute_support_lines",
        help="What comes next and the place in the quota, line by line, without the "
        "first sentence.",
    )

    @api.depends(
        "closed",
        "closed_date",
        "company_id",
        "partner_id.tz",
        "support_close_at",
        "support_closed_at",
        "support_first_response_at",
        "support_held",
        "support_outcome",
        "support_state",
        "team_id",
    )
    @api.depends_context("lang")
    def _compute_support_sentence(self):
        now = fields.Datetime.now()
        for ticket in self:
            sentence, outlook = ticket.sudo()._support_plain_words(now)
            ticket.support_sentence = sentence
            ticket.support_outlook = " ".join(outlook)

    @api.depends("support_sentence", "support_quota_status", "support_quota_pending")
    @api.depends_context("lang", "uid")
    def _compute_support_lines(self):
        now = fields.Datetime.now()
        for ticket in self:
            asked = ticket.sudo()
            sentence, outlook = asked._support_plain_words(now)
            lines = [sentence, *outlook, *asked._support_place_lines(now)]
            ticket.support_lines = [*dict.fromkeys(lines)][1:]

    def _support_plain_words(self, now):
        """Return the sentence of the state and what comes next, as plain text."""
        zone = self._support_reader_zone()
        say = self._support_plain_sayer(zone)
        outlook = self._support_outlook_lines(say, zone, now)
        return self._support_say_state(say), [Markup(t).unescape() for t in outlook]

    def _support_plain_sayer(self, zone):
        """Return what says a moment in a zone as plain text."""
        return lambda moment: self._support_say_moment(moment, zone)

    def _support_outlook_lines(self, say, zone, now):
        """What follows the sentence of the state: how it ended, until when it is taken
        up again; when it closes by itself."""
        return [
            *self._support_result_lines(say, zone, now),
            *self._support_silence_lines(zone),
        ]

    def _support_silence_lines(self, zone, length="full"):
        """When it closes by itself, while we wait for the customer: their day."""
        if not self.support_close_at or self.closed:
            return []
        day = local_day(self.support_close_at, zone)
        day = format_date(self.env, day, date_format=length)
        return [self.env._("Without a reply, this request closes on %s.", day)]
