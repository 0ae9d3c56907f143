# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import groupby

from ...tools.life.life import summary_of
from ...tools.life.sheet import Sheet, facts_of
from ...tools.promise import verdict as verdicts
from .clock import Clock
from .writer import Writer


class SupportSheetMixin(models.AbstractModel):
    """What a ticket's clocks know, kept on the ticket itself.

    The deadline rows and pauses are the truth, for whoever shows, searches or counts.
    The ticket carries a digest of them, which comes with the ticket's own columns: so
    a reply or a stage change reads nothing. What happens to a ticket writes both at
    once, and nobody else writes either.
    """

    _name = "support.sheet.mixin"
    _description = "Support: clocks of a ticket"

    support_deadline_ids = fields.One2many(
        "support.deadline", "ticket_id", string="Deadlines", readonly=True, copy=False
    )
    support_pause_ids = fields.One2many(
        "support.pause", "ticket_id", string="Pauses", readonly=True, copy=False
    )
    support_closed_at = fields.Datetime(
        string="Closed on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Empty while it is open.",
    )
    support_sheet = fields.Json(string="Clocks", readonly=True, copy=False)
    support_clock_state = fields.Selection(
        verdicts.CLOCK_STATES,
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )
    support_due_soon_at = fields.Datetime(
        string="Aim",
        readonly=True,
        copy=False,
        help="The earliest aim of what is still owed.",
        prefetch="support_rare",
    )
    support_next_due_at = fields.Datetime(
        string="Due",
        readonly=True,
        copy=False,
        help="The earliest commitment that is still owed.",
        prefetch="support_rare",
    )
    support_paused_at = fields.Datetime(
        string="Waits since",
        readonly=True,
        copy=False,
        help="Since when its stage waits for somebody: its clocks stand still.",
        prefetch="support_rare",
    )

    # only what something is owed to: few of all that ever were
    _support_owed_idx = models.Index(
        "(support_clock_state, support_next_due_at)"
        " WHERE support_clock_state IN ('running', 'paused', 'late')"
    )

    def _support_rebuild(self):
        """Make digest and summary of these tickets anew, from rows and pauses.

        For upgrades, for a calendar that was deleted, and for repairs: whatever happens
        to a ticket writes both at once.
        """
        for ticket, found in self._support_summaries().items():
            known = {name: ticket[name] for name in found}
            if known != found:
                ticket._support_store(found)

    def _support_summaries(self):
        """Return ``{ticket: columns}``: what rows and pauses say, all of them read."""
        rows, pauses = {}, {}
        inside = [("ticket_id", "in", self.ids)]
        for row in self.env["support.deadline"].sudo().search(inside, order="id"):
            rows.setdefault(row.ticket_id.id, []).append(row._as_row())
        for pause in self.env["support.pause"].sudo().search(inside):
            pauses.setdefault(pause.ticket_id.id, []).append(pause._as_pause())
        return {
            ticket: summary_of(
                Sheet(
                    None,
                    facts_of(rows.get(ticket.id, ()), pauses.get(ticket.id, ())),
                    ticket.support_closed_at,
                )
            )
            for ticket in self
        }

    def _support_clocks(self):
        """Return ``{ticket: Clock}``, one for all that share a calendar."""
        clocks, found = {}, {}
        for ticket in self:
            key = ticket.company_id.id, ticket._support_own_calendar()
            if key not in clocks:
                clocks[key] = Clock(self.env, *key)
            found[ticket] = clocks[key]
        return found

    def _support_own_calendar(self):
        """Return the id of the level's calendar, by which pauses are measured."""
        level = self.support_level_id
        return level._get_calendar_id() if level else None

    @api.model
    def _support_save(self, lives, now, at_once):
        """Write what happened: rows and pauses in one statement, the tickets' own
        columns with their next flush.

        :param lives: ``{ticket: Life}``
        :param at_once: nothing else of the ticket is written: if it is one ticket its
            columns are part of the one statement
        """
        sheets = {ticket: life.sheet for ticket, life in lives.items()}
        changed = {t: found for t, life in lives.items() if (found := life.columns())}
        if at_once and len(lives) == 1:
            [ticket] = lives
            return Writer(self.env).save(sheets, now, ticket, changed.get(ticket))
        Writer(self.env).save(sheets, now)
        for _same, group in groupby(changed.items(), key=lambda pair: str(pair[1])):
            tickets = self.browse(ticket.id for ticket, _columns in group)
            tickets._support_store(group[0][1])
        return None

    def _support_put_in_cache(self, values):
        """Tell the cache what was written to one ticket without it."""
        self.ensure_one()
        for name, value in values.items():
            field = self._fields[name]
            field._update_cache(self, field.convert_to_cache(value, self))
        self.modified(values)
