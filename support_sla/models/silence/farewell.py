# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.mail.frame import Button
from ...tools.promise import period

#: the helpdesk's mail that ours stand for: it greets the customer as the agent
HELPDESK_MAIL = "helpdesk_mgmt.closed_ticket_template"


class SupportFarewellMixin(models.AbstractModel):
    """What a customer is told when a ticket closes: how it ended, and until when it can
    be taken up again."""

    _name = "support.farewell.mixin"
    _description = "Support: the closing mail of a ticket"

    support_reopen_text = fields.Char(
        string="Reopens until (in words)", compute="_compute_support_reopen_text"
    )

    @api.depends("support_closed_at", "closed_date", "team_id", "company_id")
    @api.depends_context("lang")
    def _compute_support_reopen_text(self):
        for ticket in self:
            day = ticket._support_reopen_day()
            ticket.support_reopen_text = day and format_date(
                self.env, day, date_format="full"
            )

    def _support_reopen_day(self):
        """Return the last day on which a reply reopens, in the customer's zone."""
        self.ensure_one()
        closed_at = self.support_closed_at or self.closed_date
        days = self._support_get_rules().support_reopen_days
        if not closed_at:
            return None
        zone = self._support_reader_zone()
        return period.local_day(closed_at + timedelta(days=days), zone)

    def _support_say_farewell(self, templates):
        """Queue our own closing mail in the place of the helpdesk's; return the others
        of the mails that a change sends."""
        self.ensure_one()
        outcome = self.support_outcome or "agent"
        helpdesk = self.env.ref(HELPDESK_MAIL, raise_if_not_found=False)
        template = templates.get("stage_id", (None,))[0]
        if not (self.closed and template and template == helpdesk):
            return templates
        # a silent one has its mail already
        if outcome != "silent" and self.company_id.sudo().support_tell_closed:
            self._support_give_tokens()
            self.env["support.notice"]._queue_template(
                f"support_sla.mail_template_closed_{outcome}",
                self.sudo(),
                type(self)._support_farewell_text,
                type(self)._support_farewell_frames,
            )
        return {name: mail for name, mail in templates.items() if name != "stage_id"}

    def _support_farewell_frames(self):
        """Whatever ended it, the mail leads to where it can be taken up again."""
        return self._support_frames(
            buttons=lambda ticket: (
                Button(
                    ticket.env._("Reopen this request"),
                    ticket._support_page_url("support_reopen"),
                ),
            )
        )

    def _support_farewell_text(self):
        """Subject and text when the template is gone."""
        self.ensure_one()
        subject = self.env._("Closed: %s", self.display_name)
        return subject, self._support_standing_text()

    def _support_standing_text(self):
        """How it stands and what comes next, as its page says it."""
        return "\n".join(filter(None, (self.support_sentence, self.support_outlook)))
