# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..clock.zone_words import say_day
from ..work.replying import ASK, WAIT
from .chips import MOMENT, ask, chip


class SupportWaitingMixin(models.AbstractModel):
    """What was asked, what is waited for, and what stands in the way: in chips."""

    _name = "support.waiting.mixin"
    _description = "Support: what a ticket waits for"

    def _support_waiting_chips(self, look, may):
        self.ensure_one()
        if self.closed or not self._origin:
            return []
        chips = [
            self._support_question_chip(may),
            self._support_denial_chip(),
            self._support_pause_chip(look),
        ]
        for key, text in (
            ("problem", self.support_silence_words),
            ("stranger", self.support_stranger_at and self._support_stranger_words()),
        ):
            icon = "fa-exclamation-circle"
            chips.append(chip(key, text, "danger", icon) if text else None)
        return [each for each in chips if each]

    def _support_question_chip(self, may):
        if not self.support_asked_at:
            return None
        text = self.env._(
            "asked “Is it solved?” on %(moment)s, no answer yet",
            moment=MOMENT,
        )
        again = ask(may, self.env._("Ask again"), self, "solved")
        asked_at = self.support_asked_at
        icon = "fa-question-circle"
        return chip("asked", text, "info", icon, acts=[again], moment=asked_at)

    def _support_denial_chip(self):
        """A *no* stands until somebody has answered it."""
        if self.support_told != "no" or not self._support_waits_for_us_since():
            return None
        text = self.env._("the customer says: not solved, %(moment)s", moment=MOMENT)
        told_at = self.support_told_at
        return chip("denied", text, "danger", "fa-thumbs-o-down", moment=told_at)

    def _support_pause_chip(self, look):
        if not self.support_waiting_for or not self.support_paused_at:
            return None
        if self.support_waiting_for != "customer":
            text = self.env._("waiting since %(since)s", since=MOMENT)
        elif not self.support_closes_on:
            text = self.env._("waiting since %(since)s", since=MOMENT)
        else:
            text = self.env._(
                "waiting since %(since)s, closes %(day)s, reminder %(reminded)s",
                since=MOMENT,
                day=say_day(self.env, self.support_closes_on, look.now),
                reminded=self._support_reminded(),
            )
        since = self.support_paused_at
        return chip("waiting", text, icon="fa-pause", moment=since)

    def _support_stranger_words(self):
        return self.env._("a stranger wrote; nothing is reminded of")

    def _support_may_tell(self, look):
        return self._origin and self._origin in look.writable and not self.closed

    def _support_replies(self, look):
        """Return what a reply may do besides, in the same act, and by which key."""
        self.ensure_one()
        if not self._support_may_tell(look) or not self._support_address():
            return []
        stage = self._support_waiting_stage()
        if not stage:
            return []
        waits = self.env._("Then the ticket waits for the customer: %s.", stage.name)
        asks = self.env._(
            "Adds “%(question)s” with the answers yes and no; then the ticket waits "
            "for the customer: %(stage)s.",
            question=self._support_question_line(),
            stage=stage.name,
        )
        wait, ask = self.env._("Send and wait"), self.env._("Send and ask")
        return [
            {"then": WAIT, "label": wait, "title": waits, "hotkey": "w"},
            {"then": ASK, "label": ask, "title": asks, "hotkey": "y"},
        ]

    def _support_asks(self, look):
        """Return what the customer may be asked or told now: ``{kind, label}``."""
        self.ensure_one()
        if not self._support_may_tell(look):
            return []
        told = self.support_channel_included or self.support_channel_answered
        left_out = {
            "solved": not self.support_first_response_at,
            "channel": told or not self.support_level_id,
            "missing": self.support_intake_asked_at,
        }
        kinds = self.env["support.ticket.ask"]._fields["kind"]
        return [
            ask(True, label, self, kind) | {"kind": kind}
            for kind, label in kinds._description_selection(self.env)
            if not left_out.get(kind)
        ]
