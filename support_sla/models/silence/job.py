# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ...tools.life.events import Reminded, Ruled
from .. import job
from ..job import Task, due
from .ticket import NOBODY, UNSENT

SILENCE_ORDER = "support_silence_due_at, id"
RETRY_AFTER = timedelta(days=1)
#: what a reminder's message is marked by
REMINDER = "reminder"


class SupportClosingMixin(models.AbstractModel):
    """The job that reminds of silent tickets and closes them (specification 8 and 16).

    Every step leaves its mark in the same transaction that queues its mail: a run that
    was killed goes on where it was, and a second one finds nothing left to do.
    """

    _name = "support.closing.mixin"
    _description = "Support: closing of silent tickets"

    support_outcome = fields.Selection(
        [
            ("confirmed", "Confirmed by the customer"),
            ("silent", "Closed without an answer"),
            ("agent", "Closed by an agent"),
            ("customer", "Closed by the customer"),
        ],
        string="Outcome",
        readonly=True,
        copy=False,
        help="Who ended the ticket, and how.",
    )

    # The job

    @api.model
    def _cron_close_silent(self):
        """Send the reminders and do the closings that are due, batch by batch."""
        now = fields.Datetime.now()
        task = Task(
            "silence.step",
            due(self.sudo(), self._support_silence_due(now), SILENCE_ORDER),
            lambda tickets: tickets._support_step_silence(now),
            lambda ticket, error: ticket._support_show_problem(str(error)),
        )
        job.run(self.env, "support_sla.ir_cron_close_silent", now, [task])

    @api.model
    def _support_silence_due(self, now):
        return Domain("support_silence_due_at", "<=", now)

    def _support_step_silence(self, now):
        """The next step of each ticket, if by today's rules it is still due: whatever
        passed by our hooks, a ticket that the team works on is not closed."""
        self._support_move(now)
        silent = self.filtered("support_silent_since")
        silent._support_take_back_unsent()
        silent._support_happens(Ruled(now))
        tickets = silent.filtered_domain(self._support_silence_due(now))
        closing = tickets.filtered(
            lambda t: (
                t.support_reminders_sent
                >= len(t._support_get_rules()._support_reminder_days())
            )
        )
        (tickets - closing)._support_remind(now)
        closing._support_close_silently(now)

    # Reminders

    def _support_remind(self, now):
        """Queue one reminder for each ticket and plan what follows it."""
        deaf = self.filtered(lambda t: not t._support_may_mail())
        for ticket in deaf:
            ticket._support_note_problem(NOBODY, now)
        reached = self - deaf
        reached._support_happens(Reminded(now))
        reached._support_give_tokens()
        self.env["support.notice"]._queue_template(
            "support_sla.mail_template_silence_reminder",
            reached,
            type(self)._support_reminder_text,
            type(self)._support_reminder_frames,
        ).mail_message_id.support_mail_kind = REMINDER

    def _support_take_back_unsent(self):
        """A reminder that did not leave reminded nobody: it is to be sent again, and
        nothing closes before it was."""
        unsent = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("support_mail_kind", "=", REMINDER),
                    ("state", "in", ("exception", "cancel")),
                ]
            )
        )
        for ticket_id, mails in unsent.grouped("res_id").items():
            ticket = self.browse(ticket_id)
            lost = mails.filtered(lambda m, t=ticket: m.date >= t.support_silent_since)
            sent = max(ticket.support_reminders_sent - len(lost), 0)
            reason = lost[-1:].failure_reason or ""
            if lost:
                ticket._support_store(
                    {
                        "support_reminders_sent": sent,
                        "support_reminded_at": sent and ticket.support_reminded_at,
                        "support_silence_problem": f"{UNSENT} {reason}",
                    }
                )
        # they are not sent later, beside the ones that take their place
        unsent.write({"state": "cancel", "support_mail_kind": False})

    def _support_reminder_text(self):
        """Subject and text when the template is gone."""
        self.ensure_one()
        subject = self.env._("We wait for your answer: %s", self.display_name)
        return subject, self._support_standing_text()

    # Closing

    def _support_close_silently(self, now):
        """Close tickets that stayed silent: one log and one mail each."""
        waiting = {ticket: ticket.stage_id for ticket in self}
        for group in self.grouped(lambda t: (t.team_id, t.company_id)).values():
            stage = group[0]._support_silent_stage()
            # Tracking would post one by one, and send the stage's own mail besides.
            group.with_context(tracking_disable=True)._support_end(stage, "silent")
        messages = self._support_tell_closed()
        self._support_track_stages(messages, waiting)

    def _support_tell_closed(self):
        """Mail those who can be reached, log for the others; return the messages."""
        reached = self.filtered(
            lambda t: t.company_id.sudo().support_tell_closed and t._support_may_mail()
        )
        reached._support_give_tokens()
        text = self.env._("Closed: the customer has not answered.")
        told = self.env._("%s They were told by mail.", text)
        mails = self.env["support.notice"]._queue_template(
            "support_sla.mail_template_silence_closed",
            reached,
            type(self)._support_closed_text,
            type(self)._support_farewell_frames,
            log=lambda _ticket, _body: plaintext2html(told),
        )
        deaf = self - reached
        logs = deaf._message_log_batch(dict.fromkeys(deaf.ids, text))
        return mails.mail_message_id | logs

    def _support_silent_stage(self):
        self.ensure_one()
        stages = self.team_id._support_closed_stages_in(self.company_id)
        wanted = self._support_get_rules().support_close_stage_id & stages
        if not (wanted or stages):
            raise UserError(self.env._("The team has no stage for closed tickets."))
        return wanted or stages[0]

    def _support_closed_text(self):
        """Subject and text when the template is gone."""
        self.ensure_one()
        subject = self.env._("Closed without an answer: %s", self.display_name)
        return subject, self._support_standing_text()

    def _support_track_stages(self, messages, stages):
        """Show the change of stage with the message that tells of it.

        :param stages: ``{ticket: stage before}``
        """
        info = self.fields_get(["stage_id"])["stage_id"]
        tracking = self.env["mail.tracking.value"].sudo()
        tracking.create(
            [
                tracking._create_tracking_values(
                    stages[ticket], ticket.stage_id, "stage_id", info, ticket
                )
                | {"mail_message_id": message.id}
                for message in messages
                if (ticket := self.browse(message.res_id))
            ]
        )

    # Trouble

    def _support_note_problem(self, problem, now):
        """Show what is wrong, and look again tomorrow whether it still is."""
        self._support_show_problem(problem)
        self._support_store({"support_silence_due_at": now + RETRY_AFTER})

    def _support_show_problem(self, problem):
        """Mark what went wrong, and tell the agents once."""
        self.ensure_one()
        known = self.support_silence_problem
        self._support_store({"support_silence_problem": problem})
        if known != problem:
            words = self._support_say_problem()
            self._message_log(
                body=self.env._("This silent ticket could not go on: %s", words)
            )
