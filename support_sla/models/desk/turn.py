# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..clock.zone_words import say_day
from ..work.messages import MISSING, SOLVED

US, HELD = "us", "held"


class SupportTurnMixin(models.AbstractModel):
    """Who is to act next on a ticket, and since when the customer waits for that."""

    _name = "support.turn.mixin"
    _description = "Support: whose turn it is"

    support_now = fields.Datetime(
        string="Read at",
        compute="_compute_support_now",
        groups="base.group_user",
        help="This server's time when the ticket was read: the clock of a browser may "
        "be wrong.",
    )
    support_turn = fields.Json(
        string="Turn",
        compute="_compute_support_turn",
        groups="base.group_user",
        help="Who acts next, since when the customer waits for us, and in words what "
        "does not tick.",
    )
    support_reminders_words = fields.Char(
        string="Reminders",
        compute="_compute_support_reminders_words",
        groups="base.group_user",
    )

    support_asked_words = fields.Char(
        string="Asked",
        compute="_compute_support_asked_words",
        groups="base.group_user",
        help="With which ready-made question the customer was left; empty: with none.",
    )

    def _compute_support_now(self):
        self.support_now = fields.Datetime.now()

    @api.depends(
        "closed",
        "stage_id",
        "support_closes_on",
        "support_first_response_at",
        "support_held",
        "support_since",
        "support_unanswered_since",
    )
    @api.depends_context("lang")
    def _compute_support_turn(self):
        """``who`` is ``us``, ``customer``, ``third_party``, ``held`` or empty (closed).
        Of us ``since`` is the UTC moment from which the customer waits, or False, and
        ``wrote`` says that a message is what they wait after; of others ``text`` says
        it all."""
        now = fields.Datetime.now()
        for ticket in self:
            ticket.support_turn = ticket._support_whose_turn(now)

    def _support_whose_turn(self, now):
        self.ensure_one()
        if self.closed:
            return {"who": ""}
        if self.support_held:
            return {"who": HELD, "text": self.env._("over the quota")}
        if self.support_waiting_for:
            who, text = self.support_waiting_for, self._support_waits_words(now)
            return {"who": who, "text": text}
        since = self._support_waits_for_us_since()
        return {
            "who": US,
            "since": since and fields.Datetime.to_string(since),
            "wrote": bool(self.support_unanswered_since),
        }

    def _support_waits_for_us_since(self):
        """Return since when the customer waits for a word of ours (naive UTC), or
        False: it is answered. Whether anything is promised for it does not matter."""
        self.ensure_one()
        unanswered = not self.support_first_response_at and self.support_since
        return self.support_unanswered_since or unanswered or False

    def _support_waits_words(self, now):
        if self.support_waiting_for != "customer":
            return self.env._("third party")
        if not self.support_closes_on:
            return self.env._("customer")
        day = say_day(self.env, self.support_closes_on, now)
        return self.env._("customer, closes %(day)s", day=day)

    @api.depends("support_asked_at", "support_intake_asked_at")
    @api.depends_context("lang")
    def _compute_support_asked_words(self):
        kinds = self.env["support.ticket.ask"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        for ticket in self:
            kind = ticket.support_asked_at and SOLVED
            kind = kind or (ticket.support_intake_asked_at and MISSING)
            ticket.support_asked_words = labels.get(kind)

    @api.depends("support_silent_since", "support_reminders_sent", "team_id")
    @api.depends_context("lang")
    def _compute_support_reminders_words(self):
        for ticket in self:
            silent = ticket.support_silent_since
            ticket.support_reminders_words = silent and ticket._support_reminded()

    def _support_reminded(self):
        """Say how many of its reminders went out."""
        self.ensure_one()
        return self.env._(
            "%(sent)s of %(all)s",
            sent=self.support_reminders_sent,
            all=len(self.sudo()._support_silence_rules().reminders),
        )
