# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import hmac, plaintext2html

from ...tools.life.events import AgentAsked, AgentWrote, Asked
from ...tools.mail.html import after_greeting, with_link, without_secret
from .gateway import CANNED

QUESTION = "support_sla.mail_template_confirmation"
SCOPE = "support_sla.confirmation"
# No <blockquote>: the chatter takes that for quoted mail and folds it up.
KEPT = Markup(
    '<p>%s</p><div style="border-left: 3px solid #ccc; padding-left: 8px">%s</div>'
)


class SupportConfirmationMixin(models.AbstractModel):
    """Asking the customer whether it is solved, and what they answer."""

    _name = "support.confirmation.mixin"
    _description = "Support: confirmation by the customer"

    support_asked_at = fields.Datetime(
        string="Asked whether it is solved",
        readonly=True,
        copy=False,
        help="Empty: nothing is asked now. An answer, or moving on, ends the question.",
    )

    support_question_at = fields.Datetime(
        readonly=True,
        copy=False,
        prefetch="support_rare",
        help="When we last asked whether it is solved; an answer does not clear it.",
    )
    support_told = fields.Selection(
        [("yes", "It is solved"), ("no", "It is not solved")],
        string="The customer told us",
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )
    support_told_at = fields.Datetime(
        string="The customer told us on",
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )

    # Asking

    def action_request_confirmation(self):
        """Ask the customer by mail whether it is solved; then wait for them.

        For callers; people see the text first (``support.ticket.ask``).
        """
        self.check_access("write")
        now = fields.Datetime.now()
        for ticket in self:
            if ticket.closed:
                raise UserError(self.env._("The ticket is closed already."))
            if not ticket._support_address():
                raise UserError(
                    self.env._("There is nobody to ask: no contact, no address.")
                )
        self._support_ask_confirmation(now)
        return True

    def _support_ask_confirmation(self, now, text=None, words=None):
        """Queue the question and wait for the customer; the history keeps its text.

        :param text: safe HTML in the place of the template's
        :param words: the agent's own, safe HTML: with them it is an answer
        """
        self._support_happens(
            AgentWrote(now) if words else AgentAsked(now), at_once=True
        )
        self._support_put_question(now)

        def body(ticket, rendered):
            html = rendered if text is None else text
            html = after_greeting(html, words)
            return with_link(html, ticket._support_confirm_url())

        def log(ticket, rendered):
            said = ticket.env._("We asked the customer whether it is solved:")
            return KEPT % (said, without_secret(rendered))

        self.env["support.notice"]._queue_template(
            QUESTION,
            self.sudo(),
            type(self)._support_question_text,
            type(self)._support_question_frames,
            log,
            body,
        ).mail_message_id.support_mail_kind = CANNED

    def _support_put_question(self, now):
        """From now on the customer may answer whether it is solved; wait for that."""
        self._support_wait_for_customer()
        self._support_happens(Asked(now))
        self._support_store(
            {
                "support_question_at": now,
                "support_told": False,
                "support_told_at": False,
            }
        )

    def _support_question_frames(self):
        return self._support_frames(
            buttons=lambda ticket: ticket._support_solved_buttons()
        )

    def _support_question_preview(self):
        """Return the question's text (safe HTML) without a link that anybody could use,
        as the customer would read it."""
        self.ensure_one()
        _subject, rendered = self.env["support.notice"]._preview_template(
            QUESTION, self.sudo(), type(self)._support_question_text
        )
        return without_secret(rendered)

    def _support_wait_for_customer(self):
        """Move to the team's first stage that waits for the customer, if it has one."""
        for ticket in self.filtered(lambda t: not t._support_awaits_customer()):
            ticket.stage_id = ticket._support_waiting_stage() or ticket.stage_id

    def _support_waiting_stage(self):
        """Return the stage in which this team waits for the customer, or none."""
        return self.team_id._support_waiting_stage_in(self.company_id)

    def _support_question_text(self):
        """Subject and text when the template is gone."""
        self.ensure_one()
        subject = self.env._("Is it solved? %s", self.display_name)
        text = self.env._(
            "Is “%(ticket)s” solved? Please tell us here: %(link)s",
            ticket=self.display_name,
            link=self._support_confirm_url(),
        )
        return subject, text

    # The link

    def _support_confirm_url(self, answer=""):
        """Return the address of the page that asks; an answer in it only chooses."""
        self.ensure_one()
        token = self._support_confirm_token()
        address = f"{self.get_base_url()}/my/ticket/{self.id}/confirm?token={token}"
        return f"{address}&answer={answer}" if answer else address

    def _support_confirm_token(self):
        """Sign this question: the next one, and an answer, make it worthless."""
        self.ensure_one()
        return self._support_question_moment() and self._support_last_token()

    def _support_question_moment(self):
        """Return when that was asked which the customer can answer now with yes or no:
        the question itself or, where we wait for something else, a reminder of it."""
        ticket = self.sudo()
        if ticket.closed:
            return False
        reminded = ticket.support_reminders_sent and ticket.support_silent_since
        return ticket.support_asked_at or reminded

    def _support_last_token(self):
        """The token of the last question, also once it was answered: its link then says
        what was."""
        self.ensure_one()
        ticket = self.sudo()
        moment = ticket._support_question_moment() or ticket.support_question_at
        asked_at = fields.Datetime.to_string(moment)
        return asked_at and hmac(self.env(su=True), SCOPE, (self.id, asked_at))

    # The answer

    def _support_answer(self, solved, text, author):
        """Take the customer's answer, once; return whether it counted.

        :param text: what the customer wrote, plain
        :param author: the ``res.partner`` who answers
        """
        self.ensure_one()
        ticket = self.sudo()
        moment = ticket._support_question_moment()
        if not moment:
            return False
        ticket._support_store(
            {
                "support_asked_at": False,
                "support_question_at": moment,
                "support_told": "yes" if solved else "no",
                "support_told_at": self.env.cr.now(),
            }
        )
        ticket._support_sign(author)
        # Of two answers at once the second fails here, and is tried again.
        ticket.flush_recordset(["support_asked_at", "support_told_at"])
        if solved:
            ticket._support_confirmed(text, author)
        else:
            ticket._support_denied(text, author)
        return True

    def _support_sign(self, author):
        """What follows is the customer's act: the public user signs nothing."""
        robot = self.env.ref("base.partner_root")
        self._track_set_author(author or robot)

    def _support_confirmed(self, text, author):
        said = self.env._("The customer has confirmed that it is solved.")
        self._message_log(
            body=plaintext2html(f"{said}\n\n{text}" if text else said),
            author_id=author.id or False,
            email_from=author.email_formatted or self.partner_email or False,
        )
        closed = self.team_id._support_closed_stages_in(self.company_id)
        offered = self.team_id._support_offered_stages_in(self.company_id)
        self._support_end((closed & offered)[:1] or closed[:1], "confirmed")

    def _support_denied(self, text, author):
        self._support_customer_says(text or self.env._("No, it is not solved."), author)

    def _support_customer_says(self, text, author):
        """Post what the customer wrote on a page; the conversation does the rest."""
        return self.sudo().message_post(
            body=plaintext2html(text),
            author_id=author.id or False,
            email_from=author.email_formatted or self.partner_email or False,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _support_take_up_again(self, text, author):
        """The customer reopens a closed ticket; return the ticket that goes on.

        That is this one or, after the days for reopening, one that follows it.
        """
        self.ensure_one()
        ticket = self.sudo()
        ticket._support_sign(author)
        before = ticket.support_follow_up_ids
        said = self.env._("Please take this request up again.")
        ticket._support_customer_says(f"{said}\n\n{text}" if text else said, author)
        return (ticket.support_follow_up_ids - before)[:1] or ticket
