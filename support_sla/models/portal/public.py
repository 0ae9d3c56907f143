# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

from ...tools.time.iso import day_text, moment_text
from ..clock.arguments import read_ids


class SupportPublicMixin(models.AbstractModel):
    """What other software may ask of tickets: what was promised, and how it stands."""

    _name = "support.public.mixin"
    _description = "Support: what other software asks of a ticket"

    @api.readonly
    def get_promise(self):
        """Return what each of these tickets is promised and how that stands now.

        It is what the badge, the dialog "Explain" and the customer's page say. Whoever
        may read a ticket may ask: an agent those of his companies and teams, a portal
        user those of his own customer.

        :returns: a list with one object per ticket, in the order of ``ids``:

            - ``ticket_id`` (number), ``number`` (text)
            - ``level`` (its code) and ``contract`` (its number): texts, null where
              there is none; ``contract`` is null also where it is another company's, or
              not the caller's to read
            - ``reason``: why it has this level: ``contract``, ``expired``,
              ``fallback`` or ``none``
            - ``state``: what the badge shows: ``late``, ``late_waiting``, ``due_soon``,
              ``on_track``, ``paused_soon``, ``paused``, ``our_turn``, ``waiting``,
              ``answered_late``, ``answered``, ``closed_late``, ``closed`` or ``none``
            - ``urgency``: ``late``, ``due_soon``, ``on_track``, ``paused``, ``done``
              (nothing is owed any more) or ``none``
            - ``sentence``: the state in the customer's words, in the caller's language
              and time zone; ``zone`` is the latter
            - ``held``: whether it waits beyond its quota and is owed nothing yet
            - ``aim_at`` and ``due_at``: the earliest of what is still owed; null:
              nothing is
            - ``first_response_at``, ``paused_since``, ``closed_at``: moments in UTC or
              null; ``waiting_for``: ``customer``, ``third_party`` or null;
              ``closes_on``: the day on which it closes without a reply, or null
            - ``deadlines``: a list of ``metric`` (``first_response``,
              ``next_response``, ``resolution``), ``round`` (number), ``verdict``
              (``running``, ``paused``, ``met``, ``missed``, ``cancelled``),
              ``urgency``, ``unit`` (``working_hours``, ``working_days``,
              ``elapsed_hours``), ``started_at``, ``aim_at``, ``due_at``, ``stopped_at``
              and ``seconds`` (used until it stopped, of the kind that the unit counts,
              without pauses)
            - ``pauses``: a list of ``waiting_for`` (``customer``, ``third_party`` or
              ``closed``), ``started_at``, ``stopped_at`` (null: it lasts) and
              ``seconds`` (working time that passed meanwhile)
        :raises UserError: an id is no id
        :raises AccessError: one of the tickets is not the caller's to read
        :raises MissingError: one of the tickets does not exist
        """
        tickets = read_ids(self)
        tickets.check_access("read")
        contracts = tickets.sudo().support_contract_id
        named = contracts.with_user(self.env.user)._filtered_access("read").sudo()
        tz = str(self.env.tz)  # UTC for one that nobody knows
        pauses = self.env["support.pause"].sudo()
        pauses = pauses.search([("ticket_id", "in", tickets.ids)]).grouped("ticket_id")
        return [
            ticket._support_public_promise(tz)
            | {
                "contract": ticket.support_contract_id.name
                if ticket.support_contract_id in named
                else None,
                "deadlines": [*map(_deadline, ticket.support_deadline_ids)],
                "pauses": [*map(_pause, pauses.get(ticket, ()))],
            }
            for ticket in tickets.sudo()
        ]

    def _support_public_promise(self, tz):
        self.ensure_one()
        zone = self._support_reader_zone(tz)
        return {
            "ticket_id": self.id,
            "number": self.number,
            "level": self.support_level_id.code or None,
            "contract": None,
            "reason": self.support_entitlement_reason or "none",
            "state": self.support_state,
            "urgency": self.support_urgency,
            "sentence": self._support_say_state(self._support_plain_sayer(zone)),
            "zone": zone,
            "held": self.support_held,
            "aim_at": moment_text(self.support_due_soon_at),
            "due_at": moment_text(self.support_next_due_at),
            "first_response_at": moment_text(self.support_first_response_at),
            "paused_since": moment_text(self.support_paused_at),
            "closed_at": moment_text(self.support_closed_at),
            "waiting_for": self.support_waiting_for or None,
            "closes_on": day_text(self.support_closes_on),
        }


def _deadline(row):
    return {
        "metric": row.metric,
        "round": row.round,
        "verdict": row.verdict,
        "urgency": row.urgency,
        "unit": row.unit,
        "started_at": moment_text(row.started_at),
        "aim_at": moment_text(row.aim_at),
        "due_at": moment_text(row.due_at),
        "stopped_at": moment_text(row.stopped_at),
        "seconds": row.working_seconds,
    }


def _pause(pause):
    return {
        "waiting_for": pause.waiting_for,
        "started_at": moment_text(pause.started_at),
        "stopped_at": moment_text(pause.stopped_at),
        "seconds": pause.working_seconds,
    }
