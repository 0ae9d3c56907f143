# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup, escape

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.promise import metrics, states
from ...tools.promise import verdict as verdicts
from ...tools.promise.period import local_day
from ...tools.promise.policies import POLICIES
from ..deadline.state_words import (
    AIM,
    SOLUTION_AIM,
    WITHDRAWN,
    customer_words,
    pause_words,
    pick,
)

MOMENT = Markup('<time datetime="%s">%s</time>')


class SupportNextMixin(models.AbstractModel):
    """What happens next, in its customer's words: one sentence of the table of states,
    and what else they may want to know.

    As superuser, in the context's language, in a given zone. Whoever is neither of the
    customer nor of whose contract covers it reads sentences: no contract, no figure.
    """

    _name = "support.next.mixin"
    _description = "Support: what happens next with a ticket"

    def _support_portal_next(self, tz, now, outside=False):
        """Return what a ticket's page says of it, ready to be printed.

        ``lines`` are safe HTML, the first is the sentence of its state; ``level`` and
        ``reason`` are texts, empty for who is ``outside``; ``pauses`` are safe HTML,
        one for each time that did not count; ``told`` is what the customer answered.

        :param tz: the reader's zone, or empty
        :param now: naive UTC
        """
        self.ensure_one()
        ticket = self.sudo()
        zone = ticket._support_reader_zone(tz)
        say = ticket._support_sayer(zone)
        lines = [
            ticket._support_say_state(say),
            *ticket._support_outlook_lines(say, zone, now),
            *([] if outside else ticket._support_place_lines(now)),
        ]
        return {
            "state": ticket.support_state,
            "tone": states.TABLE[ticket.support_state].tone,
            "lines": [*dict.fromkeys(lines)],  # what a policy does is said once
            "level": "" if outside else ticket.support_level_id.name or "",
            "reason": "" if outside else ticket._support_portal_reason(),
            "pauses": ticket._support_pause_lines(say),
            "told": ticket._support_told_words(tz),
            "asked": ticket._support_asked_line(say),
            "zone": ticket._support_portal_zone(zone),
        }

    def _support_portal_briefs(self, tz):
        """Return ``{ticket id: {level, tone, lines}}`` of a list: no query for each."""
        return {
            ticket.id: {
                "level": ticket.support_level_id.name or "",
                "tone": states.TABLE[ticket.support_state].tone,
                "lines": ticket._support_brief_lines(tz),
            }
            for ticket in self.sudo()
        }

    def _support_brief_lines(self, tz):
        self.ensure_one()
        zone = self._support_reader_zone(tz)
        say = self._support_sayer(zone, "short")
        lines = [self._support_say_state(say, brief=True)]
        if self.support_quota_status == "over" and not self.closed:
            lines += self._support_beyond_lines()
        return lines + self._support_silence_lines(zone, "medium")

    # What waits for the customer: a card and a list each, which agree

    @api.model
    def _support_asked_domain(self):
        """Tickets of which we have asked whether they are solved."""
        return Domain("closed", "=", False) & Domain("support_asked_at", "!=", False)

    @api.model
    def _support_waits_domain(self):
        """Tickets that wait for another answer of the customer."""
        # customers need not be able to read stages
        stage = Domain("support_waiting_for", "=", "customer")
        return (
            Domain("closed", "=", False)
            & Domain("support_asked_at", "=", False)
            & Domain("stage_id", "any!", stage)
        )

    # The sentence of its state

    def _support_say_state(self, say, brief=False):
        """Return the sentence of the table of states.

        :param say: what turns a naive UTC moment into words: text, or safe HTML
        :param brief: without the aim, but with the reason why nothing is promised
        """
        self.ensure_one()
        variant = self._support_variant(brief)
        words = pick(customer_words(self.env), self.support_state, variant)
        marks = self._support_marks().items()
        said = {name: at and say(at) for name, at in marks if f"({name})" in words}
        plain = not any(isinstance(words, Markup) for words in said.values())
        return (words if plain else escape(words)) % said

    def _support_marks(self):
        owed = self._support_owed_row()
        return {
            "aim": owed.aim_at,
            "due": self.support_next_due_at,
            "since": self.support_paused_at,
            "answered": self.support_first_response_at,
            "closed": self.support_closed_at
            or self.closed_date
            or self.last_stage_update
            or self.create_date,
        }

    def _support_owed_row(self):
        """Return the promise that is due first, or none."""
        return self.support_deadline_ids._get_open().sorted("due_at")[:1]

    def _support_variant(self, brief):
        """Return which of the sentences of its state is this ticket's."""
        state, past = self.support_state, self.support_past or {}
        if state in (verdicts.ON_TRACK, verdicts.DUE_SOON):
            return self._support_owed_variant(brief)
        if state in (states.CLOSED, states.CLOSED_LATE):
            withdrawn = self.stage_id._get_meaning().not_counted
            outcome = self.support_outcome or ""
            return WITHDRAWN if withdrawn and outcome == "customer" else outcome
        if state in (states.ANSWERED, states.ANSWERED_LATE):
            return past.get("act")
        if state == verdicts.NONE:
            return self._support_missing_variant(brief)
        return self.support_waiting_for

    def _support_owed_variant(self, brief):
        owed = self._support_owed_row()
        aims = owed.aim_at and not brief
        if owed.metric in metrics.that_end(metrics.ANSWER):
            return AIM if aims else ""
        return SOLUTION_AIM if aims else states.SOLUTION

    def _support_missing_variant(self, brief):
        if self.support_first_response_at:
            return states.ANSWER
        if self.support_held:
            return self.support_over_policy
        # a page gives the reason in full beside it
        return self.support_entitlement_reason if brief else ""

    def _support_sayer(self, zone, length="text"):
        """Return what says a moment in a zone, with its UTC for machines."""

        def say(moment):
            words = self._support_say_moment(moment, zone, length)
            return MOMENT % (f"{moment.isoformat()}Z", words)

        return say

    # What there is besides

    def _support_result_lines(self, say, zone, now):
        """Of a closed ticket: how its promise went, and until when it is taken up."""
        if not self.closed:
            return []
        words, past = customer_words(self.env), self.support_past or {}
        lines = []
        if past:
            state = states.ANSWERED_LATE if past["late"] else states.ANSWERED
            answered = self.support_first_response_at
            said = {"answered": answered and say(answered)}
            lines.append(escape(pick(words, state, past["act"])) % said)
        return lines + self._support_reopen_lines(zone, now)

    def _support_asked_line(self, say):
        """What Yes and No answer here, as by the link of a mail; empty: nothing."""
        if not self._support_question_moment():
            return ""
        if not self.support_asked_at:
            return self.env._(
                "We reminded you of what we asked. Answer it below, or tell us whether "
                "it is solved."
            )
        words = self.env._("We asked you on %(asked)s.")
        return escape(words) % {"asked": say(self.support_asked_at)}

    def _support_reopen_lines(self, tz, now):
        """Until when a reply takes a closed ticket up again, or what it does then."""
        day, zone = self._support_reopen_day(), self._support_reader_zone(tz)
        if not day:
            return []
        if local_day(now, zone) > day:
            return [self.env._("A reply opens a new request that follows this one.")]
        return [
            self.env._(
                "Until %(day)s a reply takes it up again, afterwards as a new request.",
                day=self.support_reopen_text,
            )
        ]

    def _support_is_own_contract(self):
        """Is its contract the reader's own? Of its parent's they know no figure."""
        owner = self.support_contract_id.partner_id
        return bool(owner & self._support_own_customers())

    def _support_place_lines(self, now):
        """Its place in the quota, as far as it is this reader's affair."""
        figures = self._support_is_own_contract()
        if self.support_quota_status == "counted" and figures:
            return self._support_counted_lines(now)
        if self.support_quota_status == "exempt" and figures:
            return [self.env._("This request is not counted in your quota.")]
        if self.support_quota_status != "over":
            return []
        if figures and not self.closed:
            return self._support_over_lines()
        return self._support_beyond_lines()

    def _support_beyond_lines(self):
        """That it is beyond the quota, and what that means where nobody has said it."""
        beyond = self.env._("This request is beyond the quota.")
        policy = self.support_over_policy
        if self.support_held or self.closed or not policy:
            return [beyond]
        return [beyond, self.env._(POLICIES[policy].words)]

    def _support_counted_lines(self, now):
        """Which ticket of its period it is; of one that is over, of which period."""
        entry = self._support_counted_entry()
        contract = entry.contract_id
        if not entry:
            return []
        window = contract._quota_window(None, day=entry.period_start)
        if window.first <= contract._quota_day(now) <= window.last:
            return self._support_quota_lines()
        return [
            self.env._(
                "This was ticket %(number)s of %(size)s, %(first)s to %(last)s.",
                number=entry.number,
                size=entry.size,
                first=format_date(self.env, window.first, date_format="long"),
                last=format_date(self.env, window.last, date_format="long"),
            )
        ]

    def _support_pause_lines(self, say):
        """Every time that did not count, from when to when and why, oldest first."""
        words = pause_words(self.env)
        pauses = self.env["support.pause"].search([("ticket_id", "=", self.id)])
        return [
            escape(words[pause.waiting_for][bool(pause.stopped_at)])
            % {
                "start": say(pause.started_at),
                "stop": pause.stopped_at and say(pause.stopped_at),
            }
            for pause in pauses
        ]

    def _support_portal_links(self, user):
        """Return ``[(how it belongs to this one, ticket)]`` of those that a user may
        open: what is not theirs is not named."""
        self.ensure_one()
        ticket = self.sudo()
        linked = {
            self.env._("Split from"): ticket.support_split_from_id,
            self.env._("Split into"): ticket.support_split_ids,
            self.env._("Follows"): ticket.support_follows_id,
            self.env._("Followed by"): ticket.support_follow_up_ids,
            self.env._("Same as"): ticket.duplicate_id,
        }
        every = ticket.union(*linked.values()) - ticket
        readable = self.with_user(user).search([("id", "in", every.ids)]).sudo()
        return [
            (words, other)
            for words, others in linked.items()
            for other in others.sorted("id") & readable
        ]
